"""How root starts PostgreSQL, which refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mentoring.local.files import own_folder

UNSHARE = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
ROOMS = Path("/var/tmp")  # noqa: S108 - the folder in it is checked to be root's


@dataclass
class Account:
    """Whom a program runs as: the command's first words, and what Popen has to be told."""

    prefix: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_another_user(self) -> bool:
        return "user" in self.options

    def give(self, path: Path) -> None:
        if self.is_another_user:
            os.chown(path, self.options["user"], self.options["group"])

    def reaches(self, program: Path) -> bool:
        """Whether it may run this program: the folders above may be closed to it."""
        attempt = subprocess.run([*self.prefix, program, "--version"], capture_output=True, cwd="/", **self.options)
        return attempt.returncode == 0


def unprivileged_account() -> Account:
    """Ourselves, unless we are root: then root under another number, or `nobody` where the kernel forbids that."""
    if os.geteuid() != 0:
        return Account()
    if may_unshare():
        return Account(prefix=UNSHARE)
    nobody = pwd.getpwnam("nobody")
    return Account(options={"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []})


def may_unshare() -> bool:
    """Containers often forbid it."""
    try:
        return subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def room_for(name: str) -> Path:
    """A folder that the other user can reach, for the data it owns and, if need be, a copy of the programs."""
    room = own_folder(ROOMS / name)
    room.chmod(0o711)
    return room


def copied_programs(package: Path, target: Path) -> Path:
    """The package beside its libraries, copied to where the other user can read them; whole or not at all."""
    if not target.exists():
        half = target.with_name(f"{target.name}.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        half.chmod(0o755)
        libraries = package.with_name(f"{package.name}.libs")
        for source in (package, libraries):
            if source.exists():
                shutil.copytree(source, half / source.name, symlinks=True)
        half.rename(target)
    return target / package.name
