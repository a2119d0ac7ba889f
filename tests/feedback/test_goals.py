"""Goals, through services and pages: words of a pair, for the pair."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agreements.models import Consent
from agreements.services import edit_template, renew_agreements
from agreements.wording import Template
from feedback.models import Goal
from feedback.services import review_goal, set_goal, update_goal
from matching.models import Mentorship
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.access.feedback import read_the_lines
from tests.factories import end_pairs

pytestmark = pytest.mark.django_db
WORDS = {
    "sentence": "Speak up in the CANARY meeting",
    "where_now": "I wait until I am asked.",
    "what_good": "I say my view in the first ten minutes.",
}


@pytest.fixture
def pair(cast):
    """The cast, both of the pair having read the lines."""
    read_the_lines(cast)
    return cast


@pytest.fixture
def goal(pair):
    return set_goal(mentorship=pair.mentorship, **WORDS, by=pair.mentee.user)


def words_of(goal):
    goal = Goal.objects.get(pk=goal.pk)
    return {name: getattr(goal, name) for name in WORDS}


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_either_of_the_pair_sets_a_goal_of_the_mentee(pair, who):
    user = getattr(pair, who).user

    goal = set_goal(mentorship=pair.mentorship, **WORDS, by=user)

    assert (goal.owner, words_of(goal)) == (pair.mentee, WORDS)
    event = AuditEvent.objects.get(verb="goal.set")
    assert (event.actor_id, event.subject_id) == (user.pk, goal.pk)
    assert OutgoingMessage.objects.count() == 0


def test_each_of_the_pair_reads_whose_goal_it_is(pair, goal, sign_in):
    new, change = (
        reverse("feedback:goal-create", args=[pair.mentorship.pk]),
        reverse("feedback:goal-update", args=[goal.pk]),
    )
    own = "Where I am now", "What would you like to be able to do that you cannot do yet?"
    theirs = "Where Minh is now", "What should be possible that is not possible yet?"

    forms = [[sign_in(who).get(page).content.decode() for page in (new, change)] for who in (pair.mentee, pair.mentor)]

    shown = [[[words in form for words in (*own, *theirs)] for form in each] for each in forms]
    assert shown == [[[True, True, False, False]] * 2, [[False, False, True, True]] * 2]


def test_mentor_reads_of_a_goal_in_the_name_of_the_mentee(pair, goal, sign_in):
    client, page = sign_in(pair.mentor), pair.mentorship.get_absolute_url()
    words = "Where Minh is now", "Where Minh began", "How far it has come", "Where I", "How far I"

    before = client.get(page).content.decode()
    review_goal(goal=goal, level=1, words="", by=pair.mentee.user)
    after = client.get(page).content.decode()

    assert [each in before for each in words] == [True, False, False, False, False]
    assert [each in after for each in words] == [False, True, True, False, False]


def test_what_was_left_empty_stays_empty(pair):
    goal = set_goal(mentorship=pair.mentorship, sentence="Speak up", where_now="", what_good="", by=pair.mentee.user)

    assert words_of(goal) == {"sentence": "Speak up", "where_now": None, "what_good": None}


def test_goal_of_two_presses_is_one(pair):
    first, second = (set_goal(mentorship=pair.mentorship, **WORDS, by=pair.mentee.user) for _press in range(2))

    assert (second, Goal.objects.count()) == (first, 1)
    assert AuditEvent.objects.filter(verb="goal.set").count() == 1


@pytest.mark.parametrize(("sentence", "refusal"), [(" \n", "in one sentence"), ("a" * 201, "these are 201")])
def test_goal_without_a_sentence_of_its_own_is_refused(pair, goal, sentence, refusal):
    with pytest.raises(Refused, match=refusal):
        set_goal(mentorship=pair.mentorship, **{**WORDS, "sentence": sentence}, by=pair.mentee.user)
    with pytest.raises(Refused, match=refusal):
        update_goal(goal=goal, **{**WORDS, "sentence": sentence}, by=pair.mentee.user)

    assert words_of(Goal.objects.get()) == WORDS


def test_goal_lies_encrypted(goal):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sentence, where_now, what_good FROM feedback_goal")
        stored = [bytes(value) for value in cursor.fetchone()]

    assert not any(word in value for value in stored for word in (b"CANARY", b"wait", b"view"))


@pytest.mark.parametrize("who", ["outsider", "coordinator", "hr_analyst"])
def test_nobody_else_sets_or_changes_a_goal(pair, goal, who):
    user = getattr(pair, who).user

    with pytest.raises(Refused):
        set_goal(mentorship=pair.mentorship, **WORDS, by=user)
    with pytest.raises(Refused):
        update_goal(goal=goal, **{**WORDS, "sentence": "Be quiet"}, by=user)

    assert words_of(Goal.objects.get()) == WORDS


def test_goal_waits_until_the_lines_are_read(cast):
    with pytest.raises(Refused, match="once you have read"):
        set_goal(mentorship=cast.mentorship, **WORDS, by=cast.mentee.user)


def test_goal_of_an_ended_pair_cannot_be_set(pair):
    end_pairs(pk=pair.mentorship.pk)

    with pytest.raises(Refused):
        set_goal(mentorship=pair.mentorship, **WORDS, by=pair.mentee.user)


def test_goal_is_put_into_other_words_by_either(pair, goal):
    changed = {**WORDS, "what_good": ""}

    update_goal(goal=goal, **changed, by=pair.mentor.user)

    assert words_of(goal) == {**WORDS, "what_good": None}
    assert AuditEvent.objects.get(verb="goal.changed").actor_id == pair.mentor.user.pk


def test_page_sets_a_goal_and_leads_back_to_the_pair(pair, sign_in):
    response = sign_in(pair.mentee).post(reverse("feedback:goal-create", args=[pair.mentorship.pk]), WORDS)

    assert (response.status_code, response.url) == (302, pair.mentorship.get_absolute_url())
    assert words_of(Goal.objects.get()) == WORDS


def test_page_shows_the_words_to_change_and_changes_them(pair, goal, sign_in):
    client, url = sign_in(pair.mentor), reverse("feedback:goal-update", args=[goal.pk])

    page = client.get(url)
    seen = page.context["form"]["seen"].value()
    client.post(url, {**WORDS, "sentence": "Speak first", "seen": seen})

    assert WORDS["where_now"] in page.content.decode()
    assert words_of(goal) == {**WORDS, "sentence": "Speak first"}


@pytest.mark.parametrize("name", ["goal-create", "goal-update", "goal-review"])
def test_pages_of_a_goal_say_whose_it_is_above_their_heading(pair, goal, sign_in, name):
    about = pair.mentorship if name == "goal-create" else goal

    page = sign_in(pair.mentee).get(reverse(f"feedback:{name}", args=[about.pk])).content.decode()

    assert f'<p class="kicker"><a href="{pair.mentorship.get_absolute_url()}">You and Maria Mentor</a></p>' in page


@pytest.mark.parametrize("sentence", ["", "x" * 201])
def test_goal_without_a_fit_sentence_loses_no_words(pair, sign_in, sentence):
    url = reverse("feedback:goal-create", args=[pair.mentorship.pk])

    page = sign_in(pair.mentee).post(url, {**WORDS, "sentence": sentence}).content.decode()

    assert Goal.objects.count() == 0
    assert "There is a problem" in page
    assert WORDS["where_now"] in page


def test_page_leads_to_the_lines_until_they_are_read(cast, sign_in):
    url = reverse("feedback:goal-create", args=[cast.mentorship.pk])
    lines = reverse("agreements:agreement-detail", args=[cast.mentorship.pk])

    for response in (sign_in(cast.mentee).get(url), sign_in(cast.mentee).post(url, WORDS)):
        assert (response.status_code, response.url) == (302, lines)
    assert not Goal.objects.exists()


@pytest.mark.parametrize("name", ["goal-create", "goal-update", "goal-review"])
def test_what_was_typed_while_the_lines_were_renewed_comes_back_and_leads_to_them(pair, goal, sign_in, name):
    subject = pair.mentorship if name == "goal-create" else goal
    typed = {**WORDS, "where_now": "It took long to find these words.", "words": "It took long to find these words."}
    make_lines_new(pair.mentorship)

    response = sign_in(pair.mentee).post(reverse(f"feedback:{name}", args=[subject.pk]), typed)

    page = response.content.decode()
    assert response.status_code == 409
    assert "<h1>Please read the new lines first</h1>" in page
    assert "It took long to find these words." in page
    assert f'href="{reverse("agreements:agreement-detail", args=[pair.mentorship.pk])}">Read the lines</a>' in page
    assert words_of(goal) == WORDS


def make_lines_new(mentorship):
    """The programme got lines of its own, and its coordinator asked every pair to read them."""
    programme, coordinator = mentorship.cohort.programme, mentorship.cohort.programme.coordinators.get().user
    edit_template(
        template=Template(programme=programme), values={"name": "Ours", "lines": ["I keep no list."]}, by=coordinator
    )
    assert renew_agreements(cohort=mentorship.cohort, by=coordinator) == 1


@pytest.mark.parametrize("name", ["goal-create", "goal-update"])
def test_goal_typed_while_the_other_one_ended_the_pair_comes_back_with_the_sentence(pair, goal, sign_in, name):
    subject = goal if name == "goal-update" else pair.mentorship
    client, typed = sign_in(pair.mentor), {**WORDS, "where_now": "It took long to find these words."}
    end_pairs()

    response = client.post(reverse(f"feedback:{name}", args=[subject.pk]), typed)

    day = date_format(timezone.localdate(Mentorship.objects.get().ended_at))
    words = f"This mentorship has ended, so no goal can be set or changed in it any more. It ended on {day}."
    assert (response.status_code, response.context["sentence"]) == (409, words)
    assert typed["where_now"] in response.content.decode()
    assert words_of(Goal.objects.get()) == WORDS


def test_change_of_mind_in_between_is_said_in_the_form(pair, sign_in):
    client, url = sign_in(pair.mentee), reverse("feedback:goal-create", args=[pair.mentorship.pk])

    def lines_change_meanwhile(execute, sql, params, many, context):
        if "FOR UPDATE" in sql:
            Consent.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lines_change_meanwhile):
        response = client.post(url, WORDS)

    assert Goal.objects.count() == 0
    assert "Goals can be set while a mentoring runs" in response.context["form"].non_field_errors()[0]
    assert WORDS["what_good"] in response.content.decode()


def test_coordinator_and_site_administrator_meet_no_word_of_a_goal(goal, pair, sign_in):
    for who in (pair.coordinator, pair.hr_analyst, pair.site_administrator):
        client = sign_in(who)
        for name in ("desk:home", "feedback:goal-update"):
            url = reverse(name, args=[goal.pk] if name.startswith("feedback") else [])
            assert "CANARY" not in client.get(url).content.decode()
