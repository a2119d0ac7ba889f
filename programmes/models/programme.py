"""The lasting thing: what a programme is for, who runs it and who may join."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentoring.lib.own_words import TOO_LONG
from participants.models import Department, Grade, Organisation, Site
from programmes.eligibility import EVERYBODY, Kind, Rule
from programmes.stages import OPENED


class Role(models.TextChoices):
    MENTOR = "mentor", _("mentor")
    MENTEE = "mentee", _("mentee")


# A group that stands beside another is read more closely than the whole: shares of seven people are nearly people.
SMALLEST_SPLIT_GROUP = 8
MOST_OUTCOMES = 3
# Mentors of one mentee at once that any programme allows.
MOST_MENTORS = 3
# Characters of what a programme is for: whoever looks for one reads it of each.
MOST_PURPOSE = 800


def split_group(minimum_group: int) -> int:
    """How many people a group of a split needs, where the whole needs `minimum_group`."""
    return max(minimum_group, SMALLEST_SPLIT_GROUP)


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the marks that people put before the points of a list."""
    return [words for line in text.splitlines() if (words := line.strip().removeprefix("- ").removeprefix("•").strip())]


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: models.Model) -> "ProgrammeQuerySet":
        """What a person may see in the catalogue: programmes of their organisation with a cohort that has opened."""
        return self.filter(organisation__profile__user=user, cohorts__stage__in=OPENED).distinct()

    def coordinated_by(self, user: models.Model) -> "ProgrammeQuerySet":
        """The programmes this person coordinates. Nobody has all of them by rank."""
        return self.filter(coordinators__user=user)


class Programme(models.Model):
    """What it is for, for whom, and how it works. Its cohorts come and go."""

    class Style(models.TextChoices):
        CLASSIC = "classic", _("classic: somebody who has been there mentors somebody on the way")
        REVERSE = "reverse", _("reverse: somebody junior mentors somebody senior")
        PEER = "peer", _("peer: two people on one level mentor each other")
        CIRCLE = "circle", _("mentor circle: one mentor and a small group")
        PEER_CIRCLE = "peer_circle", _("peer circle: a small group without a mentor")
        FLASH = "flash", _("flash: one single conversation")
        HANDOVER = "handover", _("handover: knowledge passed on before somebody moves on")
        NEW_JOINER = "new_joiner", _("new joiner: somebody who knows the house helps somebody new")
        CROSS_COMPANY = "cross_company", _("cross-company: pairs of two companies")

    # What the product can carry from registration to the end; cohorts of the others cannot open yet.
    WORKING_STYLES = (Style.CLASSIC, Style.REVERSE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=120)
    purpose = models.TextField(
        _("purpose"),
        blank=True,
        help_text=_("Two or three sentences that everybody who may join will read, at most 800 characters."),
        validators=[MaxLengthValidator(MOST_PURPOSE, TOO_LONG)],
    )
    outcomes = models.TextField(
        _("outcomes"),
        blank=True,
        help_text=_("What people will have at the end: up to three sentences, one on each line."),
    )
    audience = models.CharField(
        _("for whom"), max_length=200, blank=True, help_text=_("One sentence: who gains most from taking part.")
    )
    not_suited_when = models.CharField(
        _("not suited when"),
        max_length=200,
        blank=True,
        help_text=_("One sentence that spares people a wrong choice, and says what would help them instead."),
    )
    style = models.CharField(_("style"), max_length=16, choices=Style, default=Style.CLASSIC)
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("What taking part asks of each person, meetings and preparation together."),
    )
    mentors_each = models.PositiveSmallIntegerField(
        _("mentors per mentee"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MENTORS)],
        help_text=_(
            "At once and at most, from 1 to 3. With more than one, mentees say when they register how many they would"
            " like, and nobody gets a second mentor before everybody could have a first."
        ),
    )
    mentor_card = models.TextField(
        _("what a mentor does"), max_length=600, blank=True, help_text=_("Shown to whoever thinks of being a mentor.")
    )
    mentee_card = models.TextField(
        _("what a mentee does"), max_length=600, blank=True, help_text=_("Shown to whoever thinks of being a mentee.")
    )
    manager_card = models.TextField(
        _("what a manager can do"),
        max_length=600,
        blank=True,
        help_text=_("For the managers of those who take part: how to help, and what they do not ask."),
    )
    hr_contact_name = models.CharField(
        _("HR contact"), max_length=120, blank=True, help_text=_("The person participants can turn to in confidence.")
    )
    hr_contact_email = models.EmailField(_("e-mail address of the HR contact"), blank=True)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group in reports"),
        default=5,
        validators=[MinValueValidator(5)],
        help_text=_(
            "Answers are shown only for groups of at least this many people, and of one department only for 8 or more."
        ),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="programme_name_unique"),
            models.CheckConstraint(condition=Q(minimum_group__gte=5), name="programme_minimum_group_floor"),
            models.CheckConstraint(
                condition=Q(mentors_each__gte=1, mentors_each__lte=MOST_MENTORS), name="programme_mentors_each_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def style_name(self) -> str:
        """The word of the style alone, without what it means."""
        return str(self.get_style_display()).partition(":")[0]

    @property
    def outcome_sentences(self) -> list[str]:
        return lines_of(self.outcomes)


class CoordinatorQuerySet(models.QuerySet["Coordinator"]):
    def coordinated_by(self, user: models.Model) -> "CoordinatorQuerySet":
        """Oneself and those who run the same programmes."""
        return self.filter(programme__coordinators__user=user)

    def able_to_sign_in(self) -> "CoordinatorQuerySet":
        """Those with an open account and an address for the code: the others cannot run anything."""
        return self.filter(user__is_active=True, user__email__isnull=False)


class Coordinator(models.Model):
    """Runs one programme. Sees its facts and a status light per pair, never content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="coordinators", verbose_name=_("programme")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("coordinator")
        verbose_name_plural = _("coordinators")
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="coordinator_once")]

    def __str__(self) -> str:
        return self.user.name


class EligibilityRuleManager(models.Manager["EligibilityRule"]):
    def get_queryset(self) -> models.QuerySet["EligibilityRule"]:
        """With the names of what each line is about, which its words need."""
        return super().get_queryset().select_related("department", "site", "grade_from", "grade_to")


# The fields that say each thing a line may be about.
FIELDS_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.DEPARTMENT: ("department",),
    Kind.SITE: ("site",),
    Kind.GRADE: ("grade_from", "grade_to"),
    Kind.MONTHS: ("months_from", "months_to"),
}


def says_one_thing() -> Q:
    """The condition that some of the fields of one kind are filled in, and none of another."""
    condition = Q()
    for kind, own in FIELDS_OF_KIND.items():
        others = [name for other, names in FIELDS_OF_KIND.items() for name in names if other != kind]
        filled = Q(*((f"{name}__isnull", False) for name in own), _connector=Q.OR)
        condition |= Q(**dict.fromkeys(others)) & filled
    return condition


class EligibilityRule(models.Model):
    """One line of who may join: a department, a place of work, grades, or a time since joining. Without lines, all."""

    class Meant(models.TextChoices):
        BOTH = EVERYBODY, _("mentors and mentees")
        MENTOR = Role.MENTOR.value, _("mentors")
        MENTEE = Role.MENTEE.value, _("mentees")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="eligibility_rules", verbose_name=_("programme")
    )
    role = models.CharField(_("holds for"), max_length=10, choices=Meant, default=Meant.BOTH, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    grade_from = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lowest grade")
    )
    grade_to = models.ForeignKey(
        Grade, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("highest grade")
    )
    months_from = models.PositiveSmallIntegerField(
        _("months here, at least"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    months_to = models.PositiveSmallIntegerField(
        _("months here, at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    objects = EligibilityRuleManager()

    class Meta:
        verbose_name = _("line of who may join")
        verbose_name_plural = _("who may join")
        ordering = ["role", "department__name", "site__name", "grade_from__level", "grade_to__level", "months_from"]
        constraints = [
            models.CheckConstraint(
                condition=says_one_thing(),
                name="eligibility_rule_says_one_thing",
                violation_error_message=_(
                    "Please fill in one thing on each line: a department, a site, grades, or months."
                ),
            ),
            models.CheckConstraint(
                condition=Q(months_from=None) | Q(months_to=None) | Q(months_from__lte=F("months_to")),
                name="eligibility_rule_months_in_order",
                violation_error_message=_("The months are not in order: at least comes before at most."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def rule(self) -> Rule:
        """The line as `programmes.eligibility` reads it."""
        if self.department:
            return Rule(Kind.DEPARTMENT, self.role, value=self.department_id, name=self.department.name)
        if self.site:
            return Rule(Kind.SITE, self.role, value=self.site_id, name=self.site.name)
        if self.grade_from or self.grade_to:
            return self._rule_of_grades
        return Rule(Kind.MONTHS, self.role, at_least=self.months_from, at_most=self.months_to)

    @property
    def _rule_of_grades(self) -> Rule:
        lowest, highest = self.grade_from, self.grade_to
        return Rule(
            Kind.GRADE,
            self.role,
            name=lowest.name if lowest else "",
            at_least=lowest.level if lowest else None,
            to_name=highest.name if highest else "",
            at_most=highest.level if highest else None,
        )
