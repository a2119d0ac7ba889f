"""From two lists of people to agreed pairs: runs, suggestions, and the mentorships that come of them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role


class Run(models.Model):
    """One matching of a cohort: its inputs' digest, policy, versions, and the certificate that proves it best."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="runs", verbose_name=_("cohort"))
    created_at = models.DateTimeField(_("started at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    finished_at = models.DateTimeField(_("finished at"), null=True)
    policy = models.JSONField(_("policy"), default=dict)
    versions = models.JSONField(_("versions"), default=dict)
    inputs_digest = models.CharField(_("digest of the inputs"), max_length=64, blank=True)
    objective = models.CharField(_("objective"), max_length=20, default="total")
    cardinality = models.PositiveIntegerField(_("mentees placed"), default=0)
    total = models.BigIntegerField(_("total"), default=0)
    # Who stood where, how many places there were, what was chosen and what it scores; the prices lie in the evidence.
    certificate = models.JSONField(_("certificate"), default=dict)
    # A keyed seal for each field of a run, for the evidence and for the suggestions it wrote.
    seals = models.JSONField(_("seals"), default=dict)
    # [{"enrolment": uuid, "reasons": [{"code", "values"}]}] for each mentee without a pair.
    unplaced = models.JSONField(_("not placed"), default=list)
    # {mentee's place: mentor's place} as the board showed them when the search was over, kept pairs among them.
    pairs = models.JSONField(_("pairs"), default=dict)

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.created_at:%d %b %H:%M}"


class RunEvidence(models.Model):
    """The prices and scores that prove a run, encrypted and in a row of their own: few ever read them."""

    run = models.OneToOneField(
        Run, on_delete=models.CASCADE, primary_key=True, related_name="evidence", verbose_name=_("matching run")
    )
    packed = EncryptedTextField(_("evidence"), label="matching.run.evidence")
    # What `matching.services.written` packs; None with a search made before any was kept.
    suggestions = EncryptedTextField(_("suggestions"), null=True, label="matching.run.suggestions")

    class Meta:
        verbose_name = _("evidence of a run")
        verbose_name_plural = _("evidence of runs")

    def __str__(self) -> str:
        return f"{self.run_id}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: models.Model) -> "ProposalQuerySet":
        """Suggestions that were sent to this person; a draft is nobody's but the coordinator's."""
        return self.filter(sides__enrolment__person__user=user).exclude(
            status__in=[Proposal.Status.DRAFT, Proposal.Status.REMOVED]
        )

    def coordinated_by(self, user: models.Model) -> "ProposalQuerySet":
        return self.filter(cohort__programme__coordinators__user=user)

    def drafts_of(self, cohort: Cohort) -> "ProposalQuerySet":
        return self.filter(cohort=cohort, status=Proposal.Status.DRAFT)

    def unanswerable(self) -> "ProposalQuerySet":
        """With somebody whose account is closed."""
        closed = ProposalSide.objects.filter(proposal=OuterRef("pk"), enrolment__person__user__is_active=False)
        return self.filter(Exists(closed))

    def open(self) -> "ProposalQuerySet":
        return self.filter(status__in=[Proposal.Status.DRAFT, Proposal.Status.SENT])

    def held(self) -> "ProposalQuerySet":
        """Those that a search leaves alone: sent and open, or kept by the coordinator."""
        return self.filter(Q(status=Proposal.Status.SENT) | Q(status=Proposal.Status.DRAFT, locked=True))

    def due_to_lapse(self, now: datetime) -> "ProposalQuerySet":
        """Still open although the day by which both were asked to answer is over, wherever they live."""
        return self.filter(status=Proposal.Status.SENT, lapses_at__lte=now).order_by("lapses_at", "pk")


class Proposal(models.Model):
    """Two people who may become a pair. Pages say "suggestion"."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("not sent yet")
        REMOVED = "removed", _("taken out")
        SENT = "sent", _("waiting for answers")
        ACCEPTED = "accepted", _("both said yes")
        DECLINED = "declined", _("not this time")
        LAPSED = "lapsed", _("no answer in time")

    class Origin(models.TextChoices):
        RUN = "run", _("found by a search")
        COORDINATOR = "coordinator", _("paired by hand")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("cohort"))
    run = models.ForeignKey(
        Run, on_delete=models.SET_NULL, null=True, related_name="proposals", verbose_name=_("matching run")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    score = models.PositiveIntegerField(_("fit, 0 to 1,000,000"))
    # [{"name", "points", "maximum"}], adding up exactly to the score.
    components = models.JSONField(_("components"), default=list)
    # [{"code", "values"}], three at most, put into words by matching.words.
    reasons = models.JSONField(_("reasons"), default=list)
    created_at = models.DateTimeField(_("made at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.RUN)
    # A draft that a new search keeps. One that was taken out and is still locked lost one of its people.
    locked = models.BooleanField(_("kept"), default=False)
    reply_by = models.DateField(_("reply by"), null=True)
    # The end of that day where it ends last: where one of the two lives, or where the company does.
    lapses_at = models.DateTimeField(_("open until"), null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-score", "id"]
        indexes = [
            models.Index(fields=["lapses_at"], condition=Q(status="sent"), name="proposal_due_to_lapse"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "removed"], sent_at=None)
                | Q(status__in=["sent", "accepted", "declined", "lapsed"], sent_at__isnull=False),
                name="proposal_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["sent", "lapsed"]) | Q(reply_by__isnull=False, lapses_at__isnull=False),
                name="proposal_open_has_reply_by",
            ),
            models.CheckConstraint(condition=Q(score__lte=1_000_000), name="proposal_score_range"),
            models.CheckConstraint(condition=Q(origin__in=["run", "coordinator"]), name="proposal_origin_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("matching:proposal-detail", args=[self.pk])


PROPOSAL_MOVES: Mapping[str, frozenset[str]] = {
    Proposal.Status.DRAFT: frozenset({Proposal.Status.SENT, Proposal.Status.REMOVED}),
    Proposal.Status.REMOVED: frozenset({Proposal.Status.DRAFT}),
    Proposal.Status.SENT: frozenset({Proposal.Status.ACCEPTED, Proposal.Status.DECLINED, Proposal.Status.LAPSED}),
    Proposal.Status.ACCEPTED: frozenset(),
    Proposal.Status.DECLINED: frozenset(),
    Proposal.Status.LAPSED: frozenset({Proposal.Status.SENT}),
}


class ProposalSideQuerySet(models.QuerySet["ProposalSide"]):
    def due_to_remind(self, now: datetime) -> "ProposalSideQuerySet":
        """Those who have not answered by the middle of their time."""
        asked = self.filter(proposal__status=Proposal.Status.SENT, answer=ProposalSide.Answer.WAITING)
        return asked.filter(reminds_at__lte=now).order_by("reminds_at", "pk")


class ProposalSide(models.Model):
    """One of the two people of a suggestion, and what they answered."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("no answer yet")
        YES = "yes", _("yes")
        NO = "no", _("someone else please")

    # What somebody who asked for another wished for later rounds. Both are as long, so that the length tells nothing.
    AGAIN, APART = "again", "apart"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="sides", verbose_name=_("suggestion"))
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="proposal_sides", verbose_name=_("place")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    # When this side is reminded, once; None when it was, or need not be.
    reminds_at = models.DateTimeField(_("reminded at"), null=True)
    # AGAIN or APART; no person reads it, the search alone does (docs/decisions/0010-what-no-may-say.md).
    later = EncryptedTextField(_("wish for later rounds"), null=True, label="proposal side later")

    objects = ProposalSideQuerySet.as_manager()

    class Meta:
        verbose_name = _("side of a suggestion")
        verbose_name_plural = _("sides of suggestions")
        indexes = [
            models.Index(
                fields=["reminds_at"],
                condition=Q(answer="waiting", reminds_at__isnull=False),
                name="side_due_to_remind",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "role"], name="proposal_side_once_per_role"),
            models.UniqueConstraint(fields=["proposal", "enrolment"], name="proposal_side_once_per_place"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at=None) | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="proposal_side_answer_has_time",
            ),
            models.CheckConstraint(condition=Q(role__in=["mentor", "mentee"]), name="proposal_side_role_known"),
            models.CheckConstraint(condition=Q(answer__in=["waiting", "yes", "no"]), name="proposal_side_answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.get_answer_display()}"


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
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.started_at:%d %b %Y}"

    def get_absolute_url(self) -> str:
        return reverse("desk:mentorship-detail", args=[self.pk])


MENTORSHIP_MOVES: Mapping[str, frozenset[str]] = {
    Mentorship.Status.ACTIVE: frozenset({Mentorship.Status.ENDED}),
    Mentorship.Status.ENDED: frozenset(),
}


class Seat(models.Model):
    """A numbered place. A mentor's belong to the person, so that one limit holds over all programmes; a mentee's one
    belongs to the enrolment.
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
            models.CheckConstraint(condition=Q(enrolment=None) | Q(number=1), name="seat_one_per_mentee"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def at_rest(self) -> "MembershipQuerySet":
        """Of pairs that ended, and whose person has not asked for another one since: their place gets no suggestion."""
        return self.filter(ended_at__isnull=False, looks_again=False)


class Membership(models.Model):
    """One person's part in a mentorship, and the seat it takes until it ends.

    What is true of it beside other tables is kept by triggers (migration 0014, docs/flows.md).
    """

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


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def visible_to(self, user: models.Model) -> "ExclusionQuerySet":
        """Whom this person avoids, for this person alone."""
        return self.filter(owner__user=user)


class Exclusion(models.Model):
    """Somebody whom a person would rather not be paired with. Read by that person and by the search for pairs only.

    Who is avoided is encrypted. The digest lets the database refuse the same two twice; it is made with a key of the
    installation over both ids. Whoever reads the table without that key learns that its owner avoids so many people and
    nothing more: two people who avoid the same third have digests that share nothing, nor can a guess be tried. Whoever
    holds the key could open the text itself.
    How long it is kept, services.forgetting says.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        Profile, on_delete=models.CASCADE, related_name="exclusions", verbose_name=_("whose wish it is")
    )
    # The id of the other person's profile.
    excluded = EncryptedTextField(label="exclusion.excluded")
    digest = models.CharField(max_length=64, editable=False)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("person to avoid")
        verbose_name_plural = _("people to avoid")
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="exclusion_once")]

    def __str__(self) -> str:
        return str(self.pk)
