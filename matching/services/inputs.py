"""What a search for pairs knows: the people who wait, the places that are free, and who is never suggested to whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from matching.bounds import Bounds
from matching.distinct import Side
from matching.favour import Favour
from matching.hr_says import HrFacts, hr_values
from matching.meeting import Ways
from matching.models import Membership, ProposalSide, policy_of
from matching.reporting_line import lines_of
from matching.scoring import Key, Lines, MenteeSide, MentorSide, Style, Weights
from matching.services.exclusions import exclusions_of
from matching.services.rankings import named_by
from matching.services.seats import places_left
from matching.services.standing import Couples, Standing, grouped, read_standing
from matching.solving.outcome import Objective
from matching.terms import Terms
from matching.worth import weights_of_known, without_choices
from mentoring.lib import clock
from participants.models import Profile, ProfileSkill
from participants.training import training_of
from programmes.models import Cohort, Enrolment, Role

Kind = ProfileSkill.Kind

# Of a place, its person and what they belong to: what is compared, and what a page that compares says of a mentor.
READ = (
    *("cohort", "role", "capacity", "person__user__name", "person__job_title", "person__department__name"),
    *("person__site__time_zone", "person__grade__level", "person__manager__manager", "person__languages"),
    "person__mentor_limit",
    *("person__meets", "person__part_of_day", "person__how_often", "person__roles_wanted", "person__roles_had"),
    *("person__interests", "person__organisation", "person__hired_on", "person__country", "person__business_line"),
    *("person__cost_centre", "person__employment_type", "person__aims_wanted", "person__aims_known"),
)


class Rules(TypedDict):
    """What holds for every pair that is compared, as `matching.candidates` asks for it."""

    weights: Weights
    lines: Lines
    already: Couples
    excluded: Couples
    style: Style
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Inputs:
    """Places and sides in the order of the places' ids; `capacity` counts what each mentor still has free.

    `already` are couples who are or were together or were suggested to each other, which is no secret; `excluded` are
    those whom somebody wants to be kept apart, which nobody may read. Whom people named is known to a search alone, and
    `weights` count it there; `fit_weights` never do: a fit is told by them.
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
    fit_weights: Weights
    style: Style
    bounds: Bounds
    objective: Objective
    # Whether these mentees have a mentor and would like another.
    is_further: bool = False
    # Drafts of before that count for more, so that they stay unless others fit clearly better.
    favour: Favour = field(default_factory=Favour)

    @property
    def rules(self) -> Rules:
        return {
            "weights": self.weights,
            "lines": self.lines,
            "already": self.already,
            "excluded": self.excluded,
            "style": self.style,
            "bounds": self.bounds,
        }

    @property
    def pairs(self) -> int:
        """Mentees times mentors: all pairs there could be, those that a rule forbids among them."""
        return len(self.mentees) * len(self.mentors)

    def is_untrained(self, column: int) -> bool:
        """Whether this mentor has not the training that the programme asks for: with whom makes no difference."""
        return self.bounds.bar_training(self.mentor_sides[column].training)

    def favouring(self, pairs: Mapping[str, str], bonus: int) -> "Inputs":
        """The same people, with pairs that count `bonus` points more: by a mentee's place that of the mentor."""
        mentee = {str(place.pk): side.key for place, side in zip(self.mentees, self.mentee_sides, strict=True)}
        mentor = {str(place.pk): side.key for place, side in zip(self.mentors, self.mentor_sides, strict=True)}
        there = {mentee[one]: mentor[other] for one, other in pairs.items() if one in mentee and other in mentor}
        return replace(self, favour=Favour(bonus, there))

    def by(self, terms: Terms) -> "Inputs":
        """The same people, looked at by other terms, but for whom they named."""
        weights = weights_of_known(without_choices(terms.weights), self.mentee_sides, self.mentor_sides)
        return replace(self, weights=weights, fit_weights=weights, bounds=terms.bounds, objective=terms.objective)

    def beside(self, standing: Standing, terms: Terms) -> "Inputs":
        """What would have been read had more suggestions been held: those with nobody even so, and the places left."""
        had = standing.mentors_had()
        waiting = [
            (place, side) for place, side in zip(self.mentees, self.mentee_sides, strict=True) if not had[place.pk]
        ]
        fewer = replace(
            self,
            mentees=[place for place, _side in waiting],
            mentee_sides=[side for _place, side in waiting],
            capacity=_free_places(self.mentors, standing),
            already=standing.already(),
        )
        return fewer.by(terms)


class Said(NamedTuple):
    """A skill that somebody offers or wants, with its level (1 to 3) where it is known."""

    key: str
    level: int | None


def places_looked_at(cohort: Cohort) -> QuerySet[Enrolment]:
    """Those of mentors, and of mentees whether or not they have somebody, that a search looks at."""
    at_rest = Membership.objects.at_rest().filter(enrolment=OuterRef("pk"))
    return Enrolment.objects.matchable(cohort).exclude(Exists(at_rest))


def read_inputs(
    cohort: Cohort,
    *,
    only: Collection[UUID] | None = None,
    standing: Standing | None = None,
    with_named: bool = False,
    on: date | None = None,
    further: bool = False,
    wishes_of: Collection[UUID] = (),
) -> Inputs:
    """Everything a search needs, in a number of queries that does not depend on how many people there are.

    `only` are the places that are looked at, where not all of them; `standing` spares its queries to whoever has it.
    `with_named` is for a search and its proof alone: whoever else looks, a page above all, is not told whom people
    named, nor anything that follows from it. `on` is the day on which training has to count, today as it comes.
    `further` is for mentees who have a mentor and would like another, in place of those with nobody, whose drafts then
    stay. `wishes_of` are people whose wishes are read, too, though they may not be looked at.
    """
    looked_at = places_looked_at(cohort)
    places: list[Any] = list(
        (looked_at if only is None else looked_at.filter(pk__in=only))
        .select_related("person__user", "person__department", "person__site", "person__grade", "person__manager")
        .only(*READ)
        .annotate(training=training_of("person", on or clock.company_today()))
        .order_by("id")
    )
    people = [place.person_id for place in places]
    mentors = [place for place in places if place.role == Role.MENTOR]
    standing, skills = standing or read_standing(cohort), _skills(cohort, only)
    had = standing.mentors_had()
    if further:
        standing = standing.holding(standing.first_drafts())
    mentees = [place for place in places if place.role == Role.MENTEE and _waits(place, had[place.pk], cohort, further)]
    mentee_sides = [
        mentee_side(place.person, skills[Kind.WANTS, str(place.person_id)], cohort.starts_on) for place in mentees
    ]
    mentor_sides = [
        mentor_side(place.person, skills[Kind.OFFERS, str(place.person_id)], cohort.starts_on, place.training)
        for place in mentors
    ]
    terms, capacity = policy_of(cohort.programme).terms, _free_places(mentors, standing)
    weights = fit_weights = weights_of_known(without_choices(terms.weights), mentee_sides, mentor_sides)
    if with_named and terms.weights.choices:
        named = named_by(cohort)
        free = [side.key for side, places_free in zip(mentor_sides, capacity, strict=True) if places_free]
        mentee_sides, mentor_sides = (
            _naming(mentees, mentee_sides, named, free),
            _naming(mentors, mentor_sides, named, [side.key for side in mentee_sides]),
        )
        if any(side.named for side in mentee_sides) or any(side.named for side in mentor_sides):
            weights = weights_of_known(terms.weights, mentee_sides, mentor_sides)
    return Inputs(
        mentees=mentees,
        mentors=mentors,
        mentee_sides=mentee_sides,
        mentor_sides=mentor_sides,
        capacity=capacity,
        lines=lines_of(place.person for place in places),
        already=standing.already(),
        excluded=private_wishes([*people, *wishes_of]),
        weights=weights,
        fit_weights=fit_weights,
        style=Style(cohort.programme.style),
        bounds=terms.bounds,
        objective=terms.objective,
        is_further=further,
    )


def _waits(mentee: Enrolment, had: int, cohort: Cohort, further: bool) -> bool:
    """Whether this mentee, who has so many mentors or is asked about them, is one whom the search is for."""
    return 0 < had < min(mentee.capacity, cohort.programme.mentors_each) if further else not had


def mentees_with_somebody(cohort: Cohort) -> set[UUID]:
    """The mentees' places of a cohort that are in an open pair or in a suggestion that waits for answers or is kept."""
    return read_standing(cohort).settled()


# --- people ---


def mentee_side(person: Profile, skills: Sequence[Said], on: date | None) -> MenteeSide:
    return MenteeSide(
        key=str(person.pk),
        wanted=tuple(skill.key for skill in skills),
        department=_key(person.department_id),
        site=_key(person.site_id),
        grade=grade_of(person),
        languages=frozenset(person.languages),
        offset=offset_at(person.site.time_zone if person.site else "", on),
        levels=levels_of(skills),
        ways=ways_of(person),
        interests=frozenset(person.interests),
        roles_wanted=tuple(person.roles_wanted),
        aims=frozenset(person.aims_wanted),
        hr=hr_values(hr_facts_of(person)),
    )


def mentor_side(person: Profile, skills: Sequence[Said], on: date | None, training: int | None) -> MentorSide:
    return MentorSide(
        key=str(person.pk),
        offered=frozenset(skill.key for skill in skills),
        department=_key(person.department_id),
        site=_key(person.site_id),
        grade=grade_of(person),
        languages=frozenset(person.languages),
        offset=offset_at(person.site.time_zone if person.site else "", on),
        levels=levels_of(skills),
        ways=ways_of(person),
        interests=frozenset(person.interests),
        works_as=person.job_title,
        worked_as=frozenset(person.roles_had),
        aims=frozenset(person.aims_known),
        hr=hr_values(hr_facts_of(person)),
        training=training,
    )


def _skills(cohort: Cohort, only: Collection[UUID] | None) -> Mapping[tuple[str, str], list[Said]]:
    """What those who take part say, by kind and person, each one's dearest first.

    Of thousands of rows only what a search needs is read, and no object is made of each.
    """
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    taking_part = Enrolment.objects.filter(cohort=cohort)
    people = (taking_part if only is None else taking_part.filter(pk__in=only)).values("person")
    rows = ProfileSkill.objects.filter(profile__in=people).order_by("rank", "skill_id")
    # As text: thousands of ids would be read as numbers and written down again.
    rows = rows.annotate(skill_key=Cast("skill_id", CharField()), person_key=Cast("profile_id", CharField()))
    for kind, person, skill, level in rows.values_list("kind", "person_key", "skill_key", "level"):
        found[kind, person].append(Said(skill, level))
    return found


def hr_facts_of(person: Profile) -> HrFacts:
    return HrFacts(
        organisation=person.organisation_id,
        country=person.country,
        business_line=person.business_line,
        cost_centre=person.cost_centre,
        job_title=person.job_title,
        grade=person.grade_id,
        employment_type=person.employment_type,
        hired_on=person.hired_on,
    )


def ways_of(person: Profile) -> Ways:
    return Ways(person.meets, person.part_of_day, person.how_often)


def grade_of(person: Profile) -> int | None:
    """The level of the person's grade, where HR names one and the office says how high it stands."""
    return person.grade.level if person.grade else None


def levels_of(skills: Sequence[Said]) -> Mapping[str, int]:
    """The level (1 to 3) offered or sought, by skill, where it is known."""
    return {skill.key: skill.level for skill in skills if skill.level}


def offset_at(time_zone: str | None, on: date | None) -> int | None:
    """Minutes that the clocks of a zone are ahead of UTC on the day the cohort starts; None where it is not known.

    A day that stands still: the clocks change between two searches, and then nothing about people has changed.
    """
    return _minutes_ahead(time_zone, on) if time_zone and on else None


@lru_cache(maxsize=1024)
def _minutes_ahead(time_zone: str, on: date) -> int:
    noon = datetime.combine(on, time(12), UTC).astimezone(ZoneInfo(time_zone))
    ahead = noon.utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds() / 60)


def _naming(
    places: Sequence[Enrolment], sides: Sequence[Side], named: Mapping[UUID, Sequence[str]], there: Collection[Key]
) -> list[Side]:
    """The same sides with those whom they named: of whoever is not there, or has no place free, nothing is left."""
    somebody = frozenset(there)
    return [
        replace(side, named=tuple(key for key in named.get(place.pk, ()) if key in somebody))
        for place, side in zip(places, sides, strict=True)
    ]


def _key(value: UUID | None) -> str | None:
    return None if value is None else str(value)


# --- places ---


def _free_places(mentors: Sequence[Enrolment], standing: Standing) -> list[int]:
    """Places left per mentor: the person's seats up to this capacity, less those taken and those offered, anywhere."""
    taken, offered = standing.taken(), standing.offered()
    return [max(0, places_left(place, taken.get(place.person_id, ())) - offered[place.person_id]) for place in mentors]


# --- rules ---


def kept_apart(cohort: Cohort, people: Sequence[UUID]) -> Couples:
    """Whom of these people no suggestion of this cohort may bring together, as things are now."""
    return read_standing(cohort).already() | private_wishes(people)


def private_wishes(people: Collection[UUID]) -> Couples:
    """Whom somebody wants to be kept apart, from their own list or when they said no. Nobody reads which."""
    return exclusions_of(people) | wished_apart(people)


def wished_apart(people: Collection[UUID]) -> Couples:
    """Who asked, when saying no in whichever round, not to be suggested to each other in later ones either."""
    said_no = ProposalSide.objects.filter(answer=ProposalSide.Answer.NO, later__isnull=False)
    theirs = said_no.filter(proposal__sides__enrolment__person__in=people)
    both = list(
        ProposalSide.objects.filter(proposal__in=theirs.values("proposal"))
        .select_related("enrolment")
        .only("proposal", "later", "enrolment__person")
    )
    apart = {side.proposal_id for side in both if side.later == ProposalSide.APART}
    return grouped((side.proposal_id, side.enrolment.person_id) for side in both if side.proposal_id in apart)
