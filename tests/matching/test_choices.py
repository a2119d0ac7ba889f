"""The choice of a mentor by hand, as a coordinator reads it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.choices import BY_BOUNDS_UP_TO, WORKED_OUT_UP_TO, choices_for
from matching.models import Proposal
from matching.rules import rules_in_words
from matching.scoring import Style
from matching.services import (
    add_exclusion,
    change_policy,
    keep_proposal,
    pair_by_hand,
)
from matching.terms import USUAL
from tests.factories import make_proposal
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


def three():
    """One wish that two mentors meet, and another mentee whom only the first of them fits."""
    cohort, by = open_cohort()
    both, one = mentor_of(cohort, "Speaking", "Sailing"), mentor_of(cohort, "Speaking")
    speaking, sailing = mentee_of(cohort, "Speaking"), mentee_of(cohort, "Sailing")
    searched(cohort, by)
    assert pairs_of(cohort) == {(both, sailing), (one, speaking)}
    return cohort, by, both, one, speaking, sailing


def option(choices, mentor):
    return next(each for each in choices.options.rows if each.place == mentor.pk)


def test_choice_says_what_it_costs_everybody_and_whose_draft_gives_way():
    cohort, _by, both, one, speaking, sailing = three()
    boss = mentor_of(cohort)
    speaking.person.manager = boss.person
    speaking.person.save()

    choices = choices_for(speaking)

    assert (option(choices, one).cost, option(choices, one).is_now) == ("No change overall.", True)
    assert option(choices, both).cost == "The weakest pair would score 15 of 100 instead of 85."
    assert option(choices, both).gives_way == sailing.person.user.name
    assert (option(choices, boss).refusal, option(choices, boss).points, option(choices, boss).cost) == (
        "Ruled out",
        "",
        "",
    )
    assert [each.place for each in choices.options.rows][-1] == boss.pk


def test_choice_names_who_would_have_another_mentor(office):
    cohort, client, _by = office
    both, one = (
        mentor_of(cohort, *offers, person__user__name=name)
        for name, offers in (("Bo Both", ("Speaking", "Sailing")), ("Oda One", ("Speaking",)))
    )
    speaking = mentee_of(cohort, "Speaking")
    mentee_of(cohort, "Sailing", person__user__name="Sam Sailing")

    choices = choices_for(speaking)
    page = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[speaking.pk])))

    assert option(choices, both).changes == ("Sam Sailing would have Oda One instead of Bo Both.",)
    assert option(choices, one).changes == ()
    assert page.count("Sam Sailing would have Oda One instead of Bo Both.") == 1
    assert "who would then have another mentor than in the best one" in page


def test_choice_never_tells_a_private_wish_from_any_other_rule():
    cohort, _by = open_cohort()
    avoided, boss, lost, removed = (mentor_of(cohort) for _ in range(4))
    mentee = mentee_of(cohort)
    mentee.person.manager = boss.person
    mentee.person.save()
    add_exclusion(owner=mentee.person, excluded=avoided.person, by=mentee.person.user)
    make_proposal(lost, mentee, status=Proposal.Status.DECLINED)
    make_proposal(removed, mentee, status=Proposal.Status.REMOVED)

    choices = choices_for(mentee)

    assert {option(choices, each).refusal for each in (avoided, boss, lost, removed)} == {"Ruled out"}


def test_ruled_out_mentors_stand_together_by_name_and_all_rules_are_told_once(office):
    cohort, client, _by = office
    mentee = mentee_of(cohort)
    cleo, anna, _free = (mentor_of(cohort, person__user__name=name) for name in ("Cleo", "Anna", "Bea"))
    mentee.person.manager = cleo.person
    mentee.person.save()
    add_exclusion(owner=mentee.person, excluded=anna.person, by=mentee.person.user)

    text = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk])))

    assert "Ruled out: Anna, Cleo" in text
    assert text.index("Bea") < text.index("Ruled out")
    assert text.count("so we never show why a pair is ruled out.") == 1
    assert "somebody of the same manager, as far as the HR file names managers. Where it does not name" in text


def test_rules_are_told_by_style():
    classic, reverse_ = (" ".join(rules_in_words(style, knows_managers=True)) for style in ("classic", "reverse"))
    unknown = [rules_in_words(style, knows_managers=False)[1] for style in ("classic", "reverse")]

    assert ("same manager" in classic, "lower grade" in classic, "higher grade" in classic) == (True, True, False)
    assert ("same manager" in reverse_, "lower grade" in reverse_, "higher grade" in reverse_) == (False, False, True)
    assert unknown == [
        f"Where grades are known, nobody is paired with a mentor of a {word} grade." for word in ("lower", "higher")
    ]


def test_pair_taken_out_reads_the_same_whether_or_not_one_avoids_the_other():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    make_proposal(mentor, mentee, status=Proposal.Status.REMOVED)
    before = option(choices_for(mentee), mentor)

    add_exclusion(owner=mentor.person, excluded=mentee.person, by=mentor.person.user)

    assert option(choices_for(mentee), mentor) == before


def test_choice_says_when_somebody_would_be_left_without_a_pair():
    cohort, _by = open_cohort()
    boss, other_boss = mentor_of(cohort), mentor_of(cohort)
    free, bound = mentee_of(cohort), mentee_of(cohort)
    bound.person.manager = other_boss.person
    bound.person.save()

    choices = choices_for(free)

    assert option(choices, boss).cost == "1 mentee fewer with a pair."
    assert option(choices, other_boss).cost == "No change overall."


def test_mentor_without_a_place_left_cannot_be_chosen():
    _cohort, by, both, _one, speaking, sailing = three()
    keep_proposal(proposal=Proposal.objects.get(sides__enrolment=sailing), by=by, keep=True)

    assert option(choices_for(speaking), both).refusal == "No place left"
    assert not choices_for(sailing).is_open


def test_choice_among_more_pairs_than_a_list_holds_costs_the_same(monkeypatch):
    _cohort, _by, both, one, speaking, _sailing = three()
    listed = choices_for(speaking)

    monkeypatch.setattr("matching.choices.WORKED_OUT_UP_TO", 1)

    large = choices_for(speaking)
    assert large.is_worked_out
    assert (option(large, one).cost, option(large, one).changes) == (option(listed, one).cost, ())
    assert option(large, both).cost == (
        "At worst the weakest pair would score less than 85 of 100, or fewer mentees would have a pair."
    )


def test_page_claims_no_costs_where_none_can_be_told_of_so_many(monkeypatch, sign_in):
    cohort, by, _both, _one, speaking, _sailing = three()
    change_policy(programme=cohort.programme, terms=replace(USUAL[Style.CLASSIC], objective="stable"), by=by)
    address = reverse("admin:matching_mentee_mentor", args=[speaking.pk])
    with_a_list = text_of(sign_in(by).get(address))
    monkeypatch.setattr("matching.choices.WORKED_OUT_UP_TO", 1)

    page = text_of(sign_in(by).get(address))

    claim, none = (
        "Beside each mentor you read",
        "With so many people what a choice means for everybody is not worked out",
    )
    assert [(claim in each, none in each) for each in (with_a_list, page)] == [(True, False), (False, True)]


def test_choices_are_found_by_name_and_their_cost_left_out_where_it_is_too_much(monkeypatch, sign_in):
    _cohort, by, both, _one, speaking, _sailing = three()
    monkeypatch.setattr("matching.choices.WORKED_OUT_UP_TO", 1)
    monkeypatch.setattr("matching.choices.BY_BOUNDS_UP_TO", 1)

    choices = choices_for(speaking, looked_for=both.person.user.name.upper())
    page = text_of(sign_in(by).get(reverse("admin:matching_mentee_mentor", args=[speaking.pk])))

    assert [(each.place, each.cost) for each in choices.options.rows] == [(both.pk, "")]
    assert not choices.is_worked_out
    assert "With so many people what a choice means for everybody is not worked out here." in page
    assert (WORKED_OUT_UP_TO, BY_BOUNDS_UP_TO) == (2_000_000, 15_000_000)


def test_choosing_on_the_page_makes_the_pair(office):
    cohort, client, _by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, person__user__name="Minh Mentee")
    address = reverse("admin:matching_mentee_mentor", args=[mentee.pk])

    page = text_of(client.get(address))
    answer = client.post(address, {"mentor": mentor.pk}, follow=True)

    assert "Choose a mentor for Minh Mentee" in page
    assert "Pair these two" in page
    assert "Paired by hand, kept" in text_of(answer)
    assert pairs_of(cohort) == {(mentor, mentee)}
    assert "This page is for reading: nothing can be changed here." in text_of(client.get(address))
    assert client.post(address, {"mentor": mentor.pk}, follow=True).status_code == 200
    assert client.post(address, {"mentor": "nobody"}).status_code == 404


def test_choice_costs_the_same_number_of_queries_for_many_mentors(office):
    cohort, client, _by = office
    mentee = mentee_of(cohort, "Speaking")
    counts = []
    for number in (3, 20):
        for _ in range(number):
            mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_pair_by_hand_stands_on_the_board_as_such(office):
    cohort, client, by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    assert "Paired by hand, kept" in board_text(client, cohort)
