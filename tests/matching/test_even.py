"""How even a search is, as a coordinator reads it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.even import NOBODY_YET, even_of
from matching.even_groups import Group
from matching.models import Proposal, ProposalSide, Run, RunEvidence
from matching.services import (
    add_exclusion,
    end_mentorship,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    send_proposals,
)
from mentoring.lib import clock
from programmes.models import Cohort, Role
from tests.factories import DepartmentFactory, GradeFactory, SiteFactory, close_round, make_mentorship, make_proposal
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, pairs_of, searched

pytestmark = pytest.mark.django_db


def page_of(client, cohort):
    return text_of(client.get(reverse("admin:matching_cohort_even", args=[cohort.pk])))


def people_of(cohort, number, *wants, mentors=None, **fields):
    """So many mentees, and as many mentors of their wish where it is not said otherwise."""
    fields = {f"person__{name}": value for name, value in fields.items()}
    for _ in range(number if mentors is None else mentors):
        mentor_of(cohort, *wants)
    return [mentee_of(cohort, *wants, **fields) for _ in range(number)]


def department(cohort, name):
    return DepartmentFactory(organisation=cohort.programme.organisation, name=name)


def table(even, title="By department"):
    """(name, "placed of all", average) of each group."""
    found = {split.title: split.groups for split in even.splits}
    return [(group.name, f"{group.placed} of {group.waited}", group.average) for group in found.get(title, ())]


# --- groups ---


def test_groups_say_who_was_given_a_mentor_and_how_well_they_fit(office):
    cohort, client, by = office
    people_of(cohort, 6, "Speaking", department=department(cohort, "Sales"))
    people_of(cohort, 5, "Sailing", department=department(cohort, "Legal"))
    people_of(cohort, 5, mentors=0, department=department(cohort, "Works"))
    searched(cohort, by)

    even = even_of(cohort)
    text = page_of(client, cohort)

    assert even.words[0] == "11 of 16 mentees who waited were given a mentor."
    assert [(name, placed) for name, placed, _average in table(even)] == [
        ("Legal", "5 of 5"),
        ("Sales", "6 of 6"),
        ("Works", "0 of 5"),
    ]
    assert table(even)[2] == ("Works", "0 of 5", "no pair")
    averages = {average for _name, _placed, average in table(even)[:2]}
    assert f"Their pairs fit {averages.pop()} of 100 on average." == even.words[1]
    assert averages == set()
    assert "By department Mentees Given a mentor Fit on average Legal 5 of 5" in text
    assert "Groups of fewer than 5 mentees are grouped as “All others”" in text


def test_average_is_that_of_the_fits_of_the_pairs(office):
    cohort, _client, by = office
    people_of(cohort, 5, "Speaking", department=department(cohort, "Sales"))
    people_of(cohort, 5, "Sailing", mentors=0, department=department(cohort, "Legal"))
    for _ in range(5):
        mentor_of(cohort, "Rowing")
    searched(cohort, by)

    scores = dict.fromkeys(("Sales", "Legal"), 0)
    mentees = ProposalSide.objects.filter(role=Role.MENTEE)
    for name, score in mentees.values_list("enrolment__person__department__name", "proposal__score"):
        scores[name] += score

    assert {name: float(average) for name, _placed, average in table(even_of(cohort))} == {
        name: round(total / 5 / 10_000, 1) for name, total in scores.items()
    }


def test_small_groups_stand_together_and_a_single_one_takes_the_next_with_it(office):
    cohort, _client, by = office
    for name, number in (("Sales", 9), ("Legal", 6), ("Works", 5), ("Board", 1)):
        people_of(cohort, number, department=department(cohort, name))
    searched(cohort, by)

    assert [(name, placed) for name, placed, _average in table(even_of(cohort))] == [
        ("Legal", "6 of 6"),
        ("Sales", "9 of 9"),
        ("All others", "6 of 6"),
    ]


def test_smallest_group_is_that_of_the_programme(office):
    cohort, client, by = office
    for name in ("Sales", "Legal"):
        people_of(cohort, 6, department=department(cohort, name))
    searched(cohort, by)
    assert len(table(even_of(cohort))) == 2

    cohort.programme.minimum_group = 7
    cohort.programme.save()

    assert table(even_of(cohort)) == []
    assert "nothing can be compared without singling out a few people." in page_of(client, cohort)


def test_nothing_is_compared_where_all_are_alike_or_few(office):
    cohort, client, by = office
    people_of(cohort, 2, department=department(cohort, "Sales"))
    people_of(cohort, 2, department=department(cohort, "Legal"))
    searched(cohort, by)

    text = page_of(client, cohort)

    assert "4 of 4 mentees who waited were given a mentor." in text
    assert "By department, grade and place of work, nothing can be compared" in text
    # Of four people no average is told either.
    assert "on average" not in text


def test_average_of_a_few_pairs_is_hidden_and_no_other_number_gives_it_away(office):
    cohort, client, by = office
    people_of(cohort, 9, "Speaking", department=department(cohort, "Sales"))
    people_of(cohort, 6, "Sailing", department=department(cohort, "Legal"))
    people_of(cohort, 5, "Rowing", mentors=2, department=department(cohort, "Works"))
    searched(cohort, by)

    rows = table(even_of(cohort))

    assert [(name, placed, bool(average)) for name, placed, average in rows] == [
        ("Legal", "6 of 6", False),
        ("Sales", "9 of 9", True),
        ("Works", "2 of 5", False),
    ]
    assert page_of(client, cohort).count("not shown") == 2


def test_grades_stand_in_their_order_and_what_is_not_known_comes_after_them(office):
    cohort, _client, by = office
    for name, level in (("Senior", 3), ("Junior", 1), ("Middle", 2)):
        grade = GradeFactory(organisation=cohort.programme.organisation, name=name, level=level)
        people_of(cohort, 5, grade=grade)
    people_of(cohort, 5, grade=None)
    for place in cohort.enrolments.filter(role=Role.MENTOR):
        place.person.grade = None
        place.person.save()
    searched(cohort, by)

    assert [name for name, _placed, _average in table(even_of(cohort), "By grade")] == [
        "Junior",
        "Middle",
        "Senior",
        "Not known",
    ]


@pytest.mark.parametrize(("at_york", "titles"), [(4, ["By department"]), (5, ["By department", "By place of work"])])
def test_table_that_would_speak_of_a_few_beside_another_is_left_out(office, at_york, titles):
    """All of Sales are at Leeds, and so many less than ten of Legal: Leeds less Sales are the few."""
    cohort, client, by = office
    leeds, york = (SiteFactory(organisation=cohort.programme.organisation, name=name) for name in ("Leeds", "York"))
    people_of(cohort, 10, department=department(cohort, "Sales"), site=leeds)
    people_of(cohort, at_york, department=department(cohort, "Legal"), site=york)
    people_of(cohort, 10 - at_york, department=department(cohort, "Legal"), site=leeds)
    people_of(cohort, 5, department=department(cohort, "Works"), site=york)
    searched(cohort, by)

    even = even_of(cohort)

    assert [split.title for split in even.splits] == titles
    told = "By place of work, nothing can be compared without singling out a few people."
    assert (told in page_of(client, cohort)) == (len(titles) == 1)


# --- what it is told of ---


def ten(cohort, by):
    for name in ("Sales", "Legal"):
        people_of(cohort, 6, "Speaking", department=department(cohort, name))
    return searched(cohort, by)


def told(cohort):
    even = even_of(cohort)
    return even.words, even.splits, even.rather


def test_what_is_done_by_hand_or_wished_since_shows_in_no_number(office):
    cohort, _client, by = office
    ten(cohort, by)
    before = told(cohort)
    first, second, third = Proposal.objects.drafts_of(cohort)[:3]
    mentee = first.sides.get(role=Role.MENTEE).enrolment
    wisher = second.sides.get(role=Role.MENTOR).enrolment

    remove_proposal(proposal=first, by=by)
    pair_by_hand(mentee=mentee, mentor=third.sides.get(role=Role.MENTOR).enrolment, by=by)
    add_exclusion(owner=wisher.person, excluded=mentee.person, by=wisher.person.user)

    assert Proposal.objects.filter(pk=third.pk).count() == 0
    assert told(cohort) == before
    send_proposals(cohort=cohort, by=by)
    assert told(cohort) == before


def test_pairs_that_were_kept_count_like_those_found(office):
    cohort, _client, by = office
    ten(cohort, by)
    before = told(cohort)
    for proposal in Proposal.objects.drafts_of(cohort)[:3]:
        keep_proposal(proposal=proposal, by=by, keep=True)
    mentee_of(cohort)
    mentor_of(cohort)

    run = searched(cohort, by)

    assert len(run.certificate["mentees"]) == 10
    assert even_of(cohort).words[0] == "13 of 13 mentees who waited were given a mentor."
    assert before[0][0] == "12 of 12 mentees who waited were given a mentor."


def test_search_of_before_any_evidence_was_kept_is_told_by_its_suggestions(office):
    cohort, _client, by = office
    ten(cohort, by)
    words, splits, _rather = told(cohort)

    RunEvidence.objects.all().delete()

    assert told(cohort)[:2] == (words, splits)
    assert told(cohort)[2].endswith("or the search kept no scores.")


def test_evidence_that_does_not_open_is_no_fault_of_the_page(office):
    cohort, client, by = office
    ten(cohort, by)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE matching_runevidence SET packed = %s", [b"v1 of nothing"])

    assert "is not worked out here" in page_of(client, cohort)


def test_page_before_the_first_search_says_so_and_the_board_leads_there_after_it(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    address = reverse("admin:matching_cohort_even", args=[cohort.pk])
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    assert even_of(cohort) == NOBODY_YET
    assert "There has been no search for pairs yet." in page_of(client, cohort)
    assert address not in client.get(board).content.decode()

    searched(cohort, by)

    assert address in client.get(board).content.decode()
    assert "How fair the last search was" in board_text(client, cohort)


def test_run_that_says_nothing_of_anybody_is_no_fault(office):
    cohort, client, by = office
    Run.objects.create(cohort=cohort, created_at=clock.now(), created_by=by, finished_at=clock.now())

    assert "0 of 0 mentees who waited were given a mentor." in page_of(client, cohort)


def test_share_of_a_group_is_in_whole_percent():
    assert [Group("", placed, 3, "").percent for placed in (0, 1, 2, 3)] == [0, 33, 66, 100]


# --- mentors ---


def test_load_counts_pairs_suggestions_and_drafts_and_no_own_limit(office):
    cohort, client, by = office
    mentor_of(cohort, capacity=1), mentee_of(cohort)
    searched(cohort, by)
    busy, full = mentor_of(cohort, capacity=3), mentor_of(cohort, capacity=6, person__mentor_limit=1)
    mentor_of(cohort, capacity=2)
    make_mentorship(busy, mentee_of(cohort))
    make_proposal(busy, mentee_of(cohort), status="sent")
    make_proposal(busy, mentee_of(cohort), status="draft")
    make_proposal(busy, mentee_of(cohort), status="removed")
    for _ in range(5):
        make_proposal(full, mentee_of(cohort), status="draft")

    loads = [(load.mentees, load.mentors, load.places) for load in even_of(cohort).loads]

    assert loads == [
        ("No mentee", 1, 2),
        ("1 mentee", 1, 1),
        ("2 mentees", 0, 0),
        ("3 mentees", 1, 3),
        ("4 mentees or more", 1, 6),
    ]
    assert "No mentee 1 2 1 mentee 1 1 2 mentees 0 0 3 mentees 1 3 4 mentees or more 1 6" in page_of(client, cohort)


def test_load_leaves_out_pairs_that_ended_and_all_of_a_round_that_is_over(office):
    cohort, client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    end_mentorship(mentorship=make_mentorship(mentor_of(cohort), mentee_of(cohort)), by=by)
    assert [load.mentors for load in even_of(cohort).loads] == [1, 1, 0, 0, 0]

    close_round(cohort, by=by)
    Cohort.objects.filter(pk=cohort.pk).update(stage="closed")

    cohort.refresh_from_db()
    assert even_of(cohort).loads == []
    assert "How many mentees mentors have" not in page_of(client, cohort)


# --- who would rather ---


def test_those_who_would_both_rather_have_each_other_are_counted(office):
    """Most people first: the mentor who speaks goes to the one whom the other must not mentor."""
    cohort, client, by = office
    both, boss = mentor_of(cohort, "Speaking"), mentor_of(cohort)
    free, bound = mentee_of(cohort, "Speaking"), mentee_of(cohort)
    bound.person.manager = boss.person
    bound.person.save()
    searched(cohort, by)
    assert pairs_of(cohort) == {(both, bound), (boss, free)}

    text = page_of(client, cohort)

    assert (
        "Better matches not made: 1. A mentee and a mentor would both fit better with each other than as they were"
        " paired."
    ) in text
    assert "nobody was asked, and the people themselves know nothing of it." in text


def test_no_such_two_are_told_in_words_too(office):
    cohort, client, by = office
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    searched(cohort, by)

    assert "There is no mentee and mentor who would both fit better with each other" in page_of(client, cohort)


def test_two_who_want_to_be_kept_apart_are_not_counted(office):
    cohort, _client, by = office
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    mentor_of(cohort), mentee_of(cohort)
    add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)
    searched(cohort, by)

    assert even_of(cohort).rather.startswith("There is no mentee and mentor")


def test_more_pairs_than_a_page_works_out_are_left_out_with_a_sentence(office, monkeypatch):
    cohort, _client, by = office
    ten(cohort, by)
    words, splits, _rather = told(cohort)
    monkeypatch.setattr("matching.even.WORKED_OUT_UP_TO", 143)

    assert told(cohort)[:2] == (words, splits)
    assert "there are too many pairs for a page" in told(cohort)[2]
    assert re.search(r"\d", told(cohort)[2]) is None


def test_page_costs_the_same_few_queries_for_ten_people_and_for_many(office):
    cohort, client, by = office
    counts = []
    for number in (5, 20):
        ten(cohort, by)
        people_of(cohort, number, department=department(cohort, f"Team {number}"))
        searched(cohort, by)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:matching_cohort_even", args=[cohort.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
    with CaptureQueriesContext(connection) as queries:
        even_of(cohort)
    assert len(queries) == 5
