"""The stages of a cohort, and which may follow which. One round goes through them once, in this order."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    DRAFT = "draft", _("draft")
    REGISTRATION = "registration", _("registration")
    MATCHING = "matching", _("matching")
    RUNNING = "running", _("running")
    CLOSING = "closing", _("coming to its end")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


# What people find in their lists.
OPENED = (Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING, Stage.CLOSING, Stage.CLOSED)
# A place can still be given, and a pair found for it.
GIVING_PLACES = (Stage.REGISTRATION, Stage.MATCHING, Stage.RUNNING)
# Nothing in it changes any more.
OVER = (Stage.CLOSED, Stage.ARCHIVED)

MOVES: Mapping[str, frozenset[str]] = {
    Stage.DRAFT: frozenset({Stage.REGISTRATION}),
    Stage.REGISTRATION: frozenset({Stage.MATCHING}),
    Stage.MATCHING: frozenset({Stage.RUNNING}),
    Stage.RUNNING: frozenset({Stage.CLOSING}),
    Stage.CLOSING: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.ARCHIVED}),
    Stage.ARCHIVED: frozenset(),
}
