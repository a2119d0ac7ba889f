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
from participants.models import Department, Organisation, Profile, ProfileSkill, Site, Skill
from programmes.models import Cohort, Coordinator, Enrolment, Programme, Role

DEPARTMENTS, SKILLS, TEAM = 18, 120, 8
Thing = TypeVar("Thing")
# Of the mentors, how many look for a mentor of their own.
ALSO_MENTEES = 0.05
ZONES = (
    *("America/Los_Angeles", "America/Chicago", "America/New_York", "America/Sao_Paulo", "Europe/London"),
    *("Europe/Dublin", "Europe/Paris", "Europe/Berlin", "Europe/Warsaw", "Europe/Athens", "Africa/Johannesburg"),
    *("Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
)
# Places per mentor, and how often somebody offers so many.
CAPACITIES, OFTEN = (1, 2, 3, 4, 5), (40, 32, 16, 7, 5)


@dataclass(frozen=True, slots=True)
class Company:
    """A cohort with everybody in it, and who looks after it."""

    cohort: Cohort
    coordinator: User


def make_company(*, mentees: int, mentors: int, seed: int) -> Company:
    """People with departments, sites, managers and skills, each with an approved place; rows only, no service.

    Few skills are popular and many are rare (Zipf), and departments and sites differ in size in the same way. Teams
    have eight people and a manager of the same department, and one mentor in twenty is a mentee, too.
    """
    chance = random.Random(seed)  # noqa: S311 - for measuring
    organisation = Organisation.objects.create(name="Bench")
    both = min(round(mentors * ALSO_MENTEES), mentees)
    people = _people(chance, organisation, mentees + mentors - both)
    as_mentors, as_mentees = people[:mentors], people[mentors - both :]
    cohort, coordinator = _cohort(organisation)
    _skills(chance, as_mentors, ProfileSkill.Kind.OFFERS, (3, 8))
    _skills(chance, as_mentees, ProfileSkill.Kind.WANTS, (2, 5))
    places = [
        *(_place(cohort, person, Role.MENTOR, chance.choices(CAPACITIES, OFTEN)[0]) for person in as_mentors),
        *(_place(cohort, person, Role.MENTEE, 1) for person in as_mentees),
    ]
    Enrolment.objects.bulk_create(places, batch_size=2_000)
    return Company(cohort, coordinator)


def _people(chance: random.Random, organisation: Organisation, count: int) -> list[Profile]:
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
    _lead(chance, people)
    return Profile.objects.bulk_create(people, batch_size=2_000)


def _lead(chance: random.Random, people: Sequence[Profile]) -> None:
    """A manager for everybody but the first of each department: somebody who stands before them in it."""
    of_department: dict[object, list[Profile]] = {}
    for person in people:
        colleagues = of_department.setdefault(person.department_id, [])
        if colleagues:
            person.manager = colleagues[chance.randrange(1 + len(colleagues) // TEAM)]
        colleagues.append(person)


def _skills(chance: random.Random, people: Sequence[Profile], kind: str, most: tuple[int, int]) -> None:
    for number in range(Skill.objects.count(), SKILLS):
        Skill.objects.create(name=f"Bench skill {number}", category="Bench")
    skills = list(Skill.objects.order_by("name", "pk")[:SKILLS])
    rows = [
        ProfileSkill(profile=person, skill=skill, kind=kind, rank=min(rank, 5))
        for person in people
        for rank, skill in enumerate(_some(chance, skills, chance.randint(*most)), start=1)
    ]
    ProfileSkill.objects.bulk_create(rows, batch_size=5_000)


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
