#!/usr/bin/env python3
"""Needs python3 with pip and nothing else: makes .venv when needed, then hands over to `python -m mentoring` there."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV_VERSION = "0.13.9"
LOCAL = HERE / "requirements-local.txt"  # the product and the servers it can run by itself
DEVELOPMENT = HERE / "requirements-dev.txt"  # all of LOCAL, and what the tests need
DEVELOPMENT_COMMANDS = {"test", "bench", "makemigrations", "requirements"}


def main() -> None:
    os.environ["MENTORING_BEGAN"] = str(time.time())  # `up` counts from here
    try:
        check_python()
        prepare(DEVELOPMENT if is_development() else LOCAL)
    except subprocess.CalledProcessError as error:
        sys.exit(
            f"Could not prepare .venv: this step ended with {error.returncode}: {' '.join(map(str, error.cmd))}\n"
            "Check that this machine reaches a Python package index, then run the command again. "
            "If it goes on, delete the folder .venv and try once more."
        )
    except OSError as error:
        sys.exit(
            f"Could not prepare .venv: {error}\n"
            "Check that you may write into this folder and that the disk has room (about 1 GB). "
            "Then delete .venv, whatever it is, and run the command again."
        )
    command = [str(PYTHON), "-m", "mentoring", *sys.argv[1:]]
    os.chdir(HERE)
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python may well be what runs this file
        sys.exit(
            f"Mentoring needs Python 3.11 or newer; this is {sys.version.split()[0]}. Run it with a newer python3."
        )


def is_development() -> bool:
    """Whether this command needs the larger set, or `.venv` holds it already: it is never taken away again."""
    return (len(sys.argv) > 1 and sys.argv[1] in DEVELOPMENT_COMMANDS) or stamp(DEVELOPMENT).exists()


def prepare(wanted: Path) -> None:
    """Make `.venv` hold exactly what `wanted` lists; nothing outside `.venv` is touched."""
    if is_prepared(wanted):
        return
    VENV.mkdir(exist_ok=True)
    with exclusive(VENV / "lock"):
        if is_prepared(wanted):  # another command prepared it while this one waited
            return
        print("Preparing .venv (first run, or the requirements changed) ...", file=sys.stderr, flush=True)
        uv = uv_program()
        # Either variable would send the installation to another Python than the one named here.
        environment = {k: v for k, v in os.environ.items() if k not in ("UV_PYTHON", "VIRTUAL_ENV")}
        environment |= {"UV_PYTHON_DOWNLOADS": "never"}
        for arguments in (
            ["venv", "-q", "--allow-existing", "--python", base_python(), VENV],
            ["pip", "sync", "-q", "--python", PYTHON, "--require-hashes", wanted],
        ):
            subprocess.run([uv, *arguments], check=True, cwd=HERE, env=environment)
        compile_packages()
        stamp(wanted).write_text(fingerprint(wanted))
        if wanted == DEVELOPMENT:
            stamp(LOCAL).unlink(missing_ok=True)


def compile_packages() -> None:
    """Once, here, and not in each program's first seconds; a quarter of it is tests, which nobody loads."""
    options = ["-qq", "-j", "0", "-x", r"[/\\]tests[/\\]"]
    subprocess.run([PYTHON, "-m", "compileall", *options, VENV / "lib"], cwd=HERE)


def is_prepared(wanted: Path) -> bool:
    return PYTHON.exists() and stamp(wanted).exists() and stamp(wanted).read_text() == fingerprint(wanted)


def stamp(requirements: Path) -> Path:
    return VENV / f"{requirements.stem}.stamp"


def fingerprint(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()


def base_python() -> str:
    """The interpreter behind the one that runs this file, so that `.venv/bin/python manage.py` works too."""
    return getattr(sys, "_base_executable", None) or sys.executable


def uv_program() -> Path:
    """uv, installed by pip into a folder of its own: no venv or ensurepip needed, and no other Python touched."""
    boot = VENV / "boot"
    program = boot / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        if importlib.util.find_spec("pip") is None:
            sys.exit("This python3 has no pip. Install it (Debian: apt-get install python3-pip) and try again.")
        quiet = ["-q", "--disable-pip-version-check", "--no-warn-script-location", "--retries", "2"]
        pip = [base_python(), "-m", "pip", "install", *quiet]
        environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
        subprocess.run([*pip, "--target", boot, f"uv=={UV_VERSION}"], check=True, env=environment)
    return program


@contextmanager
def exclusive(path: Path):
    """Let one process at a time prepare `.venv` (where the system has file locks)."""
    with path.open("w") as handle:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
