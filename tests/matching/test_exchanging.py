"""Two mentees exchange their mentors, as a coordinator reads the price and presses the button."""

from dataclasses import replace
from uuid import uuid4

import numpy as np
import pytest
from django.urls import reverse

from matching.assignment import assign
from matching.choices import choices_for
from matching.models import Proposal
from matching.scoring import Style
from matching.services import (
    add_exclusion,
    change_policy,
    exchange_mentors,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    send_proposals,
    start_run,
)
from matching.services.finding import compare
from matching.services.inputs import read_inputs
from matching.shown import points_of_100
from matching.terms import USUAL
from matching.why_not import WhyNot
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from programmes.models import Enrolment
from tests.factories import make_proposal
from tests.matching.at_once import at_once
from tests.matching.office import text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched, silent

pytestmark = pytest.mark.django_db
GONE = "This has already changed, so nothing was done. Please look at how it stands now."


@pytest.fixture
def pairs(office):
    """Two mentors, each with the mentee who wants what they offer."""
    cohort, client, by = office
    speaking, sailing = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Sailing")
    ada = mentee_of(cohort, "Speaking", person__user__name="Ada")
    sam = mentee_of(cohort, "Sailing", person__user__name="Sam")
    searched(cohort, by)
    assert pairs_of(cohort) == {(speaking, ada), (sailing, sam)}
    return cohort, client, by, (speaking, sailing), (ada, sam)


def draft_of(mentee):
    return Proposal.objects.get(sides__enrolment=mentee, status="draft")


def exchange_at(mentee, mentor):
    return next(each.exchange for each in choices_for(mentee).options.rows if each.place == mentor.pk)


def address_of(mentee):
    return reverse("admin:matching_mentee_mentor", args=[mentee.pk])


# --- the price ---


def test_price_is_what_the_two_pairs_lose_and_stands_by_the_mentor_who_is_full(pairs):
    _cohort, client, _by, (speaking, sailing), (ada, sam) = pairs

    exchange = exchange_at(ada, sailing)

    assert exchange.draft == draft_of(sam).pk
    assert exchange.words == (
        "Exchange with Sam: 140 points fewer for all together.",
        "The less good of the two pairs would fit 15 of 100 instead of 85.",
    )
    assert exchange_at(ada, speaking) is None
    text = text_of(client.get(address_of(ada)))
    assert text.count("Exchange with Sam: 140 points fewer for all together.") == 1


def test_price_is_what_the_shortest_paths_tell_of_a_proven_choice():
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=replace(USUAL[Style.CLASSIC], objective="total"), by=by)
    skills = [f"Skill {number}" for number in range(6)]
    mentors = [mentor_of(cohort, *skills[number : number + 2]) for number in range(5)]
    mentees = [mentee_of(cohort, skills[number], skills[(number * 2 + 1) % 6]) for number in range(5)]
    searched(cohort, by)
    inputs = read_inputs(cohort)
    found = compare(inputs, silent)
    columns = found.mentee, found.mentor, found.score
    best = assign(*columns, inputs.capacity, mentees=len(mentees), objective="total")
    why_not = WhyNot(*columns, inputs.capacity, best)
    row_of = {place.pk: row for row, place in enumerate(inputs.mentees)}
    drafts = {mentor: mentee for mentor, mentee in pairs_of(cohort)}
    for mentor, mentee in drafts.items():
        assert best.mentor_of[row_of[mentee.pk]] == [place.pk for place in inputs.mentors].index(mentor.pk)

    told = {}
    for one in mentees:
        for option in choices_for(one).options.rows:
            if option.exchange:
                other = drafts[next(mentor for mentor in mentors if mentor.pk == option.place)]
                told[one.pk, other.pk] = option.exchange.words[0].partition(": ")[2]

    assert len(told) == 20
    for (one, other), words in told.items():
        loss = why_not.swap(row_of[one], row_of[other])
        assert loss.people == 0
        price = f"{points_of_100(loss.points)} points fewer for all together." if loss.points else "no change overall."
        assert words == price
    assert np.count_nonzero(best.mentor_of >= 0) == 5


def test_exchange_that_betters_pairs_made_by_hand_says_so(pairs):
    cohort, _client, by, (speaking, sailing), (ada, sam) = pairs
    exchange_mentors(mentee=ada, other=draft_of(sam), by=by)
    for mentee in (ada, sam):
        keep_proposal(proposal=draft_of(mentee), by=by, keep=False)

    assert exchange_at(ada, speaking).words == ("Exchange with Sam: 140 points more for all together.",)
    assert pairs_of(cohort) == {(sailing, ada), (speaking, sam)}


def test_of_several_drafts_of_a_mentor_the_exchange_that_costs_least_is_told(office):
    cohort, _client, _by = office
    both, one = mentor_of(cohort, "Speaking", "Sailing", capacity=2), mentor_of(cohort, "Speaking")
    ada = mentee_of(cohort, "Speaking", person__user__name="Ada")
    sam = mentee_of(cohort, "Sailing", person__user__name="Sam")
    una = mentee_of(cohort, "Speaking", person__user__name="Una")
    for mentor, mentee in ((one, ada), (both, sam), (both, una)):
        make_proposal(mentor, mentee, status="draft")

    assert exchange_at(ada, both).words == ("Exchange with Una: no change overall.",)


def test_no_exchange_is_offered_where_a_place_is_free_or_a_rule_forbids_it(office):
    cohort, _client, _by = office
    first, second = mentor_of(cohort), mentor_of(cohort, capacity=2)
    ada, sam, without = mentee_of(cohort), mentee_of(cohort), mentee_of(cohort)
    for mentor, mentee in ((first, ada), (second, sam)):
        make_proposal(mentor, mentee, status="draft")
    assert exchange_at(ada, second) is None
    Enrolment.objects.filter(pk=second.pk).update(capacity=1)
    assert exchange_at(ada, second) is not None
    # Whoever has no draft has nothing to give.
    assert exchange_at(without, second) is None

    add_exclusion(owner=sam.person, excluded=first.person, by=sam.person.user)

    assert exchange_at(ada, second) is None


# --- the button ---


def test_button_writes_both_pairs_as_made_by_hand_and_kept(pairs):
    cohort, client, by, (speaking, sailing), (ada, sam) = pairs
    page = client.get(address_of(ada)).content.decode()
    assert f'<button class="button" name="exchange" value="{draft_of(sam).pk}"' in page

    answer = client.post(address_of(ada), {"exchange": draft_of(sam).pk}, follow=True)

    assert "Exchanged. The next search keeps both pairs, until you let them go." in answer.content.decode()
    assert pairs_of(cohort) == {(sailing, ada), (speaking, sam)}
    made = Proposal.objects.drafts_of(cohort)
    assert {(each.origin, each.locked, points_of_100(each.score)) for each in made} == {("coordinator", True, "15")}
    events = AuditEvent.objects.filter(verb="proposal.pair")
    assert {(event.subject_id, event.actor_id) for event in events} == {(each.pk, by.pk) for each in made}
    searched_again = mentee_of(cohort), mentor_of(cohort)
    searched(cohort, by)
    assert pairs_of(cohort) == {(sailing, ada), (speaking, sam), tuple(reversed(searched_again))}


def change_nothing(cohort, mentee, other, by, words):
    before = pairs_of(cohort)

    with pytest.raises(Refused, match=words):
        exchange_mentors(mentee=mentee, other=other, by=by)

    assert pairs_of(cohort) == before


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", ["kept", "removed", "sent"])
def test_exchange_is_refused_once_one_of_the_two_drafts_is_another(pairs, which, change):
    cohort, _client, by, _mentors, mentees = pairs
    ada, other = mentees[0], draft_of(mentees[1])
    changed = draft_of(mentees[which])
    if change == "kept":
        keep_proposal(proposal=changed, by=by, keep=True)
    elif change == "removed":
        remove_proposal(proposal=changed, by=by)
    else:
        send_proposals(cohort=cohort, by=by)

    change_nothing(cohort, ada, other, by, GONE)


def test_exchange_is_refused_with_oneself_and_with_a_draft_that_is_gone_or_of_another_round(pairs):
    cohort, client, by, (_speaking, sailing), (ada, sam) = pairs
    elsewhere, _by = open_cohort()
    foreign = make_proposal(mentor_of(elsewhere), mentee_of(elsewhere), status="draft")
    for other in (draft_of(ada), Proposal(pk=uuid4()), foreign):
        change_nothing(cohort, ada, other, by, GONE)
    gone = draft_of(sam).pk
    pair_by_hand(mentee=ada, mentor=sailing, by=by)

    assert "This page is for reading: nothing can be changed here." in text_of(client.get(address_of(ada)))
    assert GONE in client.post(address_of(ada), {"exchange": gone}, follow=True).content.decode()
    assert client.post(address_of(ada), {"exchange": "nobody"}).status_code == 404


def test_exchange_of_two_mentees_of_one_mentor_changes_nothing(office):
    cohort, _client, by = office
    mentor, ada, sam = mentor_of(cohort, capacity=2), mentee_of(cohort), mentee_of(cohort)
    for mentee in (ada, sam):
        make_proposal(mentor, mentee, status="draft")

    change_nothing(cohort, ada, draft_of(sam), by, GONE)


@pytest.mark.parametrize("rule", ["line", "wish"])
def test_exchange_is_ruled_out_in_one_word_for_every_rule(pairs, rule):
    cohort, _client, by, (speaking, _sailing), (ada, sam) = pairs
    other = draft_of(sam)
    if rule == "line":
        sam.person.manager = speaking.person
        sam.person.save()
    else:
        add_exclusion(owner=sam.person, excluded=speaking.person, by=sam.person.user)

    change_nothing(cohort, ada, other, by, "This exchange is ruled out. Please choose another mentor.")


def test_exchange_is_refused_while_a_search_is_on_its_way_or_no_place_is_left(pairs):
    cohort, _client, by, (speaking, _sailing), (ada, sam) = pairs
    other = draft_of(sam)
    speaking.person.mentor_limit = 0
    speaking.person.save()
    change_nothing(cohort, ada, other, by, "No place of this mentor is left.")

    start_run(cohort=cohort, by=by)

    change_nothing(cohort, ada, other, by, "A search for pairs is on its way.")


@pytest.mark.django_db(transaction=True)
def test_two_who_exchange_the_same_at_once_do_it_once(pairs):
    cohort, _client, by, (speaking, sailing), (ada, sam) = pairs
    drafts = {ada: draft_of(ada), sam: draft_of(sam)}

    outcomes = at_once(
        lambda: exchange_mentors(mentee=ada, other=drafts[sam], by=by),
        lambda: exchange_mentors(mentee=sam, other=drafts[ada], by=by),
    )

    assert sorted(str(outcome) for outcome in outcomes) == [
        "This has already changed, so nothing was done. Please look at how it stands now.",
        "done",
    ]
    assert pairs_of(cohort) == {(sailing, ada), (speaking, sam)}
