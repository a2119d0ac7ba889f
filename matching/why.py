"""Why a stored suggestion was made, and why somebody has none, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.explain import Code, Reason
from matching.scoring import Style
from matching.words import sentence
from participants.models import Skill

Stored = Sequence[Mapping[str, Any]]
# In a programme of any style.
SPEAKS_FOR = frozenset(
    {
        Code.OFFERS_ALL,
        Code.OFFERS_FIRST,
        Code.OFFERS_SOME,
        Code.LEVEL_REACHED,
        Code.OTHER_DEPARTMENT,
        Code.SAME_SITE,
        Code.CLOSE_HOURS,
        Code.COMMON_LANGUAGE,
        Code.MEET_REMOTE,
        Code.MEET_IN_PERSON,
        Code.MEET_FREELY,
        Code.DAY_ALIKE,
        Code.DAY_NEAR,
        Code.OFTEN_ALIKE,
        Code.OFTEN_NEAR,
        Code.ROLE_NOW,
        Code.ROLE_BEFORE,
        Code.AIM_MET,
        Code.AIMS_MET,
        Code.INTEREST_SHARED,
        Code.INTERESTS_SHARED,
    }
)
# Who of the two should be further along is turned round in a reverse programme.
SENIORITY_FOR: Mapping[str, Code] = {Style.CLASSIC: Code.MORE_SENIOR, Style.REVERSE: Code.LESS_SENIOR}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A reason in words, and whether it speaks for the pair or only tells how things are."""

    text: str
    speaks_for: bool

    def __str__(self) -> str:
        return self.text


def stored(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as suggestions and runs keep them; `in_words` reads them again."""
    return [{"code": reason.code, "values": dict(reason.values)} for reason in reasons]


def skill_names(lists: Iterable[Stored]) -> dict[str, str]:
    """The names of all skills that these lists of stored reasons mention, in one query."""
    values = (reason["values"] for reasons in lists for reason in reasons)
    keys = {each["skill"] for each in values if "skill" in each}
    return {str(pk): name for pk, name in Skill.objects.filter(pk__in=keys).values_list("pk", "name")}


def speaks_for(code: Code, style: str) -> bool:
    """Whether a reason speaks for a pair in a programme of this style."""
    return code in SPEAKS_FOR or code == SENIORITY_FOR.get(style)


def in_words(reasons: Stored, names: Mapping[str, str], *, style: str, reader: str = "") -> list[Sentence]:
    """Stored reasons as sentences in the active language, to the one of the two in the role `reader`, or about them.

    What speaks for a pair comes first.
    """
    read = [Reason(Code(reason["code"]), reason["values"]) for reason in reasons]
    said = [Sentence(sentence(reason, names, reader=reader), speaks_for(reason.code, style)) for reason in read]
    return sorted(said, key=lambda each: not each.speaks_for)
