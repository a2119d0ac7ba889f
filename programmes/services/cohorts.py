"""Programmes, who runs them, and the stages of their cohorts."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile
from participants.policies import can_sign_in
from programmes import emails, readiness
from programmes.models import COHORT_MOVES, Cohort, Coordinator, Programme
from programmes.policies import administers_site
from programmes.roles import COORDINATORS
from programmes.signals import cohort_closed


@in_transaction
def create_programme(*, programme: Programme, by: User) -> Programme:
    """Save a new programme of the creator's own company; the creator becomes its coordinator.

    A site administrator without an employee record sets one up for others and coordinates nothing.
    """
    profile = Profile.objects.filter(user=by).first()
    if profile is None and not administers_site(by):
        raise Refused(_("Only somebody with an employee record can set up a programme."))
    if profile and profile.organisation_id != programme.organisation_id:
        raise Refused(_("You can set up programmes of your own company only."))
    with constraints_refused():
        programme.save(force_insert=True)
    record_event(verb="programme.create", subject=programme, by=by)
    if profile:
        add_coordinator(programme=programme, user=by, by=by)
    return programme


@in_transaction
def add_coordinator(*, programme: Programme, user: User, by: User) -> Coordinator:
    """Let `user` run the programme and into the office: row, group and admission together, and a mail that says so.

    Refused for an account that cannot sign in, and for somebody who coordinates the programme already.
    """
    if not can_sign_in(user):
        raise Refused(_("%(name)s cannot sign in yet: an e-mail address is needed first.") % {"name": user.name})
    with constraints_refused():
        coordinator = Coordinator.objects.create(programme=programme, user=user)
    user.groups.add(Group.objects.get(name=COORDINATORS))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    record_event(verb="coordinator.add", subject=coordinator, by=by)
    if user != by:
        queue_message(
            kind="coordinator_added",
            subject=coordinator,
            recipient=user,
            occurrence="added",
            mail=emails.coordinator_added(coordinator),
        )
    return coordinator


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
def start_matching(*, cohort: Cohort, by: User) -> Cohort:
    """End registration and let matching begin; refused, with all reasons, until there is somebody to match."""
    return _move_cohort(
        cohort, Cohort.Stage.MATCHING, by=by, verb="cohort.start_matching", unready=_("Matching cannot start yet.")
    )


@in_transaction
def start_running(*, cohort: Cohort, by: User) -> Cohort:
    """Suggestions are out and the pairs begin."""
    return _move_cohort(
        cohort, Cohort.Stage.RUNNING, by=by, verb="cohort.start_running", unready=_("The pairs cannot start yet.")
    )


@in_transaction
def close_cohort(*, cohort: Cohort, by: User) -> Cohort:
    """End the cohort for good; what is open in it ends with it, in the same transaction."""
    cohort = _move_cohort(
        cohort, Cohort.Stage.CLOSED, by=by, verb="cohort.close", unready=_("The cohort cannot close yet.")
    )
    cohort_closed.send(sender=Cohort, cohort=cohort, by=by)
    return cohort


def _move_cohort(cohort: Cohort, target: str, *, by: User, verb: str, unready: str) -> Cohort:
    cohort = lock_cohort(cohort)
    check_move(COHORT_MOVES, cohort.stage, target)
    reasons = [check.sentence for check in readiness.checks_before(cohort, target) if not check.ok]
    if reasons:
        raise Refused(" ".join([unready, *reasons]))
    cohort.stage = target
    cohort.save(update_fields=["stage"])
    record_event(verb=verb, subject=cohort, by=by)
    return cohort


def lock_cohort(cohort: Cohort) -> Cohort:
    """The cohort as it is now, held until the transaction ends. Whoever locks more locks this first."""
    # No key of a cohort ever changes; so rows that point to it can be written meanwhile.
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    return locked.get(pk=cohort.pk)
