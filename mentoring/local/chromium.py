"""A Chromium for the browser tests: the machine's, or one that is fetched once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from mentoring.lib.env import BASE_DIR
from mentoring.local.sentence import Unable, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FETCHED = BASE_DIR / ".venv" / "browser"
PACKAGE = "@sparticuz/chromium"
# The package unpacks where TMPDIR points; told that it runs in a bare container, it brings its libraries along.
UNPACK = f"import chromium from {PACKAGE!r}; console.log(await chromium.executablePath())"
BARE = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
WRAPPER = """#!/bin/sh
here="${0%/*}/unpacked"
export LD_LIBRARY_PATH="$here/al2023/lib"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
"""


def ensure_chromium() -> str | None:
    """The path of a Chromium that starts, fetched if need be; None, with a sentence, where none can be had."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise Unable(f"CHROMIUM names {named}, which does not start. Correct it, or unset it.")
        return named
    for way in (installed, from_apt, from_npm):
        program = way()
        if program and starts(program):
            return program
    say("There is no Chromium, and none could be fetched: the browser tests are SKIPPED. Install one, or set CHROMIUM.")
    return None


def starts(program: str) -> bool:
    """Some distributions install a Chromium that only says where to find the real one."""
    try:
        attempt = subprocess.run([program, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return attempt.returncode == 0


def installed() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((program for program in found if program and starts(program)), fetched_before())


def fetched_before() -> str | None:
    wrapper = FETCHED / "chromium"
    return str(wrapper) if wrapper.exists() else None


def from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Chromium for the browser tests with apt-get ...")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for arguments in (["update", "-q"], ["install", "-y", "-q", "chromium"]):
        if not succeeds("apt-get", *arguments, environment=environment):
            return None
    return shutil.which("chromium")


def from_npm() -> str | None:
    """Needs no root, only Node.js; everything stays in .venv/browser."""
    if not (shutil.which("npm") and shutil.which("node")):
        return None
    say(f"Fetching Chromium for the browser tests with npm, into {FETCHED.relative_to(BASE_DIR)} ...")
    unpacked = FETCHED / "unpacked"
    unpacked.mkdir(parents=True, exist_ok=True)
    if not succeeds("npm", "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(FETCHED), PACKAGE):
        return None
    environment = dict(os.environ, TMPDIR=str(unpacked), **BARE)
    if not succeeds("node", "--input-type=module", "-e", UNPACK, environment=environment, cwd=FETCHED):
        return None
    wrapper = FETCHED / "chromium"
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)
    return str(wrapper)


def succeeds(*command: str, environment: dict[str, str] | None = None, cwd: Path = BASE_DIR) -> bool:
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd)
    if ended.returncode:
        last = (ended.stderr or ended.stdout).strip().splitlines()[-5:]
        say(f"`{' '.join(command[:2])}` failed: {' / '.join(last)}", to=sys.stderr)
    return ended.returncode == 0
