"""What one of the two wants to do: noted by either, ticked off by either, never in a mail."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Action, Session
from agreements.services.keys import prepare_key
from agreements.services.pair import FURTHEST_AHEAD, WrongTime, both_people, check_seen, lock_working_pair
from agreements.services.reminders import moment_of_action
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.own_words import keep_to
from mentoring.lib.reader import zone_of
from mentoring.lib.too_late import Gone
from mentoring.lib.transactions import in_transaction
from participants.models import Profile

LONGEST_ACTION = 200
MOST_OPEN = 50
ONE_PRESS = timedelta(minutes=1)


@in_transaction
def add_action(
    *, mentorship: Mentorship, words: str, owner: Profile, due_on: date | None, by: User, session: Session | None = None
) -> Action:
    """Note what one of the two wants to do; its owner is reminded once, in the morning of its day.

    Refused without words, for a day that is over, and once fifty are open. Pressed twice it is one action.
    """
    mentorship = lock_working_pair(mentorship.pk, by=by)
    words = _checked(words)
    _check_owner(mentorship, owner)
    _check_day(due_on)
    if session is not None and session.mentorship_id != mentorship.pk:
        raise Refused(_("Please choose one of your own sessions."))
    prepare_key(mentorship)
    there = mentorship.actions.with_keys().filter(done_at=None)
    latest = there.order_by("added_at").last()
    if latest is not None and _is_same(latest, words, owner, due_on) and clock.now() - latest.added_at < ONE_PRESS:
        return latest
    if there.count() >= MOST_OPEN:
        raise Refused(_("Fifty actions are open. Please tick some off first."))
    action = Action(mentorship=mentorship, session=session, added_at=clock.now())
    _fill(action, words, owner, due_on)
    action.save()
    record_event(verb="action.add", subject=action, by=by)
    return action


@in_transaction
def change_action(
    *, action: Action, words: str, owner: Profile, due_on: date | None, by: User, seen: str | None = None
) -> Action:
    """Put an action into other words, give it to the other one, or another day, on which its owner is reminded.

    Refused where it stands otherwise than somebody has `seen` it (None asks for nothing), unless it says this already.
    """
    mentorship, action = _lock(action, by)
    words = _checked(words)
    _check_owner(mentorship, owner)
    if due_on != action.due_on:
        _check_day(due_on)
    prepare_key(mentorship)
    if _is_same(action, words, owner, due_on):
        return action
    check_seen(seen, action.as_seen, row=action, verb="action.change", by=by)
    is_for_another_day = (owner.pk, due_on) != (action.owner_id, action.due_on)
    _fill(action, words, owner, due_on, reminds_anew=is_for_another_day)
    action.save()
    record_event(verb="action.change", subject=action, by=by)
    return action


@in_transaction
def tick_off_action(*, action: Action, is_done: bool, by: User) -> Action:
    """Say that it is done, or that it is not after all; then nobody is reminded of a day that is over.

    Twice the same is harmless.
    """
    _mentorship, action = _lock(action, by)
    if (action.done_at is not None) == is_done:
        return action
    action.done_at = clock.now() if is_done else None
    if not is_done and action.due_on and action.due_on < timezone.localdate(clock.now(), zone_of(action.owner.user)):
        action.reminds_at = None
    action.save(update_fields=["done_at", "reminds_at"])
    record_event(verb="action.done" if is_done else "action.reopen", subject=action, by=by)
    return action


@in_transaction
def delete_action(*, action: Action, by: User, seen: str | None = None) -> None:
    """Take an action out for good; either of the two may.

    Refused where it reads otherwise than somebody has `seen` it (None asks for nothing).
    """
    _mentorship, action = _lock(action, by)
    if seen is not None:  # without its key nobody has seen it, and it can be deleted
        check_seen(seen, action.as_seen, row=action, verb="action.change", by=by)
    record_event(verb="action.delete", subject=action, by=by)
    action.delete()


def _lock(action: Action, by: User) -> tuple[Mentorship, Action]:
    mentorship = lock_working_pair(action.mentorship_id, by=by)
    found = Action.objects.filter(pk=action.pk).select_for_update().first()
    if found is None:
        raise Gone
    return mentorship, found


def _fill(action: Action, words: str, owner: Profile, due_on: date | None, *, reminds_anew: bool = True) -> None:
    action.words, action.owner, action.due_on = words, owner, due_on
    if reminds_anew:
        action.reminds_at = moment_of_action(action, zone_of(owner.user))


def _is_same(action: Action, words: str, owner: Profile, due_on: date | None) -> bool:
    return (action.words, action.owner_id, action.due_on) == (words, owner.pk, due_on)


def _checked(words: str) -> str:
    words = " ".join(words.split())
    if not words:
        raise Refused(_("Please write what is to be done."))
    keep_to(LONGEST_ACTION, words)
    return words


def _check_owner(mentorship: Mentorship, owner: Profile) -> None:
    if owner not in both_people(mentorship):
        raise Refused(_("Please choose one of you two."))


def _check_day(due_on: date | None) -> None:
    if due_on is None:
        return
    if due_on < clock.today():
        raise WrongTime(_("This day is over. Please choose a later one, or none."))
    if due_on > clock.today() + FURTHEST_AHEAD:
        raise WrongTime(_("This is more than a year away. Please check the date."))
