"""Goals: words of a pair, for the pair; and of a whole cohort the figures, once it is over."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from agreements.policies import has_read_lines
from agreements.services import check_seen
from feedback.attainment import goal_figures
from feedback.models import Goal, GoalReview, GoalSnapshot
from feedback.policies import may_review_goal, may_set_goal, reviews_goal
from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.own_words import keep_to
from mentoring.lib.seen import seen_of
from mentoring.lib.too_late import Gone, TooLate, closed_on, ended_on
from mentoring.lib.transactions import in_transaction
from participants.models import HrAnalyst, Profile
from programmes.models import Cohort, Role
from programmes.stages import OVER

LONGEST_SENTENCE = 200
LONGEST_WORDS = 1000
ONE_PRESS = timedelta(minutes=1)


@in_transaction
def set_goal(*, mentorship: Mentorship, sentence: str, where_now: str, what_good: str, by: User) -> Goal:
    """Set a goal of the mentee; either of the pair may write it, once they have read the lines.

    Refused after the end, and without a sentence of at most 200 characters. Pressed twice it is one goal.
    """
    mentorship = _locked(mentorship, by)
    words = _checked(sentence, where_now, what_good)
    latest = Goal.objects.filter(mentorship=mentorship).order_by("set_at").last()
    # How long ago comes first: the words of an older one may not open any more.
    if latest is not None and clock.now() - latest.set_at < ONE_PRESS and _words_of(latest) == words:
        return latest
    mentee = Profile.objects.get(memberships__mentorship=mentorship, memberships__role=Role.MENTEE)
    goal = Goal.objects.create(mentorship=mentorship, owner=mentee, set_at=clock.now(), **words)
    record_event(verb="goal.set", subject=goal, by=by)
    return goal


@in_transaction
def update_goal(
    *, goal: Goal, sentence: str, where_now: str, what_good: str, by: User, seen: str | None = None
) -> Goal:
    """Put a goal into other words, for the same people and under the same conditions as setting it.

    Refused where it reads otherwise than somebody has `seen` it (None asks for nothing), unless it reads so already.
    """
    _locked(goal.mentorship, by)
    words = _checked(sentence, where_now, what_good)
    there = Goal.objects.select_for_update().filter(pk=goal.pk, sentence__isnull=False).first()
    if there is None:
        raise Gone
    goal = there
    if _words_of(goal) == words:
        return goal
    check_seen(seen, goal_as_seen(goal), row=goal, verb="goal.changed", by=by)
    for name, text in words.items():
        setattr(goal, name, text)
    goal.save(update_fields=list(words))
    record_event(verb="goal.changed", subject=goal, by=by)
    return goal


@in_transaction
def review_goal(*, goal: Goal, level: int, words: str, by: User, seen: str | None = None) -> GoalReview:
    """Say how far a goal is today, one of the five levels; said again on the same day, the later one stands.

    The mentee's word alone: refused to the mentor, to everybody once the cohort has closed, and where the goal reads
    otherwise than the mentee has `seen` it (None or "" asks for nothing).
    """
    words = words.strip()
    keep_to(LONGEST_WORDS, words)
    goal = Goal.objects.select_for_update(of=["self"]).select_related("mentorship__cohort", "owner").get(pk=goal.pk)
    if reviews_goal(by, goal) and goal.mentorship.cohort.stage in OVER:
        raise TooLate(review_over_words(goal))
    if not may_review_goal(by, goal):
        raise Refused(_("The mentee says how far a goal is, until the cohort has closed."))
    if seen:
        check_seen(seen, goal_as_seen(goal), row=goal, verb="goal.changed", by=by)
    review = GoalReview.objects.filter(goal=goal, reviewed_on=clock.today()).first()
    review = review or GoalReview(goal=goal, reviewed_on=clock.today())
    review.level, review.words = level, words or None
    with constraints_refused():
        review.save()
    record_event(verb="goal.reviewed", subject=goal, by=by)
    return review


@in_transaction
def freeze_goals(*, cohort: Cohort) -> GoalSnapshot:
    """Count once, for the report, how far the goals of a cohort came: the last level of each. Never counted again.

    As in surveys a reader does not count: where one is among the mentees, one person more is needed.
    """
    mentees = Membership.objects.filter(mentorship__cohort=cohort, role=Role.MENTEE).values_list("person", flat=True)
    analysts = HrAnalyst.objects.filter(organisation=cohort.programme.organisation_id).values("user")
    reading = Profile.objects.filter(pk__in=mentees, user__in=analysts).exists()
    figures = goal_figures(
        _levels_of_people(cohort),
        mentees=len(set(mentees)),
        minimum=cohort.programme.minimum_group + int(reading),
    )
    snapshot, _is_new = GoalSnapshot.objects.get_or_create(
        cohort=cohort, defaults={"built_on": clock.company_today(), "figures": figures}
    )
    return snapshot


def _levels_of_people(cohort: Cohort) -> list[list[int]]:
    """For each mentee with a level, the last level of each goal; in no order that would lead to a person."""
    last = (
        GoalReview.objects.filter(goal__mentorship__cohort=cohort)
        .order_by("goal_id", "-reviewed_on")
        .distinct("goal_id")
        .values_list("goal__owner", "level")
    )
    found: dict[UUID, list[int]] = defaultdict(list)
    for person, level in last:
        found[person].append(level)
    return sorted(sorted(levels) for levels in found.values())


def _locked(mentorship: Mentorship, by: User) -> Mentorship:
    mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    if mentorship.status != Mentorship.Status.ACTIVE and has_read_lines(by, mentorship):
        raise TooLate(goals_over_words(mentorship))
    if not may_set_goal(by, mentorship):
        raise Refused(_("Goals can be set while a mentoring runs, once you have read what stays between you."))
    return mentorship


def goals_over_words(mentorship: Mentorship) -> str:
    """Why no goal is set or changed in a pair that has ended, and since when."""
    words = _("This mentorship has ended, so no goal can be set or changed in it any more.")
    return f"{words} {ended_on(mentorship.ended_at)}" if mentorship.ended_at else words


def review_over_words(goal: Goal) -> str:
    """Why nobody says any more how far a goal is, and since when."""
    cohort = goal.mentorship.cohort
    if cohort.always_on:
        words = _("This programme has closed, and its goals are counted: how far they are stays as it was said last.")
    else:
        words = _("This round has closed, and its goals are counted: how far they are stays as it was said last.")
    closed = cohort.stage_changes.filter(to_stage=Cohort.Stage.CLOSED).first()
    return f"{words} {closed_on(closed.made_at)}" if closed else words


def _checked(sentence: str, where_now: str, what_good: str) -> dict[str, str | None]:
    """The words as they are kept: what was left empty is nothing."""
    sentence = sentence.strip()
    if not sentence:
        raise Refused(_("Please write the goal in one sentence."))
    keep_to(LONGEST_SENTENCE, sentence)
    return {"sentence": sentence, "where_now": where_now or None, "what_good": what_good or None}


def goal_as_seen(goal: Goal) -> str:
    """How the words of a goal stand, for a form to bring back."""
    return seen_of("goal", goal.pk, *_words_of(goal).values())


def _words_of(goal: Goal) -> dict[str, str | None]:
    return {"sentence": goal.sentence, "where_now": goal.where_now, "what_good": goal.what_good}
