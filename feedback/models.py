"""Goals, surveys and what HR may read of them. No join leads from a response to a person."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feedback.attainment import HIGHEST, LOWEST
from feedback.questionnaires import QUESTIONNAIRES, Asked, asked_of
from feedback.secrecy import draft_key
from matching.models import Membership, Mentorship
from mentoring.lib import clock
from mentoring.lib.crypto import EncryptedTextField
from participants.models import Profile
from programmes.models import Cohort, Role, split_group

# What a signed link to a survey is for. No model answers it as its address: an address can be asked for by staff.
SURVEY_LINK = "survey"
# Whoever was asked is asked nothing else for so long, whatever programmes they take part in.
REST_BETWEEN_SURVEYS = timedelta(days=21)


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: models.Model) -> "GoalQuerySet":
        """The pair's own goals, while their words are kept. Coordinators learn that one exists, never its words."""
        return self.filter(mentorship__memberships__person__user=user, sentence__isnull=False)

    def with_reviews(self) -> "GoalQuerySet":
        """With everything that was said of each later, in one further query."""
        return self.prefetch_related("reviews")


class Goal(models.Model):
    """One sentence, where the mentee is now, and what good looks like. The words are for the pair alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentorship = models.ForeignKey(
        Mentorship, on_delete=models.CASCADE, related_name="goals", verbose_name=_("mentorship")
    )
    owner = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="goals", verbose_name=_("owner"))
    # None once the words are no longer kept (`services.forgetting`); what was reached stays until it is counted.
    sentence = EncryptedTextField(label="feedback.goal.sentence", null=True)
    where_now = EncryptedTextField(label="feedback.goal.where_now", null=True)
    what_good = EncryptedTextField(label="feedback.goal.what_good", null=True)
    set_at = models.DateTimeField(_("set at"))

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["set_at"]

    def __str__(self) -> str:
        return f"{self.set_at:%d %b %Y}"

    @property
    def latest_review(self) -> "GoalReview | None":
        """How far it is, as the mentee saw it last; no query where the goal came `with_reviews`."""
        return next(iter(self.reviews.all()), None)


class GoalReview(models.Model):
    """How far a goal was on one day, as the mentee sees it. The words are for the pair alone."""

    class Level(models.IntegerChoices):
        MUCH_LESS = -2, _("much less than expected")
        LESS = -1, _("less than expected")
        EXPECTED = 0, _("as expected")
        MORE = 1, _("more than expected")
        MUCH_MORE = 2, _("much more than expected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("goal"))
    level = models.SmallIntegerField(_("how far it is"), choices=Level)
    words = EncryptedTextField(label="feedback.goalreview.words", null=True)
    reviewed_on = models.DateField(_("looked at on"))

    class Meta:
        verbose_name = _("look at a goal")
        verbose_name_plural = _("looks at goals")
        ordering = ["-reviewed_on"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "reviewed_on"], name="goal_review_once_a_day"),
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="goal_review_level_range"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewed_on:%d %b %Y}"


class SurveyRunQuerySet(models.QuerySet["SurveyRun"]):
    def due_to_open(self, moment: datetime) -> "SurveyRunQuerySet":
        """Planned surveys whose time has come, of cohorts that are still where they want one."""
        mid = Q(kind=SurveyRun.Kind.MID, cohort__stage=Cohort.Stage.RUNNING, cohort__mid_survey_on__isnull=False)
        end = Q(kind=SurveyRun.Kind.END, cohort__stage=Cohort.Stage.CLOSING)
        return self.filter(mid | end, state=SurveyRun.State.PLANNED, opens_at__lte=moment)

    def due_to_close(self, moment: datetime) -> "SurveyRunQuerySet":
        return self.filter(state=SurveyRun.State.OPEN, closes_at__lte=moment)


class SurveyRun(models.Model):
    """One survey of one cohort: planned, open, then closed for ever.

    Mid and end are mailed, once per cohort. Start and early end come at a moment of one's own, and begin open.
    """

    class Kind(models.TextChoices):
        START = "start", _("start survey")
        MID = "mid", _("mid survey")
        END = "end", _("end survey")
        EARLY_END = "early-end", _("early end")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="survey_runs", verbose_name=_("cohort"))
    kind = models.CharField(_("survey"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    # The items as they were asked: [{"id", "text", "options": [...]}], with "role" where only one role is asked.
    items = models.JSONField(_("items"))
    minimum_group = models.PositiveSmallIntegerField(_("smallest group shown"))
    dimensions = models.JSONField(_("split by, in this order"), default=list)
    # Fixed at opening: for each cell its label, {"department": [names]}.
    cells = models.JSONField(_("cells"), default=list)
    opens_at = models.DateTimeField(_("opens at"))
    # Nothing is mailed about a survey without this moment.
    reminds_at = models.DateTimeField(_("reminds at"), null=True)
    closes_at = models.DateTimeField(_("closes at"))

    objects = SurveyRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-opens_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"], condition=Q(kind__in=["mid", "end"]), name="survey_run_once_per_cohort"
            ),
            models.UniqueConstraint(
                fields=["cohort", "kind"], condition=Q(state="open"), name="survey_run_one_open_of_a_kind"
            ),
            models.CheckConstraint(condition=Q(minimum_group__gte=5), name="survey_run_minimum_group_floor"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at"))
                & (Q(reminds_at=None) | Q(opens_at__lt=models.F("reminds_at"), reminds_at__lt=models.F("closes_at"))),
                name="survey_run_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.cohort}"

    @property
    def split_group(self) -> int:
        """The smallest group shown beside another; `minimum_group` is what everybody together need."""
        return split_group(self.minimum_group)

    @property
    def title(self) -> str | Promise:
        """What the survey is called on pages and in mails."""
        return QUESTIONNAIRES[self.kind].title

    @property
    def minutes(self) -> int:
        """How long it takes to answer."""
        return QUESTIONNAIRES[self.kind].minutes


SURVEY_RUN_MOVES: Mapping[str, frozenset[str]] = {
    SurveyRun.State.PLANNED: frozenset({SurveyRun.State.OPEN}),
    SurveyRun.State.OPEN: frozenset({SurveyRun.State.CLOSED}),
    SurveyRun.State.CLOSED: frozenset(),
}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: models.Model) -> "InvitationQuerySet":
        return self.filter(person__user=user)

    def waiting(self, moment: datetime) -> "InvitationQuerySet":
        """Asked and not answered, while the survey is open."""
        return self.filter(answered_on=None, run__state=SurveyRun.State.OPEN, run__closes_at__gt=moment)

    def changeable(self, moment: datetime) -> "InvitationQuerySet":
        """Answered, or begun before a start, where no step asks for the rest; in surveys that are still open."""
        said = Q(run__kind=SurveyRun.Kind.START) | ~Q(answered_on=None)
        return self.filter(said, run__state=SurveyRun.State.OPEN, run__closes_at__gt=moment)

    def mailed(self) -> "InvitationQuerySet":
        """To surveys that come by mail; of a mid survey, those of people who still are in a pair of its cohort.

        Nobody is asked half-way who is on a break with all of their pairs. An end survey looks back: it
        is wanted from whoever was asked, also when their pair has ended meanwhile.
        """
        own_pairs = Membership.objects.filter(
            person=OuterRef("person"),
            mentorship__cohort=OuterRef("run__cohort"),
            mentorship__paused_at=None,
            ended_at=None,
        )
        mid, end = Q(Exists(own_pairs), run__kind=SurveyRun.Kind.MID), Q(run__kind=SurveyRun.Kind.END)
        return self.filter(mid | end)

    def recent(self, on: date) -> "InvitationQuerySet":
        """Of people who are left in peace on this day, because they were asked not long before."""
        return self.filter(asked_on__gt=on - REST_BETWEEN_SURVEYS)


def is_recent(asked_on: date, on: date) -> bool:
    """As `InvitationQuerySet.recent`, of one day."""
    return asked_on > on - REST_BETWEEN_SURVEYS


class Invitation(models.Model):
    """That a person was asked, and the day they answered. Not what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(SurveyRun, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("survey"))
    person = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    cell = models.PositiveSmallIntegerField(_("cell"))
    # Whose items this person is asked, where mentors and mentees are asked different things.
    role = models.CharField(_("asked as"), max_length=10, choices=Role, blank=True)
    asked_on = models.DateField(_("asked on"), default=clock.today)
    answered_on = models.DateField(_("answered on"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="invitation_once_per_person")]

    def __str__(self) -> str:
        return f"{self.run}"

    @property
    def items(self) -> list[Asked]:
        """What this person is asked."""
        return asked_of(self.run.items, self.role)


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, invitation: Invitation) -> "DraftQuerySet":
        """What was answered to this invitation so far; only who holds the key outside the database can ask."""
        return self.filter(key=draft_key(invitation.pk))


class Draft(models.Model):
    """An answer while the survey is open, found again only through a key that lies outside the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(SurveyRun, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("survey"))
    key = models.CharField(_("keyed digest of the invitation"), max_length=64)
    cell = models.PositiveSmallIntegerField(_("cell"))
    # JSON: {item id: option number}.
    answers = EncryptedTextField(label="feedback.draft.answers")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer in progress")
        verbose_name_plural = _("answers in progress")
        constraints = [models.UniqueConstraint(fields=["key"], name="draft_key_unique")]

    def __str__(self) -> str:
        return f"{self.run}"


class Response(models.Model):
    """One anonymous answer of a closed survey: a cell number and the options chosen, in no order of time.

    What only one role was asked, or is shown for everybody together only, is kept in a row of its own, apart from the
    rest of the same answer and without a cell: a role, or the pairs of one mentor, within a cell could be one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(SurveyRun, on_delete=models.CASCADE, related_name="responses", verbose_name=_("survey"))
    cell = models.PositiveSmallIntegerField(_("cell"), null=True)
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("anonymous answer")
        verbose_name_plural = _("anonymous answers")

    def __str__(self) -> str:
        return f"{self.run}"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def to_read(self) -> "SnapshotQuerySet":
        """Those that say something: of a survey that too few answered there is nothing to read, now or later."""
        return self.exclude(figures__answered=None)


class Snapshot(models.Model):
    """The figures of a closed survey, built once and never changed: what every page, chart and file is read from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.OneToOneField(SurveyRun, on_delete=models.PROTECT, related_name="snapshot", verbose_name=_("survey"))
    built_on = models.DateField(_("built on"))
    # As feedback.figures gives them: {"invited", "answered", "minimum", "split_minimum",
    # "undivided": {item id: histogram}, "leaves": [{"label", "n", "items": {item id: histogram}}]};
    # below the minimum "answered" is null, and there is no leaf.
    figures = models.JSONField(_("figures"))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a closed survey")
        verbose_name_plural = _("figures of closed surveys")

    def __str__(self) -> str:
        return f"{self.run}"


class GoalSnapshot(models.Model):
    """What became of the goals of a closed cohort, counted once and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.OneToOneField(
        Cohort, on_delete=models.PROTECT, related_name="goal_snapshot", verbose_name=_("cohort")
    )
    built_on = models.DateField(_("built on"))
    # As feedback.attainment gives them: {"mentees", "minimum", "people", "goals", "levels", "attainment"}; of too few
    # people the last four are null.
    figures = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("figures of goals")
        verbose_name_plural = _("figures of goals")

    def __str__(self) -> str:
        return f"{self.cohort}"


class MeetingSnapshotQuerySet(models.QuerySet["MeetingSnapshot"]):
    def counted(self) -> "MeetingSnapshotQuerySet":
        """Groups of months in which enough pairs met; not the notes that they were too few."""
        return self.filter(meetings__isnull=False)


class MeetingSnapshot(models.Model):
    """Meetings of months that are over, of enough pairs together, counted once and never changed; of no pair by itself.

    Where too few pairs met, that is noted in a row without a number: what was decided for a month is not looked at
    again on the day on which one pair more writes a meeting down. These months are counted with those after them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(
        Cohort, on_delete=models.PROTECT, related_name="meeting_snapshots", verbose_name=_("cohort")
    )
    # First days of months.
    first = models.DateField(_("first month"))
    last = models.DateField(_("last month"))
    # Rounded to 5; None where too few pairs met.
    meetings = models.PositiveIntegerField(_("meetings"), null=True)
    # In how many pairs at least somebody met.
    minimum = models.PositiveSmallIntegerField(_("smallest group shown"))
    # The cohort has closed: nothing is counted after this.
    is_last = models.BooleanField(_("the last"), default=False)
    built_on = models.DateField(_("built on"))

    objects = MeetingSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("meetings of some months")
        verbose_name_plural = _("meetings of months")
        ordering = ["last"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "last"], name="meeting_snapshot_decided_once"),
            models.UniqueConstraint(
                fields=["cohort", "first"], condition=Q(meetings__isnull=False), name="meeting_snapshot_counted_once"
            ),
            models.UniqueConstraint(fields=["cohort"], condition=Q(is_last=True), name="meeting_snapshot_one_is_last"),
            models.CheckConstraint(
                condition=Q(first__lte=models.F("last"), first__day=1, last__day=1),
                name="meeting_snapshot_months_in_order",
            ),
            models.CheckConstraint(
                condition=Q(meetings=None) | Q(Exact(Mod(models.F("meetings"), 5), 0)),
                name="meeting_snapshot_rounded",
            ),
            models.CheckConstraint(condition=Q(minimum__gte=5), name="meeting_snapshot_minimum_floor"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.first:%b %Y} to {self.last:%b %Y}"
