"""What a person reads of the programmes: each cohort that opened, how many take part, and whether they may join."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.lib import clock
from participants.models import Profile
from programmes.admission import Judged, rules_for
from programmes.eligibility import Verdict, in_words
from programmes.models import Cohort, CountedCohort, Enrolment, PlaceDraft, Programme, Role
from programmes.place_words import Place, place_in_words
from programmes.stage_words import Pill, numbers_so_far, stage_pill

# With fewer programmes one sees at a glance what there is.
WORTH_A_SEARCH = 10
ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Offer:
    """One cohort as one person sees it. `cohort` carries its numbers."""

    cohort: CountedCohort
    pill: Pill
    numbers: str
    places: list[Place]
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
    places, drafts, judged = places_of(person), drafts_of(person), Judged(person)
    cohorts = Cohort.objects.visible_to(person.user).with_numbers().select_related("programme")
    offers = [
        offer_of(cohort, judged, places.get(cohort.pk, []), has_draft=cohort.pk in drafts)
        for cohort in sharing_programmes(cohorts.order_by("starts_on", "id"))
    ]
    rounds = Counter(offer.cohort.programme_id for offer in offers if offer.is_open)
    shown = [offer for offer in offers if offer.cohort.stage != Cohort.Stage.CLOSED or offer.places]
    shown = [replace(each, is_one_of_several=each.is_open and rounds[each.cohort.programme_id] > 1) for each in shown]
    return sorted(shown, key=lambda offer: (not offer.is_open, Cohort.OPENED.index(offer.cohort.stage)))


def sharing_programmes(found: Iterable[CountedCohort]) -> list[CountedCohort]:
    """The cohorts, those of one programme with the same one, whose rules are at hand."""
    cohorts = list(found)
    programmes = {cohort.programme_id: cohort.programme for cohort in cohorts}
    for cohort in cohorts:
        cohort.programme = programmes[cohort.programme_id]
    prefetch_related_objects(list(programmes.values()), "eligibility_rules")
    return cohorts


def offer_to(person: Profile, cohort: CountedCohort) -> Offer:
    """One cohort, with its numbers, as this person sees it."""
    places = places_of(person).get(cohort.pk, [])
    return offer_of(cohort, Judged(person), places, has_draft=cohort.pk in drafts_of(person))


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
        query = query_of(show=key, words=words)
        number = len(found(offers, show=key, words=words))
        tabs.append(Tab(f"{address}?{query}" if query else address, f"{label} ({number})", key == current))
    return tabs


def query_of(*, show: str, words: str) -> str:
    """A choice as it stands in an address."""
    return urlencode({name: value for name, value in (("show", show), ("q", words)) if value})


def places_of(person: Profile) -> dict[object, list[Enrolment]]:
    """The person's places by the id of their cohort."""
    found: dict[object, list[Enrolment]] = {}
    for enrolment in Enrolment.objects.visible_to(person.user).select_related("cohort").order_by("role"):
        found.setdefault(enrolment.cohort_id, []).append(enrolment)
    return found


def drafts_of(person: Profile) -> set[object]:
    """The ids of the cohorts in which this person began to register."""
    return set(PlaceDraft.objects.visible_to(person.user).values_list("cohort", flat=True))


def offer_of(cohort: CountedCohort, judged: Judged, places: list[Enrolment], *, has_draft: bool = False) -> Offer:
    """One cohort (with its numbers) beside the places one person asked for in it."""
    answered = {place.role for place in places if place.status != Enrolment.Status.WITHDRAWN}
    is_open = cohort.takes_registrations(clock.today())
    roles = [role for role in Role.values if role not in answered] if is_open else []
    verdicts = {role: judged.verdict(cohort, role) for role in roles}
    open_roles = frozenset(role for role, verdict in verdicts.items() if verdict.ok)
    return Offer(
        cohort=cohort,
        pill=stage_pill(cohort),
        numbers=numbers_so_far(cohort.mentors, cohort.mentees, is_open=is_open, may_be_first=bool(open_roles)),
        places=[place_in_words(place) for place in places],
        open_roles=open_roles,
        is_open=is_open,
        may_join="" if answered and not verdicts else " ".join(may_join(cohort, verdicts)),
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
