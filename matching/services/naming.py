"""Naming whom one would like to be paired with, in order."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from matching.choosers import places_that_name
from matching.models import Ranking, written_down
from matching.ranked import MOST_NAMED
from matching.services.locks import lock_people
from matching.services.one_row import read_row
from matching.services.rankings import places_named
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from programmes.models import Enrolment


@in_transaction
def name_somebody(*, place: Enrolment, other: UUID, by: User) -> None:
    """From now on the person of the place `other` is the last on the list of this one; the next search reads it.

    Refused to anybody else, while nobody is to be named, for somebody who does not fit or has no place free, and beyond
    three. Expects programme and policy at hand.
    """
    named = _locked_list(place, by)
    if any(each.pk == other for each in named):
        return
    if len(named) >= MOST_NAMED:
        raise Refused(_("Your list is full. Please take somebody out first."))
    if not read_row(place, only=other).possible():
        raise Refused(_("This person is not free to be named just now. Please look at the list again."))
    _write(place, [*named, Enrolment.objects.get(pk=other)], by)


@in_transaction
def change_ranking(*, place: Enrolment, other: UUID, move: str, by: User) -> None:
    """The person of the place `other` moves "up" or "down" on the list of this one, or goes "out".

    Where they are not on it, or can go no further, it stays. Refused to anybody else, and while nobody is to be named.
    """
    named = _locked_list(place, by)
    number = next((number for number, each in enumerate(named) if each.pk == other), None)
    if number is not None and (after := MOVES[move](named, number)) != named:
        _write(place, after, by)


def _up(named: Sequence[Enrolment], number: int) -> list[Enrolment]:
    return _down(named, number - 1) if number else list(named)


def _down(named: Sequence[Enrolment], number: int) -> list[Enrolment]:
    """The one at this place and the one after it, the other way round."""
    return [*named[:number], *named[number : number + 2][::-1], *named[number + 2 :]]


def _out(named: Sequence[Enrolment], number: int) -> list[Enrolment]:
    return [*named[:number], *named[number + 1 :]]


MOVES: Mapping[str, Callable[[Sequence[Enrolment], int], list[Enrolment]]] = {"up": _up, "down": _down, "out": _out}


def _locked_list(place: Enrolment, by: User) -> list[Enrolment]:
    """Whoever changes a list holds its person, so that two presses at one moment count one after the other."""
    if place.person.user_id != by.pk:
        raise Refused(_("Only the person whose list it is can change it."))
    lock_people([place.person])
    if not places_that_name().filter(pk=place.pk).exists():
        raise Refused(_("Nobody can be named just now. Here is how it stands."))
    return places_named(_fresh(place))


def _fresh(place: Enrolment) -> Enrolment:
    """With the list as it is under the lock."""
    return Enrolment.objects.select_related("ranking", "cohort").get(pk=place.pk)


def _write(place: Enrolment, named: Sequence[Enrolment], by: User) -> None:
    """An empty list is none. The record names the person and no round, so that no coordinator reads of it."""
    people = [str(each.person_id) for each in named]
    if people:
        Ranking.objects.update_or_create(enrolment=place, defaults={"named": written_down(people)})
    else:
        Ranking.objects.filter(enrolment=place).delete()
    record_event(verb="ranking.change", subject=place.person, by=by)
