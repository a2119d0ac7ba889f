"""What feedback asks of a person: to answer a survey, to look back on a pair that ended, to set a goal once there is
something to aim at and to look at it again later, or, as an HR analyst, to read what a survey that just closed says.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Session
from agreements.policies import opened_pairs
from feedback.models import SURVEY_LINK, GoalReview, Invitation, Snapshot, SurveyRun
from feedback.services import is_offered, unread_figures, with_answers
from feedback.services.moments import recent_partings
from feedback.timetable import STAYS_OPEN, closed_on, last_day, open_until
from matching.models import Mentorship
from mentoring.lib import clock, links
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from participants.policies import is_hr_analyst
from programmes.models import Cohort, Role
from programmes.stages import OVER

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SESSIONS_BEFORE_GOAL = 2
SESSIONS_BEFORE_REVIEW = 2
# Near the end a goal is looked at once more, unless that was done this lately; and so long after the end of a pair.
SEEN_LATELY = timedelta(days=30)
# Nobody can say yet how far it is, so nobody is asked while the pair goes on.
SET_LATELY = timedelta(days=14)
NEARS_ITS_END = timedelta(days=14)
REPORT_IS_NEW_FOR = timedelta(days=14)


class Own(TypedDict):
    """What somebody is asked of one of their pairs: a row for each of its goals, and one where it has none."""

    own_role: str
    # Whether they have read its lines; until then the pages of the pair do not open.
    is_open_to_them: bool
    # Whether it ended in the last two weeks, and they did not say yet how that was.
    is_to_look_back: bool
    held: int
    goal: UUID | None
    set_at: datetime | None
    # When the goal was last looked at, if ever, and how often the two have met since then or since it was set.
    reviewed_last: date | None
    seen_on: date | None
    met_since: int


OwnPair: TypeAlias = "WithAnnotations[Mentorship, Own]"


def look_at_surveys(person: Profile) -> list[NextStep]:
    """Each survey that waits for this person's answer, with the same link as in their mail; and as done each in which
    they can still change what they said: nothing asks them to, and nothing hides it.

    As with the mail, whoever is in no pair of the cohort any more is not asked how it is going. One query, and one
    more where something can be changed.
    """
    own, now = Invitation.objects.filter(person=person), clock.now()
    open_to_them = own.waiting(now).mailed() | own.changeable(now)
    found = list(open_to_them.select_related("run__cohort__programme").order_by("run__closes_at", "pk"))
    waiting = [_survey_step(invitation) for invitation in found if not _is_changeable(invitation)]
    return [*waiting, *_change_steps(filter(_is_changeable, found))]


def look_after_pairs(person: Profile) -> list[NextStep]:
    """Of the mentee alone: to set a goal when a pair has met twice and has no break, or to look at it again. Of both:
    three statements on a pair that ended in the last two weeks, until they answered. One query.
    """
    pairs = list(_own_pairs(person))
    return [*_goal_steps(pairs), *_parting_steps(pairs)]


def look_back_on(cohort: Cohort, person: Profile) -> NextStep | None:
    """The three statements on the page of a pair of this cohort, at the moment at which it has ended."""
    return next(iter(_parting_steps(_own_pairs(person).filter(cohort=cohort))), None)


def beside_place(cohort: Cohort, person: Profile) -> list[NextStep]:
    """The survey of the moment, on the pages of one's place: before the start, or after a pair has ended early.

    Those that were answered stay there for as long as that can be changed.
    """
    steps = {SurveyRun.Kind.EARLY_END: _parting_step, SurveyRun.Kind.START: _start_step}
    asked = [step(cohort) for kind, step in steps.items() if _is_asked(kind, cohort, person)][:1]
    said = _changeable(person).filter(run__cohort=cohort, run__kind__in=steps).exclude(answered_on=None)
    return [*asked, *_change_steps(said)]


def read_report(person: Profile) -> list[NextStep]:
    """For an HR analyst: each cohort with figures of the last two weeks to read, until they have opened its report."""
    since = clock.today() - REPORT_IS_NEW_FOR
    if not is_hr_analyst(person.user):
        return []
    fresh = unread_figures(by=person.user).filter(built_on__gte=since)
    by_cohort: dict[UUID, list[Snapshot]] = defaultdict(list)
    for snapshot in fresh.select_related("run__cohort__programme").order_by("built_on", "pk"):
        by_cohort[snapshot.run.cohort_id].append(snapshot)
    return [_report_step(snapshots) for snapshots in by_cohort.values()]


def _own_pairs(person: Profile) -> "QuerySet[OwnPair]":
    """The pairs of this person that are under way or just over."""
    last = GoalReview.objects.filter(goal=OuterRef("goals")).order_by("-reviewed_on").values("reviewed_on")[:1]
    held = Session.objects.held().filter(mentorship=OuterRef("pk")).order_by()
    counted = held.values("mentorship").annotate(number=Count("pk")).values("number")
    since = counted.filter(starts_at__date__gt=OuterRef("seen_on"))
    told = Invitation.objects.filter(
        person=person, run__kind=SurveyRun.Kind.EARLY_END, run__cohort=OuterRef("cohort")
    ).exclude(answered_on=None)
    parted = recent_partings(person).filter(mentorship=OuterRef("pk"))
    return (
        Mentorship.objects.filter(memberships__person=person)
        .annotate(has_parted=Exists(parted))
        .filter(Q(ended_at=None) | Q(ended_at__gte=clock.now() - NEARS_ITS_END) | Q(has_parted=True))
        .annotate(own_role=F("memberships__role"), goal=F("goals"), set_at=F("goals__set_at"))
        .annotate(is_open_to_them=Q(pk__in=opened_pairs(person.user)), is_to_look_back=Exists(parted) & ~Exists(told))
        .annotate(held=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        .annotate(reviewed_last=Subquery(last), seen_on=Coalesce(Subquery(last), TruncDate("goals__set_at")))
        .annotate(met_since=Coalesce(Subquery(since, output_field=IntegerField()), 0))
        .select_related("cohort__programme")
        .order_by("goals__set_at", "pk")
    )


def _goal_steps(pairs: Iterable[OwnPair]) -> list[NextStep]:
    """To set a goal, or once for each pair to look at it again: after two more sessions, and once more as its end is
    near. After the end of the pair, in whichever way, nothing is asked any more: for a while it is offered.
    """
    own = [each for each in pairs if each.own_role == Role.MENTEE and each.is_open_to_them]
    new = [_goal_step(each) for each in own if each.goal is None and _is_goal_due(each)]
    due: dict[UUID, OwnPair] = {}
    for each in own:
        if each.goal is not None and _is_review_due(each):
            due.setdefault(each.pk, each)
    return [*new, *map(_review_step, due.values())]


def _is_goal_due(pair: OwnPair) -> bool:
    is_working = pair.status == Mentorship.Status.ACTIVE and pair.paused_at is None
    return is_working and pair.held >= SESSIONS_BEFORE_GOAL


def _is_review_due(pair: OwnPair) -> bool:
    is_long_over = pair.ended_at is not None and pair.ended_at < clock.now() - NEARS_ITS_END
    if pair.cohort.stage in OVER or is_long_over:
        return False
    return pair.met_since >= SESSIONS_BEFORE_REVIEW or _is_last_look_due(pair)


def _is_last_look_due(pair: OwnPair) -> bool:
    cohort, today = pair.cohort, clock.today()
    ends = (
        cohort.stage == Cohort.Stage.CLOSING
        or pair.ended_at is not None
        or cohort.has_reached_its_end(today + NEARS_ITS_END)
    )
    if pair.reviewed_last is None and pair.ended_at is None and promised(pair.seen_on) > today - SET_LATELY:
        return False
    return ends and (pair.reviewed_last is None or pair.reviewed_last < today - SEEN_LATELY)


def _parting_steps(pairs: Iterable[OwnPair]) -> list[NextStep]:
    """One for each round that goes on, however many pairs of this person ended in it."""
    cohorts = {each.cohort_id: each.cohort for each in pairs if each.is_to_look_back}
    return [_parting_step(cohort) for cohort in cohorts.values() if _asks_how_it_was(cohort)]


def _asks_how_it_was(cohort: Cohort) -> bool:
    is_open = cohort.ends_on is None or cohort.ends_on > clock.company_today() - STAYS_OPEN
    return cohort.stage == Cohort.Stage.RUNNING and is_open


def _changeable(person: Profile) -> QuerySet[Invitation]:
    own = Invitation.objects.filter(person=person).changeable(clock.now())
    return own.select_related("run__cohort__programme").order_by("run__closes_at", "pk")


def _is_changeable(invitation: Invitation) -> bool:
    """As `InvitationQuerySet.changeable`, of one whose survey is open."""
    return invitation.run.kind == SurveyRun.Kind.START or invitation.answered_on is not None


def _survey_step(invitation: Invitation) -> NextStep:
    run = invitation.run
    day = last_day(run)
    closes_on = formats.date_format(day, "D j M") if day else open_until(run)
    return NextStep(
        urgency=Urgency.SURVEY,
        title=_("How was mentoring for you?") if run.kind == SurveyRun.Kind.END else _("How is mentoring going?"),
        text=_length_in_words(len(invitation.items), run.minutes, closes_on),
        url=_answers_url(invitation),
        button=_("Give your view"),
    )


def _length_in_words(count: int, minutes: int, closes_on: str) -> str:
    length = ngettext("about %(minutes)s minute", "about %(minutes)s minutes", minutes) % {"minutes": minutes}
    words = ngettext(
        "%(count)s short statement, %(length)s. Open until %(date)s.",
        "%(count)s short statements, %(length)s. Open until %(date)s.",
        count,
    )
    return words % {"count": count, "length": length, "date": closes_on}


def _change_steps(invitations: Iterable[Invitation]) -> list[NextStep]:
    known = list(invitations)
    answered = with_answers(known)
    return [_change_step(invitation, is_answered=invitation.pk in answered) for invitation in known]


def _change_step(invitation: Invitation, *, is_answered: bool) -> NextStep:
    run = invitation.run
    text = _("%(programme)s: you can say more, or change what you said, until %(until)s.")
    if invitation.answered_on is None:
        text = _("%(programme)s: you began, and can go on until %(until)s.")
    elif not is_answered:
        text = _("%(programme)s: you would rather not answer. If you change your mind, you can until %(until)s.")
    return NextStep(
        urgency=Urgency.SURVEY,
        title=str(run.title),
        text=text % {"programme": run.cohort.programme.name, "until": open_until(run)},
        url=_answers_url(invitation),
        button=_("Look at it again"),
        is_done=True,
    )


def _answers_url(invitation: Invitation) -> str:
    token = links.token(purpose=SURVEY_LINK, subject_id=invitation.pk, expires_at=invitation.run.closes_at)
    return reverse("feedback:survey-answer", args=[token])


def _is_asked(kind: str, cohort: Cohort, person: Profile) -> bool:
    return is_offered(kind=kind, cohort=cohort, person=person)


def _start_step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.SURVEY,
        title=_("Before you start"),
        text=_("Six short statements about your work today, if you like. At the end they show what has moved."),
        url=reverse("feedback:survey-start", args=[cohort.pk]),
        button=_("Give your view"),
    )


def _parting_step(cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.PARTING,
        title=_("Three statements on parting"),
        text=_("A pair of yours in %(programme)s has ended. If you like, say in a minute how it was for you.")
        % {"programme": cohort.programme.name},
        url=reverse("feedback:survey-early-end", args=[cohort.pk]),
        button=_("Give your view"),
    )


def _goal_step(mentorship: Mentorship) -> NextStep:
    return NextStep(
        urgency=Urgency.GOAL,
        title=_("Set a goal for your mentoring"),
        text=_("By now you know each other a little. One sentence is enough, and only the two of you read it."),
        url=reverse("feedback:goal-create", args=[mentorship.pk]),
        button=_("Set a goal"),
    )


def _review_step(pair: OwnPair) -> NextStep:
    if pair.ended_at is not None:
        return _offer_step(pair)
    return NextStep(
        urgency=Urgency.GOAL,
        title=_("How far have you come with your goal?"),
        text=_("You set it on %(day)s. Choose one of five sentences; only your mentor and you read it.")
        % {"day": formats.date_format(timezone.localdate(promised(pair.set_at)), "j F")},
        url=reverse("feedback:goal-review", args=[pair.goal]),
        button=_("Look at it again"),
    )


def _offer_step(pair: OwnPair) -> NextStep:
    return NextStep(
        urgency=Urgency.GOAL,
        title=_("Say how far you came with your goal"),
        text=_("If you like: your pair has ended, and one of five sentences is enough. Only the two of you read it."),
        url=reverse("feedback:goal-review", args=[pair.goal]),
        button=_("Look at it again"),
        is_offer=True,
    )


def _report_step(snapshots: Sequence[Snapshot]) -> NextStep:
    """Of the surveys of one cohort, the latest last."""
    latest, count = snapshots[-1], len(snapshots)
    text = ngettext(
        "A survey closed on %(day)s. Its figures are final and show groups only.",
        "%(count)s surveys closed, the last on %(day)s. Their figures are final and show groups only.",
        count,
    )
    return NextStep(
        urgency=Urgency.REPORT,
        title=_("New figures: %(cohort)s") % {"cohort": latest.run.cohort},
        text=text % {"count": count, "day": formats.date_format(closed_on(latest))},
        url=reverse("feedback:report-detail", args=[latest.run.cohort_id]),
        button=_("Read the report"),
    )
