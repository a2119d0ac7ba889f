"""A made-up company to measure on: the same seed gives the same people, at any size."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import TypeVar

from django.contrib.auth.hashers import make_password

from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import Department, Grade, Organisation, Profile, ProfileSkill, Site, Skill
from programmes.models import Cohort, Coordinator, Enrolment, Programme, Role

DEPARTMENTS, SKILLS, TEAM = 18, 120, 8
# Grades from the lowest up, as of a company with ten; mentors are drawn from higher ones than mentees.
GRADES = ("A1", "A2", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2")
OF_MENTORS, OF_MENTEES = (0, 1, 3, 8, 15, 20, 20, 16, 11, 6), (12, 18, 22, 20, 14, 8, 4, 2, 0, 0)
Thing = TypeVar("Thing")
# Of the mentors, how many look for a mentor of their own.
ALSO_MENTEES = 0.05
ZONES = (
    *("America/Los_Angeles", "America/Chicago", "America/New_York", "America/Sao_Paulo", "Europe/London"),
    *("Europe/Dublin", "Europe/Paris", "Europe/Berlin", "Europe/Warsaw", "Europe/Athens", "Africa/Johannesburg"),
    *("Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
)
# What is spoken where, in the order of the zones, the language of the place first.
TONGUES = (
    *(("en", "es"), ("en",), ("en", "es"), ("pt", "es"), ("en",)),
    *(("en", "ga"), ("fr",), ("de", "tr"), ("pl", "uk"), ("el",), ("en", "af", "zu")),
    *(("ar", "hi"), ("hi", "bn", "ta"), ("en", "zh", "ms"), ("ja",), ("en", "zh")),
)
# How many speak English beside it, or a further language of the place; and of what nothing is known for some.
ENGLISH, FURTHER = 0.85, 0.3
NO_GRADE, NO_LANGUAGE, NO_LEVEL = 0.04, 0.1, 0.15
# Places per mentor, and how often somebody offers so many.
CAPACITIES, OFTEN = (1, 2, 3, 4, 5), (40, 32, 16, 7, 5)


@dataclass(frozen=True, slots=True)
class Company:
    """A cohort with everybody in it, and who looks after it."""

    cohort: Cohort
    coordinator: User


def make_company(*, mentees: int, mentors: int, seed: int, bystanders: int = 0, places: int = 0) -> Company:
    """People with departments, sites, managers, grades, languages and skills, each with an approved place; rows only.

    Bystanders work there, too, and have no place. Mentors offer one to five each, or `places` in all, dealt evenly, and
    one each at the least.

    Few skills are popular and many are rare (Zipf), and departments and sites differ in size in the same way. Teams
    have eight people and a manager of the same department who stands no lower, and one mentor in twenty is a mentee,
    too. As in real files some grades, languages and levels of skills are not known.
    """
    chance = random.Random(seed)  # noqa: S311 - for measuring
    organisation = Organisation.objects.create(name="Bench")
    both = min(round(mentors * ALSO_MENTEES), mentees)
    with_place = mentees + mentors - both
    people = _people(chance, organisation, mentors, with_place + bystanders)
    as_mentors, as_mentees = people[:mentors], people[mentors - both : with_place]
    cohort, coordinator = _cohort(organisation)
    _skills(chance, as_mentors, ProfileSkill.Kind.OFFERS, (3, 8))
    _skills(chance, as_mentees, ProfileSkill.Kind.WANTS, (2, 5))
    drawn = chance.choices(CAPACITIES, OFTEN, k=mentors)
    dealt = [max(1, places // mentors + (number < places % mentors)) for number in range(mentors)]
    taking_part = [
        *(
            _place(cohort, person, Role.MENTOR, most)
            for person, most in zip(as_mentors, dealt if places else drawn, strict=True)
        ),
        *(_place(cohort, person, Role.MENTEE, 1) for person in as_mentees),
    ]
    Enrolment.objects.bulk_create(taking_part, batch_size=2_000)
    return Company(cohort, coordinator)


def _people(chance: random.Random, organisation: Organisation, mentors: int, count: int) -> list[Profile]:
    departments = Department.objects.bulk_create(
        Department(organisation=organisation, name=f"Department {number}") for number in range(DEPARTMENTS)
    )
    sites = Site.objects.bulk_create(
        Site(organisation=organisation, name=f"Site {number}", time_zone=zone) for number, zone in enumerate(ZONES)
    )
    nobody = make_password(None)
    users = User.objects.bulk_create(
        (User(name=f"Person {n}", email=f"person{n}@mail.example", password=nobody) for n in range(count)),
        batch_size=2_000,
    )
    people = [
        Profile(
            user=user,
            organisation=organisation,
            employee_number=f"B-{number:06d}",
            department=_popular(chance, departments),
            site=_popular(chance, sites),
            job_title="Engineer",
        )
        for number, user in enumerate(users)
    ]
    tongues: dict[object, Sequence[str]] = dict(zip((site.pk for site in sites), TONGUES, strict=True))
    for person in people:
        person.languages = _spoken(chance, tongues[person.site_id])
    _lead(chance, people)
    _grade(chance, organisation, people[:mentors], people[mentors:])
    return Profile.objects.bulk_create(people, batch_size=2_000)


def _lead(chance: random.Random, people: Sequence[Profile]) -> None:
    """A manager for everybody but the first of each department: somebody who stands before them in it."""
    of_department: dict[object, list[Profile]] = {}
    for person in people:
        colleagues = of_department.setdefault(person.department_id, [])
        if colleagues:
            person.manager = colleagues[chance.randrange(1 + len(colleagues) // TEAM)]
        colleagues.append(person)


def _spoken(chance: random.Random, here: Sequence[str]) -> list[str]:
    """The language of the place, often English, now and then another of the place; nothing where nobody asked."""
    if chance.random() < NO_LANGUAGE:
        return []
    own, *further = here
    others = [*(code for code in further if chance.random() < FURTHER), *(["en"] if chance.random() < ENGLISH else [])]
    return list(dict.fromkeys([own, *others]))


def _grade(
    chance: random.Random, organisation: Organisation, mentors: Sequence[Profile], mentees: Sequence[Profile]
) -> None:
    """A grade for nearly everybody, mentees lower than mentors on the whole, and nobody above their manager."""
    grades = Grade.objects.bulk_create(
        Grade(organisation=organisation, name=name, level=level) for level, name in enumerate(GRADES, start=1)
    )
    people, heights = [*mentors, *mentees], range(len(GRADES))
    drawn = [*chance.choices(heights, OF_MENTORS, k=len(mentors)), *chance.choices(heights, OF_MENTEES, k=len(mentees))]
    height = dict(zip((person.pk for person in people), drawn, strict=True))
    for person in reversed(people):  # whoever leads stands before those they lead
        if person.manager_id:
            height[person.manager_id] = max(height[person.manager_id], height[person.pk])
    for person in people:
        person.grade = None if chance.random() < NO_GRADE else grades[height[person.pk]]


def _skills(chance: random.Random, people: Sequence[Profile], kind: str, most: tuple[int, int]) -> None:
    for number in range(Skill.objects.count(), SKILLS):
        Skill.objects.create(name=f"Bench skill {number}", category="Bench")
    skills = list(Skill.objects.order_by("name", "pk")[:SKILLS])
    rows = [
        ProfileSkill(profile=person, skill=skill, kind=kind, rank=min(rank, 5), level=_level(chance, kind))
        for person in people
        for rank, skill in enumerate(_some(chance, skills, chance.randint(*most)), start=1)
    ]
    ProfileSkill.objects.bulk_create(rows, batch_size=5_000)


def _level(chance: random.Random, kind: str) -> int | None:
    """How well somebody knows a skill, mentors mostly well, or wants to; not everybody says so."""
    often = (10, 45, 45) if kind == ProfileSkill.Kind.OFFERS else (30, 50, 20)
    return None if chance.random() < NO_LEVEL else chance.choices((1, 2, 3), often)[0]


def _some(chance: random.Random, skills: Sequence[Skill], count: int) -> Iterator[Skill]:
    """So many different ones, the popular more often."""
    found: dict[object, Skill] = {}
    while len(found) < count:
        skill = _popular(chance, skills)
        found.setdefault(skill.pk, skill)
    yield from found.values()


def _popular(chance: random.Random, things: Sequence[Thing]) -> Thing:
    """One of these, the first the most often (Zipf)."""
    weights = list(accumulate(1 / rank for rank in range(1, len(things) + 1)))
    return chance.choices(things, cum_weights=weights)[0]


def _cohort(organisation: Organisation) -> tuple[Cohort, User]:
    coordinator = User.objects.create(name="Carla Bench", email="carla@mail.example", is_staff=True)
    programme = Programme.objects.create(organisation=organisation, name="Bench")
    Coordinator.objects.create(programme=programme, user=coordinator)
    day = clock.today()
    cohort = Cohort.objects.create(
        programme=programme,
        name="Bench",
        stage=Cohort.Stage.MATCHING,
        registration_ends_on=day,
        starts_on=day + timedelta(days=14),
        ends_on=day + timedelta(days=200),
        mid_survey_on=day + timedelta(days=100),
    )
    return cohort, coordinator


def _place(cohort: Cohort, person: Profile, role: str, capacity: int) -> Enrolment:
    return Enrolment(
        cohort=cohort,
        person=person,
        role=role,
        status=Enrolment.Status.APPROVED,
        capacity=capacity,
        registered_at=clock.now(),
    )
