"""Places: asked for, given, declined, given back."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.promised import promised
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import Mail, queue_message
from participants.models import Profile, Skill
from participants.services import choose_skills
from programmes import emails
from programmes.admission import eligibility_of
from programmes.models import ENROLMENT_MOVES, Cohort, Enrolment, Role
from programmes.services.cohorts import lock_cohort
from programmes.signals import enrolment_withdrawn

MOST_MENTEES = 5


@in_transaction
def register_interest(
    *, cohort: Cohort, person: Profile, role: str, skills: Sequence[Skill], capacity: int = 1, by: User
) -> Enrolment:
    """Ask for a place in one role, with the skills that go with it, and tell the person what happens next.

    Refused outside the time of registration, for people of another company or who left, for whom the rules of the
    programme do not let in, without a skill, and for a second place in the same role. Whoever withdrew may ask again.
    """
    if role not in Role.values:
        raise Refused(_("Please choose whether you would like to be a mentor or a mentee."))
    if not skills:
        raise Refused(_("Please choose at least one skill."))
    if role == Role.MENTOR and not 1 <= capacity <= MOST_MENTEES:
        raise Refused(_("Please choose between 1 and %(most)d mentees.") % {"most": MOST_MENTEES})
    cohort = lock_cohort(cohort)
    _check_admission(cohort, person)
    verdict = eligibility_of(person, cohort, role)
    if not verdict.ok:
        raise Refused(" ".join([_("This place is not open to you."), *verdict.sentences]))
    enrolment = _asked_for_place(cohort, person, role, capacity if role == Role.MENTOR else 1)
    offers, wants = (skills, None) if role == Role.MENTOR else (None, skills)
    choose_skills(profile=person, offers=offers, wants=wants, by=by)
    record_event(verb="enrolment.register", subject=enrolment, by=by)
    _write_to_person("place_requested", enrolment, emails.place_requested(enrolment))
    return enrolment


@in_transaction
def approve_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Give the place and tell the person; refused once the cohort nears its end and for somebody who left."""
    enrolment = _lock_enrolment(enrolment)
    _check_not_over(enrolment.cohort)
    if enrolment.cohort.stage == Cohort.Stage.CLOSING:
        raise Refused(_("This round is coming to its end, so nobody new gets a place."))
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


def _lock_enrolment(enrolment: Enrolment) -> Enrolment:
    cohort = lock_cohort(enrolment.cohort)
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
    if cohort.stage != Cohort.Stage.REGISTRATION and not cohort.always_on:
        raise Refused(_("Registration is over."))
    if not cohort.takes_registrations(clock.today()):
        if cohort.always_on:
            raise Refused(_("Registration is over."))
        day = date_format(promised(cohort.registration_ends_on))
        raise Refused(_("Registration ended on %(day)s.") % {"day": day})


def _asked_for_place(cohort: Cohort, person: Profile, role: str, capacity: int) -> Enrolment:
    """A new request, or the withdrawn one again. The cohort is locked, so nobody else makes one meanwhile."""
    request = {"status": Enrolment.Status.REGISTERED, "capacity": capacity, "registered_at": clock.now()}
    enrolment = Enrolment.objects.filter(cohort=cohort, person=person, role=role).first()
    if enrolment is None:
        return Enrolment.objects.create(cohort=cohort, person=person, role=role, **request)
    check_move(ENROLMENT_MOVES, enrolment.status, Enrolment.Status.REGISTERED, refusal=_has_answer(enrolment))
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
    if cohort.stage in Cohort.OVER:
        raise Refused(_("This cohort is over; its places stay as they are."))


def _is_employed(person: Profile) -> bool:
    return person.last_day is None or person.last_day >= clock.today()


def _write_to_person(kind: str, enrolment: Enrolment, mail: Mail) -> None:
    """Once per request: whoever withdraws and asks again is told again."""
    queue_message(
        kind=kind,
        subject=enrolment,
        recipient=enrolment.person.user,
        occurrence=enrolment.registered_at.isoformat(),
        mail=mail,
    )
