"""What a page of the documentation holds: its code, its commands, its links and tables."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mentoring.lib.env import BASE_DIR

SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# As one writes them here: by manage.py, by the module, or by the script of a real installation (deploy/mentoring).
COMMAND = re.compile(
    r"(?:manage\.py|python -m mentoring|sudo(?: [A-Z_]+=\S+)* mentoring) ([a-z_]+)((?: (?!&&|\|)\S+)*)",
)
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


class Command(NamedTuple):
    """A command of the product that a page names, with the options that it is given there."""

    page: str
    name: str
    options: list[str]


def pages() -> list[Path]:
    found = [path.relative_to(BASE_DIR) for path in BASE_DIR.rglob("*.md")]
    return sorted(path for path in found if not any(part.startswith(".") for part in path.parts))


@cache
def text_of(page: Path) -> str:
    return (BASE_DIR / page).read_text()


def code_of(text: str) -> Iterator[str]:
    """Each line of its blocks, with those that go on from it, and each span inside a sentence."""
    for line in blocks_in(text):
        yield " ".join(line.split())
    sentences = re.sub(r"(?m)^    .*$", "", text)
    for span in SPAN.findall(sentences):
        yield " ".join(span.split())


def blocks_in(text: str) -> Iterator[str]:
    line = ""
    for each in text.splitlines():
        if line and each.startswith("     "):
            line += each
            continue
        if line:
            yield line
        line = each if each.startswith("    ") else ""
    if line:
        yield line


def commands_in(page: Path) -> list[Command]:
    return [
        Command(str(page), name, OPTION.findall(re.sub(r"\"[^\"]*\"", "", rest)))
        for code in code_of(text_of(page))
        for name, rest in COMMAND.findall(code)
    ]


def section(page: Path, heading: str) -> str:
    """What stands under a heading, up to the next of its rank."""
    rank = heading.partition(" ")[0]
    _before, _heading, rest = text_of(page).partition(f"\n{heading}\n")
    assert rest, f"{page} has no {heading}"
    return re.split(rf"(?m)^{rank} ", rest)[0]


def lines_of(page: Path, heading: str) -> list[str]:
    """The commands under a heading, one a line."""
    return [line.strip() for line in blocks_in(section(page, heading))]


def anchors_in(page: Path) -> set[str]:
    """Under which names its headings can be linked to."""
    headings = re.findall(r"(?m)^#+ (.*)$", text_of(page))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
