"""Programmes, their cohorts and the places in them: everything that changes them."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.moves import check_move
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile, Skill
from participants.services import choose_skills
from programmes import emails, readiness
from programmes.models import COHORT_MOVES, ENROLMENT_MOVES, Cohort, Coordinator, Enrolment, Programme, Role
from programmes.policies import administers_site
from programmes.roles import COORDINATORS
from programmes.signals import cohort_closed, enrolment_withdrawn

MOST_MENTEES = 5


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
    """Let `user` run the programme and into the office: row, group and admission together.

    Refused for an account that cannot sign in, and for somebody who coordinates the programme already.
    """
    if not user.email or not user.is_active:
        raise Refused(_("%(name)s cannot sign in yet: an e-mail address is needed first.") % {"name": user.name})
    with constraints_refused():
        coordinator = Coordinator.objects.create(programme=programme, user=user)
    user.groups.add(Group.objects.get(name=COORDINATORS))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    record_event(verb="coordinator.add", subject=coordinator, by=by)
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


@in_transaction
def register_interest(
    *, cohort: Cohort, person: Profile, role: str, skills: Sequence[Skill], capacity: int = 1, by: User
) -> Enrolment:
    """Ask for a place in one role, with the skills that go with it, and tell the person what happens next.

    Refused outside the time of registration, for people of another company or who left, without a skill, and for a
    second place in the same role. Whoever withdrew may ask again.
    """
    if role not in Role.values:
        raise Refused(_("Please choose whether you would like to be a mentor or a mentee."))
    if not skills:
        raise Refused(_("Please choose at least one skill."))
    if role == Role.MENTOR and not 1 <= capacity <= MOST_MENTEES:
        raise Refused(_("Please choose between 1 and %(most)d mentees.") % {"most": MOST_MENTEES})
    cohort = _lock_cohort(cohort)
    _check_admission(cohort, person)
    enrolment = _asked_for_place(cohort, person, role, capacity if role == Role.MENTOR else 1)
    offers, wants = (skills, None) if role == Role.MENTOR else (None, skills)
    choose_skills(profile=person, offers=offers, wants=wants, by=by)
    record_event(verb="enrolment.register", subject=enrolment, by=by)
    _write_to_person("place_requested", enrolment, emails.place_requested(enrolment))
    return enrolment


@in_transaction
def approve_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Give the place and tell the person; refused once the cohort is over and for somebody who left."""
    enrolment = _lock_enrolment(enrolment)
    _check_not_over(enrolment.cohort)
    if not _is_employed(enrolment.person):
        raise Refused(_("%(name)s no longer works here.") % {"name": enrolment.person.user.name})
    _move_enrolment(enrolment, Enrolment.Status.APPROVED, by=by, verb="enrolment.approve")
    _write_to_person("place_approved", enrolment, emails.place_approved(enrolment))
    return enrolment


@in_transaction
def decline_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Say "not this time" to a request; the person reads it on their page and gets no mail."""
    enrolment = _lock_enrolment(enrolment)
    _check_not_over(enrolment.cohort)
    _move_enrolment(enrolment, Enrolment.Status.DECLINED, by=by, verb="enrolment.decline")
    return enrolment


@in_transaction
def withdraw_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Give a place or a request back, at any time before the cohort is over and without a reason."""
    enrolment = _lock_enrolment(enrolment)
    _check_not_over(enrolment.cohort)
    _move_enrolment(enrolment, Enrolment.Status.WITHDRAWN, by=by, verb="enrolment.withdraw")
    enrolment_withdrawn.send(sender=Enrolment, enrolment=enrolment, by=by)
    return enrolment


def _move_cohort(cohort: Cohort, target: str, *, by: User, verb: str, unready: str) -> Cohort:
    cohort = _lock_cohort(cohort)
    check_move(COHORT_MOVES, cohort.stage, target)
    reasons = [check.sentence for check in readiness.checks_before(cohort, target) if not check.ok]
    if reasons:
        raise Refused(" ".join([unready, *reasons]))
    cohort.stage = target
    cohort.save(update_fields=["stage"])
    record_event(verb=verb, subject=cohort, by=by)
    return cohort


def _lock_cohort(cohort: Cohort) -> Cohort:
    # No key of a cohort ever changes; so rows that point to it can be written meanwhile.
    locked = Cohort.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    return locked.get(pk=cohort.pk)


def _lock_enrolment(enrolment: Enrolment) -> Enrolment:
    cohort = _lock_cohort(enrolment.cohort)
    locked = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("person__user")
    enrolment = locked.get(pk=enrolment.pk)
    enrolment.cohort = cohort
    return enrolment


def _move_enrolment(enrolment: Enrolment, target: str, *, by: User, verb: str) -> None:
    check_move(ENROLMENT_MOVES, enrolment.status, target)
    enrolment.status = target
    enrolment.save(update_fields=["status"])
    record_event(verb=verb, subject=enrolment, by=by)


def _check_admission(cohort: Cohort, person: Profile) -> None:
    if person.organisation_id != cohort.programme.organisation_id:
        raise Refused(_("This programme is for people of another company."))
    if not _is_employed(person):
        raise Refused(_("Only people who work here can take part."))
    if cohort.stage == Cohort.Stage.DRAFT:
        raise Refused(_("Registration has not opened yet."))
    if cohort.stage != Cohort.Stage.REGISTRATION:
        raise Refused(_("Registration is over."))
    if not cohort.takes_registrations(clock.today()):
        raise Refused(_("Registration ended on %(day)s.") % {"day": date_format(cohort.registration_ends_on)})


def _asked_for_place(cohort: Cohort, person: Profile, role: str, capacity: int) -> Enrolment:
    """A new request, or the withdrawn one again. The cohort is locked, so nobody else makes one meanwhile."""
    request = {"status": Enrolment.Status.REGISTERED, "capacity": capacity, "registered_at": clock.now()}
    enrolment = Enrolment.objects.filter(cohort=cohort, person=person, role=role).first()
    if enrolment is None:
        return Enrolment.objects.create(cohort=cohort, person=person, role=role, **request)
    check_move(ENROLMENT_MOVES, enrolment.status, request["status"], refusal=_has_answer(enrolment))
    enrolment.cohort, enrolment.person = cohort, person
    for name, value in request.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(request))
    return enrolment


def _has_answer(enrolment: Enrolment) -> str:
    if enrolment.status == Enrolment.Status.DECLINED:
        return _("The programme team could not offer you this place this time.")
    return _("You have already registered for this programme in this role.")


def _check_not_over(cohort: Cohort) -> None:
    if cohort.stage == Cohort.Stage.CLOSED:
        raise Refused(_("This cohort is over; its places stay as they are."))


def _is_employed(person: Profile) -> bool:
    return person.last_day is None or person.last_day >= clock.today()


def _write_to_person(kind: str, enrolment: Enrolment, mail: emails.Mail) -> None:
    """Once per request: whoever withdraws and asks again is told again."""
    queue_message(
        kind=kind,
        subject=enrolment,
        recipient=enrolment.person.user,
        occurrence=enrolment.registered_at.isoformat(),
        mail=mail,
    )
