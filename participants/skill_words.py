"""The words by which a skill is found: its name and its aliases, alike in whatever case."""

from collections.abc import Iterable, Sequence
from typing import Protocol


class Named(Protocol):
    """A skill, of the database or shipped."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> Sequence[str]: ...


def words_of(skill: Named) -> list[str]:
    """Name and aliases as they are compared."""
    return [word.strip().casefold() for word in (skill.name, *skill.aliases)]


def taken_words(skills: Iterable[Named]) -> dict[str, str]:
    """The name of the skill that each word stands for."""
    return {word: skill.name for skill in skills for word in words_of(skill)}


def free_aliases(aliases: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Those of the aliases that stand for no skill yet."""
    known = set(taken)
    return [alias for alias in aliases if alias.casefold() not in known]
