from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.utils.translation import ngettext

from participants.models import Profile
from programmes.emails import ROUND_CLOSING, ROUND_CLOSING_ALONE
from programmes.models import Cohort, Coordinator, Enrolment
from programmes.pairing import places_in_pairs
from programmes.services import places_to_give_back, withdraw_places_of

# The state in which a place must be for its mail to be worth sending.
STATUS_OF_MAIL = {
    "place_requested": Enrolment.TAKING_PART,
    "place_approved": (Enrolment.Status.APPROVED,),
    "place_waiting": (Enrolment.Status.WAITING,),
    "place_declined": (Enrolment.Status.DECLINED,),
    "place_taken_back": (Enrolment.Status.WITHDRAWN,),
}


def place_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """A mail about a place is wanted as long as the place stands as the mail says."""
    wanted = place_mails_wanted(kind, {subject_id})
    return None if wanted is None else subject_id in wanted


def place_mails_wanted(kind: str, subject_ids: Collection[UUID]) -> set[UUID] | None:
    """As `place_mail_wanted`, of many at once: those that are."""
    if kind not in STATUS_OF_MAIL:
        return None
    places = Enrolment.objects.filter(pk__in=subject_ids, status__in=STATUS_OF_MAIL[kind])
    return set(places.values_list("pk", flat=True))


def coordinator_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """The mail to a new coordinator is wanted as long as they are one."""
    if kind != "coordinator_added":
        return None
    return Coordinator.objects.filter(pk=subject_id).exists()


def on_person_left(sender: type, *, person: Profile, **kwargs: object) -> None:
    withdraw_places_of(person=person)


def places_that_end(people: Sequence[UUID]) -> list[str]:
    """What these people ask for or have, which is given back when they leave."""
    count = len(places_to_give_back(people))
    words = ngettext(
        "%(count)s place or request of theirs is given back.",
        "%(count)s places or requests of theirs are given back.",
        count,
    )
    return [words % {"count": count}] if count else []


def closing_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """That a round nears its end is news until it is over, to whoever takes part and still is in a pair, or in none, as
    the mail says.
    """
    wanted = closing_mails_wanted(kind, {subject_id})
    return None if wanted is None else subject_id in wanted


def closing_mails_wanted(kind: str, subject_ids: Collection[UUID]) -> set[UUID] | None:
    """As `closing_mail_wanted`, of many at once: those that are. A pair with either place of a person counts."""
    if kind not in (ROUND_CLOSING, ROUND_CLOSING_ALONE):
        return None
    about = Enrolment.objects.filter(pk__in=subject_ids, cohort__stage=Cohort.Stage.CLOSING).select_related("cohort")
    of_people = Enrolment.objects.told_at_closing(*{place.cohort for place in about})
    told = list(of_people.filter(person__in=[place.person_id for place in about]))
    paired = _whose(places_in_pairs(told))
    right = paired if kind == ROUND_CLOSING else _whose(told) - paired
    return {place.pk for place in about if (place.cohort_id, place.person_id) in right}


def _whose(places: Iterable[Enrolment]) -> set[tuple[UUID, UUID]]:
    return {(place.cohort_id, place.person_id) for place in places}
