"""Closed for a while: a setting or a file says so, without a database, and with it a sentence for whoever comes."""

from pathlib import Path

from django.conf import settings

OFF = {"", "0", "false", "no", "off"}
WITHOUT_SENTENCE = {"1", "true", "yes", "on"}


def sentence() -> str | None:
    """What people are told while all is closed, "" for the usual words; None while all is open."""
    said = str(settings.MAINTENANCE).strip()
    if said.lower() in OFF:
        try:
            said = marker().read_text().strip()
        except OSError:
            return None
    return "" if said.lower() in WITHOUT_SENTENCE else said


def close(said: str) -> None:
    marker().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    marker().write_text(f"{said}\n")


def open_again() -> bool:
    """Whether it was closed by its file."""
    was_closed = marker().exists()
    marker().unlink(missing_ok=True)
    return was_closed


def marker() -> Path:
    return Path(settings.MAINTENANCE_FILE)
