"""Goals: words of a pair, for the pair."""

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.models import Goal
from feedback.policies import may_set_goal
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.models import Profile
from programmes.models import Role


def set_goal(*, mentorship: Mentorship, sentence: str, where_now: str, what_good: str, by: User) -> Goal:
    """Set a goal of the mentee; either of the pair may write it, once they have read the lines."""
    with transaction.atomic():
        mentorship = _locked(mentorship, by)
        mentee = Profile.objects.get(memberships__mentorship=mentorship, memberships__role=Role.MENTEE)
        goal = Goal.objects.create(
            mentorship=mentorship,
            owner=mentee,
            sentence=sentence,
            where_now=where_now or None,
            what_good=what_good or None,
            set_at=clock.now(),
        )
        record_event(verb="goal.set", subject=goal, by=by)
    return goal


def update_goal(*, goal: Goal, sentence: str, where_now: str, what_good: str, by: User) -> Goal:
    """Put a goal into other words, for the same people and under the same condition as setting it."""
    with transaction.atomic():
        _locked(goal.mentorship, by)
        goal = Goal.objects.select_for_update().get(pk=goal.pk)
        goal.sentence, goal.where_now, goal.what_good = sentence, where_now or None, what_good or None
        goal.save(update_fields=["sentence", "where_now", "what_good"])
        record_event(verb="goal.changed", subject=goal, by=by)
    return goal


def _locked(mentorship: Mentorship, by: User) -> Mentorship:
    mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    if not may_set_goal(by, mentorship):
        raise Refused(_("Goals can be set while a mentoring runs, once you have read what stays between you."))
    return mentorship
