"""The four choices of an agreement: how often, how long, where, and how two people reach each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

SHORTEST, LONGEST = 15, 180  # minutes


class Cadence(models.TextChoices):
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    THREE_WEEKLY = "three_weekly", _("every three weeks")
    MONTHLY = "monthly", _("once a month")


class Place(models.TextChoices):
    VIDEO = "video", _("by video")
    OFFICE = "office", _("in the office")
    NEUTRAL = "neutral", _("in a neutral place")
    MIXED = "mixed", _("sometimes here, sometimes there")


# Says where to go; the other answers leave that to be said for each session.
WHERE_TO_GO = (Place.VIDEO, Place.OFFICE)


class Contact(models.TextChoices):
    MAIL = "mail", _("by mail")
    CHAT = "chat", _("by chat")
    PHONE = "phone", _("by phone")


CHANGES = {
    "cadence": _("how often you meet (%(now)s instead of %(was)s)"),
    "minutes": _("how long you meet (%(now)s instead of %(was)s)"),
    "place": _("where you meet (%(now)s instead of %(was)s)"),
    "contact": _("how you reach each other (%(now)s instead of %(was)s)"),
}
# On a sheet that both keep, which speaks for the two.
CHANGES_ON_PAPER = {
    "cadence": _("how often we meet (%(now)s instead of %(was)s)"),
    "minutes": _("how long we meet (%(now)s instead of %(was)s)"),
    "place": _("where we meet (%(now)s instead of %(was)s)"),
    "contact": _("how we reach each other (%(now)s instead of %(was)s)"),
}
ANSWERS: dict[str, type[models.TextChoices]] = {"cadence": Cadence, "place": Place, "contact": Contact}


def words_of(name: str, value: str | int) -> str:
    """An answer to the choice of this name, as it reads within a sentence; one no longer asked, as it is kept."""
    if name == "minutes":
        return ngettext("%(minutes)d minute", "%(minutes)d minutes", int(value)) % {"minutes": int(value)}
    labels = {str(key): str(label) for key, label in ANSWERS[name].choices}
    return labels.get(str(value), str(value))


def change_of(name: str, *, was: str | int, now: str | int, on_paper: bool = False) -> str:
    """A choice that became another, such as "how long you meet (90 minutes instead of 60 minutes)"; on paper "we"."""
    changes = CHANGES_ON_PAPER if on_paper else CHANGES
    return changes[name] % {"was": words_of(name, was), "now": words_of(name, now)}
