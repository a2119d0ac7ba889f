"""How far a goal is: the mentee says so, and the mentor reads it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agreements.models import Session
from feedback.forms import LEVELS
from feedback.models import Goal, GoalReview
from feedback.services import review_goal, update_goal
from matching.parting import Way
from matching.services import end_mentorship, part
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.next_step import Urgency
from mentoring.lib.too_late import TooLate
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests import factories
from tests.access.feedback import goal as goal_of
from tests.factories import close_round
from tests.feedback.steps import goals_to_look_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cast):
    """A goal of a pair that has read the lines."""
    return goal_of(cast)


def said_of(goal):
    return [(review.level, review.words) for review in GoalReview.objects.filter(goal=goal)]


def hold_sessions(mentorship, *days):
    for day in days:
        factories.make_session(mentorship, days=day, status=Session.Status.HELD)


def test_mentee_says_how_far_a_goal_is(cast, goal):
    review = review_goal(goal=goal, level=1, words=" I spoke first. ", by=cast.mentee.user)

    assert (review.reviewed_on, said_of(goal)) == (clock.today(), [(1, "I spoke first.")])
    event = AuditEvent.objects.get(verb="goal.reviewed")
    assert (event.actor_id, event.subject_id) == (cast.mentee.user.pk, goal.pk)
    assert OutgoingMessage.objects.count() == 0


def test_later_word_of_one_day_stands_and_other_days_stay(cast, goal):
    with clock.standing_at(clock.now() - timedelta(days=20)):
        review_goal(goal=goal, level=-1, words="", by=cast.mentee.user)
    for level in (0, 2):
        review_goal(goal=goal, level=level, words="", by=cast.mentee.user)

    assert said_of(goal) == [(2, None), (-1, None)]
    assert goal.latest_review.level == 2


def test_where_a_mentee_stood_is_no_longer_now_once_they_said_how_far_it_is(cast, goal, sign_in):
    goal.where_now = "I leave the floor to others."
    goal.save()
    page = cast.mentorship.get_absolute_url()
    before = sign_in(cast.mentee).get(page).content.decode()
    review_goal(goal=goal, level=1, words="", by=cast.mentee.user)
    after = sign_in(cast.mentee).get(page).content.decode()

    words = "Where I am now", "Where I began"
    assert [[text in shown for text in words] for shown in (before, after)] == [[True, False], [False, True]]


def test_page_asks_in_words_that_are_true_after_the_end_of_the_pair(cast, goal, sign_in):
    goal.where_now = "I leave the floor to others."
    goal.save()
    client = sign_in(cast.mentee)
    words = (
        "How far have you come with your goal?",
        "Where I am now",
        "How far did you come with your goal?",
        "Where I began",
    )

    before = client.get(review_page(goal)).content.decode()
    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)
    after = client.get(review_page(goal)).content.decode()
    client.post(review_page(goal), {"level": "1", "words": ""})
    again = client.get(review_page(goal)).content.decode()

    assert [[text in shown for text in words] for shown in (before, after)] == [
        [True] * 2 + [False] * 2,
        [False] * 2 + [True] * 2,
    ]
    assert ["How far have you come?" in shown for shown in (before, after)] == [True, False]
    assert ["How far did you come?" in shown for shown in (before, after)] == [False, True]
    assert "Where I began" in again


@pytest.mark.parametrize("who", ["mentor", "outsider", "coordinator", "hr_analyst"])
def test_nobody_rates_a_mentee(cast, goal, who):
    with pytest.raises(Refused, match="The mentee says"):
        review_goal(goal=goal, level=0, words="", by=getattr(cast, who).user)

    assert said_of(goal) == []


def test_level_can_be_said_after_the_end_of_a_pair_until_the_round_has_closed(cast, goal):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)
    review_goal(goal=goal, level=0, words="", by=cast.mentee.user)
    close_round(cast.cohort, by=cast.coordinator.user)

    with pytest.raises(TooLate, match="This round has closed, and its goals are counted"):
        review_goal(goal=goal, level=2, words="", by=cast.mentee.user)

    assert said_of(goal) == [(0, None)]


def test_too_many_words_are_refused(cast, goal):
    with pytest.raises(Refused, match="keep to 1000 characters; these are 1001"):
        review_goal(goal=goal, level=0, words="x" * 1001, by=cast.mentee.user)


def test_there_is_no_level_beyond_the_five(cast, goal):
    with pytest.raises(Refused, match="one of the five levels"):
        review_goal(goal=goal, level=3, words="", by=cast.mentee.user)


def test_database_keeps_levels_on_the_scale_and_one_of_a_day(goal):
    today = clock.today()
    GoalReview.objects.create(goal=goal, level=0, reviewed_on=today)

    for level, day in ((-3, today - timedelta(days=1)), (1, today)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GoalReview.objects.create(goal=goal, level=level, reviewed_on=day)


def test_words_lie_encrypted(cast, goal):
    review_goal(goal=goal, level=0, words="CANARY", by=cast.mentee.user)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM feedback_goalreview")
        assert b"CANARY" not in bytes(cursor.fetchone()[0])


# Pages


def review_page(goal):
    return reverse("feedback:goal-review", args=[goal.pk])


def test_page_offers_five_sentences_and_keeps_the_one_chosen(cast, goal, sign_in):
    client = sign_in(cast.mentee)

    page = client.get(review_page(goal)).content.decode()
    response = client.post(review_page(goal), {"level": "1", "words": "Practice."})

    assert [page.count(str(words)) for words in LEVELS.values()] == [1] * 5
    assert "checked" not in page.partition("<main")[2]
    assert response.url == goal.mentorship.get_absolute_url()
    assert said_of(goal) == [(1, "Practice.")]


def test_page_sent_without_a_level_says_so_above_all_else_and_marks_the_answers(goal, cast, sign_in):
    page = sign_in(cast.mentee).post(review_page(goal), {"level": ""}).content.decode()

    assert page.count("There is a problem") == 1
    assert page.index("There is a problem") < page.index(goal.sentence)
    assert 'href="#id_level_0">Please choose the sentence that comes closest.</a>' in page
    assert page.count('class="form-check-input is-invalid"') == len(LEVELS)


@pytest.mark.parametrize("level", ["1", ""])
def test_review_sent_after_the_round_closed_comes_back_with_its_words(cast, goal, sign_in, level):
    url, client = reverse("feedback:goal-review", args=[goal.pk]), sign_in(cast.mentee)
    close_round(cast.cohort, by=cast.coordinator.user)

    response = client.post(url, {"level": level, "words": "I spoke first,\nand it was heard."})

    today = date_format(timezone.localdate(clock.now()))
    page = response.content.decode()
    assert response.status_code == 409
    assert response.context["sentence"].startswith("This round has closed, and its goals are counted: ")
    assert response.context["sentence"].endswith(f"It closed on {today}.")
    assert ">I spoke first,\nand it was heard.</textarea>" in page
    assert ("More than expected: that, and a step beyond" in page) is (level == "1")
    assert said_of(goal) == []


def test_review_page_of_a_closed_round_says_so_and_leads_to_the_pair(cast, goal, sign_in):
    url = reverse("feedback:goal-review", args=[goal.pk])
    close_round(cast.cohort, by=cast.coordinator.user)

    response = sign_in(cast.mentee).get(url, follow=True)

    assert response.redirect_chain == [(cast.mentorship.get_absolute_url(), 302)]
    assert "This round has closed, and its goals are counted" in response.content.decode()
    assert sign_in(cast.mentor).post(url, {"level": "1"}).status_code == 403


def test_review_of_a_goal_that_was_put_into_other_words_meanwhile_is_asked_once_more(cast, goal, sign_in):
    client = sign_in(cast.mentee)
    form = client.get(review_page(goal)).context["form"]
    sent = {"seen": form["seen"].value(), "level": "2", "words": "Said it first."}
    update_goal(goal=goal, sentence="Lead the division", where_now="", what_good="", by=cast.mentor.user)

    asked = client.post(review_page(goal), sent)
    before = said_of(goal)
    kept = client.post(review_page(goal), {**sent, "seen": asked.context["form"]["seen"].value()})

    page = asked.content.decode()
    assert f"{cast.mentor.user.name} changed this meanwhile. Nothing of yours is lost" in page
    assert (">Lead the division</h2>" in page, "Said it first.</textarea>" in page) == (True, True)
    assert (before, kept.status_code, said_of(goal)) == ([], 302, [(2, "Said it first.")])


def test_page_leads_to_help_and_to_what_stays_between_the_two(cast, goal, sign_in):
    page = sign_in(cast.mentee).get(review_page(goal)).content.decode()

    for name, words in (("help-detail", "Get help"), ("agreement-detail", "What stays between us")):
        assert f'<a href="{reverse(f"agreements:{name}", args=[goal.mentorship_id])}">{words}</a>' in page


def test_page_shows_what_was_said_before_and_lets_today_be_said_again(cast, goal, sign_in):
    with clock.standing_at(clock.now() - timedelta(days=40)):
        review_goal(goal=goal, level=-1, words="A first try", by=cast.mentee.user)
    review_goal(goal=goal, level=0, words="Today", by=cast.mentee.user)

    page = sign_in(cast.mentee).get(review_page(goal)).content.decode()

    assert "less than expected" in page
    assert "A first try" in page
    assert 'value="0" ' in page.partition("checked")[0][-400:]
    assert "You have said so today already." in page


def test_page_of_another_day_takes_nothing_back(cast, goal, sign_in):
    with clock.standing_at(clock.now() - timedelta(days=40)):
        review_goal(goal=goal, level=-1, words="A first try", by=cast.mentee.user)

    assert "You have said so today already." not in sign_in(cast.mentee).get(review_page(goal)).content.decode()


def test_page_without_a_choice_asks_for_one_and_loses_no_words(cast, goal, sign_in):
    page = sign_in(cast.mentee).post(review_page(goal), {"words": "Half-way"}).content.decode()

    assert "Please choose the sentence that comes closest." in page
    assert "Half-way" in page
    assert said_of(goal) == []


def test_page_of_the_pair_leads_the_mentee_there_and_shows_both_how_far_it_is(cast, goal, sign_in):
    review_goal(goal=goal, level=1, words="Practice.", by=cast.mentee.user)

    of_mentee, of_mentor = (
        sign_in(who).get(goal.mentorship.get_absolute_url()).content.decode() for who in (cast.mentee, cast.mentor)
    )

    assert (review_page(goal) in of_mentee, review_page(goal) in of_mentor) == (True, False)
    for page in (of_mentee, of_mentor):
        assert "More than expected, on" in page
        assert "Practice." in page


def test_no_weight_and_no_attainment_stand_on_pages_of_a_pair(cast, goal, sign_in):
    review_goal(goal=goal, level=1, words="", by=cast.mentee.user)

    for url in (review_page(goal), goal.mentorship.get_absolute_url()):
        page = sign_in(cast.mentee).get(url).content.decode().lower().partition("<main")[2]
        assert not any(word in page for word in ("weight", "attainment", "kiresuk"))


# Next steps


@pytest.mark.parametrize(("held", "steps"), [((), 0), ((-1,), 0), ((-1, -2), 1), ((-1, -2, -9), 1), ((-1, -9), 0)])
def test_goal_is_looked_at_again_after_two_more_sessions(cast, held, steps):
    goal = goal_of(cast)
    Goal.objects.filter(pk=goal.pk).update(set_at=clock.now() - timedelta(days=5))
    hold_sessions(cast.mentorship, *held)

    found = goals_to_look_after(cast.mentee)

    assert [(step.urgency, step.url) for step in found] == [(Urgency.GOAL, review_page(goal))] * steps


def test_goal_that_was_looked_at_waits_for_two_more_sessions(cast, goal):
    Goal.objects.update(set_at=clock.now() - timedelta(days=50))
    hold_sessions(cast.mentorship, -30, -20)
    with clock.standing_at(clock.now() - timedelta(days=10)):
        review_goal(goal=goal, level=0, words="", by=cast.mentee.user)

    assert goals_to_look_after(cast.mentee) == []
    hold_sessions(cast.mentorship, -3, -2)
    assert len(goals_to_look_after(cast.mentee)) == 1


def test_goals_of_one_pair_are_one_step_and_one_question_to_the_database(cast, goal, django_assert_num_queries):
    Goal.objects.create(mentorship=cast.mentorship, owner=cast.mentee, sentence="Listen", set_at=clock.now())
    Goal.objects.update(set_at=clock.now() - timedelta(days=50))
    hold_sessions(cast.mentorship, -30, -20)

    with django_assert_num_queries(1):
        assert len(goals_to_look_after(cast.mentee)) == 1


def test_mentor_is_not_asked(cast, goal):
    hold_sessions(cast.mentorship, 1, 2)

    assert goals_to_look_after(cast.mentor) == []


@pytest.mark.parametrize("end", ["round", "pair", "last day"])
def test_goal_is_looked_at_once_more_near_the_end(cast, goal, end):
    Goal.objects.update(set_at=goal.set_at - timedelta(days=14))
    assert goals_to_look_after(cast.mentee) == []
    if end == "round":
        Cohort.objects.update(stage=Cohort.Stage.CLOSING)
    elif end == "pair":
        end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)
    else:
        days = {"registration_ends_on": -20, "starts_on": -9, "ends_on": 10}
        Cohort.objects.update(**{name: factories.in_days(day) for name, day in days.items()})

    assert [step.is_offer for step in goals_to_look_after(cast.mentee)] == [end == "pair"]


def test_goal_of_the_last_two_weeks_is_not_asked_about_while_the_round_ends(cast, goal):
    Cohort.objects.update(stage=Cohort.Stage.CLOSING)
    steps = {}
    for days in (0, 13, 14):
        Goal.objects.update(set_at=goal.set_at - timedelta(days=days))
        steps[days] = len(goals_to_look_after(cast.mentee))

    assert steps == {0: 0, 13: 0, 14: 1}


@pytest.mark.parametrize("way", Way)
def test_goal_is_offered_beside_and_never_asked_for_after_the_end(cast, goal, sign_in, way):
    part(mentorship=cast.mentorship, way=way, by=cast.mentee.user)

    response = sign_in(cast.mentee).get("/")

    titles = [step.title for step in response.context["others"]]
    assert "Say how far you came with your goal" in titles
    first = response.context["step"]
    assert first is None or "goal" not in first.title
    assert "How far have you come with your goal?" not in response.content.decode()
    review_goal(goal=goal, level=0, words="", by=cast.mentee.user)
    assert goals_to_look_after(cast.mentee) == []


def test_nobody_is_asked_long_after_the_end_or_once_the_round_has_closed(cast, goal):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)

    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert goals_to_look_after(cast.mentee) == []
    close_round(cast.cohort, by=cast.coordinator.user)
    assert goals_to_look_after(cast.mentee) == []


# The figures
