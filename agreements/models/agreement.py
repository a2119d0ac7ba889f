"""How a pair works together, and what both said to it."""

import uuid
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements import choices, lines
from agreements.models.sessions import Session, people_of_pair
from agreements.wording import Template
from matching.models import Membership, Mentorship
from mentoring.lib.seen import seen_of
from participants.models import Profile

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people of an agreement, and when they said what to its present version."""

    membership: Membership
    # The other one of the two.
    other: Membership
    read_at: datetime | None
    agreed_at: datetime | None
    # Whether they agreed to earlier lines: a new yes is asked of them at once, be there a meeting or not.
    had_agreed: bool
    # What the other one chose anew since this yes, in words (`Agreement.changed_since`); empty for nothing.
    changed: str
    # The same as a sheet says it that both keep.
    changed_on_paper: str
    # What each choice was that became another since, in words, by its name.
    former: Mapping[str, str]
    # Whether this person said that they saw it.
    has_seen_change: bool

    @property
    def person(self) -> Profile:
        return self.membership.person


@dataclass(frozen=True, slots=True)
class News:
    """The lines that are new to somebody, and those that they had read and that no longer stand."""

    added: list[str]
    dropped: list[str]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: models.Model) -> "AgreementQuerySet":
        return self.filter(mentorship__memberships__person__user=user)

    def under_way(self) -> "AgreementQuerySet":
        return self.filter(mentorship__status=Mentorship.Status.ACTIVE)

    def working(self) -> "AgreementQuerySet":
        """Of pairs under way that have no break."""
        return self.under_way().filter(mentorship__paused_at=None)

    def lacking_a_yes(self) -> "AgreementQuerySet":
        """Those that not both have agreed to as they stand."""
        yeses = Q(consents__kind=Consent.Kind.AGREED, consents__version=F("version"))
        return self.annotate(yeses=Count("consents", filter=yeses)).filter(yeses__lt=2)

    def with_sides(self) -> "AgreementQuerySet":
        """With programme, both people and what they said, in three queries; what `Agreement.sides` needs."""
        return self.select_related("mentorship__cohort__programme").prefetch_related(people_of_pair(), "consents")

    def with_progress(self, person: Profile, at: datetime) -> "models.QuerySet[AgreementInProgress]":
        """With `Progress`: what one of the two is asked next."""
        agreements: models.QuerySet[Agreement] = self
        ever = Consent.objects.filter(agreement=OuterRef("pk"), person=person)
        own = ever.filter(version=OuterRef("version"))
        sessions = Session.objects.filter(mentorship=OuterRef("mentorship"))
        others = Membership.objects.filter(mentorship=OuterRef("mentorship")).exclude(person=person)
        theirs = ExpressionWrapper(~Q(mentorship__wished_by=person), output_field=models.BooleanField())
        return agreements.select_related("mentorship").annotate(
            wish_is_theirs=theirs,
            has_read=Exists(own.filter(kind=Consent.Kind.READ)),
            has_agreed=Exists(own.filter(kind=Consent.Kind.AGREED)),
            partner_has_agreed=Exists(
                Consent.objects.current()
                .filter(agreement=OuterRef("pk"), kind=Consent.Kind.AGREED)
                .exclude(person=person)
            ),
            had_agreed=Exists(ever.filter(kind=Consent.Kind.AGREED, version__lt=OuterRef("version"))),
            agreed_to=Subquery(own.filter(kind=Consent.Kind.AGREED).values("choices")[:1]),
            seen_at=Subquery(own.filter(kind=Consent.Kind.AGREED).values("seen_at")[:1]),
            have_met=Exists(sessions.held()),
            has_plan=Exists(sessions.planned()),
            session_to_log=Subquery(sessions.to_log(at).values("pk")[:1]),
            partner_name=Subquery(others.values("person__user__name")[:1]),
        )


class Agreement(models.Model):
    """How one pair works together: four choices and the confidentiality lines both have read."""

    Cadence, Place, Contact = choices.Cadence, choices.Place, choices.Contact

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.CASCADE, related_name="agreement", verbose_name=_("mentorship")
    )
    # Rises when the programme changes the lines; a yes is to one version and holds for no other.
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    # The confidentiality lines as they read when the agreement was drafted, or when the programme last changed them.
    lines = models.JSONField(_("confidentiality lines"))
    # The lines of each version before this one, the first first: what each earlier yes was said to.
    former_lines = models.JSONField(_("earlier lines"), default=list)
    template = models.ForeignKey(
        Template, on_delete=models.SET_NULL, null=True, related_name="agreements", verbose_name=_("drafted from")
    )
    template_version = models.PositiveSmallIntegerField(_("version it was drafted from"), default=1)
    cadence = models.CharField(_("how often"), max_length=12, choices=Cadence, default=Cadence.THREE_WEEKLY)
    minutes = models.PositiveSmallIntegerField(
        _("how long"),
        default=60,
        validators=[MinValueValidator(choices.SHORTEST), MaxValueValidator(choices.LONGEST)],
    )
    place = models.CharField(_("where"), max_length=10, choices=Place, default=Place.VIDEO)
    contact = models.CharField(_("how to reach each other"), max_length=10, choices=Contact, default=Contact.MAIL)
    drafted_at = models.DateTimeField(_("drafted at"))
    # When one of the four choices last became another.
    changed_at = models.DateTimeField(_("choices changed at"), null=True)

    CHOICES = ("cadence", "minutes", "place", "contact")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=180), name="agreement_minutes_range"),
        ]

    def __str__(self) -> str:
        return f"{self.mentorship_id} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement-detail", args=[self.mentorship_id])

    @property
    def digest(self) -> str:
        return lines.digest(self.lines)

    @property
    def as_seen(self) -> str:
        """Says exactly what somebody sees who opens this agreement now: the version of its lines, and its choices."""
        return seen_of("agreement", self.pk, self.version, *self.choices.values())

    def news_for(self, person: Profile) -> News | None:
        """What the programme changed since this person read the lines; None where they read these, or never any.

        Costs no query after `with_sides`.
        """
        read = [each.version for each in self.consents.all() if each.person_id == person.pk]
        if not read or max(read) >= self.version:
            return None
        before = self.former_lines[max(read) - 1]
        return News(
            added=[line for line in self.lines if line not in before],
            dropped=[line for line in before if line not in self.lines],
        )

    @property
    def sides(self) -> list[Side]:
        """Both people, mentee first; costs no query after `with_sides`."""
        one, other = self.mentorship.memberships.all()
        return [self._side(one, other), self._side(other, one)]

    def _side(self, member: Membership, other: Membership) -> Side:
        own = [each for each in self.consents.all() if each.person_id == member.person_id]
        said = {each.kind: each for each in own if each.version == self.version}
        read, agreed = said.get(Consent.Kind.READ), said.get(Consent.Kind.AGREED)
        return Side(
            member,
            other,
            read_at=read.given_at if read else None,
            agreed_at=agreed.given_at if agreed else None,
            had_agreed=any(each.kind == Consent.Kind.AGREED and each.version < self.version for each in own),
            changed=self.changed_since(agreed.choices) if agreed else "",
            changed_on_paper=self.changed_since(agreed.choices, on_paper=True) if agreed else "",
            former=self.former_choices(agreed.choices) if agreed else {},
            has_seen_change=agreed is not None and not self.changed_after(agreed.seen_at),
        )

    @property
    def choices(self) -> dict[str, str | int]:
        """The four choices as they stand."""
        return {name: getattr(self, name) for name in self.CHOICES}

    def changed_since(self, yes: Mapping[str, str | int], *, on_paper: bool = False) -> str:
        """Which of the choices are others now than somebody said yes to, and what they were; empty for none."""
        words = [
            choices.change_of(name, was=yes[name], now=getattr(self, name), on_paper=on_paper)
            for name in self.former_choices(yes)
        ]
        return get_text_list(words, gettext("and"))

    def former_choices(self, yes: Mapping[str, str | int]) -> dict[str, str]:
        """What each choice was that is another now than somebody said yes to, in words, by its name."""
        others = [name for name in self.CHOICES if name in yes and getattr(self, name) != yes[name]]
        return {name: choices.words_of(name, yes[name]) for name in others}

    def changed_after(self, moment: datetime | None) -> bool:
        return bool(self.changed_at and moment and self.changed_at > moment)

    @property
    def is_agreed(self) -> bool:
        """True once both have agreed to the present lines."""
        return all(side.agreed_at for side in self.sides)

    @property
    def was_agreed(self) -> bool:
        """True once both had agreed to lines that stood together, be it to earlier ones; costs no query either."""
        return self.version_agreed is not None

    @property
    def version_agreed(self) -> int | None:
        """The last version that both agreed to; costs no query either."""
        versions = [each.version for each in self.consents.all() if each.kind == Consent.Kind.AGREED]
        people = len(self.mentorship.memberships.all())
        return max((version for version in versions if versions.count(version) == people), default=None)

    @property
    def as_it_ended(self) -> "Agreement":
        """To be read, not saved: of a pair that has ended, what both agreed to last, where the lines changed after it.

        Otherwise, and where they never agreed, the agreement as it stands. Costs no query either.
        """
        version = self.version_agreed
        if version is None or version == self.version or self.mentorship.status == Mentorship.Status.ACTIVE:
            return self
        then = copy(self)
        then.version, then.lines = version, self.former_lines[version - 1]
        later = [each.given_at for each in self.consents.all() if each.version > version]
        if later and self.changed_at and self.changed_at >= min(later):  # with a yes to lines that are newer
            yeses = [each for each in self.consents.all() if each.version == version and each.choices]
            last = max(yeses, key=lambda each: each.seen_at or each.given_at, default=None)
            for name, value in (last.choices if last else {}).items():
                setattr(then, name, value)
            then.changed_at = last.seen_at if last else None
        return then


class Progress(TypedDict):
    """What `with_progress` adds to each agreement, for one of the two."""

    wish_is_theirs: bool
    has_read: bool
    has_agreed: bool
    partner_has_agreed: bool
    had_agreed: bool
    agreed_to: dict[str, str | int] | None
    seen_at: datetime | None
    have_met: bool
    has_plan: bool
    session_to_log: uuid.UUID | None
    partner_name: str | None


AgreementInProgress: TypeAlias = "WithAnnotations[Agreement, Progress]"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current(self) -> "ConsentQuerySet":
        """Given to the lines as they stand now."""
        return self.filter(version=F("agreement__version"))


class Consent(models.Model):
    """One person's yes: to have read the lines, or to agree; bound to the version and the digest of what they saw."""

    class Kind(models.TextChoices):
        READ = "read", _("has read the lines")
        AGREED = "agreed", _("agrees")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="consents", verbose_name=_("agreement")
    )
    person = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="consents", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(_("digest of the text"), max_length=64)
    given_at = models.DateTimeField(_("given at"))
    # Of a yes: the four choices it was said to, and when this person last saw what the other one changed since.
    choices = models.JSONField(_("choices"), default=dict)
    seen_at = models.DateTimeField(_("changes seen at"), null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person", "kind", "version"], name="consent_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
