"""Surveys that come at a moment of one's own, without a mail: before the start, and when a pair has ended early."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.figures import DEPARTMENT
from feedback.models import Invitation, SurveyRun, is_recent
from feedback.questionnaires import QUESTIONNAIRES, as_asked
from feedback.services.peace import wait_to_ask_one
from feedback.timetable import last_moment, local_date
from matching.models import Membership
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.too_late import TooLate
from mentoring.lib.transactions import in_transaction
from participants.models import Profile
from programmes.models import Cohort, Enrolment
from programmes.services import lock_cohort

# So long somebody is asked how a pair ended.
PARTING_IS_RECENT = timedelta(days=14)
ROUND_BEGAN = gettext_lazy("The time before the start is over, so nothing is asked about it any more.")
ROUND_ENDS = gettext_lazy("Mentoring here is coming to its end, so nothing is asked about single partings any more.")


@in_transaction
def begin_survey(*, kind: str, cohort: Cohort, person: Profile, by: User) -> Invitation:
    """Ask this person, once per survey, and open the survey with the first of them. Refused outside its moment.

    Everybody is in one cell: people come one by one, so no cut into groups could be fixed before the first of them
    answers (docs/decisions/0012). `by` is recorded nowhere, as with answers.
    """
    cohort = lock_cohort(cohort)
    wait_to_ask_one()
    # Of two surveys that one person begins in the same moment only one asks.
    person = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    # While the survey closes, it is waited for: nobody is invited to what has closed by then.
    list(_open_runs(kind, cohort).select_for_update(of=("self",), no_key=True))
    invitation = offered_invitation(kind=kind, cohort=cohort, person=person)
    if invitation.run._state.adding:
        invitation.run.save(force_insert=True)
        record_event(verb="survey.opened", subject=invitation.run, by=None)
    if invitation._state.adding:
        invitation.save(force_insert=True)
    return invitation


def offered_invitation(*, kind: str, cohort: Cohort, person: Profile) -> Invitation:
    """The invitation of this person to the survey of this moment, or one that is not kept yet, with nothing written.

    Refused, with the sentence why, outside that moment.
    """
    run = _open_runs(kind, cohort).first()
    if run is None:
        run = _new_run(kind, cohort)
    elif run.closes_at <= clock.now():
        raise Refused(_("This survey has closed, so answers can no longer be given or changed."))
    run.cohort = cohort
    invitation = None if run._state.adding else Invitation.objects.filter(run=run.pk, person=person).first()
    if invitation is None:
        MOMENTS[kind](cohort, person)
        invitation = Invitation(cell=0, asked_on=clock.company_today())
    invitation.run, invitation.person = run, person
    return invitation


def is_offered(*, kind: str, cohort: Cohort, person: Profile) -> bool:
    """Whether this person may be led to the survey of this moment: it can be answered, and was not."""
    try:
        return offered_invitation(kind=kind, cohort=cohort, person=person).answered_on is None
    except Refused:
        return False


def _open_runs(kind: str, cohort: Cohort) -> models.QuerySet[SurveyRun]:
    return SurveyRun.objects.filter(cohort=cohort, kind=kind, state=SurveyRun.State.OPEN)


def _new_run(kind: str, cohort: Cohort) -> SurveyRun:
    now = clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        items = as_asked(QUESTIONNAIRES[kind])
    return SurveyRun(
        cohort=cohort,
        kind=kind,
        state=SurveyRun.State.OPEN,
        items=items,
        minimum_group=cohort.programme.minimum_group,
        cells=[{DEPARTMENT: []}],
        opens_at=now,
        closes_at=last_moment(cohort, kind, now),
    )


def _check_before_start(cohort: Cohort, person: Profile) -> None:
    """While a round begins, for those who ask for a place or have one, unless they were asked something lately."""
    if cohort.stage not in Cohort.GIVING_PLACES:
        raise Refused(ROUND_BEGAN)
    if _is_counted(cohort, SurveyRun.Kind.START):
        raise TooLate(ROUND_BEGAN)
    if not Enrolment.objects.filter(cohort=cohort, person=person).taking_part().exists():
        raise Refused(_("This is asked of those who take part."))
    asked = Invitation.objects.filter(person=person).values_list("run__cohort", "run__kind", "asked_on")
    known = list(asked)
    if any((of, kind) == (cohort.pk, SurveyRun.Kind.START) for of, kind, _day in known):
        raise Refused(_("You were asked before you started. Nobody is asked that twice."))
    if any(is_recent(day, clock.company_today()) for _of, _kind, day in known):
        raise Refused(_("You were asked for your view less than three weeks ago. We leave you in peace for now."))


def _check_parting(cohort: Cohort, person: Profile) -> None:
    """For both of a pair that has ended, in the two weeks after, while its round goes on."""
    if cohort.stage != Cohort.Stage.RUNNING:
        raise Refused(ROUND_ENDS)
    ended = recent_partings(person).filter(mentorship__cohort=cohort).order_by("ended_at").last()
    if ended is None or ended.ended_at is None:
        raise Refused(_("This is asked in the two weeks after a pair has ended."))
    if _is_counted(cohort, SurveyRun.Kind.EARLY_END):
        raise TooLate(ROUND_ENDS)
    asked = Invitation.objects.filter(run__cohort=cohort, run__kind=SurveyRun.Kind.EARLY_END, person=person)
    if asked.filter(asked_on__gte=local_date(ended.ended_at)).exists():
        raise Refused(_("You were asked about this already."))


def recent_partings(person: Profile) -> models.QuerySet[Membership]:
    """This person's part in pairs that ended in the last two weeks."""
    return Membership.objects.filter(person=person, ended_at__gt=clock.now() - PARTING_IS_RECENT)


def _is_counted(cohort: Cohort, kind: str) -> bool:
    """Whether the survey of this kind is over for good: its last moment has passed, or it closed in a dated round."""
    if cohort.always_on:
        return False
    closed = SurveyRun.objects.filter(cohort=cohort, kind=kind, state=SurveyRun.State.CLOSED)
    return last_moment(cohort, kind, clock.now()) <= clock.now() or closed.exists()


MOMENTS: Mapping[str, Callable[[Cohort, Profile], None]] = {
    SurveyRun.Kind.START: _check_before_start,
    SurveyRun.Kind.EARLY_END: _check_parting,
}
