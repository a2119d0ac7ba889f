"""When a cohort closes or somebody gives a place back: what is open with it ends too."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import permutations
from uuid import UUID

from django.utils.translation import gettext as _

from matching import emails
from matching.models import Membership, Mentorship, Proposal
from matching.services.answers import void_proposals
from matching.services.closing import close_all
from matching.services.mentorships import end_all, end_mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message, queue_messages
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort, withdraw_enrolment


@in_transaction
def end_cohort(*, cohort: Cohort, by: User) -> None:
    """End what is open in a cohort that closes: its suggestions first, so that no pair begins behind our back. Pairs
    whose two agreed to go on stay until their own day.

    Everybody who takes part gets one mail that the round has ended. Nobody is named as the one who closed it.
    """
    cohort = lock_cohort(cohort)
    partners, before = _partners_in(cohort), _pairs_before(cohort)
    close_all(cohort=cohort, by=by)
    _tell_round_ended(cohort, partners, before, ended=end_all(cohort=cohort, by=by))


@in_transaction
def end_enrolment(*, enrolment: Enrolment, by: User | None) -> None:
    """End what is open with a place that was given back, and tell the other side without a reason.

    A mentee who rested after an earlier pair is looked for again, as after any end that they did not choose.
    """
    suggested = Proposal.objects.filter(sides__enrolment=enrolment).open().order_by("pk")
    void_proposals(proposals=suggested, leaving=enrolment, by=by)
    for mentorship in Mentorship.objects.filter(memberships__enrolment=enrolment).active().order_by("pk"):
        end_mentorship(mentorship=mentorship, by=by, tell=partial(_tell_ended, leaving=enrolment))
        mentee = Membership.objects.filter(mentorship=mentorship, role=Role.MENTEE).exclude(enrolment=enrolment)
        Membership.objects.at_rest().filter(enrolment__in=mentee.values("enrolment")).update(looks_again=True)


@in_transaction
def take_back_suggestions_of(*, person: Profile) -> None:
    """Close every open suggestion with somebody who left; the other side reads that the two do not become a pair."""
    open_ones = Proposal.objects.open().values("pk")
    places = Enrolment.objects.filter(person=person, proposal_sides__proposal__in=open_ones).distinct()
    for place in places.order_by("cohort", "pk"):
        suggested = Proposal.objects.filter(sides__enrolment=place).open().order_by("pk")
        void_proposals(proposals=suggested, leaving=place, by=None)


@in_transaction
def end_pairs_of_leaver(*, place: Enrolment, by: User) -> None:
    """End the pairs of somebody who left, and give their place back with them; whoever stays is told without a reason.

    Refused for somebody who works here: pairs are theirs to end.
    """
    if not Profile.objects.who_left(clock.company_today()).filter(pk=place.person_id).exists():
        raise Refused(_("%(name)s works here. A pair is ended by its own people.") % {"name": place.person.user.name})
    withdraw_enrolment(enrolment=place, by=by)


def _partners_in(cohort: Cohort) -> dict[UUID, list[tuple[str, Mentorship]]]:
    """By person: with whom they are in an open pair of the cohort, in the order of names. One query."""
    members: dict[Mentorship, list[Membership]] = {}
    open_ones = Membership.objects.filter(mentorship__cohort=cohort, ended_at=None)
    for member in open_ones.select_related("mentorship", "person__user").order_by("person__user__name", "pk"):
        members.setdefault(member.mentorship, []).append(member)
    partners: dict[UUID, list[tuple[str, Mentorship]]] = {}
    for mentorship, both in members.items():
        for member, other in permutations(both, 2):
            partners.setdefault(member.person_id, []).append((other.person.user.name, mentorship))
    return partners


def _pairs_before(cohort: Cohort) -> dict[UUID, list[Mentorship]]:
    """By person: their pairs of the cohort that have ended already. One query."""
    found: dict[UUID, list[Mentorship]] = {}
    ended = Membership.objects.filter(mentorship__cohort=cohort, ended_at__isnull=False)
    for member in ended.select_related("mentorship").order_by("-ended_at", "pk"):
        found.setdefault(member.person_id, []).append(member.mentorship)
    return found


def _tell_round_ended(
    cohort: Cohort,
    partners: Mapping[UUID, list[tuple[str, Mentorship]]],
    before: Mapping[UUID, list[Mentorship]],
    *,
    ended: Iterable[Mentorship],
) -> None:
    """One mail a person, however many places or pairs they had; what is not among the `ended` goes on."""
    places = list(Enrolment.objects.told_at_closing(cohort))
    people = {place.person_id: place.person.user for place in places}
    with_place = {place.person_id for place in places if place.status == Enrolment.Status.APPROVED}
    over = {mentorship.pk: mentorship for mentorship in ended}
    letters = []
    for pk, user in people.items():
        had = partners.get(pk, [])
        parted = [(name, over[pair.pk]) for name, pair in had if pair.pk in over]
        lasting = [each for each in had if each[1].pk not in over]
        mail = emails.round_ended(user, cohort, parted, lasting, before=before.get(pk, []), had_place=pk in with_place)
        letters.append((user, mail, ()))
    queue_messages(kind=emails.ROUND_ENDED, subject=cohort, occurrence="end", letters=letters)


def _tell_ended(mentorship: Mentorship, *, leaving: Enrolment) -> None:
    members = Membership.objects.filter(mentorship=mentorship).exclude(enrolment=leaving)
    for member in members.select_related("enrolment__person__user", "enrolment__cohort__programme"):
        queue_message(
            kind=emails.PAIR_ENDED,
            subject=mentorship,
            recipient=member.enrolment.person.user,
            occurrence="end",
            mail=emails.pair_ended(member.enrolment, leaving, mentorship),
        )
