"""Searches, what proves them, and the suggestions that come of them."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.lib.crypto import EncryptedTextField
from programmes.models import Cohort, Enrolment, Role


class RunQuerySet(models.QuerySet["Run"]):
    def coordinated_by(self, user: models.Model) -> "RunQuerySet":
        return self.filter(cohort__programme__coordinators__user=user)

    def finished(self) -> "RunQuerySet":
        return self.filter(finished_at__isnull=False)


class Run(models.Model):
    """One matching of a cohort: its inputs' digest, policy, versions, and the certificate that proves it best."""

    class Drafts(models.TextChoices):
        """What becomes of pairs that were found before, are not sent yet and are not kept one by one."""

        ANEW = "anew", _("Choose all of them anew")
        CLEARLY = "clearly", _("Keep most of them")
        ALL = "all", _("Keep all of them")

    class Kind(models.TextChoices):
        """Whom a search looks at."""

        FIRST = "first", _("mentees with nobody")
        FURTHER = "further", _("mentees who have a mentor and would like another")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="runs", verbose_name=_("cohort"))
    kind = models.CharField(
        _("whom it looks at"), max_length=10, choices=Kind, default=Kind.FIRST, db_default=Kind.FIRST
    )
    created_at = models.DateTimeField(_("started at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    finished_at = models.DateTimeField(_("finished at"), null=True)
    drafts = models.CharField(
        _("pairs not sent yet"), max_length=10, choices=Drafts, default=Drafts.ANEW, db_default=Drafts.ANEW
    )
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

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(drafts__in=["anew", "clearly", "all"]), name="run_drafts_known"),
            models.CheckConstraint(
                condition=Q(kind="first") | Q(kind="further", drafts="anew"),
                name="run_kind_known",
            ),
        ]

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

    def told_to_office(self) -> "ProposalQuerySet":
        """All but what one asked the other and came to nothing: that is between the two (docs/decisions/0036)."""
        ended = [Proposal.Status.DECLINED, Proposal.Status.LAPSED]
        return self.exclude(origin=Proposal.Origin.REQUEST, status__in=ended)

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
        REQUEST = "request", _("one asked the other")
        NEXT = "next", _("the next best after one that came to nothing")

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
    # The place of whoever chose the other and asked, where people choose for themselves.
    asked_by = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, related_name="requests", verbose_name=_("asked by")
    )
    # Once it came to nothing: not before this moment is the next best looked for; None for at any time.
    next_up_at = models.DateTimeField(_("next best looked for from"), null=True)
    # Its mentee had a mentor, or was asked about one, when it was made.
    is_further = models.BooleanField(_("of a further mentor"), default=False, db_default=False)
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
            models.CheckConstraint(
                condition=Q(origin__in=["run", "coordinator", "request", "next"]), name="proposal_origin_known"
            ),
            models.CheckConstraint(condition=~Q(origin="next") | Q(run=None), name="proposal_next_of_no_run"),
            models.CheckConstraint(
                condition=Q(origin="request", asked_by__isnull=False, sent_at__isnull=False, run=None)
                | (~Q(origin="request") & Q(asked_by=None)),
                name="proposal_request_has_asker",
            ),
            models.UniqueConstraint(fields=["asked_by"], condition=Q(status="sent"), name="proposal_request_open_once"),
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
