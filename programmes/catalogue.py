"""What a person reads of the programmes: each cohort that opened, how many take part, and the places they have."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.lib import clock, registry
from mentoring.lib.next_step import NextStep
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.admission import eligibility_of, rules_for
from programmes.eligibility import Verdict, in_words
from programmes.models import Cohort, CountedCohort, Enrolment, PlaceDraft, Programme, Role

STAGE_TONES: Mapping[str, str] = {
    Cohort.Stage.DRAFT: "",
    Cohort.Stage.REGISTRATION: "info",
    Cohort.Stage.MATCHING: "info",
    Cohort.Stage.RUNNING: "info",
    Cohort.Stage.CLOSING: "info",
    Cohort.Stage.CLOSED: "",
    Cohort.Stage.ARCHIVED: "",
}
STAGE_WORDS: Mapping[str, Promise] = {
    Cohort.Stage.DRAFT: gettext_lazy("Being set up"),
    Cohort.Stage.MATCHING: gettext_lazy("Pairs are being found"),
    Cohort.Stage.RUNNING: gettext_lazy("Running"),
    Cohort.Stage.CLOSING: gettext_lazy("Coming to its end"),
    Cohort.Stage.CLOSED: gettext_lazy("Finished"),
    Cohort.Stage.ARCHIVED: gettext_lazy("Put away"),
}
ALWAYS_OPEN = gettext_lazy("Always open")
REGISTRATION_IS_OVER = gettext_lazy("Registration is over")
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
IS_OVER: Mapping[bool, Promise] = {False: gettext_lazy("This round is over."), True: gettext_lazy("It is over.")}


class Stand(NamedTuple):
    """What was found for a place (registry.place_stands): a sentence, and the label and address of a page."""

    sentence: str
    label: str
    url: str
    # Nothing is looked for, as its owner has what they came for or wanted no more.
    is_at_rest: bool = False


# With fewer programmes one sees at a glance what there is.
WORTH_A_SEARCH = 10


@dataclass(frozen=True, slots=True)
class Pill:
    """A word with its colour: ok, info, warn, bad or plain."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One cohort as one person sees it. `cohort` carries its numbers."""

    cohort: CountedCohort
    pill: Pill
    numbers: str
    places: list["Place"]
    # The roles this person can ask for today.
    open_roles: frozenset[str]
    # Whether people can join today; then whether this person can, and if not why, in sentences.
    is_open: bool
    may_join: str
    # They began to register and have not finished.
    has_draft: bool = False
    is_one_of_several: bool = False  # people can join another round of this programme today, too

    @property
    def is_open_for_mentor(self) -> bool:
        return Role.MENTOR in self.open_roles

    @property
    def is_open_for_mentee(self) -> bool:
        return Role.MENTEE in self.open_roles

    @property
    def wants_mentors(self) -> bool:
        """Whether this person can become a mentor where more people look for one than there are mentors."""
        return self.is_open_for_mentor and self.cohort.mentors < max(1, self.cohort.mentees)


@dataclass(frozen=True, slots=True)
class Place:
    """A place a person asked for, in words: what it is, how it stands, and what comes next."""

    enrolment: Enrolment
    words: str
    pill: Pill
    # What was found so far, if anything.
    stand: Stand | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was a place until its cohort was over; an answer that said no stays one."""
        return self.enrolment.takes_part and self.enrolment.cohort.stage in Cohort.OVER

    @property
    def next(self) -> str:
        if self.stand:
            return self.stand.sentence
        if self.is_over:
            return str(IS_OVER[self.enrolment.cohort.always_on])
        if self.enrolment.takes_part and self.enrolment.cohort.stage == Cohort.Stage.CLOSING:
            return str(NO_NEW_PAIRS[self.enrolment.cohort.always_on])
        return str(WHAT_IS_NEXT.get(self.enrolment.status, ""))


@dataclass(frozen=True, slots=True)
class Tab:
    """A choice of what the catalogue shows, with its address."""

    url: str
    words: str
    is_current: bool


SHOWS: Mapping[str, tuple[Promise, Callable[[Offer], bool]]] = {
    "": (gettext_lazy("All"), lambda offer: True),
    "mentors-wanted": (gettext_lazy("Mentors wanted"), lambda offer: offer.wants_mentors),
    "open-for-me": (gettext_lazy("Open for me"), lambda offer: bool(offer.open_roles)),
}


def offers_to(person: Profile) -> list[Offer]:
    """The person's catalogue: what takes registrations first, what is over only where they took part. Four queries."""
    places, drafts = places_of(person), drafts_of(person)
    cohorts = Cohort.objects.visible_to(person.user).with_numbers().select_related("programme")
    offers = [
        offer_of(cohort, person, places.get(cohort.pk, []), has_draft=cohort.pk in drafts)
        for cohort in cohorts.prefetch_related("programme__eligibility_rules").order_by("starts_on", "id")
    ]
    rounds = Counter(offer.cohort.programme_id for offer in offers if offer.is_open)
    shown = [offer for offer in offers if offer.cohort.stage != Cohort.Stage.CLOSED or offer.places]
    shown = [replace(each, is_one_of_several=each.is_open and rounds[each.cohort.programme_id] > 1) for each in shown]
    return sorted(shown, key=lambda offer: (not offer.is_open, Cohort.OPENED.index(offer.cohort.stage)))


def offer_to(person: Profile, cohort: CountedCohort) -> Offer:
    """One cohort, with its numbers, as this person sees it."""
    return offer_of(cohort, person, places_of(person).get(cohort.pk, []), has_draft=cohort.pk in drafts_of(person))


def found(offers: Iterable[Offer], *, show: str, words: str) -> list[Offer]:
    """Those of one tab in whose name or purpose all of these words occur."""
    wanted = words.casefold().split()
    fits = SHOWS[show if show in SHOWS else ""][1]
    return [offer for offer in offers if fits(offer) and all(each in _said_of(offer) for each in wanted)]


def _said_of(offer: Offer) -> str:
    programme = offer.cohort.programme
    return f"{programme.name} {offer.cohort.name} {programme.purpose}".casefold()


def tabs_of(offers: Sequence[Offer], *, show: str, words: str) -> list[Tab]:
    """Each choice with how many it shows; what was searched for stays."""
    current = show if show in SHOWS else ""
    address = reverse("programmes:programme-list")
    tabs = []
    for key, (label, _fits) in SHOWS.items():
        query = urlencode({name: value for name, value in (("show", key), ("q", words)) if value})
        number = len(found(offers, show=key, words=words))
        tabs.append(Tab(f"{address}?{query}" if query else address, f"{label} ({number})", key == current))
    return tabs


def places_of(person: Profile) -> dict[object, list[Enrolment]]:
    """The person's places by the id of their cohort."""
    found: dict[object, list[Enrolment]] = {}
    for enrolment in Enrolment.objects.visible_to(person.user).order_by("role"):
        found.setdefault(enrolment.cohort_id, []).append(enrolment)
    return found


def drafts_of(person: Profile) -> set[object]:
    """The ids of the cohorts in which this person began to register."""
    return set(PlaceDraft.objects.visible_to(person.user).values_list("cohort", flat=True))


def offer_of(cohort: CountedCohort, person: Profile, places: list[Enrolment], *, has_draft: bool = False) -> Offer:
    """One cohort (with its numbers) beside the places one person asked for in it."""
    answered = {place.role for place in places if place.status != Enrolment.Status.WITHDRAWN}
    is_open = cohort.takes_registrations(clock.today())
    roles = [role for role in Role.values if role not in answered] if is_open else []
    verdicts = {role: eligibility_of(person, cohort, role) for role in roles}
    open_roles = frozenset(role for role, verdict in verdicts.items() if verdict.ok)
    return Offer(
        cohort=cohort,
        pill=stage_pill(cohort),
        numbers=numbers_so_far(cohort.mentors, cohort.mentees, may_be_first=bool(open_roles)),
        places=[place_in_words(place) for place in places],
        open_roles=open_roles,
        is_open=is_open,
        may_join=" ".join(may_join(cohort, verdicts)),
        has_draft=has_draft and bool(open_roles),
    )


def may_join(cohort: Cohort, verdicts: Mapping[str, Verdict]) -> list[str]:
    """Whether somebody can ask for a place today, and as what; else why not. Nothing where it was all answered."""
    if verdicts:
        why_not = [sentence for verdict in verdicts.values() if not verdict.ok for sentence in verdict.sentences]
        return [*_open_to(verdicts), *dict.fromkeys(why_not)]
    if cohort.takes_registrations(clock.today()) or cohort.stage == Cohort.Stage.CLOSED:
        return []
    ended_on = cohort.registration_ends_on
    if ended_on and ended_on < clock.today():
        return [_("You cannot join any more: registration ended on %(day)s.") % {"day": date_format(ended_on)}]
    return [_("You cannot join any more: registration is over.")]


def _open_to(verdicts: Mapping[str, Verdict]) -> list[str]:
    roles = {role for role, verdict in verdicts.items() if verdict.ok}
    if len(roles) > 1:
        return [_("You can join as a mentor, as a mentee, or as both.")]
    if Role.MENTOR in roles:
        return [_("You can join as a mentor.")]
    if Role.MENTEE in roles:
        return [_("You can join as a mentee.")]
    return [_("Not open to you.")]


def how_places_stand(places: Iterable[Enrolment]) -> dict[UUID, Stand]:
    """What was found so far for those of these places that are confirmed, by place."""
    keys = [place.pk for place in places if place.status == Enrolment.Status.APPROVED]
    if not keys:
        return {}
    return {place: stand for answer in registry.place_stands.ask(keys) for place, stand in answer.items()}


def place_in_words(enrolment: Enrolment, stand: Stand | None = None) -> Place:
    mentor, status = enrolment.role == Role.MENTOR, enrolment.status
    asked = _("You asked to be a mentor") if mentor else _("You asked for a mentor")
    pill = Pill(str(STATUS_PILLS[status]), STATUS_TONES[status])
    words = asked
    if status == Enrolment.Status.APPROVED:
        words = _("You have a place as a mentor") if mentor else _("You have a place as a mentee")
    elif enrolment.was_taken_back:
        words, pill = _("Your place was taken back"), Pill(_("Ended"), "")
    elif status == Enrolment.Status.WITHDRAWN:
        words = _("You stepped back")
    return Place(enrolment, words, pill, stand)


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


def who_may_join(programme: Programme) -> list[tuple[str, list[str]]]:
    """What is asked of whoever would like to join, under a heading for each role; empty where everybody may. One query.

    A single part without a heading where the same is asked of both.
    """
    rules = rules_for(programme)
    mentors, mentees = in_words(rules, Role.MENTOR), in_words(rules, Role.MENTEE)
    if mentors == mentees:
        return [("", mentors)] if mentors else []
    everybody = [_("For everybody who works here.")]
    return [(_("As a mentor"), mentors or everybody), (_("As a mentee"), mentees or everybody)]


def stage_pill(cohort: Cohort) -> Pill:
    """Where the cohort stands, as its people would say it."""
    tone = "ok" if cohort.takes_registrations(clock.today()) else STAGE_TONES[cohort.stage]
    return Pill(_stage_words(cohort), tone)


def _stage_words(cohort: Cohort) -> str:
    if cohort.always_on and cohort.takes_registrations(clock.today()):
        return str(ALWAYS_OPEN)
    if cohort.stage == Cohort.Stage.REGISTRATION:
        return _registration_words(cohort, clock.today())
    return str(STAGE_WORDS[cohort.stage])


def _registration_words(cohort: Cohort, on: date) -> str:
    if not cohort.takes_registrations(on):
        return str(REGISTRATION_IS_OVER)
    days = (promised(cohort.registration_ends_on) - on).days
    if days == 0:
        return _("Open, last day today")
    return ngettext("Open, %(count)d day left", "Open, %(count)d days left", days) % {"count": days}


def numbers_so_far(mentors: int, mentees: int, *, may_be_first: bool) -> str:
    """How many asked for or have a place, in one line; it invites nobody who may not join."""
    if not mentors and not mentees:
        return _("Nobody has registered yet. Be the first.") if may_be_first else _("Nobody has registered yet.")
    return _("%(people)s so far.") % {"people": people_in_words(mentors, mentees)}


def people_in_words(mentors: int, mentees: int) -> str:
    """Such as "1 mentor and 3 mentees"."""
    return _("%(mentors)s and %(mentees)s") % {
        "mentors": ngettext("%(count)d mentor", "%(count)d mentors", mentors) % {"count": mentors},
        "mentees": ngettext("%(count)d mentee", "%(count)d mentees", mentees) % {"count": mentees},
    }


def what_happens_next(enrolment: Enrolment, stand: Stand | None = None) -> list[str]:
    """The way from here for one place, each step a sentence with its day."""
    cohort = enrolment.cohort
    if cohort.stage in Cohort.OVER:
        return []
    if cohort.stage == Cohort.Stage.CLOSING:
        return [stand.sentence if stand else str(NO_NEW_PAIRS[cohort.always_on])] if enrolment.takes_part else []
    ahead = _ways_ahead(cohort)
    if stand:
        return [stand.sentence, *([] if stand.is_at_rest else ahead[2:])]
    if enrolment.status == Enrolment.Status.REGISTERED:
        return [_("The programme team reads your request. You get a mail as soon as your place is confirmed."), *ahead]
    if enrolment.status == Enrolment.Status.WAITING:
        return [_("There is no free place yet. As soon as there is one for you, we write to you."), *ahead[1:]]
    if enrolment.status == Enrolment.Status.APPROVED:
        is_ahead = cohort.always_on or cohort.stage in (Cohort.Stage.REGISTRATION, Cohort.Stage.MATCHING)
        return ahead if is_ahead else [str(WHAT_IS_NEXT[Enrolment.Status.APPROVED]), *ahead[1:]]
    return []


def _ways_ahead(cohort: Cohort) -> list[str]:
    """From a place that is confirmed to the last meeting."""
    suggestion = _("You read who is suggested and why, and say yes or no. Nothing starts unless both of you say yes.")
    if cohort.always_on:
        return [
            _("The programme team looks for pairs that fit, again and again as people join."),
            suggestion,
            _("You meet, agree how you will work together, and go on for as long as it is good for both of you."),
        ]
    days = {
        "registration": date_format(promised(cohort.registration_ends_on)),
        "start": date_format(promised(cohort.starts_on)),
        "end": date_format(promised(cohort.ends_on)),
    }
    return [
        _("After %(registration)s the programme team looks for pairs that fit.") % days,
        suggestion,
        _("You meet, agree how you will work together, and go on from %(start)s to %(end)s.") % days,
    ]
