"""The machine under an installation: room on the disk, the clock, time zones, and the files that pages need."""

import shutil
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection

from mentoring.health.findings import Finding, Findings, broken, listed, look, ok
from mentoring.lib.env import BASE_DIR, LOCAL_DIR

MEGABYTE, GIGABYTE = 10**6, 10**9
LITTLE, TOO_LITTLE = GIGABYTE, 100 * MEGABYTE
MOST_APART = 5.0  # seconds


def disk_space() -> Findings:
    folder = LOCAL_DIR if LOCAL_DIR.exists() else BASE_DIR
    yield judge_space(shutil.disk_usage(folder).free, folder)


def judge_space(free: int, folder: Path) -> Finding:
    left = f"{free // MEGABYTE} MB are free for {folder}."
    if free < TOO_LITTLE:
        return broken("disk", f"{left} Logs and the database stop when it is full. Make room now.")
    return look("disk", f"{left} Make room soon.") if free < LITTLE else ok("disk", left)


def clock() -> Findings:
    """Leases are the database's time, due dates are ours: the two must agree."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    after = datetime.now(UTC)
    apart = max((before - there).total_seconds(), (there - after).total_seconds(), 0.0)
    if apart > MOST_APART:
        yield broken("clock", f"This clock and the database's are {apart:.0f} s apart. Let both follow a time server.")
    else:
        yield ok("clock", "This clock and the database's agree.")


def time_zones() -> Findings:
    known = zoneinfo.available_timezones()
    if settings.TIME_ZONE not in known or len(known) < 100:
        yield broken("time zones", "This machine has no time zone data. Install the package tzdata, then restart.")
    else:
        yield ok("time zones", f"{len(known)} are known, {settings.TIME_ZONE} among them.")


def static_files() -> Findings:
    """What pages need must have been collected, as it is now."""
    root = Path(settings.STATIC_ROOT)
    wanted = {name: Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(None)}
    missing = sorted(name for name in wanted if not (root / name).is_file())
    stale = sorted(name for name in wanted if name not in missing and is_other(wanted[name], root / name))
    if missing:
        yield broken("static files", f"Not collected: {listed(missing)}. Run: manage.py collectstatic, then restart.")
    elif stale:
        yield look("static files", f"Older than this version: {listed(stale)}. Run: manage.py collectstatic")
    else:
        yield ok("static files", f"{len(wanted)} are collected.")


def is_other(source: Path, copy: Path) -> bool:
    return source.stat().st_size != copy.stat().st_size or source.read_bytes() != copy.read_bytes()
