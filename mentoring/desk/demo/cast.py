"""The people of the invented company: they come from an HR file, get addresses, and some say a few words."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.accounts.models import User
from mentoring.desk.demo.company import DEPARTMENTS, hr_file
from mentoring.desk.demo.words import about_me
from mentoring.lib import clock
from participants.aims import AIMS
from participants.interests import INTERESTS
from participants.models import Organisation, Profile, ProfileSkill, Skill
from participants.services import (
    choose_aims,
    choose_interests,
    choose_skills,
    choose_ways_of_working,
    grant_hr_analyst,
    import_people,
    invite_people,
    limit_mentees,
    name_hr_contact,
    say_roles,
    write_about_me,
)

DOMAIN = "demo.example"
OTHER_LANGUAGES = ("de", "es", "fr", "hi", "it", "pl", "pt", "yo", "bfi")
POPULAR_SKILLS = (
    "presenting-to-a-large-room",
    "giving-feedback",
    "leading-a-team-for-the-first-time",
    "setting-priorities",
    "negotiating",
    "planning-the-next-step",
    "building-confidence",
    "running-good-meetings",
    "analysing-data",
    "handling-disagreement",
    "delegating-well",
    "building-a-network-at-work",
    "planning-a-project",
    "moving-to-another-field",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part. A fifth of those without one are newcomers, who have taken part in nothing yet."""

    organisation: Organisation
    administrator: User
    coordinator: Profile
    analyst: Profile
    newcomers: Sequence[Profile]
    staff: Sequence[Profile]


def hire(*, people: int, seed: int, at: datetime) -> Cast:
    """So many people from an HR file, the same for the same seed; all of them can sign in."""
    with clock.standing_at(at):
        import_people(file=hr_file(people, seed, clock.today()), source_name="Demonstration")
        for department in DEPARTMENTS:
            invite_people(department=department, domain=DOMAIN, limit=people)
        everybody = list(Profile.objects.select_related("user", "department").order_by("employee_number"))
        coordinator, analyst, *rest = everybody
        cast = Cast(
            organisation=Organisation.objects.get(),
            administrator=User.objects.create_superuser(email=f"admin@{DOMAIN}", name="Ada Admin"),
            coordinator=coordinator,
            analyst=analyst,
            newcomers=rest[: len(rest) // 5],
            staff=rest[len(rest) // 5 :],
        )
        grant_hr_analyst(user=analyst.user, organisation=cast.organisation, by=cast.administrator)
        name_hr_contact(
            organisation=cast.organisation, name=analyst.user.name, email=analyst.user.email, by=cast.administrator
        )
    return cast


def mentors_among(people: Sequence[Profile]) -> set[Profile]:
    """Two in five, those with the most senior titles: nobody is mentored from below."""

    def rank(person: Profile) -> int:
        return DEPARTMENTS[person.department.name].index(person.job_title)

    return set(sorted(people, key=rank, reverse=True)[: max(1, len(people) * 2 // 5)])


def popular_skills() -> list[Skill]:
    """Those that people name most, the first more often than the last."""
    known = {skill.shipped_as: skill for skill in Skill.objects.filter(shipped_as__in=POPULAR_SKILLS)}
    return [known[slug] for slug in POPULAR_SKILLS]


def some_of(skills: Sequence[Skill], number: int, chance: random.Random) -> list[Skill]:
    """So many of them, the first more often than the last."""
    luck = {skill: chance.random() ** (place + 2) for place, skill in enumerate(skills)}
    return sorted(luck, key=lambda skill: luck[skill], reverse=True)[:number]


def tell_of_oneself(person: Profile, number: int, *, at: datetime, chance: random.Random) -> None:
    """Levels and languages for most, a few words and a limit for some: nobody has to say anything."""
    with clock.standing_at(at):
        choose_skills(
            profile=person,
            offers=_with_levels(person, ProfileSkill.Kind.OFFERS, chance),
            wants=_with_levels(person, ProfileSkill.Kind.WANTS, chance),
            by=person.user,
        )
        if number % 4:
            choose_ways_of_working(
                profile=person,
                languages=["en", *chance.sample(OTHER_LANGUAGES, chance.randint(0, 2))],
                meets=chance.choice(Profile.Meets.values),
                part_of_day=chance.choice(Profile.PartOfDay.values),
                how_often=chance.choice(("", *Profile.HowOften.values)),
                hours_a_month=chance.choice((None, 1, 2, 2, 3)),
                by=person.user,
            )
        if number % 3:
            write_about_me(profile=person, about_me=about_me(number - number // 3 - 1), by=person.user)
        if number % 5 == 0:
            limit_mentees(profile=person, limit=3, by=person.user)
        if number % 5 < 3:
            choose_interests(profile=person, interests=_some_interests(number), by=person.user)
        if number % 3:
            wanted, known = _some_aims(number)
            choose_aims(profile=person, wanted=wanted, known=known, by=person.user)
        if number % 2:
            before, after = _roles_beside(person)
            say_roles(profile=person, wanted=after, had=before, by=person.user)


def _some_interests(number: int) -> list[str]:
    """Three at most; in a company of some size somebody else has each of them."""
    every = list(INTERESTS)
    return [every[(number + 1) * step % len(every)] for step in (1, 5, 11)[: 2 + number % 2]]


def _some_aims(number: int) -> tuple[list[str], list[str]]:
    """One or two that they are aiming for, and two or three others that they have been through."""
    every = [*AIMS] * 2
    first = number * 3 % len(AIMS)
    return every[first : first + 1 + number % 2], every[first + 2 : first + 4 + number % 2]


def _roles_beside(person: Profile) -> tuple[list[str], list[str]]:
    """The role of their department that leads to theirs, and the one after it."""
    titles = DEPARTMENTS[person.department.name]
    at = titles.index(person.job_title)
    return list(titles[max(0, at - 1) : at]), list(titles[at + 1 : at + 2])


def _with_levels(person: Profile, kind: str, chance: random.Random) -> list[tuple[Skill, int | None]]:
    """The skills that the person chose, each with a level or none."""
    chosen = person.skills.filter(kind=kind).select_related("skill").order_by("rank")
    return [(each.skill, chance.choice((None, 1, 2, 2, 3))) for each in chosen]
