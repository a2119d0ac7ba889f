"""The programme team's answers to requests for a place: given, on the waiting list, not this time, taken back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_events
from mentoring.lib import registry
from mentoring.lib.crypto import EncryptedTextField, seal
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.own_words import keep_to
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import Mail, queue_each
from programmes import emails
from programmes.models import ENROLMENT_MOVES, Cohort, Enrolment
from programmes.services.places import check_not_over, is_employed
from programmes.signals import enrolment_withdrawn

MOST_WORDS = 500
# One transaction answers so many, so that nobody who registers meanwhile waits long for the lock of the cohort.
AT_ONCE = 200

Status = Enrolment.Status
VERBS: Mapping[str, str] = {
    Status.APPROVED: "enrolment.approve",
    Status.WAITING: "enrolment.put_on_waiting_list",
    Status.DECLINED: "enrolment.decline",
    Status.WITHDRAWN: "enrolment.take_back",
}
MAILS: Mapping[str, tuple[str, Callable[[Enrolment], Mail]]] = {
    Status.APPROVED: ("place_approved", emails.place_approved),
    Status.WAITING: ("place_waiting", emails.place_waiting),
    Status.DECLINED: ("place_declined", emails.place_declined),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """Which places got the answer, and which could not, each with the sentence that says why."""

    done: list[Enrolment] = field(default_factory=list)
    refused: list[tuple[Enrolment, str]] = field(default_factory=list)


def stages_without(answer: str) -> tuple[str, ...]:
    """The stages of a cohort in which nobody gets this answer: nobody new gets a place once it is coming to its end."""
    is_about_a_place = answer in (Status.APPROVED, Status.WAITING)
    return (Cohort.Stage.CLOSING, *Cohort.OVER) if is_about_a_place else Cohort.OVER


def approve_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Give the place and tell the person; refused once the cohort nears its end and for somebody who left."""
    return _only(answer_enrolments(enrolments=[enrolment], answer=Status.APPROVED, by=by))


def put_on_waiting_list(*, enrolment: Enrolment, words: str = "", by: User) -> Enrolment:
    """Keep a request for a place that may become free, and tell the person so; refused once the cohort is ending."""
    return _only(answer_enrolments(enrolments=[enrolment], answer=Status.WAITING, words=words, by=by))


def decline_enrolment(*, enrolment: Enrolment, words: str = "", by: User) -> Enrolment:
    """Say "not this time" to a request, in a kind mail: whoever hears nothing goes on hoping, and asks in vain."""
    return _only(answer_enrolments(enrolments=[enrolment], answer=Status.DECLINED, words=words, by=by))


def take_back_approval(*, enrolment: Enrolment, words: str, by: User) -> Enrolment:
    """End a place that was given, with words to the person; what is open with it ends too. Refused without words."""
    return _only(answer_enrolments(enrolments=[enrolment], answer=Status.WITHDRAWN, words=words, by=by))


def answer_enrolments(*, enrolments: Iterable[Enrolment], answer: str, words: str = "", by: User) -> Answered:
    """Give one answer to many requests: each that can take it gets it, the others stay as they are and are named.

    `words` go to each person beside the answer. The number of queries does not depend on how many there are.
    """
    words = words.strip()
    if answer == Status.WITHDRAWN and not words:
        raise Refused(_("Please say in a sentence why the place is taken back. The person reads it."))
    keep_to(MOST_WORDS, words)
    keys, result = [enrolment.pk for enrolment in enrolments], Answered()
    for start in range(0, len(keys), AT_ONCE):
        answered = _answer_some(keys=keys[start : start + AT_ONCE], answer=answer, words=words, by=by)
        result.done.extend(answered.done)
        result.refused.extend(answered.refused)
    return result


@in_transaction
def _answer_some(*, keys: Sequence[UUID], answer: str, words: str, by: User) -> Answered:
    answered = Answered()
    for place in _locked(keys):
        reason = _why_not(place, answer)
        if reason:
            answered.refused.append((place, reason))
        else:
            answered.done.append(place)
    _write(answered.done, answer, words)
    record_events(verb=VERBS[answer], subjects=answered.done, by=by)
    kind, mail = _taking_back(answered.done) if answer == Status.WITHDRAWN else MAILS[answer]
    queue_each(
        kind=kind,
        letters=((place, place.person.user, place.registered_at.isoformat(), mail(place)) for place in answered.done),
    )
    if answer == Status.WITHDRAWN:
        for place in answered.done:
            enrolment_withdrawn.send(sender=Enrolment, enrolment=place, by=by)
    return answered


def _taking_back(places: Sequence[Enrolment]) -> tuple[str, Callable[[Enrolment], Mail]]:
    """Asked before anything ends: afterwards nobody is in a pair."""
    in_pairs = set().union(*registry.places_in_use.ask([place.pk for place in places]))
    return "place_taken_back", lambda place: emails.place_taken_back(place, is_in_pair=place.pk in in_pairs)


def _locked(keys: Sequence[UUID]) -> list[Enrolment]:
    """The cohorts first, then the places, each in the order of their ids, as everybody locks them."""
    cohorts = Cohort.objects.filter(enrolments__in=keys).order_by("pk").values("pk")
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    by_id = {cohort.pk: cohort for cohort in locked.filter(pk__in=cohorts).order_by("pk")}
    places = list(
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .select_related("person__user")
        .order_by("pk")
    )
    for place in places:
        place.cohort = by_id[place.cohort_id]
    return places


def _why_not(place: Enrolment, answer: str) -> str:
    try:
        check_not_over(place.cohort)
        if place.cohort.stage in stages_without(answer):
            raise Refused(_("This cohort is coming to its end, so nobody new gets a place."))
        if answer == Status.APPROVED and not is_employed(place.person):
            raise Refused(_("%(name)s no longer works here.") % {"name": place.person.user.name})
        # A request that was never granted is answered, not taken back.
        is_asked_for = answer == Status.WITHDRAWN and place.status != Status.APPROVED
        check_move(ENROLMENT_MOVES, Status.WITHDRAWN if is_asked_for else place.status, answer)
    except Refused as refusal:
        return refusal.message
    return ""


def _write(places: Sequence[Enrolment], answer: str, words: str) -> None:
    """One statement for all; the words are sealed for each row. Why somebody asked goes with the place."""
    for place in places:
        place.status, place.answer_words, place.was_taken_back = answer, words or None, answer == Status.WITHDRAWN
    values: dict[str, object] = {"status": answer, "answer_words": _sealed(places, words) if words else None}
    values["was_taken_back"] = answer == Status.WITHDRAWN
    if answer == Status.WITHDRAWN:
        values["aims"] = None
    if places:
        Enrolment.objects.filter(pk__in=[place.pk for place in places]).update(**values)


def _sealed(places: Sequence[Enrolment], words: str) -> Case:
    column = cast(EncryptedTextField, Enrolment._meta.get_field("answer_words"))
    return Case(
        *(
            When(pk=place.pk, then=Value(seal(words, label=column.label, row_id=place.pk), output_field=column))
            for place in places
        )
    )


def _only(answered: Answered) -> Enrolment:
    for _place, sentence in answered.refused:
        raise Refused(sentence)
    (enrolment,) = answered.done
    return enrolment
