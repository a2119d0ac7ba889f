"""Who: the people of the company as the HR file knows them, and what they can offer or want to learn."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import known_time_zone
from participants.own_words import MOST_HOURS, MOST_MENTEES_OVERALL, OFFER_LEVELS, WANT_LEVELS, OwnWords


class Organisation(models.Model):
    class Kind(models.TextChoices):
        OWN = "own", _("Own company")
        PARTNER = "partner", _("Partner company")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OWN)
    hr_contact_name = models.CharField(_("name of the HR contact"), max_length=120, blank=True)
    hr_contact_email = models.EmailField(
        _("address of the HR contact"),
        blank=True,
        help_text=_("Whom people write to when a fact in the HR file is wrong."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="organisation_name_unique")]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="department_name_unique")]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, validators=[known_time_zone])

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="site_name_unique")]

    def __str__(self) -> str:
        return self.name


class Grade(models.Model):
    """A grade of the HR file. Files name grades and do not order them: levels are set in the office."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=80)
    level = models.PositiveSmallIntegerField(
        _("level"),
        null=True,
        blank=True,
        help_text=_("Higher grades have higher numbers. Empty means that nobody has said yet where this grade stands."),
    )

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["level", "name"]
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="grade_name_unique")]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    category = models.CharField(_("category"), max_length=80)
    definition = models.CharField(_("definition"), max_length=200, blank=True)
    # Other words for the same; no word stands for two skills, in whatever case (participants.skill_words).
    aliases = ArrayField(models.CharField(max_length=80), verbose_name=_("other words"), default=list, blank=True)
    # Which of the skills we ship this one began as: it is loaded once, and stays as the company edits it.
    shipped_as = models.SlugField(max_length=80, blank=True, editable=False)
    # The edition of our definition and aliases that this one was given.
    shipped_edition = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["category", "name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="skill_name_unique"),
            models.UniqueConstraint(fields=["shipped_as"], condition=~Q(shipped_as=""), name="skill_shipped_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: models.Model) -> "ProfileQuerySet":
        """Everybody sees their own profile; other pages reach people through what they share."""
        return self.filter(user=user)

    def who_left(self, on: date) -> "ProfileQuerySet":
        """People whose last day has passed."""
        return self.filter(last_day__lt=on)

    def employed(self, on: date) -> "ProfileQuerySet":
        """People who still work here on this day; the last day is one of them."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on))

    def to_let_go(self, on: date) -> "ProfileQuerySet":
        """People whose last day is over and whose leaving was not carried out yet."""
        return self.filter(last_day__lt=on, left_at=None)

    def missing(self) -> "ProfileQuerySet":
        """People whom the last file of their source did not have; they are held until somebody says that they left."""
        return self.filter(missing_from__isnull=False)

    def colleagues_of(self, person: "Profile") -> "ProfileQuerySet":
        """Everybody else of the same organisation."""
        return self.filter(organisation=person.organisation_id).exclude(pk=person.pk)

    def job_titles(self, most: int) -> list[str]:
        """The titles that most of these people have, so many at most, in the order of the alphabet."""
        titles = self.exclude(job_title="").order_by().values("job_title").annotate(people=models.Count("pk"))
        return sorted(titles.order_by("-people", "job_title").values_list("job_title", flat=True)[:most])

    def called(self, words: str) -> "ProfileQuerySet":
        """People in whose name each of these words stands."""
        return self.filter(*(Q(user__name__icontains=word) for word in words.split()))


class Profile(OwnWords):
    """What HR says of a person, and beside it what they say themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    employee_number = models.CharField(_("employee number"), max_length=40)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("grade"))
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    # Whether two people have these in common is all that is ever made of them.
    country = models.CharField(_("country"), max_length=80, blank=True, db_default="")
    business_line = models.CharField(_("line of business"), max_length=120, blank=True, db_default="")
    cost_centre = models.CharField(_("cost centre"), max_length=80, blank=True, db_default="")
    employment_type = models.CharField(_("kind of employment"), max_length=80, blank=True, db_default="")
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("manager")
    )
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    # Where HR's facts come from; somebody without one was never in an HR file and is never missing from it.
    source = models.ForeignKey(
        "ImportSource",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("source"),
    )
    # The import whose file no longer had them. Held: nothing ends until somebody says that they left.
    missing_from = models.ForeignKey(
        "ImportBatch",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="missing",
        verbose_name=_("missing since"),
    )
    # When what follows from the last day was carried out, once.
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "employee_number"], name="profile_employee_number_unique"),
            models.CheckConstraint(condition=Q(manager=None) | ~Q(manager=F("id")), name="profile_not_own_manager"),
            models.CheckConstraint(condition=Q(left_at=None) | Q(last_day__isnull=False), name="profile_left_has_day"),
            models.CheckConstraint(
                condition=Q(mentor_limit=None) | Q(mentor_limit__lte=MOST_MENTEES_OVERALL),
                name="profile_mentor_limit_range",
            ),
            models.CheckConstraint(
                condition=Q(hours_a_month=None) | Q(hours_a_month__gte=1, hours_a_month__lte=MOST_HOURS),
                name="profile_hours_range",
            ),
        ]
        indexes = [
            models.Index(fields=["last_day"], name="profile_to_let_go", condition=Q(left_at=None)),
            models.Index(fields=["missing_from"], name="profile_missing", condition=Q(missing_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.user.name

    def has_left(self, on: date) -> bool:
        """Whether the last day has passed."""
        return self.last_day is not None and self.last_day < on

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark beside a name."""
        return self.user.initials


class ProfileSkill(models.Model):
    """A skill a person offers, or wants to learn; rank 1 matters most to them."""

    class Kind(models.TextChoices):
        OFFERS = "offers", _("can offer")
        WANTS = "wants", _("wants to learn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="skills", verbose_name=_("person"))
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, verbose_name=_("skill"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    # How well it is known, or shall be; empty where the person did not say.
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        ordering = ["kind", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "skill"], name="profile_skill_once"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=5), name="profile_skill_rank"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__gte=1, level__lte=3), name="profile_skill_level_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.get_kind_display()}"

    @property
    def level_words(self) -> str:
        """The level as the person says it, or "" where they did not."""
        return str(LEVELS[self.kind][self.level]) if self.level else ""


LEVELS: Mapping[str, Mapping[int, Promise]] = {
    ProfileSkill.Kind.OFFERS: OFFER_LEVELS,
    ProfileSkill.Kind.WANTS: WANT_LEVELS,
}


class ImportSource(models.Model):
    """Where people come from. Who left is judged within one source alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("source of people")
        verbose_name_plural = _("sources of people")
        constraints = [models.UniqueConstraint("organisation", Lower("name"), name="import_source_name_unique")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One import that was applied, with its counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, verbose_name=_("source"))
    file_name = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(_("digest of the file"), max_length=64)
    applied_at = models.DateTimeField(_("applied at"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("applied by")
    )
    new = models.PositiveIntegerField(_("new"))
    # Of the new people, those who had left before; not known of imports of former versions.
    new_gone = models.PositiveIntegerField(_("new, but gone already"), null=True, editable=False)
    changed = models.PositiveIntegerField(_("changed"))
    unchanged = models.PositiveIntegerField(_("unchanged"))
    leavers = models.PositiveIntegerField(_("leavers"))
    errors = models.PositiveIntegerField(_("rows with errors"))
    # The first of the lines left out: [{"line", "column", "reason"}], without anything that stood in them.
    left_out = models.JSONField(_("lines left out"), default=list)
    # The same of what was left out of lines that came in.
    remarks = models.JSONField(_("remarks"), default=list)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-applied_at"]

    def __str__(self) -> str:
        return self.file_name


class HrAnalyst(models.Model):
    """Reads programme facts and closed-period reports of one organisation, never a group under the minimum."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="analyst_roles", verbose_name=_("account")
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name=_("organisation"))

    class Meta:
        verbose_name = _("HR analyst")
        verbose_name_plural = _("HR analysts")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="hr_analyst_once")]

    def __str__(self) -> str:
        return self.user.name
