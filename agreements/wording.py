"""The texts that agreements are drafted from: ours, and those that a company makes of them."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import LONGEST, SHORTEST, Cadence, Contact, Place
from agreements.lines import with_contact, without_contact
from programmes.models import Programme


class TemplateQuerySet(models.QuerySet["Template"]):
    def of_house(self) -> "TemplateQuerySet":
        """Those of the whole installation."""
        return self.filter(programme=None)

    def edited_by(self, user: models.Model) -> "TemplateQuerySet":
        """Those of the programmes that this person coordinates."""
        return self.filter(programme__coordinators__user=user)

    def for_programme(self, programme: Programme) -> "TemplateQuerySet":
        """What a pair of this programme may begin with, the most fitting first: its own, its style's, the house's."""
        fitting = Q(programme=programme) | Q(programme=None, style__in=[programme.style, ""])
        return self.filter(fitting).order_by(models.F("programme").asc(nulls_last=True), "-style")


class Template(models.Model):
    """Lines and four usual choices, for every programme, for those of one style, or for a single one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    style = models.CharField(_("for programmes of this style"), max_length=16, choices=Programme.Style, blank=True)
    programme = models.OneToOneField(
        Programme,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="agreement_template",
        verbose_name=_("programme"),
    )
    # Rises with each edit of the lines; agreements keep the lines they were agreed to with.
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    lines = models.JSONField(_("confidentiality lines"))
    cadence = models.CharField(_("how often"), max_length=12, choices=Cadence, default=Cadence.THREE_WEEKLY)
    minutes = models.PositiveSmallIntegerField(
        _("how long, in minutes"),
        default=60,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    place = models.CharField(_("where"), max_length=10, choices=Place, default=Place.VIDEO)
    contact = models.CharField(_("how to reach each other"), max_length=10, choices=Contact, default=Contact.MAIL)
    # Which of the agreements we ship this one began as: it is loaded once, and stays as the company edits it.
    shipped_as = models.SlugField(max_length=40, blank=True, editable=False)
    # The edition of our text that this one has.
    shipped_edition = models.PositiveSmallIntegerField(default=0, editable=False)
    edited_at = models.DateTimeField(_("edited at"), null=True, editable=False)

    WORDS = ("name", "lines", "cadence", "minutes", "place", "contact")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement template")
        verbose_name_plural = _("agreement templates")
        ordering = ["programme__name", "style", "name"]
        constraints = [
            models.UniqueConstraint(fields=["shipped_as"], condition=~Q(shipped_as=""), name="template_shipped_once"),
            models.UniqueConstraint(fields=["style"], condition=Q(programme=None), name="template_one_per_style"),
            models.CheckConstraint(
                condition=Q(programme=None) | Q(style=""), name="template_of_one_programme_or_style"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST), name="template_minutes_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lines_for(self, programme: Programme, *, has_contact: bool = False) -> list[str]:
        """The lines as a pair of this programme reads them: its HR contact is named, unless that is one of the two."""
        return without_contact(self.lines) if has_contact else with_contact(self.lines, programme.hr_contact_name)

    @property
    def choices(self) -> dict[str, str | int]:
        return {"cadence": self.cadence, "minutes": self.minutes, "place": self.place, "contact": self.contact}
