"""The agreements one can begin with, in our own words. What an installation edits stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from agreements.choices import Cadence, Contact, Place
from agreements.lines import CLASSIC_LINES, HOUSE_LINES, REVERSE_LINES
from programmes.models import Programme

# Rises when any of the texts below changes; what nobody edited then gets the new text.
EDITION = 2


@dataclass(frozen=True, slots=True)
class ShippedAgreement:
    """An agreement as it ships. An empty style is for every programme that has no agreement of its own."""

    name: str | Promise
    style: str
    lines: Sequence[str]
    cadence: str = Cadence.THREE_WEEKLY
    minutes: int = 60
    place: str = Place.VIDEO
    contact: str = Contact.MAIL

    def values(self) -> dict[str, str | int | list[str]]:
        """What the fields of a template hold, in the active language."""
        return {
            "name": gettext(str(self.name)),
            "style": self.style,
            "lines": [gettext(line) for line in self.lines],
            "cadence": self.cadence,
            "minutes": self.minutes,
            "place": self.place,
            "contact": self.contact,
        }


SHIPPED_AGREEMENTS: Mapping[str, ShippedAgreement] = {
    "house": ShippedAgreement(gettext_noop("House agreement"), "", HOUSE_LINES),
    "classic": ShippedAgreement(gettext_noop("Classic mentoring"), Programme.Style.CLASSIC, CLASSIC_LINES),
    "reverse": ShippedAgreement(
        gettext_noop("Reverse mentoring"),
        Programme.Style.REVERSE,
        REVERSE_LINES,
        cadence=Cadence.MONTHLY,
        place=Place.NEUTRAL,
    ),
}
