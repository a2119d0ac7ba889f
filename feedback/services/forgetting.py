"""What is forgotten in time: the words of goals, long after their pair has ended, and single answers to surveys."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from agreements.keeping import WORDS_KEPT
from feedback.models import Goal, GoalReview, GoalSnapshot, Response
from mentoring.lib import clock
from mentoring.lib.short_runs import in_short_run
from mentoring.lib.transactions import in_transaction

# Two years; what reports show was fixed when the survey closed.
ANSWERS_KEPT = timedelta(days=731)
GOALS_AT_ONCE, ANSWERS_AT_ONCE = 500, 2_000


def forget_words_of_goals() -> int:
    """Delete the words of goals of pairs that ended 180 days ago; once their round is counted, the goals themselves.

    Until then the bare levels stay for the report. As many as fit into a short run. Returns how many goals.
    """
    return in_short_run(_forget_some_goals)


def forget_single_answers() -> int:
    """Delete the answers to surveys that closed over two years ago, as a short run allows. Returns how many."""
    return in_short_run(_forget_some_answers)


@in_transaction
def _forget_some_answers() -> int:
    old = Response.objects.filter(run__snapshot__built_on__lte=clock.today() - ANSWERS_KEPT).order_by("pk")
    locked = old.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    deleted, _rows = Response.objects.filter(pk__in=list(locked[:ANSWERS_AT_ONCE])).delete()
    return deleted


@in_transaction
def _forget_some_goals() -> int:
    """One that somebody holds is for the next run."""
    said = GoalReview.objects.filter(goal=OuterRef("pk"), words__isnull=False)
    counted = Exists(GoalSnapshot.objects.filter(cohort=OuterRef("mentorship__cohort")))
    old = Goal.objects.filter(mentorship__ended_at__lte=clock.now() - WORDS_KEPT)
    waiting = old.filter(Q(sentence__isnull=False) | Exists(said) | counted).order_by("pk")
    locked = waiting.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    goals = Goal.objects.filter(pk__in=list(locked[:GOALS_AT_ONCE]))
    number = len(goals)
    goals.filter(counted).delete()
    GoalReview.objects.filter(goal__in=goals).update(words=None)
    goals.update(sentence=None, where_now=None, what_good=None)
    return number
