"""Planning and opening surveys: by date, once, whatever the number of ticks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback.emails import SURVEY_INVITATION, SURVEY_REMINDER, survey_invitation, survey_reminder
from feedback.figures import DIMENSIONS, fix_cells
from feedback.models import SURVEY_RUN_MOVES, Invitation, SurveyRun
from feedback.questionnaires import QUESTIONNAIRES, as_asked
from feedback.services.answers import close_due_runs
from feedback.services.peace import may_ask_many
from feedback.timetable import MORNING, end_survey_on, local_date, reminded_at
from matching.models import Membership, Mentorship
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.moves import check_move
from mentoring.lib.promised import promised
from mentoring.lib.schedule import instant
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_each
from participants.models import Profile
from programmes.models import Cohort, Role, StageChange, split_group

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

HOUR = MORNING
REMINDS_AFTER = timedelta(days=7)
CLOSES_AFTER = timedelta(days=14)


class Planned(TypedDict):
    """The survey that a cohort has already, if any."""

    run_state: str | None
    run_opens_at: datetime | None


class AskedAs(TypedDict):
    """Whether somebody is, or was until now, a mentee in the cohort that is asked."""

    is_mentee: bool


CohortWithRun: TypeAlias = "WithAnnotations[Cohort, Planned]"
PersonAsked: TypeAlias = "WithAnnotations[Profile, AskedAs]"


def tend_surveys() -> None:
    """Plan, open and close every survey that is due: what the tick does, and safe to run any number of times."""
    plan_survey_runs()
    plan_end_surveys()
    open_due_runs()
    close_due_runs()


def plan_survey_runs() -> int:
    """Plan the mid survey of each running cohort that has a day for it, and move what waits when the day moved.

    Returns how many were planned or moved.
    """
    runs = SurveyRun.objects.filter(cohort=OuterRef("pk"), kind=SurveyRun.Kind.MID)
    cohorts = (
        Cohort.objects.filter(stage=Cohort.Stage.RUNNING, mid_survey_on__isnull=False)
        .annotate(run_state=Subquery(runs.values("state")), run_opens_at=Subquery(runs.values("opens_at")))
        .filter(Q(run_state=None) | Q(run_state=SurveyRun.State.PLANNED))
    )
    return sum(
        _plan_run(cohort, SurveyRun.Kind.MID, promised(cohort.mid_survey_on))
        for cohort in cohorts.select_related("programme")
        if not _is_planned_for_its_day(cohort)
    )


def plan_end_surveys() -> int:
    """Plan the end survey of each cohort that comes to its end, once. Returns how many were planned."""
    ending = Cohort.objects.filter(stage=Cohort.Stage.CLOSING).select_related("programme")
    planned = SurveyRun.objects.filter(cohort=OuterRef("pk"), kind=SurveyRun.Kind.END)
    return sum(
        _plan_run(cohort, SurveyRun.Kind.END, end_survey_on(cohort)) for cohort in ending.exclude(Exists(planned))
    )


def open_due_runs() -> int:
    """Open each survey whose time has come: fix its cells, invite everybody, queue the one reminder; says how many."""
    due = SurveyRun.objects.due_to_open(clock.now()).values_list("pk", flat=True)
    return sum(_open_run(run_id) for run_id in list(due))


def _is_planned_for_its_day(cohort: CohortWithRun) -> bool:
    return cohort.run_opens_at is not None and local_date(cohort.run_opens_at) == cohort.mid_survey_on


@in_transaction
def _plan_run(cohort: Cohort, kind: str, day: date) -> bool:
    dates = _dates_from(day)
    values = {"items": [], "minimum_group": cohort.programme.minimum_group, "dimensions": list(DIMENSIONS), **dates}
    run, is_new = SurveyRun.objects.get_or_create(cohort=cohort, kind=kind, defaults=values)
    if is_new:
        record_event(verb="survey.planned", subject=run, by=None)
        return True
    return bool(SurveyRun.objects.filter(pk=run.pk, state=SurveyRun.State.PLANNED).update(**dates))


@in_transaction
def _open_run(run_id: UUID) -> bool:
    due = SurveyRun.objects.due_to_open(clock.now()).filter(pk=run_id).select_related("cohort__programme")
    # The cohort too, so that it cannot close meanwhile; a row that another tick holds is left to that tick.
    run = due.select_for_update(skip_locked=True, of=("self", "cohort"), no_key=True).first()
    people = _people_asked(run) if run and may_ask_many() else []
    if run is None or not people:
        return False
    check_move(SURVEY_RUN_MOVES, run.state, SurveyRun.State.OPEN)
    invitations = _invite(run, people)
    record_event(verb="survey.opened", subject=run, by=None)
    _queue_mails(run, invitations)
    return True


def _invite(run: SurveyRun, people: Sequence[PersonAsked]) -> list[Invitation]:
    """Fix on the run everything that must not move once somebody may answer, and make one invitation per person."""
    today, minimum, asked = clock.company_today(), run.cohort.programme.minimum_group, QUESTIONNAIRES[run.kind]
    dates = _dates_from(today) if today > local_date(run.opens_at) else {}
    with translation.override(settings.LANGUAGE_CODE):
        cells = fix_cells([_department_of(person) for person in people], split_group(minimum))
        items = as_asked(asked)
    fixed = {"state": SurveyRun.State.OPEN, "minimum_group": minimum, "cells": cells.labels, "items": items, **dates}
    for name, value in fixed.items():
        setattr(run, name, value)
    run.save(update_fields=list(fixed))
    return Invitation.objects.bulk_create(
        Invitation(
            run=run, person=person, cell=cell, role=_role_of(person) if asked.asks_by_role else "", asked_on=today
        )
        for person, cell in zip(people, cells.of_person, strict=True)
    )


def _role_of(person: PersonAsked) -> str:
    """Whoever is both is asked as a mentee: a survey has ten statements, not fourteen."""
    return Role.MENTEE if person.is_mentee else Role.MENTOR


def _people_asked(run: SurveyRun) -> list[PersonAsked]:
    """The members of the pairs this survey is about, each once; not those who were asked something lately."""
    members = _members_asked(run)
    as_mentee = members.filter(person=OuterRef("pk"), role=Role.MENTEE)
    recent = Invitation.objects.recent(clock.company_today())
    people = Profile.objects.filter(pk__in=members.values("person"), user__is_active=True)
    rested = people.exclude(pk__in=recent.values("person")).annotate(is_mentee=Exists(as_mentee))
    return list(rested.select_related("user", "department").order_by("pk"))


def _members_asked(run: SurveyRun) -> models.QuerySet[Membership]:
    """Of the pairs under way; at the end also of those that have ended since the round began to close."""
    members = Membership.objects.filter(mentorship__cohort=run.cohort_id)
    under_way = Q(mentorship__status=Mentorship.Status.ACTIVE, ended_at=None)
    if run.kind == SurveyRun.Kind.MID:
        return members.filter(under_way)
    closing = StageChange.objects.filter(cohort=run.cohort_id, to_stage=Cohort.Stage.CLOSING)
    return members.filter(under_way | Q(ended_at__gte=Subquery(closing.values("made_at")[:1])))


def _queue_mails(run: SurveyRun, invitations: Sequence[Invitation]) -> None:
    """The invitations now, and the one reminder for nine on its day where each of them lives.

    Whether it is still wanted, and nine where its reader lives by then, is asked when it is sent.
    """
    occurrence = local_date(run.opens_at).isoformat()
    queue_each(
        kind=SURVEY_INVITATION,
        letters=((each, each.person.user, occurrence, survey_invitation(each)) for each in invitations),
    )
    mornings = defaultdict(list)
    for each in invitations:
        mornings[reminded_at(run, each.person.user)].append(each)
    for morning, reminded in mornings.items():
        queue_each(
            kind=SURVEY_REMINDER,
            letters=((each, each.person.user, occurrence, survey_reminder(each)) for each in reminded),
            due_at=morning,
        )


def _department_of(person: Profile) -> str:
    return person.department.name if person.department else _("Department not known")


def _dates_from(day: date) -> dict[str, datetime]:
    """When a survey of this day opens (at nine by the installation's clocks, or now if that is past) and so on."""
    zone = timezone.get_default_timezone()
    opens_at = max(instant(day, HOUR, zone), clock.now())
    opens_on = local_date(opens_at)
    return {
        "opens_at": opens_at,
        "reminds_at": instant(opens_on + REMINDS_AFTER, HOUR, zone),
        "closes_at": instant(opens_on + CLOSES_AFTER, HOUR, zone),
    }
