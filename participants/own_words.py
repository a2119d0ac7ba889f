"""What people say of themselves: how well they know a skill, their languages, how they like to work, and how much."""

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_ABOUT_ME = 300
MOST_HOURS = 20
MOST_MENTEES_OVERALL = 20
MOST_ROLES_WANTED, MOST_ROLES_HAD = 3, 5
LONGEST_ROLE = 120

OFFER_LEVELS: Mapping[int, Promise] = {
    1: _("I can get you started"),
    2: _("I work with it daily"),
    3: _("I teach it"),
}
WANT_LEVELS: Mapping[int, Promise] = {
    1: _("From the beginning"),
    2: _("Get better"),
    3: _("Become very good"),
}


class OwnWords(models.Model):
    """The part of a profile that comes from the person, never from HR. Whatever is empty was not said."""

    class Meets(models.TextChoices):
        REMOTE = "remote", _("by video or phone")
        IN_PERSON = "in_person", _("in person")
        EITHER = "either", _("either way")

    class PartOfDay(models.TextChoices):
        MORNING = "morning", _("in the morning")
        MIDDAY = "midday", _("around midday")
        AFTERNOON = "afternoon", _("in the afternoon")
        EVENING = "evening", _("in the evening")
        ANY = "any", _("at any time")

    class HowOften(models.TextChoices):
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        THREE_WEEKLY = "three_weekly", _("every three weeks")
        MONTHLY = "monthly", _("once a month")

    # ISO 639 codes, the dearest first; participants.languages has their names.
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    meets = models.CharField(_("likes to meet"), max_length=10, choices=Meets, blank=True)
    part_of_day = models.CharField(_("best part of the day"), max_length=10, choices=PartOfDay, blank=True)
    how_often = models.CharField(_("how often"), max_length=12, choices=HowOften, blank=True)
    hours_a_month = models.PositiveSmallIntegerField(_("hours a month"), null=True, blank=True)
    about_me = models.CharField(_("about me"), max_length=LONGEST_ABOUT_ME, blank=True)
    # Over all programmes together; a cohort's own number of places may only be smaller.
    mentor_limit = models.PositiveSmallIntegerField(_("most mentees at the same time"), null=True, blank=True)

    # As the person writes them, the dearest first; compared without blanks and capital letters (mentoring.lib.alike).
    roles_wanted = ArrayField(
        models.CharField(max_length=LONGEST_ROLE),
        verbose_name=_("roles wanted"),
        default=list,
        db_default=[],
        blank=True,
    )
    # Besides the job title, which HR says.
    roles_had = ArrayField(
        models.CharField(max_length=LONGEST_ROLE),
        verbose_name=_("roles before"),
        default=list,
        db_default=[],
        blank=True,
    )
    # Codes of participants.interests.
    interests = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("interests outside work"),
        default=list,
        db_default=[],
        blank=True,
    )

    # Codes of participants.aims, as a mentee and as a mentor.
    aims_wanted = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("aims as a mentee"),
        default=list,
        db_default=[],
        blank=True,
    )
    aims_known = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("aims known as a mentor"),
        default=list,
        db_default=[],
        blank=True,
    )

    class Meta:
        abstract = True
