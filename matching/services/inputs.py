"""What a search for pairs knows: the people who wait, the places that are free, and who is never suggested to whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.models import Membership, Proposal, ProposalSide
from matching.scoring import Key, Lines, MenteeSide, MentorSide, Style, Weights, weights_of_known
from matching.services.exclusions import exclusions_of
from matching.services.seats import places_left
from participants.models import Profile, ProfileSkill, Site
from programmes.models import Cohort, Enrolment, Role

Couples = frozenset[frozenset[str]]

# What each part is worth, by style; parts of which nothing is known give their weight to the others.
POLICIES: Mapping[Style, Weights] = {
    Style.CLASSIC: Weights(skills=42, level=10, seniority=18, place=9, language=12, department=9, grade_gap=2),
    Style.REVERSE: Weights(skills=42, level=10, seniority=12, place=9, language=12, department=15, grade_gap=-2),
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """Places and sides in the order of the places' ids; `capacity` counts what each mentor still has free.

    `already` are couples who are together or were suggested to each other, which is no secret; `excluded` are those
    whom somebody wants to be kept apart, which nobody may read.
    """

    mentees: list[Enrolment]
    mentors: list[Enrolment]
    mentee_sides: list[MenteeSide]
    mentor_sides: list[MentorSide]
    capacity: list[int]
    lines: Lines
    already: Couples
    excluded: Couples
    weights: Weights
    style: Style


def read_inputs(cohort: Cohort) -> Inputs:
    """Everything a search needs, in a number of queries that does not depend on how many people there are."""
    places = list(Enrolment.objects.matchable(cohort).select_related("person__site", "person__grade").order_by("id"))
    people = [place.person_id for place in places]
    mentors = [place for place in places if place.role == Role.MENTOR]
    settled = mentees_with_somebody(cohort)
    mentees = [place for place in places if place.role == Role.MENTEE and place.pk not in settled]
    wanted = _skills(cohort, Role.MENTEE, ProfileSkill.Kind.WANTS)
    offered = _skills(cohort, Role.MENTOR, ProfileSkill.Kind.OFFERS)
    mentee_sides = [_mentee_side(place.person, wanted[place.person_id], cohort.starts_on) for place in mentees]
    mentor_sides = [_mentor_side(place.person, offered[place.person_id], cohort.starts_on) for place in mentors]
    style = Style(cohort.programme.style)
    return Inputs(
        mentees=mentees,
        mentors=mentors,
        mentee_sides=mentee_sides,
        mentor_sides=mentor_sides,
        capacity=_free_places(mentors),
        lines=_reporting_lines([place.person for place in places]),
        already=_already(cohort),
        excluded=_private_wishes(people),
        weights=weights_of_known(POLICIES[style], mentee_sides, mentor_sides),
        style=style,
    )


def mentees_with_somebody(cohort: Cohort) -> set[UUID]:
    """The mentees' places of a cohort that are in an open pair or in a suggestion that waits for answers or is kept."""
    paired = Membership.objects.filter(enrolment__cohort=cohort, role=Role.MENTEE, ended_at=None)
    asked = ProposalSide.objects.filter(proposal__in=Proposal.objects.held().filter(cohort=cohort), role=Role.MENTEE)
    return {*paired.values_list("enrolment", flat=True), *asked.values_list("enrolment", flat=True)}


# --- people ---


def _mentee_side(person: Profile, skills: Sequence[ProfileSkill], on: date | None) -> MenteeSide:
    return MenteeSide(
        key=str(person.pk),
        wanted=tuple(str(skill.skill_id) for skill in skills),
        department=_key(person.department_id),
        site=_key(person.site_id),
        grade=_grade(person),
        languages=frozenset(person.languages),
        offset=_offset(person.site, on),
        levels=_levels(skills),
    )


def _mentor_side(person: Profile, skills: Sequence[ProfileSkill], on: date | None) -> MentorSide:
    return MentorSide(
        key=str(person.pk),
        offered=frozenset(str(skill.skill_id) for skill in skills),
        department=_key(person.department_id),
        site=_key(person.site_id),
        grade=_grade(person),
        languages=frozenset(person.languages),
        offset=_offset(person.site, on),
        levels=_levels(skills),
    )


def _skills(cohort: Cohort, role: str, kind: str) -> Mapping[UUID, list[ProfileSkill]]:
    """What those who take part in one role say of one kind, each one's dearest first."""
    found: dict[UUID, list[ProfileSkill]] = defaultdict(list)
    skills = ProfileSkill.objects.filter(profile__enrolments__cohort=cohort, profile__enrolments__role=role, kind=kind)
    for skill in skills.order_by("rank", "skill_id"):
        found[skill.profile_id].append(skill)
    return found


def _grade(person: Profile) -> int | None:
    """The level of the person's grade, where HR names one and the office says how high it stands."""
    return person.grade.level if person.grade else None


def _levels(skills: Sequence[ProfileSkill]) -> Mapping[str, int]:
    """The level (1 to 3) offered or sought, by skill, where it is known."""
    return {str(skill.skill_id): skill.level for skill in skills if skill.level}


def _offset(site: Site | None, on: date | None) -> int | None:
    """Minutes that the clocks at a site are ahead of UTC on the day the cohort starts.

    A day that stands still: the clocks change between two searches, and then nothing about people has changed.
    """
    if site is None or not site.time_zone or on is None:
        return None
    return _minutes_ahead(site.time_zone, on)


@lru_cache(maxsize=1024)
def _minutes_ahead(time_zone: str, on: date) -> int:
    noon = datetime.combine(on, time(12), UTC).astimezone(ZoneInfo(time_zone))
    ahead = noon.utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds() / 60)


def _key(value: UUID | None) -> str | None:
    return None if value is None else str(value)


# --- places ---


def _free_places(mentors: Sequence[Enrolment]) -> list[int]:
    """Places left per mentor: the person's seats up to this capacity, less those taken and those offered, anywhere."""
    people = [place.person_id for place in mentors]
    taken: dict[UUID, list[int]] = defaultdict(list)
    seats = Membership.objects.filter(seat__person__in=people, ended_at=None)
    for person, number in seats.values_list("seat__person", "seat__number"):
        taken[person].append(number)
    offered = Counter(
        ProposalSide.objects.filter(
            enrolment__person__in=people, role=Role.MENTOR, proposal__in=Proposal.objects.held()
        ).values_list("enrolment__person", flat=True)
    )
    return [
        max(0, places_left(place, taken[person]) - offered[person])
        for place, person in zip(mentors, people, strict=True)
    ]


# --- rules ---


def _reporting_lines(people: Sequence[Profile]) -> Lines:
    """Each person's manager and that manager's manager: two levels up, and so two levels down."""
    lines: dict[Key, Key | None] = {str(person.pk): _key(person.manager_id) for person in people}
    managers = {person.manager_id for person in people if person.manager_id}
    for pk, manager in Profile.objects.filter(pk__in=managers).values_list("pk", "manager"):
        lines.setdefault(str(pk), _key(manager))
    return lines


def kept_apart(cohort: Cohort, people: Sequence[UUID]) -> Couples:
    """Whom of these people no suggestion of this cohort may bring together, as things are now."""
    return _already(cohort) | _private_wishes(people)


def _private_wishes(people: Sequence[UUID]) -> Couples:
    """Whom somebody wants to be kept apart, from their own list or when they said no. Nobody reads which."""
    return exclusions_of(people) | _wished_apart(people)


def _already(cohort: Cohort) -> Couples:
    return _pairs_of_before(cohort) | _pairs_elsewhere(cohort)


def _pairs_of_before(cohort: Cohort) -> Couples:
    """Who was suggested to whom in this cohort and is not again: taken out, kept, asked, answered, or a pair by now."""
    sides = ProposalSide.objects.filter(proposal__cohort=cohort)
    sides = sides.exclude(proposal__status=Proposal.Status.DRAFT, proposal__locked=False)
    # What was kept and lost one of its people was nobody's wish.
    sides = sides.exclude(proposal__status=Proposal.Status.REMOVED, proposal__locked=True)
    return _grouped(sides.values_list("proposal", "enrolment__person"))


def _wished_apart(people: Sequence[UUID]) -> Couples:
    """Who asked, when saying no in whichever round, not to be suggested to each other in later ones either."""
    said_no = ProposalSide.objects.filter(answer=ProposalSide.Answer.NO, later__isnull=False)
    wishes = said_no.filter(proposal__sides__enrolment__person__in=people).distinct().only("pk", "proposal", "later")
    apart = [side.proposal_id for side in wishes if side.later == ProposalSide.APART]
    both = ProposalSide.objects.filter(proposal__in=apart)
    return _grouped(both.values_list("proposal", "enrolment__person"))


def _pairs_elsewhere(cohort: Cohort) -> Couples:
    """Who, of those who take part, is in an open pair or was asked about one, with whom, in any programme.

    Whichever of the two is the mentor: nobody mentors the one who mentors them, nor the one who may soon.
    """
    people = Enrolment.objects.filter(cohort=cohort).values("person")
    open_pairs = Membership.objects.filter(ended_at=None, mentorship__memberships__person__in=people)
    asked = ProposalSide.objects.filter(
        proposal__status=Proposal.Status.SENT, proposal__sides__enrolment__person__in=people
    )
    return _grouped(open_pairs.values_list("mentorship", "person").distinct()) | _grouped(
        asked.values_list("proposal", "enrolment__person").distinct()
    )


def _grouped(rows: Iterable[tuple[UUID, UUID]]) -> Couples:
    pairs: dict[UUID, set[str]] = {}
    for key, person in rows:
        pairs.setdefault(key, set()).add(str(person))
    return frozenset(frozenset(pair) for pair in pairs.values() if len(pair) > 1)
