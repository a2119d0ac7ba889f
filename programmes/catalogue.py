"""What a person reads of the programmes: each cohort that opened, how many take part, and the places they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.lib import clock
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.admission import rules_for
from programmes.eligibility import in_words
from programmes.models import Cohort, CountedCohort, Enrolment, Programme, Role

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
    Enrolment.Status.APPROVED: "ok",
    Enrolment.Status.DECLINED: "",
    Enrolment.Status.WITHDRAWN: "",
}


@dataclass(frozen=True, slots=True)
class Pill:
    """A word with its colour: ok, info, warn, bad or plain."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One cohort as one person sees it. `cohort` carries its numbers."""

    cohort: Cohort
    pill: Pill
    numbers: str
    places: list["Place"]
    # The roles this person can ask for today.
    open_roles: frozenset[str]

    @property
    def is_open_for_mentor(self) -> bool:
        return Role.MENTOR in self.open_roles

    @property
    def is_open_for_mentee(self) -> bool:
        return Role.MENTEE in self.open_roles


@dataclass(frozen=True, slots=True)
class Place:
    """A place a person asked for, in words."""

    enrolment: Enrolment
    words: str
    pill: Pill


def offers_to(person: Profile) -> list[Offer]:
    """The person's catalogue: what takes registrations first, what is over only where they took part. Two queries."""
    places = places_of(person)
    cohorts = (
        Cohort.objects.visible_to(person.user).with_numbers().select_related("programme").order_by("starts_on", "id")
    )
    offers = [offer_of(cohort, places.get(cohort.pk, [])) for cohort in cohorts]
    shown = [offer for offer in offers if offer.cohort.stage != Cohort.Stage.CLOSED or offer.places]
    return sorted(shown, key=lambda offer: Cohort.OPENED.index(offer.cohort.stage))


def places_of(person: Profile) -> dict[object, list[Enrolment]]:
    """The person's places by the id of their cohort."""
    found: dict[object, list[Enrolment]] = {}
    for enrolment in Enrolment.objects.visible_to(person.user).order_by("role"):
        found.setdefault(enrolment.cohort_id, []).append(enrolment)
    return found


def offer_of(cohort: CountedCohort, places: list[Enrolment]) -> Offer:
    """One cohort (with its numbers) beside the places one person asked for in it."""
    answered = {place.role for place in places if place.status != Enrolment.Status.WITHDRAWN}
    is_open = cohort.takes_registrations(clock.today())
    return Offer(
        cohort=cohort,
        pill=stage_pill(cohort),
        numbers=numbers_so_far(cohort.mentors, cohort.mentees),
        places=[place_in_words(place) for place in places],
        open_roles=frozenset(set(Role.values) - answered) if is_open else frozenset(),
    )


def place_in_words(enrolment: Enrolment) -> Place:
    mentor = enrolment.role == Role.MENTOR
    words: dict[str, str] = {
        Enrolment.Status.REGISTERED: _("You asked to be a mentor") if mentor else _("You asked for a mentor"),
        Enrolment.Status.APPROVED: _("You have a place as a mentor") if mentor else _("You have a place as a mentee"),
        Enrolment.Status.DECLINED: _("You asked to be a mentor") if mentor else _("You asked for a mentor"),
        Enrolment.Status.WITHDRAWN: _("You stepped back"),
    }
    states: dict[str, str] = {
        Enrolment.Status.REGISTERED: _("Waiting for an answer"),
        Enrolment.Status.APPROVED: _("Place confirmed"),
        Enrolment.Status.DECLINED: _("Not this time"),
        Enrolment.Status.WITHDRAWN: _("Stepped back"),
    }
    pill = Pill(states[enrolment.status], STATUS_TONES[enrolment.status])
    return Place(enrolment, words[enrolment.status], pill)


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


def numbers_so_far(mentors: int, mentees: int) -> str:
    """How many asked for or have a place, in one line."""
    if not mentors and not mentees:
        return _("Nobody has registered yet. Be the first.")
    words = {
        "mentors": ngettext("%(count)d mentor", "%(count)d mentors", mentors) % {"count": mentors},
        "mentees": ngettext("%(count)d mentee", "%(count)d mentees", mentees) % {"count": mentees},
    }
    return _("%(mentors)s and %(mentees)s so far.") % words


def what_happens_next(enrolment: Enrolment) -> list[str]:
    """The way from here for one place, each step a sentence with its day."""
    cohort = enrolment.cohort
    if cohort.stage in (Cohort.Stage.CLOSING, *Cohort.OVER):
        return []
    ahead = _ways_ahead(cohort)
    if enrolment.status == Enrolment.Status.REGISTERED:
        return [_("The programme team reads your request. You get a mail as soon as your place is confirmed."), *ahead]
    if enrolment.status == Enrolment.Status.APPROVED:
        is_ahead = cohort.always_on or cohort.stage in (Cohort.Stage.REGISTRATION, Cohort.Stage.MATCHING)
        return ahead if is_ahead else ahead[2:]
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
