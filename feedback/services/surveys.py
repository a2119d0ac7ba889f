"""Planning and opening surveys: by date, once, whatever the number of ticks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from feedback.emails import SURVEY_INVITATION, SURVEY_REMINDER, survey_invitation, survey_reminder
from feedback.figures import DIMENSIONS, fix_cells
from feedback.models import SURVEY_RUN_MOVES, Invitation, SurveyRun
from feedback.questionnaires import QUESTIONNAIRES, as_asked
from feedback.services.answers import close_due_runs
from matching.models import Mentorship
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.moves import check_move
from mentoring.lib.promised import promised
from mentoring.lib.schedule import instant
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile
from programmes.models import Cohort, split_group

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

HOUR = time(9)
REMINDS_AFTER = timedelta(days=7)
CLOSES_AFTER = timedelta(days=14)


class Planned(TypedDict):
    """The survey that a cohort has already, if any."""

    run_state: str | None
    run_opens_at: datetime | None


CohortWithRun: TypeAlias = "WithAnnotations[Cohort, Planned]"


def tend_surveys() -> None:
    """Plan, open and close every survey that is due: what the tick does, and safe to run any number of times."""
    plan_survey_runs()
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
        _plan_run(cohort) for cohort in cohorts.select_related("programme") if not _is_planned_for_its_day(cohort)
    )


def open_due_runs() -> int:
    """Open each survey whose time has come: fix its cells, invite everybody, queue the one reminder; says how many."""
    due = SurveyRun.objects.due_to_open(clock.now()).values_list("pk", flat=True)
    return sum(_open_run(run_id) for run_id in list(due))


def _is_planned_for_its_day(cohort: CohortWithRun) -> bool:
    return cohort.run_opens_at is not None and _local_date(cohort.run_opens_at) == cohort.mid_survey_on


@in_transaction
def _plan_run(cohort: Cohort) -> bool:
    dates = _dates_from(promised(cohort.mid_survey_on))
    values = {"items": [], "minimum_group": cohort.programme.minimum_group, "dimensions": list(DIMENSIONS), **dates}
    run, is_new = SurveyRun.objects.get_or_create(cohort=cohort, kind=SurveyRun.Kind.MID, defaults=values)
    if is_new:
        record_event(verb="survey.planned", subject=run, by=None)
        return True
    return bool(SurveyRun.objects.filter(pk=run.pk, state=SurveyRun.State.PLANNED).update(**dates))


@in_transaction
def _open_run(run_id: UUID) -> bool:
    due = SurveyRun.objects.due_to_open(clock.now()).filter(pk=run_id).select_related("cohort__programme")
    # The cohort too, so that it cannot close meanwhile; a row that another tick holds is left to that tick.
    run = due.select_for_update(skip_locked=True, of=("self", "cohort"), no_key=True).first()
    people = _people_asked(run.cohort) if run else []
    if run is None or not people:
        return False
    check_move(SURVEY_RUN_MOVES, run.state, SurveyRun.State.OPEN)
    invitations = _invite(run, people)
    record_event(verb="survey.opened", subject=run, by=None)
    for invitation in invitations:
        _queue_mails(invitation)
    return True


def _invite(run: SurveyRun, people: Sequence[Profile]) -> list[Invitation]:
    """Fix on the run everything that must not move once somebody may answer, and make one invitation per person."""
    dates = _dates_from(_local_date(clock.now())) if _local_date(clock.now()) > _local_date(run.opens_at) else {}
    minimum = run.cohort.programme.minimum_group
    with translation.override(settings.LANGUAGE_CODE):
        cells = fix_cells([_department_of(person) for person in people], split_group(minimum))
        items = as_asked(QUESTIONNAIRES[run.kind])
    fixed = {"state": SurveyRun.State.OPEN, "minimum_group": minimum, "cells": cells.labels, "items": items, **dates}
    for name, value in fixed.items():
        setattr(run, name, value)
    run.save(update_fields=list(fixed))
    return Invitation.objects.bulk_create(
        Invitation(run=run, person=person, cell=cell) for person, cell in zip(people, cells.of_person, strict=True)
    )


def _people_asked(cohort: Cohort) -> list[Profile]:
    """The members of the cohort's pairs that are under way, each once."""
    pairs = Mentorship.objects.active().filter(cohort=cohort)
    people = Profile.objects.filter(memberships__mentorship__in=pairs, memberships__ended_at=None)
    people = people.filter(user__is_active=True).distinct()
    return list(people.select_related("user", "department").order_by("pk"))


def _queue_mails(invitation: Invitation) -> None:
    """The invitation now and the one reminder for its day; whether it is still wanted is asked when it is sent."""
    run, user = invitation.run, invitation.person.user
    occurrence = _local_date(run.opens_at).isoformat()
    queue_message(
        kind=SURVEY_INVITATION,
        subject=invitation,
        recipient=user,
        occurrence=occurrence,
        mail=survey_invitation(invitation),
    )
    queue_message(
        kind=SURVEY_REMINDER,
        subject=invitation,
        recipient=user,
        occurrence=occurrence,
        mail=survey_reminder(invitation),
        due_at=run.reminds_at,
    )


def _department_of(person: Profile) -> str:
    return person.department.name if person.department else _("Department not known")


def _dates_from(day: date) -> dict[str, datetime]:
    """When a survey of this day opens (at nine by the installation's clocks, or now if that is past) and so on."""
    zone = timezone.get_default_timezone()
    opens_at = max(instant(day, HOUR, zone), clock.now())
    opens_on = _local_date(opens_at)
    return {
        "opens_at": opens_at,
        "reminds_at": instant(opens_on + REMINDS_AFTER, HOUR, zone),
        "closes_at": instant(opens_on + CLOSES_AFTER, HOUR, zone),
    }


def _local_date(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
