"""The four choices of an agreement: how often, how long, where, and how two people reach each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class Contact(models.TextChoices):
    MAIL = "mail", _("by mail")
    CHAT = "chat", _("by chat")
    PHONE = "phone", _("by phone")
