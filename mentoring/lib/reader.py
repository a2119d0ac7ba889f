"""Whose language and clocks a text is written for."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import Protocol

from django.conf import settings
from django.utils import timezone, translation


class Reader(Protocol):
    """Somebody who reads; an empty language or time zone means the installation's."""

    language: str
    time_zone: str

    def get_short_name(self) -> str:
        """The name to greet somebody by."""


def zone_of(reader: Reader) -> tzinfo:
    """The zone this person lives in; the organisation's where they chose none."""
    return zoneinfo.ZoneInfo(reader.time_zone) if reader.time_zone else timezone.get_default_timezone()


@contextmanager
def as_read_by(reader: Reader) -> Iterator[None]:
    """Inside the block words are in this person's language, and times on their clocks."""
    with translation.override(reader.language or settings.LANGUAGE_CODE), timezone.override(zone_of(reader)):
        yield
