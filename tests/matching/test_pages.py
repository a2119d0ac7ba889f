import pytest
from django.urls import reverse

from matching.models import Proposal
from matching.next_steps import look_after_pairs
from matching.pages import waits_in_cohort
from mentoring.lib import registry
from tests.factories import ProfileFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db

DRAFT, SENT, LAPSED = Proposal.Status.DRAFT, Proposal.Status.SENT, Proposal.Status.LAPSED


def cohort_with(*statuses, stage="running", alone=0):
    """A cohort with a suggestion of each status, and mentees of whom none speaks."""
    cohort, user = open_cohort(stage=stage)
    for status in statuses:
        make_proposal(mentor_of(cohort), mentee_of(cohort), status=status)
    for _ in range(alone):
        mentee_of(cohort)
    return cohort, user


def waits(cohort):
    return [sentence for sentence, _label, _url in waits_in_cohort(cohort)]


@pytest.mark.parametrize(
    ("stage", "statuses", "alone", "sentences"),
    [
        ("running", [SENT], 0, []),
        ("running", [LAPSED], 0, ["1 suggestion got no answer in time."]),
        ("running", [LAPSED, LAPSED], 1, ["2 suggestions got no answer in time.", "1 mentee is without a pair."]),
        ("running", [DRAFT], 2, ["1 suggestion is ready to be sent.", "2 mentees are without a pair."]),
        ("matching", [DRAFT, DRAFT], 0, ["2 suggestions are ready to be sent."]),
        ("matching", [], 2, ["Pairs can be found."]),
        ("registration", [], 2, []),
        ("closing", [LAPSED], 2, []),
        ("closed", [LAPSED], 2, []),
    ],
)
def test_page_of_a_cohort_says_what_waits_in_the_words_of_the_work_queues(stage, statuses, alone, sentences):
    cohort, _user = cohort_with(*statuses, stage=stage, alone=alone)

    assert waits(cohort) == sentences


def test_each_of_these_leads_to_the_board():
    cohort, _user = cohort_with(DRAFT, LAPSED, alone=1)

    led = {url for _sentence, _label, url in waits_in_cohort(cohort)}

    assert led == {reverse("admin:matching_cohort_board", args=[cohort.pk])}
    assert len(waits(cohort)) == 3


@pytest.mark.parametrize(
    ("statuses", "alone"), [([LAPSED, LAPSED, SENT], 3), ([DRAFT, LAPSED], 0), ([SENT], 1), ([DRAFT], 0)]
)
def test_page_of_a_cohort_and_today_count_the_same(statuses, alone):
    cohort, user = cohort_with(*statuses, alone=alone)

    asked = [(step.title.partition(" ")[0], step.number) for step in look_after_pairs(ProfileFactory(user=user))]

    numbers = [number for _word, number in asked]
    assert [int(sentence.partition(" ")[0]) for sentence in waits(cohort)] == numbers


def test_number_of_suggestions_without_an_answer_is_that_of_the_list_of_places():
    cohort, _user = cohort_with(LAPSED, LAPSED, SENT, alone=1)
    (queue,) = [each for queues in registry.place_queues.ask() for each in queues if each.name == "unanswered"]

    found = cohort.enrolments.filter(queue.rows).count()

    assert waits(cohort)[0] == f"{found} suggestions got no answer in time."


def test_what_waits_is_asked_for_in_one_query(django_assert_num_queries):
    cohort, _user = cohort_with(DRAFT, LAPSED, alone=1)

    with django_assert_num_queries(1):
        assert len(waits(cohort)) == 3
