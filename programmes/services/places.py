"""Places as people ask for them, change them and give them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.own_words import keep_to
from mentoring.lib.promised import promised
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile
from participants.services import choose_skills
from participants.services.skills import Choice
from programmes import emails
from programmes.admission import eligibility_of
from programmes.models import ENROLMENT_MOVES, Cohort, Enrolment, PlaceDraft, Role
from programmes.services.cohorts import lock_cohort
from programmes.signals import enrolment_withdrawn

MOST_MENTEES = 5
MOST_AIMS = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for in one role: the skills that go with it, why, and how many at most of the other role."""

    role: str
    skills: Sequence[Choice]
    capacity: int = 1
    aims: str = ""


def register_interest(
    *, cohort: Cohort, person: Profile, role: str, skills: Sequence[Choice], capacity: int = 1, aims: str = "", by: User
) -> Enrolment:
    """As `ask_for_places`, for one role."""
    wish = Wish(role, skills, capacity, aims)
    (enrolment,) = ask_for_places(cohort=cohort, person=person, wishes=[wish], by=by)
    return enrolment


@in_transaction
def ask_for_places(*, cohort: Cohort, person: Profile, wishes: Sequence[Wish], by: User) -> list[Enrolment]:
    """Ask for a place in each of these roles, all or none, and tell the person in one mail what happens next.

    Refused outside the time of registration, for people of another company or who left or whom the rules of the
    programme do not let in, without a skill, for more mentors than the programme allows, and for a second place in the
    same role. Whoever withdrew may ask again. The draft has served its purpose and goes.
    """
    cohort = lock_cohort(cohort)
    _check_wishes(wishes, cohort)
    # As `keep_draft`: what a page still saves comes before, and goes with the draft, or after, and is refused.
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    _check_admission(cohort, person)
    for wish in wishes:
        _check_eligibility(cohort, person, wish.role)
    places = [_asked_for_place(cohort, person, wish) for wish in wishes]
    skills = {wish.role: wish.skills for wish in wishes}
    choose_skills(profile=person, offers=skills.get(Role.MENTOR), wants=skills.get(Role.MENTEE), by=by)
    for place in places:
        record_event(verb="enrolment.register", subject=place, by=by)
    PlaceDraft.objects.filter(cohort=cohort, person=person).delete()
    # Once per request: whoever withdraws and asks again is told again.
    queue_message(
        kind="place_requested",
        subject=places[0],
        recipient=person.user,
        occurrence=places[0].registered_at.isoformat(),
        mail=emails.place_requested(*places),
    )
    return places


@in_transaction
def withdraw_enrolment(*, enrolment: Enrolment, by: User | None) -> Enrolment:
    """Give a place or a request back, at any time before the cohort is over and without a reason. `by` is None for
    whoever's last day is over.

    The person's own words go at once: nobody needs to read any more why somebody wanted to take part.
    """
    enrolment = _lock_enrolment(enrolment)
    check_not_over(enrolment.cohort)
    check_move(ENROLMENT_MOVES, enrolment.status, Enrolment.Status.WITHDRAWN)
    enrolment.status, enrolment.aims, enrolment.answer_words = Enrolment.Status.WITHDRAWN, None, None
    enrolment.save(update_fields=["status", "aims", "answer_words"])
    record_event(verb="enrolment.withdraw", subject=enrolment, by=by)
    enrolment_withdrawn.send(sender=Enrolment, enrolment=enrolment, by=by)
    return enrolment


@in_transaction
def withdraw_places_of(*, person: Profile) -> int:
    """Give back what somebody who left asked for or had, but for places that something under way depends on: that is
    ended by a coordinator. Returns how many places were given back.
    """
    places = places_to_give_back([person.pk])
    for place in places:
        withdraw_enrolment(enrolment=place, by=None)
    return len(places)


def places_to_give_back(people: Sequence[UUID]) -> list[Enrolment]:
    """What these people ask for or have in cohorts that are not over, and nothing under way depends on."""
    open_places = Enrolment.objects.taking_part().filter(person__in=people).exclude(cohort__stage__in=Cohort.OVER)
    places = list(open_places.select_related("cohort").order_by("cohort", "pk"))
    in_use = set().union(*registry.places_in_use.ask([place.pk for place in places]))
    return [place for place in places if place.pk not in in_use]


@in_transaction
def change_capacity(*, enrolment: Enrolment, capacity: int, by: User) -> Enrolment:
    """Let a mentor take more or fewer mentees from now on, or a mentee wish for more or fewer mentors. Pairs that are
    there go on, and suggestions wait on; one of a mentor beyond a mentee's wish closes with the first yes to it, or is
    taken out when all drafts are sent.

    Refused for a place that is not taken up or asked for, once the cohort is over, outside one to five, and for a
    mentee outside of what the programme allows.
    """
    enrolment = _lock_enrolment(enrolment)
    check_not_over(enrolment.cohort)
    has_choice = enrolment.role == Role.MENTOR or enrolment.cohort.programme.mentors_each > 1
    if not has_choice or not enrolment.takes_part:
        raise Refused(_("Only somebody who takes part can change this."))
    _check_capacity(enrolment.role, capacity, enrolment.cohort)
    if enrolment.capacity != capacity:
        enrolment.capacity = capacity
        enrolment.save(update_fields=["capacity"])
        record_event(verb="enrolment.change_capacity", subject=enrolment, by=by)
    return enrolment


def check_not_over(cohort: Cohort) -> None:
    if cohort.stage in Cohort.OVER:
        raise Refused(_("This cohort is over; its places stay as they are."))


def is_employed(person: Profile) -> bool:
    return not person.has_left(clock.company_today())


def _lock_enrolment(enrolment: Enrolment) -> Enrolment:
    cohort = lock_cohort(enrolment.cohort)
    locked = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("person__user")
    enrolment = locked.get(pk=enrolment.pk)
    enrolment.cohort = cohort
    return enrolment


def _check_wishes(wishes: Sequence[Wish], cohort: Cohort) -> None:
    if not wishes or not {wish.role for wish in wishes} <= set(Role.values):
        raise Refused(_("Please choose whether you would like to be a mentor or a mentee."))
    for wish in wishes:
        if not wish.skills:
            raise Refused(_("Please choose at least one skill."))
        _check_capacity(wish.role, wish.capacity, cohort)
        keep_to(MOST_AIMS, wish.aims)


def _check_capacity(role: str, capacity: int, cohort: Cohort) -> None:
    most = cohort.programme.mentors_each
    if role == Role.MENTEE and most > 1 and not 1 <= capacity <= most:
        raise Refused(_("Please choose between 1 and %(most)d mentors.") % {"most": most})
    if role == Role.MENTOR and not 1 <= capacity <= MOST_MENTEES:
        raise Refused(_("Please choose between 1 and %(most)d mentees.") % {"most": MOST_MENTEES})


def _check_admission(cohort: Cohort, person: Profile) -> None:
    if person.organisation_id != cohort.programme.organisation_id:
        raise Refused(_("This programme is for people of another company."))
    if not is_employed(person):
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


def _check_eligibility(cohort: Cohort, person: Profile, role: str) -> None:
    verdict = eligibility_of(person, cohort, role)
    if not verdict.ok:
        raise Refused(" ".join([_("This place is not open to you."), *verdict.sentences]))


def _asked_for_place(cohort: Cohort, person: Profile, wish: Wish) -> Enrolment:
    """A new request, or the withdrawn one again. The cohort is locked, so nobody else makes one meanwhile."""
    enrolment = Enrolment.objects.filter(cohort=cohort, person=person, role=wish.role).first()
    if enrolment is None:
        enrolment = Enrolment(role=wish.role)
    else:
        check_move(ENROLMENT_MOVES, enrolment.status, Enrolment.Status.REGISTERED, refusal=_has_answer(enrolment))
    enrolment.cohort, enrolment.person = cohort, person
    enrolment.status, enrolment.registered_at = Enrolment.Status.REGISTERED, clock.now()
    has_choice = wish.role == Role.MENTOR or cohort.programme.mentors_each > 1
    enrolment.capacity = wish.capacity if has_choice else 1
    enrolment.aims, enrolment.answer_words, enrolment.was_taken_back = wish.aims or None, None, False
    enrolment.save()
    return enrolment


def _has_answer(enrolment: Enrolment) -> str:
    if enrolment.status == Enrolment.Status.DECLINED:
        return _("The programme team could not offer you this place this time.")
    return _("You have already registered for this programme in this role.")
