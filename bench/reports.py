"""How long it takes to close a survey into its figures, and to show the report on it, with a thousand answers."""

import json
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any, cast

from django.db import connection, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bench.company import ALSO_MENTEES, make_company
from bench.pairs import make_pairs
from feedback.figures import DIMENSIONS, fix_cells
from feedback.models import Draft, Invitation, SurveyRun
from feedback.questionnaires import QUESTIONNAIRES, as_asked
from feedback.secrecy import draft_key
from feedback.services import close_run, freeze_goals, freeze_months
from feedback.views import ReportDetailView, ReportFileView
from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import HrAnalyst
from programmes.models import Cohort, Enrolment, Role, split_group

MONTHS, MEETINGS = 6, 8


def measure(*, answers: int, seed: int, repeats: int) -> dict[str, Any]:
    """Make a cohort of half as many pairs as answers; close its survey and show its report `repeats` times.

    Each closing is taken back but the last. What is told is the median in seconds of building the snapshot of the
    survey, of counting the goals and the months of meetings, and of the page and the file as the analyst gets them;
    and how often the page asks the database.
    """
    chance = random.Random(seed)  # noqa: S311 - for measuring
    cohort = _running_cohort(pairs=answers // 2, seed=seed)
    run = answered_run(cohort, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been in use would be
    built = [_seconds(lambda: close_run(run=run), keep=number == repeats - 1) for number in range(repeats)]
    counted = [_seconds(lambda: freeze_goals(cohort=cohort), keep=number == repeats - 1) for number in range(repeats)]
    months = [_seconds(lambda: freeze_months(cohort=cohort), keep=number == repeats - 1) for number in range(repeats)]
    analyst = analyst_of(cohort)
    with CaptureQueriesContext(connection) as captured:
        size = len(_open(ReportDetailView, cohort, analyst))
    page, file = (
        [_seconds(partial(_open, view, cohort, analyst)) for _ in range(repeats)]
        for view in (ReportDetailView, ReportFileView)
    )
    return {
        "bench": "reports",
        "answers": Invitation.objects.filter(run=run).exclude(answered_on=None).count(),
        "pairs": Mentorship.objects.filter(cohort=cohort).count(),
        "seed": seed,
        "repeats": repeats,
        "snapshot_seconds": _median(built),
        "goals_seconds": _median(counted),
        "months_seconds": _median(months),
        "page_seconds": _median(page),
        "file_seconds": _median(file),
        "page_queries": len(captured),
        "page_kb": size // 1024,
    }


def _running_cohort(*, pairs: int, seed: int) -> Cohort:
    """A cohort that has run for half a year, in which every mentor has one mentee."""
    both = min(round(pairs * ALSO_MENTEES), pairs)
    cohort = make_company(mentees=pairs + both, mentors=pairs, seed=seed).cohort
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.RUNNING)
    places = Enrolment.objects.filter(cohort=cohort).order_by("person__employee_number")
    mentors, mentees = places.filter(role=Role.MENTOR), places.filter(role=Role.MENTEE)
    make_pairs(
        cohort=cohort,
        places=list(zip(mentors, mentees[both:], strict=True)),
        began=clock.now() - timedelta(days=30 * MONTHS),
        sessions=MEETINGS * pairs,
    )
    return cohort


def answered_run(cohort: Cohort, chance: random.Random) -> SurveyRun:
    """The mid survey, answered by everybody."""
    members = Membership.objects.filter(mentorship__cohort=cohort).select_related("person__department")
    people = [membership.person for membership in members.order_by("person__employee_number")]
    minimum, now = cohort.programme.minimum_group, clock.now()
    names = [person.department.name if person.department else "" for person in people]
    cells, items = fix_cells(names, split_group(minimum)), as_asked(QUESTIONNAIRES[SurveyRun.Kind.MID])
    run = SurveyRun.objects.create(
        cohort=cohort,
        kind=SurveyRun.Kind.MID,
        state=SurveyRun.State.OPEN,
        items=items,
        minimum_group=minimum,
        dimensions=list(DIMENSIONS),
        cells=cells.labels,
        opens_at=now - timedelta(days=14),
        reminds_at=now - timedelta(days=7),
        closes_at=now,
    )
    invitations = Invitation.objects.bulk_create(
        Invitation(run=run, person=person, cell=cell, answered_on=clock.today())
        for person, cell in zip(people, cells.of_person, strict=True)
    )
    options = range(1, len(items[0]["options"]) + 1)  # type: ignore[arg-type]
    drafts = (
        Draft(
            run=run,
            key=draft_key(invitation.pk),
            cell=invitation.cell,
            answers=json.dumps({item["id"]: chance.choice(options) for item in items}),
        )
        for invitation in invitations
    )
    Draft.objects.bulk_create(drafts, batch_size=2_000)
    return run


def analyst_of(cohort: Cohort) -> User:
    user = User.objects.create(name="Hanna Bench", email="hanna@mail.example")
    HrAnalyst.objects.create(user=user, organisation=cohort.programme.organisation)
    return user


def _open(view: type[ReportDetailView], cohort: Cohort, analyst: User) -> bytes:
    """The page or the file as the view gives it, without the middleware that every page passes."""
    request = RequestFactory().get("/")
    request.user = analyst
    response = view.as_view()(request, pk=cohort.pk)
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return cast(HttpResponse, response).content


def _seconds(act: Callable[[], object], *, keep: bool = True) -> float:
    """How long an act takes; it is taken back unless it is kept."""
    with transaction.atomic():
        began = time.perf_counter()
        act()
        spent = time.perf_counter() - began
        transaction.set_rollback(not keep)
    return spent


def _median(seconds: list[float]) -> float:
    return round(median(seconds), 3)
