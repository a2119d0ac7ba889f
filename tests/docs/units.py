"""What the units under deploy/systemd say."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from mentoring.lib.env import BASE_DIR

FOLDER = BASE_DIR / "deploy" / "systemd"
COMMON = FOLDER / "mentoring-.service.d" / "common.conf"


@dataclass
class Unit:
    """One file; what stands in it, in its order, as section, name and value. `instance` stands for %i."""

    path: Path
    instance: str = ""
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        section = ""
        for line in self.path.read_text().replace("\\\n", " ").splitlines():
            if found := re.fullmatch(r"\[(\w+)\]", line):
                section = found.group(1)
            elif line and not line.startswith("#"):
                name, _equals, value = line.partition("=")
                self.lines.append((section, name, value))

    def all(self, name: str) -> list[str]:
        return [value for _section, each, value in self.lines if each == name]

    @property
    def name(self) -> str:
        return self.path.name.replace("@.", f"@{self.instance}.")


def unit(name: str) -> Unit:
    """A unit by the name under which it runs."""
    template, _at, rest = name.partition("@")
    return Unit(FOLDER / f"{template}@.service", rest.partition(".")[0]) if rest else Unit(FOLDER / name)


def wanted() -> list[str]:
    """What the target brings up."""
    return [name for value in Unit(FOLDER / "mentoring.target").all("Wants") for name in value.split()]


def services() -> list[Unit]:
    """The programs of the product, as they run."""
    return [unit(name) for name in wanted() if name.endswith(".service")]


def started_by(unit: Unit) -> str:
    """The command line, once systemd has put in what it stands for."""
    (command,) = unit.all("ExecStart")
    assert not re.search(r"%[^%i]", command.replace("%%", "")), "a specifier that only systemd knows"
    return command.replace("%%", "\0").replace("%i", unit.instance).replace("\0", "%")
