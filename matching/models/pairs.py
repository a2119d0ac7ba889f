"""Mentorships, the seats they take, and who is in them."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matching.models.suggestions import Proposal
from mentoring.lib.crypto import EncryptedTextField
from mentoring.lib.seen import seen_of
from participants.models import Profile
from programmes.models import MOST_MENTORS, Cohort, Enrolment, Role


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    def visible_to(self, user: models.Model) -> "MentorshipQuerySet":
        """The mentorships this person is part of, open or ended. There is no other way in."""
        return self.filter(memberships__person__user=user)

    def coordinated_by(self, user: models.Model) -> "MentorshipQuerySet":
        return self.filter(cohort__programme__coordinators__user=user)

    def active(self) -> "MentorshipQuerySet":
        return self.filter(status=Mentorship.Status.ACTIVE)

    def ended(self) -> "MentorshipQuerySet":
        return self.filter(status=Mentorship.Status.ENDED)

    def working(self) -> "MentorshipQuerySet":
        """Under way and not on a break: those whose people may be nudged."""
        return self.active().filter(paused_at=None)

    def going_on(self, on: date) -> "MentorshipQuerySet":
        """Under way, and both agreed to go on after the end of their cohort, on this day still."""
        return self.active().filter(goes_on_until__gte=on)

    def past_their_day(self, on: date) -> "MentorshipQuerySet":
        """Those that went on after the end of their cohort, and whose own last day is over or one of whom has left."""
        gone = Membership.objects.filter(mentorship=OuterRef("pk"), person__in=Profile.objects.who_left(on))
        return self.active().filter(Q(goes_on_until__lt=on) | Exists(gone), cohort__stage__in=Cohort.OVER)

    def with_people(self) -> "MentorshipQuerySet":
        """With programme and both people at hand, in two queries whatever the number of rows."""
        members = Membership.objects.select_related("person__user", "person__department").order_by("role")
        return self.select_related("cohort__programme").prefetch_related(models.Prefetch("memberships", members))


class Mentorship(models.Model):
    """A mentor and a mentee who said yes to each other."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("under way")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="mentorships", verbose_name=_("cohort"))
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, related_name="mentorship", verbose_name=_("suggestion")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    # Since when the two have a break; nobody is nudged about the pair until one of them ends it.
    paused_at = models.DateTimeField(_("on a break since"), null=True)
    # The last day both agreed to, where they go on after the end of their cohort.
    goes_on_until = models.DateField(_("goes on until"), null=True)
    # The last day that one of the two wished for and the other has not answered yet.
    wished_until = models.DateField(_("wish to go on until"), null=True)
    wished_by = models.ForeignKey(
        Profile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("whose wish it is")
    )
    # Who last wished for a later day and was answered that it ends as planned, until somebody wishes again.
    end_kept_for = models.ForeignKey(
        Profile, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("whose wish was answered no")
    )

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        ordering = ["-started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="active", ended_at=None) | Q(status="ended", ended_at__isnull=False),
                name="mentorship_ended_has_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="mentorship_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(status="active") | Q(paused_at=None, wished_until=None),
                name="mentorship_ended_waits_for_nothing",
            ),
            models.CheckConstraint(
                condition=Q(wished_until=None, wished_by=None) | Q(wished_until__isnull=False, wished_by__isnull=False),
                name="mentorship_wish_has_person",
            ),
            models.CheckConstraint(
                condition=Q(end_kept_for=None) | Q(status="active", wished_until=None),
                name="mentorship_end_kept_while_nothing_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.started_at:%d %b %Y}"

    def get_absolute_url(self) -> str:
        return reverse("desk:mentorship-detail", args=[self.pk])

    @property
    def wish_as_seen(self) -> str:
        """How long the pair goes on and who wishes what, for a form to bring back (`lib.seen`)."""
        return seen_of("wish", self.pk, self.goes_on_until, self.wished_until, self.wished_by_id)


MENTORSHIP_MOVES: Mapping[str, frozenset[str]] = {
    Mentorship.Status.ACTIVE: frozenset({Mentorship.Status.ENDED}),
    Mentorship.Status.ENDED: frozenset(),
}


class Seat(models.Model):
    """A numbered place. A mentor's belong to the person, so that one limit holds over all programmes; a mentee's belong
    to the enrolment, one unless the programme allows more and the mentee wishes for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Profile, on_delete=models.PROTECT, null=True, related_name="seats", verbose_name=_("mentor")
    )
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="seats", verbose_name=_("place of the mentee")
    )
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="seat_number_once_per_person"),
            models.UniqueConstraint(fields=["enrolment", "number"], name="seat_number_once_per_enrolment"),
            models.CheckConstraint(
                condition=Q(person=None, enrolment__isnull=False) | Q(person__isnull=False, enrolment=None),
                name="seat_has_one_owner",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=20), name="seat_number_range"),
            models.CheckConstraint(
                condition=Q(enrolment=None) | Q(number__lte=MOST_MENTORS), name="seat_number_range_of_mentee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def at_rest(self) -> "MembershipQuerySet":
        """Of pairs that ended, and whose person has not asked for another one since: their place gets no suggestion."""
        return self.filter(ended_at__isnull=False, looks_again=False)


class Membership(models.Model):
    """One person's part in a mentorship, and the seat it takes until it ends.

    What is true of it beside other tables is kept by triggers (migration 0014, docs/flows.md). Whether they would like
    to be a pair again is read by themselves and by whatever finds pairs alone.
    """

    # What somebody says of being a pair with the other one again. Both are as long, and of a pair both rows hold one or
    # none does until one is forgotten, so that neither tells anything (docs/decisions/0044-the-same-pair-once.md).
    AGAIN, APART = "again", "apart"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("mentorship")
    )
    person = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person"))
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("place")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("seat"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    # Whether this person's place is there for another pair once this one has ended.
    looks_again = models.BooleanField(_("looks again"), default=True)
    # AGAIN or APART; how long it is kept, services.forgetting says.
    wish = EncryptedTextField(_("wish after the end"), null=True, label="membership wish")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a mentorship")
        verbose_name_plural = _("members of mentorships")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="membership_once_per_person"),
            models.UniqueConstraint(fields=["mentorship", "role"], name="membership_once_per_role"),
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at=None), name="membership_one_open_per_seat"),
            models.CheckConstraint(condition=Q(role__in=["mentor", "mentee"]), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    @property
    def wishes_again(self) -> bool:
        return self.wish == self.AGAIN
