"""Goals: words of a pair, for the pair."""

from datetime import timedelta

from django.utils.translation import gettext as _

from feedback.models import Goal
from feedback.policies import may_set_goal
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from participants.models import Profile
from programmes.models import Role

LONGEST_SENTENCE = 200
ONE_PRESS = timedelta(minutes=1)


@in_transaction
def set_goal(*, mentorship: Mentorship, sentence: str, where_now: str, what_good: str, by: User) -> Goal:
    """Set a goal of the mentee; either of the pair may write it, once they have read the lines.

    Refused after the end, and without a sentence of at most 200 letters. Pressed twice it is one goal.
    """
    mentorship = _locked(mentorship, by)
    words = _checked(sentence, where_now, what_good)
    latest = Goal.objects.filter(mentorship=mentorship).order_by("set_at").last()
    if latest is not None and _words_of(latest) == words and clock.now() - latest.set_at < ONE_PRESS:
        return latest
    mentee = Profile.objects.get(memberships__mentorship=mentorship, memberships__role=Role.MENTEE)
    goal = Goal.objects.create(mentorship=mentorship, owner=mentee, set_at=clock.now(), **words)
    record_event(verb="goal.set", subject=goal, by=by)
    return goal


@in_transaction
def update_goal(*, goal: Goal, sentence: str, where_now: str, what_good: str, by: User) -> Goal:
    """Put a goal into other words, for the same people and under the same conditions as setting it."""
    _locked(goal.mentorship, by)
    words = _checked(sentence, where_now, what_good)
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    for name, text in words.items():
        setattr(goal, name, text)
    goal.save(update_fields=list(words))
    record_event(verb="goal.changed", subject=goal, by=by)
    return goal


def _locked(mentorship: Mentorship, by: User) -> Mentorship:
    mentorship = Mentorship.objects.select_for_update().get(pk=mentorship.pk)
    if not may_set_goal(by, mentorship):
        raise Refused(_("Goals can be set while a mentoring runs, once you have read what stays between you."))
    return mentorship


def _checked(sentence: str, where_now: str, what_good: str) -> dict[str, str | None]:
    """The words as they are kept: what was left empty is nothing."""
    sentence = sentence.strip()
    if not sentence:
        raise Refused(_("Please write the goal in one sentence."))
    if len(sentence) > LONGEST_SENTENCE:
        raise Refused(_("Please say it in at most %(most)s letters.") % {"most": LONGEST_SENTENCE})
    return {"sentence": sentence, "where_now": where_now or None, "what_good": what_good or None}


def _words_of(goal: Goal) -> dict[str, str | None]:
    return {"sentence": goal.sentence, "where_now": goal.where_now, "what_good": goal.what_good}
