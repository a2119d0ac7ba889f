"""Why not another mentor: read for a mentee who has one, is asked about one, or is in a pair that is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.choices import choices_for
from matching.models import Membership, Mentorship, Proposal
from matching.services import (
    add_exclusion,
    end_mentorship,
    keep_proposal,
    pair_by_hand,
    send_proposals,
    take_back_wish_again,
)
from programmes.models import Enrolment
from tests.factories import make_mentorship
from tests.matching.further import both_say_yes
from tests.matching.naming import naming_cohort
from tests.matching.office import text_of
from tests.matching.past import both_in, last_pair_of, say_again, two_of_before
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db
STATES = ("kept", "sent", "running")


def address_of(mentee):
    return reverse("admin:matching_mentee_mentor", args=[mentee.pk])


def option(choices, mentor):
    return next(each for each in choices.options.rows if each.place == mentor.pk)


def fresh(place):
    return Enrolment.objects.select_related("cohort__programme__policy", "person__user").get(pk=place.pk)


class Standing:
    """Two pairs that a search found, and what became of them; Bo is the only mentor who fits both."""

    def __init__(self, state="running"):
        self.cohort, self.by = open_cohort()
        self.bo = mentor_of(self.cohort, "Speaking", "Sailing", person__user__name="Bo Both")
        self.oda = mentor_of(self.cohort, "Speaking", person__user__name="Oda One")
        self.ada = mentee_of(self.cohort, "Speaking", person__user__name="Ada Speaking")
        self.sam = mentee_of(self.cohort, "Sailing", person__user__name="Sam Sailing")
        searched(self.cohort, self.by)
        assert pairs_of(self.cohort) == {(self.bo, self.sam), (self.oda, self.ada)}
        self.as_found = choices_for(self.ada)
        self.bring_to(state)

    def bring_to(self, state):
        proposals = list(Proposal.objects.filter(cohort=self.cohort))
        if state == "kept":
            for proposal in proposals:
                keep_proposal(proposal=proposal, by=self.by, keep=True)
            return
        send_proposals(cohort=self.cohort, by=self.by)
        for proposal in proposals if state == "running" else ():
            both_say_yes(proposal)


@pytest.mark.parametrize("state", STATES)
def test_what_another_mentor_would_have_cost_reads_as_when_the_pair_was_found(state):
    pairs = Standing(state)

    choices = choices_for(fresh(pairs.ada))

    assert (choices.is_for_reading, choices.is_open, choices.is_worked_out) == (True, False, True)
    for mentor in (pairs.bo, pairs.oda):
        then, now = option(pairs.as_found, mentor), option(choices, mentor)
        assert (now.points, now.cost, now.changes) == (then.points, then.cost, then.changes)
        assert (now.refusal, now.gives_way, now.exchange) == ("", "", None)
    assert option(choices, pairs.bo).changes == ("Sam Sailing would have Oda One instead of Bo Both.",)
    assert [option(choices, mentor).is_now for mentor in (pairs.bo, pairs.oda)] == [False, True]


@pytest.mark.parametrize("state", STATES)
def test_page_says_that_it_is_for_reading_and_has_no_button_to_pair(sign_in, state):
    pairs = Standing(state)
    client = sign_in(pairs.by)

    page = client.get(address_of(pairs.ada)).content.decode()

    assert "This page is for reading: nothing can be changed here." in page
    assert "Why not another mentor for Ada Speaking" in page
    assert "as if nobody here had a mentor yet" in page
    assert "The weakest pair would score 15 of 100 instead of 85." in page
    assert ("Pair these two" in page, 'name="exchange"' in page, 'name="mentor"' in page) == (False, False, False)


@pytest.mark.parametrize("state", STATES)
def test_nobody_is_paired_from_there(sign_in, state):
    pairs = Standing(state)
    before = list(Proposal.objects.order_by("pk").values("pk", "status", "locked"))

    answer = sign_in(pairs.by).post(address_of(pairs.ada), {"mentor": pairs.bo.pk}, follow=True)

    assert answer.status_code == 200
    assert list(Proposal.objects.order_by("pk").values("pk", "status", "locked")) == before


@pytest.mark.parametrize("state", ["sent", "running"])  # a draft of the two goes with the wish
def test_private_wish_against_a_mentor_one_has_shows_nowhere(state):
    pairs = Standing(state)
    before = [choices_for(fresh(mentee)) for mentee in (pairs.ada, pairs.sam)]

    add_exclusion(owner=pairs.ada.person, excluded=pairs.oda.person, by=pairs.ada.person.user)
    add_exclusion(owner=pairs.bo.person, excluded=pairs.sam.person, by=pairs.bo.person.user)

    assert [choices_for(fresh(mentee)) for mentee in (pairs.ada, pairs.sam)] == before


class OnceMore:
    """Two who were a pair before and both wished to be one again: suggested to each other, or a pair once more."""

    def __init__(self, state):
        self.cohort, by = open_cohort()
        self.mentor, self.mentee = both_in(self.cohort, *two_of_before())
        say_again(self.mentor.person, self.mentee.person)
        pair_by_hand(mentee=self.mentee, mentor=self.mentor, by=by)
        if state != "kept":
            send_proposals(cohort=self.cohort, by=by)
        if state == "running":
            both_say_yes(Proposal.objects.get())

    def read(self):
        return choices_for(fresh(self.mentee))


@pytest.mark.parametrize("state", ["kept", "sent"])
@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_who_takes_back_the_wish_to_be_a_pair_again_shows_nowhere(state, role):
    two = OnceMore(state)
    before, person = two.read(), getattr(two, role).person

    take_back_wish_again(mentorship=last_pair_of(person), by=person.user)

    assert (option(before, two.mentor).refusal, option(before, two.mentor).is_now) == ("", True)
    assert two.read() == before


def test_mentor_with_whom_one_was_a_pair_before_is_not_ruled_out():
    two = OnceMore("running")
    before = two.read()

    Membership.objects.update(wish=None)

    assert (option(before, two.mentor).refusal, option(before, two.mentor).is_now) == ("", True)
    assert two.read() == before


def test_whom_one_mentors_is_not_said_to_be_ones_mentor():
    pairs = Standing()
    ada_as_mentor, sam_as_mentor = (mentor_of(pairs.cohort, person=each.person) for each in (pairs.ada, pairs.sam))
    Mentorship.objects.filter(memberships__enrolment=pairs.sam).delete()
    make_mentorship(ada_as_mentor, pairs.sam)

    ada, sam = (choices_for(fresh(mentee)) for mentee in (pairs.ada, pairs.sam))

    assert [each.place for each in ada.options.rows if each.is_now] == [pairs.oda.pk]
    assert [each.place for each in sam.options.rows if each.is_now] == [ada_as_mentor.pk]
    assert sam_as_mentor.pk in {each.place for each in ada.options.rows}


def test_rules_against_others_read_as_ever():
    pairs = Standing()
    boss, avoided, met = (mentor_of(pairs.cohort) for _ in range(3))
    pairs.ada.person.manager = boss.person
    pairs.ada.person.save()
    add_exclusion(owner=pairs.ada.person, excluded=avoided.person, by=pairs.ada.person.user)
    elsewhere, _by = open_cohort()
    make_mentorship(mentor_of(elsewhere, person=met.person), mentee_of(elsewhere, person=pairs.ada.person))

    choices = choices_for(fresh(pairs.ada))

    assert {option(choices, each).refusal for each in (boss, avoided, met)} == {"Ruled out"}


def test_whose_pair_has_ended_and_who_asks_for_no_other_reads_no_mentors(sign_in):
    pairs = Standing()
    mentorship = Mentorship.objects.get(memberships__enrolment=pairs.ada)
    end_mentorship(mentorship=mentorship, by=pairs.ada.person.user)
    Membership.objects.update(looks_again=False)

    choices = choices_for(fresh(pairs.ada))
    text = text_of(sign_in(pairs.by).get(address_of(pairs.ada)))

    assert (choices.is_open, choices.is_for_reading, choices.options.rows) == (False, False, [])
    assert "No mentor is looked for" in text


def test_where_people_name_others_nothing_is_worked_out(sign_in):
    cohort, by = naming_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    make_mentorship(mentor, mentee)

    text = text_of(sign_in(by).get(address_of(mentee)))

    assert "This page is for reading" in text
    assert "as if nobody here had a mentor yet" not in text


@pytest.mark.parametrize("state", STATES)
def test_board_leads_there_from_each_pair_that_stands(sign_in, state):
    pairs = Standing(state)
    client = sign_in(pairs.by)
    board = reverse("admin:matching_cohort_board", args=[pairs.cohort.pk])

    page = client.get(board).content.decode()

    linked = [f'href="{address_of(mentee)}"' in page for mentee in (pairs.ada, pairs.sam)]
    assert (linked, page.count("Why not another</a>")) == ([True, True], 2)


@pytest.mark.parametrize("state", STATES)
def test_link_of_whoever_may_have_another_mentor_speaks_of_one(sign_in, state):
    pairs = Standing(state)
    pairs.cohort.programme.mentors_each = 2
    pairs.cohort.programme.save()
    Enrolment.objects.filter(pk=pairs.ada.pk).update(capacity=2)
    client = sign_in(pairs.by)

    page = client.get(reverse("admin:matching_cohort_board", args=[pairs.cohort.pk])).content.decode()

    assert (page.count("Another mentor</a>"), page.count("Why not another</a>")) == (1, 1)
    assert f'href="{address_of(pairs.ada)}" aria-label="Another mentor for Ada Speaking"' in page
    assert "Choose a mentor for Ada Speaking" in text_of(client.get(address_of(pairs.ada)))


def test_board_leads_nowhere_from_a_pair_that_has_ended(sign_in):
    pairs = Standing()
    for mentorship in Mentorship.objects.all():
        end_mentorship(mentorship=mentorship, by=pairs.ada.person.user)

    page = sign_in(pairs.by).get(reverse("admin:matching_cohort_board", args=[pairs.cohort.pk])).content.decode()

    assert "Why not another" not in page


def test_page_asks_the_same_of_the_database_for_many_pairs(sign_in):
    pairs = Standing()
    client, counts = sign_in(pairs.by), []
    for _ in range(2):
        client.get(address_of(pairs.ada))
        with CaptureQueriesContext(connection) as queries:
            client.get(address_of(pairs.ada))
        counts.append(len(queries))
        for _ in range(4):
            make_mentorship(mentor_of(pairs.cohort, "Speaking"), mentee_of(pairs.cohort, "Speaking"))

    assert counts[0] == counts[1] <= 15
