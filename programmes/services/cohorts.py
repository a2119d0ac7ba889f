"""The stages of a cohort, each step in one transaction."""

from collections.abc import Sequence
from datetime import time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.moves import check_move
from mentoring.lib.schedule import instant
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_each
from programmes import emails, readiness
from programmes.models import COHORT_MOVES, Cohort, Enrolment, StageChange
from programmes.pairing import pages_to_plan
from programmes.signals import cohort_closed

NOT_YET = gettext_lazy("The cohort cannot close yet.")
# A minute after the survey that looks back has opened, so that its mail and ours are one.
MORNING = time(9, 1)
DATES = ("registration_ends_on", "starts_on", "ends_on", "mid_survey_on")


@in_transaction
def create_cohort(*, cohort: Cohort, by: User) -> Cohort:
    """Save a new cohort, which nobody sees until registration opens."""
    with constraints_refused():
        cohort.save(force_insert=True)
    record_event(verb="cohort.create", subject=cohort, by=by)
    return cohort


@in_transaction
def edit_cohort(*, cohort: Cohort, fields: Sequence[str], by: User) -> Cohort:
    """Save these fields of a cohort; never the stage, which may move meanwhile."""
    with constraints_refused():
        cohort.save(update_fields=list(fields))
    record_event(verb="cohort.edit", subject=cohort, by=by)
    return cohort


@in_transaction
def open_registration(*, cohort: Cohort, by: User) -> Cohort:
    """Show the cohort to everybody of the company and take registrations; refused, with all reasons, until ready."""
    return _move_cohort(
        cohort,
        Cohort.Stage.REGISTRATION,
        by=by,
        verb="cohort.open_registration",
        unready=_("Registration cannot open yet."),
    )


@in_transaction
def start_matching(*, cohort: Cohort, by: User, reason: str = "") -> Cohort:
    """Let matching begin, which ends registration unless it is always on; refused, with all reasons, without people.

    Where its last day had not come, today is that day: every page and mail says when registration ended.
    """
    cohort = _move_cohort(
        cohort,
        Cohort.Stage.MATCHING,
        by=by,
        verb="cohort.start_matching",
        unready=_("Matching cannot start yet."),
        reason=reason,
    )
    today, planned = clock.company_today(), cohort.registration_ends_on
    if planned and today < planned:
        cohort.registration_ends_on = today
        cohort.save(update_fields=["registration_ends_on"])
    return cohort


@in_transaction
def start_running(*, cohort: Cohort, by: User) -> Cohort:
    """Suggestions are out and the pairs begin."""
    return _move_cohort(
        cohort, Cohort.Stage.RUNNING, by=by, verb="cohort.start_running", unready=_("The pairs cannot start yet.")
    )


@in_transaction
def begin_closing(*, cohort: Cohort, by: User, reason: str = "") -> Cohort:
    """Let the round come to its end: no new pairs, and everybody who takes part reads what they can still do.

    They read it the next morning, in one mail with the survey that looks back: two mails in two days would be all of
    the month, and nobody could be reminded of that survey. Pairs go on until the cohort closes. Before its last day,
    and where there is none, a reason is asked for.
    """
    cohort = _move_cohort(
        cohort,
        Cohort.Stage.CLOSING,
        by=by,
        verb="cohort.begin_closing",
        unready=_("It cannot come to its end yet."),
        reason=reason,
    )
    _tell_of_closing(cohort)
    return cohort


@in_transaction
def close_cohort(*, cohort: Cohort, by: User) -> Cohort:
    """End the cohort for good; what is open in it ends with it, in the same transaction."""
    cohort = _move_cohort(cohort, Cohort.Stage.CLOSED, by=by, verb="cohort.close", unready=str(NOT_YET))
    cohort_closed.send(sender=Cohort, cohort=cohort, by=by)
    return cohort


@in_transaction
def archive_cohort(*, cohort: Cohort, by: User, reason: str = "") -> Cohort:
    """Put a closed cohort away: out of the lists of people and of the office. Its figures stay with HR."""
    return _move_cohort(
        cohort,
        Cohort.Stage.ARCHIVED,
        by=by,
        verb="cohort.archive",
        unready=_("The cohort cannot be archived yet."),
        reason=reason,
    )


def _move_cohort(cohort: Cohort, target: str, *, by: User, verb: str, unready: str, reason: str = "") -> Cohort:
    cohort, reason = lock_cohort(cohort), reason.strip()
    check_ready(cohort, target, unready)
    asked = readiness.reason_asked(cohort, target)
    if asked and not reason:
        raise Refused(asked)
    cohort.stage = target
    cohort.save(update_fields=["stage"])
    StageChange.objects.create(cohort=cohort, to_stage=target, reason=reason, made_at=clock.now(), made_by=by)
    record_event(verb=verb, subject=cohort, by=by)
    return cohort


def check_ready(cohort: Cohort, target: str, unready: str) -> None:
    """Refuse a step that is not the next one, or, with all reasons, one that something is missing for."""
    check_move(COHORT_MOVES, cohort.stage, target)
    reasons = [check.sentence for check in readiness.checks_before(cohort, target) if not check.ok]
    if reasons:
        raise Refused(" ".join([unready, *reasons]))


def lock_cohort(cohort: Cohort) -> Cohort:
    """The cohort as it is now, held until the transaction ends. Whoever locks more locks this first."""
    # No key of a cohort ever changes; so rows that point to it can be written meanwhile.
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    return locked.get(pk=cohort.pk)


def _tell_of_closing(cohort: Cohort) -> None:
    """Two kinds of mail, each about a place: until the morning, and for whom it is put off longer, a pair may end or
    begin, and a place be given back. Then what was written is no longer true, and does not go out.
    """
    places = list(Enrolment.objects.told_at_closing(cohort))
    own = {place.person_id: place for place in reversed(places)}
    pages = pages_to_plan(places)
    morning = instant(clock.company_today() + timedelta(days=1), MORNING, timezone.get_default_timezone())
    for kind, is_paired in ((emails.ROUND_CLOSING, True), (emails.ROUND_CLOSING_ALONE, False)):
        letters = [
            (place, place.person.user, "closing", emails.round_closing(place, cohort, plans_on=pages.get(person, [])))
            for person, place in own.items()
            if (person in pages) is is_paired
        ]
        queue_each(kind=kind, letters=letters, due_at=morning)
