"""The places a person asked for, in words: what each is, how it stands, and what comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from programmes.stage_words import Pill

STATUS_TONES: Mapping[str, str] = {
    Enrolment.Status.REGISTERED: "info",
    Enrolment.Status.WAITING: "info",
    Enrolment.Status.APPROVED: "ok",
    Enrolment.Status.DECLINED: "",
    Enrolment.Status.WITHDRAWN: "",
}
STATUS_PILLS: Mapping[str, Promise] = {
    Enrolment.Status.REGISTERED: gettext_lazy("Waiting for an answer"),
    Enrolment.Status.WAITING: gettext_lazy("On the waiting list"),
    Enrolment.Status.APPROVED: gettext_lazy("Place confirmed"),
    Enrolment.Status.DECLINED: gettext_lazy("Not this time"),
    Enrolment.Status.WITHDRAWN: gettext_lazy("Stepped back"),
}
WHAT_IS_NEXT: Mapping[str, Promise] = {
    Enrolment.Status.REGISTERED: gettext_lazy("The programme team looks at it next."),
    Enrolment.Status.WAITING: gettext_lazy("We write to you as soon as a place becomes free."),
    Enrolment.Status.APPROVED: gettext_lazy("We look for the person who fits best and write to you."),
    Enrolment.Status.DECLINED: gettext_lazy("The programme team could not offer you a place this time."),
}
# By whether the cohort is always on: then it is no round.
NO_NEW_PAIRS: Mapping[bool, Promise] = {
    False: gettext_lazy("The round is coming to its end, and no new pairs begin in it."),
    True: gettext_lazy("It is coming to its end, and no new pairs begin."),
}
FINISHED = gettext_lazy("Finished")
IS_OVER: Mapping[bool, Promise] = {False: gettext_lazy("This round is over."), True: gettext_lazy("It is over.")}


class Stand(NamedTuple):
    """What was found for a place (registry.place_stands): a sentence, and the label and address of a page.

    Both are empty where nothing was found yet and there is nothing to do: the sentence says what comes next, or how the
    two find each other there.
    """

    sentence: str
    label: str = ""
    url: str = ""
    # Nothing is looked for, as its owner has what they came for or wanted no more.
    is_at_rest: bool = False
    # The sentence itself asks for something.
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place a person asked for, in words: what it is, how it stands, and what comes next."""

    enrolment: Enrolment
    words: str
    # What it got so far, as long as its cohort is not over.
    answer: Pill
    # What was found so far, if anything.
    stand: Stand | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was a place until its cohort was over; an answer that said no stays one."""
        return self.enrolment.takes_part and self.enrolment.cohort.stage in Cohort.OVER

    @property
    def pill(self) -> Pill:
        return Pill(str(FINISHED), "") if self.is_over else self.answer

    @property
    def next(self) -> str:
        if self.stand:
            return self.stand.sentence
        if self.is_over:
            return str(IS_OVER[self.enrolment.cohort.always_on])
        if self.enrolment.takes_part and self.enrolment.cohort.stage == Cohort.Stage.CLOSING:
            return str(NO_NEW_PAIRS[self.enrolment.cohort.always_on])
        return str(WHAT_IS_NEXT.get(self.enrolment.status, ""))


def how_places_stand(places: Iterable[Enrolment]) -> dict[UUID, Stand]:
    """What was found so far for those of these places that are confirmed, by place."""
    keys = [place.pk for place in places if place.status == Enrolment.Status.APPROVED]
    if not keys:
        return {}
    return {place: stand for answer in registry.place_stands.ask(keys) for place, stand in answer.items()}


def place_in_words(enrolment: Enrolment, stand: Stand | None = None) -> Place:
    mentor, status = enrolment.role == Role.MENTOR, enrolment.status
    asked = _("You asked to be a mentor") if mentor else _("You asked for a mentor")
    answer = Pill(str(STATUS_PILLS[status]), STATUS_TONES[status])
    words = asked
    if status == Enrolment.Status.APPROVED and enrolment.cohort.stage in Cohort.OVER:
        words = _("You had a place as a mentor") if mentor else _("You had a place as a mentee")
    elif status == Enrolment.Status.APPROVED:
        words = _("You have a place as a mentor") if mentor else _("You have a place as a mentee")
    elif enrolment.was_taken_back:
        words, answer = _("Your place was taken back"), Pill(_("Ended"), "")
    elif status == Enrolment.Status.WITHDRAWN:
        words = _("You stepped back")
    return Place(enrolment, words, answer, stand)


def roles_taken(person: Profile) -> set[str]:
    """The roles in which somebody may be suggested to others, as far as their places go."""
    current = Enrolment.objects.filter(person=person).taking_part().exclude(cohort__stage__in=Cohort.OVER)
    return set(current.values_list("role", flat=True))


def words_for_partners(person: Profile) -> list[tuple[str, str, str]]:
    """The role, the round and the person's own words of each place in which somebody may still read them."""
    places = Enrolment.objects.filter(person=person, aims__isnull=False).taking_part()
    current = places.exclude(cohort__stage__in=Cohort.OVER).select_related("cohort__programme")
    return [(each.role, str(each.cohort), each.aims or "") for each in current.order_by("registered_at", "pk")]


def asked_beside(enrolment: Enrolment) -> list[NextStep]:
    """What the apps to the right would like to know of somebody on the page of their place."""
    asked = registry.asked_beside_place.ask(enrolment.cohort, enrolment.person)
    return [step for answer in asked for step in answer]


def may_change(enrolment: Enrolment) -> bool:
    """Whether the person can still step back or change something."""
    return enrolment.takes_part and enrolment.cohort.stage not in Cohort.OVER


def may_ask_again(enrolment: Enrolment) -> bool:
    return enrolment.status == Enrolment.Status.WITHDRAWN and enrolment.cohort.takes_registrations(clock.today())


def what_happens_next(enrolment: Enrolment, stand: Stand | None = None) -> list[str]:
    """The way from here for one place, each step a sentence with its day."""
    cohort = enrolment.cohort
    if cohort.stage in Cohort.OVER:
        return []
    if cohort.stage == Cohort.Stage.CLOSING:
        return [stand.sentence if stand else str(NO_NEW_PAIRS[cohort.always_on])] if enrolment.takes_part else []
    chosen = way_to_a_pair(cohort, enrolment.role)
    ahead = [*(chosen or _to_a_pair(cohort)), _together(cohort)]
    if stand:
        return [stand.sentence, *([] if stand.is_at_rest else ahead[2:] if stand.url else ahead[1:])]
    if enrolment.status == Enrolment.Status.REGISTERED:
        return [_("The programme team reads your request. You get a mail as soon as your place is confirmed."), *ahead]
    if enrolment.status == Enrolment.Status.WAITING:
        return [_("There is no free place yet. As soon as there is one for you, we write to you."), *ahead[1:]]
    if enrolment.status == Enrolment.Status.APPROVED:
        is_ahead = cohort.always_on or cohort.stage in (Cohort.Stage.REGISTRATION, Cohort.Stage.MATCHING)
        return ahead if is_ahead or chosen else [str(WHAT_IS_NEXT[Enrolment.Status.APPROVED]), *ahead[1:]]
    return []


def way_to_a_pair(cohort: Cohort, role: str) -> list[str]:
    """How two people find each other where they have a say in it; nothing where the programme team alone decides."""
    return [sentence for answer in registry.ways_to_a_pair.ask(cohort, role) for sentence in answer]


def one_asks_the_other(cohort: Cohort) -> bool:
    """Whether nobody else suggests the two to each other; the programme team does so in a sentence more."""
    return len(way_to_a_pair(cohort, Role.MENTEE)) == 2


def _to_a_pair(cohort: Cohort) -> list[str]:
    """From a place that is confirmed to both yeses."""
    looks = _("The programme team looks for pairs that fit, again and again as people join.")
    if not cohort.always_on:
        day = date_format(promised(cohort.registration_ends_on))
        looks = _("After %(registration)s the programme team looks for pairs that fit.") % {"registration": day}
    return [
        looks,
        _("You read who is suggested and why, and say yes or no. Nothing starts unless both of you say yes."),
    ]


def _together(cohort: Cohort) -> str:
    """From there to the last meeting."""
    if cohort.always_on:
        return _("You meet, agree how you will work together, and go on for as long as it is good for both of you.")
    if cohort.stage == Cohort.Stage.RUNNING and promised(cohort.starts_on) <= clock.today():
        end = date_format(promised(cohort.ends_on))
        return _("You meet, agree how you will work together, and go on until %(end)s.") % {"end": end}
    days = {"start": date_format(promised(cohort.starts_on)), "end": date_format(promised(cohort.ends_on))}
    return _("You meet, agree how you will work together, and go on from %(start)s to %(end)s.") % days
