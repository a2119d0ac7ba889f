"""Words of goals go 180 days after their pair ended, levels once they are counted, single answers after two years."""

from datetime import timedelta

import pytest
from django.conf import settings

from feedback.models import Goal, GoalReview, Response, Snapshot
from feedback.services import forget_words_of_goals, forgetting, freeze_goals, review_goal
from feedback.tasks import forget as tick
from mentoring.lib import clock
from tests.access.feedback import goal as goal_of
from tests.factories import end_pairs

DAYS = timedelta(days=180)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def goal(cast):
    """A goal with words and a level, of a pair that ended now."""
    goal = goal_of(cast)
    goal.where_now = "I say little."
    goal.save()
    review_goal(goal=goal, level=1, words="I spoke twice.", by=cast.mentee.user)
    end_pairs(pk=cast.mentorship.pk)
    return goal


def words_of(goal) -> tuple[str | None, ...]:
    goal.refresh_from_db()
    review = goal.reviews.get()
    return goal.sentence, goal.where_now, goal.what_good, review.words


def forget_after(wait: timedelta) -> None:
    with clock.standing_at(clock.now() + wait):
        for _run in range(2):
            tick()


@pytest.mark.parametrize(
    ("wait", "left"), [(DAYS - MOMENT, ("Speak up", "I say little.", None, "I spoke twice.")), (DAYS, (None,) * 4)]
)
def test_words_go_on_their_day_and_the_level_stays_to_be_counted(goal, wait, left):
    forget_after(wait)

    assert words_of(goal) == left
    assert goal.reviews.get().level == 1


def test_level_of_a_goal_without_words_is_counted_like_any_other(cast, goal):
    before = freeze_goals(cohort=cast.cohort).figures
    cast.cohort.goal_snapshot.delete()

    forget_after(DAYS)

    assert freeze_goals(cohort=cast.cohort).figures == before


def test_goal_goes_whole_once_its_round_is_counted(cast, goal):
    freeze_goals(cohort=cast.cohort)

    forget_after(DAYS - MOMENT)
    assert words_of(goal)[0] == "Speak up"
    forget_after(DAYS)

    assert (Goal.objects.count(), GoalReview.objects.count()) == (0, 0)


def test_goals_of_pairs_under_way_stay(cast):
    goal_of(cast)

    forget_after(timedelta(days=700))

    assert Goal.objects.get().sentence == "Speak up"


def test_all_go_however_many(cast, goal, monkeypatch):
    monkeypatch.setattr(forgetting, "GOALS_AT_ONCE", 1)
    Goal.objects.create(mentorship=cast.mentorship, owner=cast.mentee, sentence="Another", set_at=clock.now())

    with clock.standing_at(clock.now() + DAYS):
        assert (forget_words_of_goals(), forget_words_of_goals()) == (2, 0)


def test_goal_without_words_is_on_no_page(cast, goal, sign_in):
    forget_after(DAYS)

    with clock.standing_at(clock.now() + DAYS):
        content = sign_in(cast.mentee).get(cast.mentorship.get_absolute_url()).content.decode()

    assert not Goal.objects.visible_to(cast.mentee.user).exists()
    assert ("<h3>None</h3>" in content, str(goal.pk) in content) == (False, False)


@pytest.mark.parametrize(("wait", "left"), [(timedelta(days=730), 8), (timedelta(days=731), 0)])
def test_single_answers_go_after_two_years_and_the_figures_stay(closed_survey, wait, left):
    figures = Snapshot.objects.get(run=closed_survey(Sales=8)).figures

    forget_after(wait)

    assert (Response.objects.count(), Snapshot.objects.get().figures) == (left, figures)


def test_tick_stands_in_the_schedule():
    scheduled = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled["feedback.forget"] == 300
