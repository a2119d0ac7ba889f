"""A machine that has python3 with pip and nothing of ours: for a user, with an empty home and a bare PATH."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mentoring.lib.env import BASE_DIR

FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")
NOT_THERE = ("postgres", "pg_", "psql", "initdb", "redis", "valkey", "uv", "chromium", "google-chrome")
# How this machine reaches package registries is a fact of its network, and stays.
NETWORK = ("_CERT", "CERT_", "CERTS", "CA_BUNDLE", "CAINFO", "CAFILE", "PROXY", "PIP_", "NPM_CONFIG_")
NOT_CLONED = (".git", ".venv", ".local", "pictures", "__pycache__", ".*_cache", ".hypothesis", ".coverage*")
NEW_USER = "mentoring-fresh"


@dataclass(frozen=True)
class Machine:
    """Where one user finds a fresh clone."""

    clone: Path
    home: Path
    path: Path
    user: pwd.struct_passwd

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if any(part in name.upper() for part in NETWORK)}
        return {**kept, "PATH": str(self.path), "HOME": str(self.home), "USER": self.user.pw_name, "LANG": "C.UTF-8"}

    def popen(self, *arguments: str, output: Path) -> subprocess.Popen:
        """Start a command of manage.py as this user; what it says goes into a file."""
        as_user: dict[str, object] = {}
        if self.user.pw_uid != os.geteuid():
            as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        with output.open("w") as said:
            return subprocess.Popen(
                ["python3", "manage.py", *arguments],
                cwd=self.clone,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_user,
            )


@contextmanager
def machine(folder: Path, user: pwd.struct_passwd) -> Iterator[Machine]:
    """A fresh clone in an empty folder, gone afterwards."""
    made = Machine(folder / "clone", folder / "home", folder / "bin", user)
    try:
        shutil.copytree(BASE_DIR, made.clone, symlinks=True, ignore=shutil.ignore_patterns(*NOT_CLONED))
        made.home.mkdir()
        put_programs(made.path)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_programs(path: Path) -> None:
    """Links to whatever the machine has, but for what the product must bring along."""
    path.mkdir()
    for folder in map(Path, FOLDERS):
        for program in folder.glob("*"):
            if not program.name.startswith(NOT_THERE) and not (path / program.name).is_symlink():
                (path / program.name).symlink_to(program)


@contextmanager
def new_user() -> Iterator[pwd.struct_passwd]:
    """Somebody this machine did not know before."""
    subprocess.run(["/usr/sbin/useradd", "--no-create-home", "--user-group", NEW_USER], check=True)
    try:
        yield pwd.getpwnam(NEW_USER)
    finally:
        subprocess.run(["pkill", "-KILL", "-u", NEW_USER], check=False)
        subprocess.run(["/usr/sbin/userdel", NEW_USER], check=True, capture_output=True)
