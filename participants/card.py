"""A person as others read of them: whoever they are suggested to, their programme team, colleagues."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import registry
from participants.aims import aims_in_words
from participants.interests import interests_in_words
from participants.languages import in_words
from participants.models import Profile, ProfileSkill


@dataclass(frozen=True, slots=True)
class ShownSkill:
    name: str
    # As the person says it; "" where they did not.
    level: str


@dataclass(frozen=True, slots=True)
class Card:
    """What others read; empty where the person did not say."""

    name: str
    initials: str
    # Job title, department and site, as far as they are known.
    about: str
    is_mentor: bool
    about_me: str
    skills: list[ShownSkill]
    languages: list[str]
    ways: list[str]
    # Of a mentor those before the job title, of a mentee those wanted, the dearest first.
    roles: list[str] = field(default_factory=list)
    # Of a mentor those known, of a mentee those wanted.
    aims: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """Whether it says more than their own words."""
        return any((self.skills, self.roles, self.aims, self.languages, self.ways, self.interests))


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody wrote for whoever is suggested to them in one round."""

    words: str
    read_by: str


def own_words_of(person: Profile) -> dict[str, list[OwnWords]]:
    """The person's own words by role, with who reads them; for the person alone."""
    said: dict[str, list[OwnWords]] = {"mentor": [], "mentee": []}
    for answer in registry.words_for_partners.ask(person):
        for role, where, words in answer:
            read_by = _("Read by whoever is suggested to you in %(round)s, and by nobody else.") % {"round": where}
            said[role].append(OwnWords(words, read_by))
    return said


def roles_of(person: Profile) -> set[str]:
    """The roles in which somebody can be suggested to others; none where they take part in nothing."""
    return {role for answer in registry.roles_taken.ask(person) for role in answer}


def card_of(person: Profile, *, as_mentor: bool) -> Card:
    """The card of a person in one role. Expects user, department, site and skills with their names to be at hand."""
    kind = ProfileSkill.Kind.OFFERS if as_mentor else ProfileSkill.Kind.WANTS
    skills = sorted((each for each in person.skills.all() if each.kind == kind), key=lambda each: each.rank)
    return Card(
        name=person.user.name,
        initials=person.initials,
        about=about_line(person),
        is_mentor=as_mentor,
        about_me=person.about_me,
        skills=[ShownSkill(each.skill.name, each.level_words) for each in skills],
        languages=in_words(person.languages),
        ways=ways_of(person),
        roles=list(person.roles_had if as_mentor else person.roles_wanted),
        aims=aims_in_words(person.aims_known if as_mentor else person.aims_wanted),
        interests=interests_in_words(person.interests),
    )


def department_of(person: Profile) -> str:
    return person.department.name if person.department else ""


def work_of(person: Profile) -> str:
    """Job title and department, as far as they are known."""
    return ", ".join(part for part in (person.job_title, department_of(person)) if part)


def about_line(person: Profile) -> str:
    parts = (work_of(person), person.site.name if person.site else "")
    return ", ".join(part for part in parts if part)


def ways_of(person: Profile) -> list[str]:
    """How the person likes to work, one short sentence each."""
    words = [
        _("Meets %(how)s") % {"how": person.get_meets_display()} if person.meets else "",
        capfirst(str(person.get_part_of_day_display())),
        capfirst(str(person.get_how_often_display())),
        hours_in_words(person.hours_a_month),
    ]
    return [each for each in words if each]


def hours_in_words(hours: int | None) -> str:
    if not hours:
        return ""
    return ngettext("About %(hours)d hour a month", "About %(hours)d hours a month", hours) % {"hours": hours}
