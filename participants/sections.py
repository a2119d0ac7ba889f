"""The sections of a profile: what stands in each, who sees it, and where it is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participants.card import Card, ShownSkill, card_of
from participants.models import Profile

SEEN_BY: Mapping[str, Promise] = {
    "offers": gettext_lazy("Your programme team and people you are suggested to as a mentor see these."),
    "wants": gettext_lazy("Your programme team and people you are suggested to as a mentee see these."),
    "ways": gettext_lazy(
        "People you are suggested to see these. Your programme team sees only whether two of you share a language and "
        "suit each other in how you like to meet."
    ),
    "about_me": gettext_lazy("People you are suggested to see this. Nobody else does."),
    "career": gettext_lazy(
        "People you are suggested to see these: the roles you want if you are the mentee, the roles you have had if "
        "you are the mentor. Your programme team sees one only where it fits two of you."
    ),
    "aims": gettext_lazy(
        "People you are suggested to see these: what you are aiming for if you are the mentee, what you can help with "
        "if you are the mentor. Your programme team sees one only where it fits two of you."
    ),
    "interests": gettext_lazy(
        "People you are suggested to see these. Your programme team sees one only where two of you share it."
    ),
    "limit": gettext_lazy("Nobody sees this number. The search for pairs keeps to it."),
}


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    seen_by: str | Promise
    url: str
    # What the person said, line by line; nothing where they did not.
    skills: list[ShownSkill]
    lines: list[str]
    # What stands there instead, and the words of the link.
    empty: str
    action: str

    @property
    def is_empty(self) -> bool:
        return not self.skills and not self.lines


def sections_of(person: Profile) -> list[Section]:
    """What a person says of themselves, in the order in which it helps most. Expects what `card_of` expects."""
    as_mentor, as_mentee = card_of(person, as_mentor=True), card_of(person, as_mentor=False)
    return [
        _section(
            "offers",
            _("Skills I offer"),
            skills=as_mentor.skills,
            empty=_("What could you help a colleague with? Choose up to five."),
            action=_("Choose skills to offer"),
        ),
        _section(
            "wants",
            _("Skills I want"),
            skills=as_mentee.skills,
            empty=_("What would you like to learn? Choose up to five."),
            action=_("Choose skills to learn"),
        ),
        _section(
            "ways",
            _("Languages and ways of working"),
            lines=_ways(as_mentor),
            empty=_("Which languages do you speak, and how do you like to meet?"),
            action=_("Say how you work"),
        ),
        _section(
            "about_me",
            _("About me"),
            lines=[person.about_me] if person.about_me else [],
            empty=_("A sentence or two that help somebody to say yes to you."),
            action=_("Write about yourself"),
        ),
        _section(
            "career",
            _("My career path"),
            lines=_roles(person),
            empty=_("Which roles would you like to have one day, and which have you had before?"),
            action=_("Say where you want to go"),
        ),
        _section(
            "aims",
            _("What I am aiming for"),
            lines=_aims(as_mentor, as_mentee),
            empty=_("What are you aiming for, and what could you help a mentee with?"),
            action=_("Choose aims"),
        ),
        _section(
            "interests",
            _("Interests outside work"),
            lines=as_mentor.interests and [", ".join(as_mentor.interests)],
            empty=_("What do you enjoy outside work? It makes a first talk easier."),
            action=_("Choose interests"),
        ),
        _section(
            "limit",
            _("My limit as a mentor"),
            lines=_limit(person),
            empty=_("How many mentees could you look after at the same time, over all programmes?"),
            action=_("Set a limit"),
        ),
    ]


def asked_first(sections: list[Section]) -> Section | None:
    """The one section to fill in next. Whoever offers or wants something is asked for no more skills, and only those
    who offer some for a limit. Nobody is asked for roles, aims and interests, which
    most programmes do not compare.
    """
    filled = {section.key for section in sections if not section.is_empty}
    passed = {"offers", "wants"} if filled & {"offers", "wants"} else set()
    passed |= {"career", "aims", "interests"} | (set() if "offers" in filled else {"limit"})
    return next((each for each in sections if each.is_empty and each.key not in passed), None)


def _section(
    key: str,
    title: str,
    *,
    empty: str,
    action: str,
    skills: list[ShownSkill] | None = None,
    lines: list[str] | None = None,
) -> Section:
    url = reverse(f"participants:profile-{key.replace('_', '-')}")
    return Section(key, title, SEEN_BY[key], url, skills or [], lines or [], empty, action)


def _ways(card: Card) -> list[str]:
    return [", ".join(card.languages), *card.ways] if card.languages else card.ways


def _roles(person: Profile) -> list[str]:
    wanted, had = ", ".join(person.roles_wanted), ", ".join(person.roles_had)
    words = [
        _("One day: %(roles)s") % {"roles": wanted} if wanted else "",
        _("Before: %(roles)s") % {"roles": had} if had else "",
    ]
    return [each for each in words if each]


def _aims(as_mentor: Card, as_mentee: Card) -> list[str]:
    words = [
        _("As a mentee: %(aims)s") % {"aims": ", ".join(as_mentee.aims)} if as_mentee.aims else "",
        _("As a mentor: %(aims)s") % {"aims": ", ".join(as_mentor.aims)} if as_mentor.aims else "",
    ]
    return [each for each in words if each]


def _limit(person: Profile) -> list[str]:
    if person.mentor_limit is None:
        return []
    if person.mentor_limit == 0:
        return [_("No mentees for now")]
    words = ngettext("%(count)d mentee at the same time", "%(count)d mentees at the same time", person.mentor_limit)
    return [words % {"count": person.mentor_limit}]
