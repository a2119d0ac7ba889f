"""The skills a new installation starts with, by category. Each is loaded once; from then on it is the company's own."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# Raised whenever definitions or aliases are added: each skill remembers the edition that it was given.
EDITION = 2
FILE = Path(__file__).with_name("shipped_skills.toml")


class ShippedSkill(NamedTuple):
    name: str
    definition: str
    aliases: tuple[str, ...]


def read_skills() -> Mapping[str, Sequence[ShippedSkill]]:
    """The skills of the file under their categories, in its order."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        category: tuple(ShippedSkill(name, words[0], tuple(words[1:])) for name, words in skills.items())
        for category, skills in found.items()
    }


SHIPPED_SKILLS = read_skills()
