"""The account of a person. Somebody without an e-mail address is a person of the company who cannot sign in yet."""

import uuid
import zoneinfo
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def known_time_zone(value: str) -> None:
    """Refuse what is not a time zone of the IANA list; empty means the organisation's."""
    if value and value not in zoneinfo.available_timezones():
        raise ValidationError(_("Please choose a time zone from the list, such as Europe/London."))


# Behind a family name, and no part of it.
NAME_SUFFIXES = ("jr", "sr", "ii", "iii", "iv")


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str | None, name: str, password: str | None = None, **fields: object) -> "User":
        """An account that signs in by a mailed code; without a password until its person sets one."""
        user = self.model(email=self.normalise(email), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, *, email: str, name: str = "", password: str | None = None, **fields: object) -> "User":
        """A site administrator. Raises ValidationError where somebody has the address already."""
        if holder := self.having(email):
            raise ValidationError(
                _(
                    "%(name)s has an account with the address %(address)s already. The command “make_administrator "
                    "%(address)s” makes it a site administrator’s."
                )
                % {"name": holder.name, "address": holder.email}
            )
        return self.create_user(
            email=email, name=name or email, password=password, is_staff=True, is_superuser=True, **fields
        )

    def having(self, email: str) -> "User | None":
        """Whose account has this address, in whatever case."""
        return self.filter(email__iexact=email.strip()).first()

    @staticmethod
    def normalise(email: str | None) -> str | None:
        """Addresses are kept in lower case; none is None, never an empty text."""
        return email.strip().lower() if email and email.strip() else None


class User(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null, not empty: people without an address are many, and an address belongs to one.
    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, validators=[known_time_zone])
    # Chosen on a page, by this person or by the office for them: no HR file changes it.
    chose_time_zone = models.BooleanField(_("chose the time zone"), default=False, db_default=False)
    is_staff = models.BooleanField(_("may open the programme office"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name to greet somebody by."""
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark beside a name."""
        words = self.name.split()
        words = [word for word in words if word.strip(".,").lower() not in NAME_SUFFIXES] or words
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions are bound to the address as well as to the password: they end when either changes."""
        value = f"{self.password}:{self.email}"
        return salted_hmac("mentoring.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class AccountChange(models.Model):
    """What others ask of somebody's account. Its person hears of it a day before it holds, and may stop it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        HOLDS = "holds", _("holds")
        STOPPED = "stopped", _("stopped")

    # What the record calls it.
    VERB: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Declared anew by each kind, under a name of its own on the account.
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("account"))
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("holds from"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    # Stopped, but not because its person did not want it: another took its place, or the account was closed.
    gave_way = models.BooleanField(_("gave way"), default=False, db_default=False)

    class Meta:
        abstract = True
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_state_display()}"


# waiting -> holds | stopped
ACCOUNT_CHANGE_MOVES: dict[str, frozenset[str]] = {
    AccountChange.State.WAITING: frozenset({AccountChange.State.HOLDS, AccountChange.State.STOPPED}),
    AccountChange.State.HOLDS: frozenset(),
    AccountChange.State.STOPPED: frozenset(),
}


class EmailChange(AccountChange):
    """Another address. It is the old one that hears of it."""

    VERB = "account.email_change"

    user = models.ForeignKey(User, models.CASCADE, related_name="email_changes", verbose_name=_("account"))
    new_address = models.EmailField(_("new address"))

    class Meta(AccountChange.Meta):
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="email_change_one_waiting", condition=models.Q(state="waiting")
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "holds", "stopped"]), name="email_change_state_known"
            ),
        ]


class SecondStepRemoval(AccountChange):
    """The way back in for whoever lost their second step and the recovery codes: both are taken away."""

    VERB = "account.second_step_removal"

    user = models.ForeignKey(User, models.CASCADE, related_name="second_step_removals", verbose_name=_("account"))

    class Meta(AccountChange.Meta):
        verbose_name = _("removal of a second step")
        verbose_name_plural = _("removals of second steps")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="second_step_removal_one_waiting", condition=models.Q(state="waiting")
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "holds", "stopped"]), name="second_step_removal_state_known"
            ),
        ]


class Choice(models.Model):
    """Whether somebody is written to about a topic (mentoring.outbox.kinds). Without a row they are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="choices", verbose_name=_("account"))
    topic = models.CharField(_("topic"), max_length=30)
    is_on = models.BooleanField(_("is written to"))

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="choice_one_per_topic")]

    def __str__(self) -> str:
        return f"{self.user}, {self.topic}"


class OwnHours(models.Model):
    """The hours in which somebody wants to be written to, as mentoring.accounts.hours reads them."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="own_hours", verbose_name=_("account")
    )
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    # 0 for Monday.
    days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days"))

    class Meta:
        verbose_name = _("hours of mails")
        verbose_name_plural = _("hours of mails")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__contained_by=list(range(7)), days__len__gte=1), name="own_hours_have_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.begins:%H:%M}–{self.ends:%H:%M}"


class FailedTry(models.Model):
    """A try to sign in that failed, or that is being judged just now. It holds no address, only a keyed hash of one."""

    key = models.CharField(_("key"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("failed try to sign in")
        verbose_name_plural = _("failed tries to sign in")
        indexes = [
            models.Index(fields=["key", "at"], name="failed_try_key"),
            models.Index(fields=["at"], name="failed_try_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
