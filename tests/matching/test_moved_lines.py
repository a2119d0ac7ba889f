"""HR files come each night: whoever comes into one reporting line after the search does not become a pair."""

import pytest
from django.urls import reverse

from matching.models import Mentorship, Proposal, ProposalSide
from matching.reporting_line import of_one_line
from matching.services import accept_proposal, decline_proposal, lapse_due_proposals, send_again, send_proposals
from matching.services.answers import InOneLine
from matching.services.exclusions import add_exclusion
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from tests.factories import ProfileFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
REFUSED = "These two are not suggested to each other any more. Please find pairs again."


def manager(one, other):
    """Each is led by the other."""
    _move(other, one)


def manager_turned(one, other):
    _move(one, other)


def two_levels(one, other):
    between = ProfileFactory(organisation=one.organisation, manager=one)
    _move(other, between)


def same_manager(one, other):
    boss = ProfileFactory(organisation=one.organisation)
    _move(one, boss)
    _move(other, boss)


def three_levels(one, other):
    two_levels(one, other)
    _move(Profile.objects.get(pk=other.pk), ProfileFactory(organisation=one.organisation, manager=other.manager))


def _move(person, above):
    person.manager = above
    person.save(update_fields=["manager"])


IN_ONE_LINE = [manager, manager_turned, two_levels, same_manager]


def suggested(style="classic", **kwargs):
    """A suggestion with the two it is about, and the coordinator."""
    cohort, by = open_cohort(stage="running", programme__style=style)
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    return make_proposal(mentor, mentee, **kwargs), mentor.person, mentee.person, by


def lapsed(**kwargs):
    """One that nobody answered in time."""
    proposal, mentor, mentee, by = suggested(**kwargs)
    with clock.standing_at(proposal.lapses_at):
        lapse_due_proposals()
    proposal.refresh_from_db()
    assert proposal.status == Proposal.Status.LAPSED
    return proposal, mentor, mentee, by


@pytest.mark.parametrize("meanwhile", IN_ONE_LINE)
@pytest.mark.parametrize("is_second", [False, True])
def test_yes_of_two_who_came_into_one_line_makes_no_pair_and_closes_kindly(meanwhile, is_second):
    proposal, mentor, mentee, _by = suggested()
    if is_second:
        accept_proposal(proposal=proposal, by=mentee.user, no_line=True)
    meanwhile(mentor, mentee)

    with pytest.raises(InOneLine, match="By now the HR file has you two in one reporting line or under one manager"):
        accept_proposal(proposal=proposal, by=mentor.user, no_line=True)

    proposal.refresh_from_db()
    assert (proposal.status, Mentorship.objects.count()) == (Proposal.Status.DECLINED, 0)
    told = OutgoingMessage.objects.filter(kind="suggestion_closed").values_list("recipient_id", flat=True)
    assert list(told) == [mentee.user_id]


def test_page_says_why_no_pair_began(sign_in):
    proposal, mentor, mentee, _by = suggested()
    manager(mentor, mentee)

    page = sign_in(mentee).post(reverse("matching:proposal-accept", args=[proposal.pk]), follow=True).content.decode()

    assert "so this pair cannot begin. We look for someone else." in page


@pytest.mark.parametrize(("style", "meanwhile"), [("classic", three_levels), ("reverse", same_manager)])
def test_what_the_rule_leaves_free_stays_free(style, meanwhile):
    proposal, mentor, mentee, _by = suggested(style=style)
    meanwhile(mentor, mentee)

    for person in (mentor, mentee):
        accept_proposal(proposal=proposal, by=person.user, no_line=True)

    assert Mentorship.objects.active().count() == 1


@pytest.mark.parametrize("meanwhile", IN_ONE_LINE)
def test_draft_of_two_who_came_into_one_line_is_not_sent(meanwhile):
    proposal, mentor, mentee, by = suggested(status=Proposal.Status.DRAFT)
    kept = make_proposal(mentor_of(proposal.cohort), mentee_of(proposal.cohort), status=Proposal.Status.DRAFT)
    meanwhile(mentor, mentee)

    assert send_proposals(cohort=proposal.cohort, by=by) == 1

    assert list(Proposal.objects.values_list("pk", "status")) == [(kept.pk, Proposal.Status.SENT)]


def avoid(one, other):
    add_exclusion(owner=one, excluded=other, by=one.user)


def avoid_turned(one, other):
    add_exclusion(owner=other, excluded=one, by=other.user)


@pytest.mark.parametrize("meanwhile", [*IN_ONE_LINE, avoid, avoid_turned])
def test_nobody_is_asked_again_who_may_not_meet_any_more_and_nobody_reads_why(meanwhile):
    proposal, mentor, mentee, by = lapsed()
    meanwhile(mentor, mentee)
    OutgoingMessage.objects.all().delete()

    with pytest.raises(Refused, match=REFUSED):
        send_again(proposal=proposal, by=by)

    proposal.refresh_from_db()
    assert (proposal.status, OutgoingMessage.objects.count()) == (Proposal.Status.LAPSED, 0)


def test_wish_from_another_round_counts_when_somebody_is_asked_again():
    proposal, mentor, mentee, by = lapsed()
    elsewhere, _by = open_cohort(stage="running")
    other = make_proposal(mentor_of(elsewhere, person=mentor), mentee_of(elsewhere, person=mentee))
    decline_proposal(proposal=other, by=mentor.user, apart=True)

    with pytest.raises(Refused, match=REFUSED):
        send_again(proposal=proposal, by=by)


def test_wish_from_another_round_keeps_a_draft_from_being_sent():
    proposal, mentor, mentee, by = suggested(status=Proposal.Status.DRAFT)
    elsewhere, _by = open_cohort(stage="running")
    other = make_proposal(mentor_of(elsewhere, person=mentor), mentee_of(elsewhere, person=mentee))
    kept = make_proposal(mentor_of(proposal.cohort), mentee_of(proposal.cohort), status=Proposal.Status.DRAFT)
    decline_proposal(proposal=other, by=mentee.user, apart=True)

    assert send_proposals(cohort=proposal.cohort, by=by) == 1

    assert list(Proposal.objects.filter(cohort=proposal.cohort).values_list("pk", "status")) == [
        (kept.pk, Proposal.Status.SENT)
    ]


def test_two_who_may_meet_are_asked_again_as_before():
    proposal, _mentor, _mentee, by = lapsed()

    send_again(proposal=proposal, by=by)

    assert set(ProposalSide.objects.values_list("proposal__status", "answer")) == {("sent", "waiting")}


def test_looking_at_many_couples_takes_no_more_queries(django_assert_num_queries):
    people = [ProfileFactory() for _number in range(12)]
    couples = [frozenset(two) for two in zip(people[::2], people[1::2], strict=True)]
    keys = [frozenset(person.pk for person in two) for two in couples]

    for several in (keys[:1], keys):
        with django_assert_num_queries(1):
            assert of_one_line(several, "classic") == frozenset()
