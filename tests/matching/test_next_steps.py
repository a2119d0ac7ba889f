import pytest
from django.urls import reverse
from django.utils.formats import date_format

from matching.models import Proposal
from matching.next_steps import look_after_pairs
from matching.own_steps import answer_or_choose
from matching.services import accept_proposal, decline_proposal
from mentoring.desk.home import own_matters
from mentoring.lib.next_step import Urgency
from programmes.models import Cohort
from tests.factories import CohortFactory, ProfileFactory, make_proposal
from tests.matching.people import ALWAYS_ON, found_of, mentee_of, mentor_of, open_cohort, steps_of

pytestmark = pytest.mark.django_db


def suggestion_of(name="Maria Mentor", **fields):
    cohort, _by = open_cohort(stage="running", programme__name=fields.pop("programme", "Open doors"))
    mentor = mentor_of(cohort, person__user__name=name)
    return make_proposal(mentor, fields.get("mentee") or mentee_of(cohort, person__user__name="Minh Mentee"))


def people_of(proposal):
    return [side.enrolment.person for side in proposal.sides.order_by("-role")]


def test_suggestion_asks_both_in_their_own_words():
    proposal = suggestion_of()
    mentor, mentee = people_of(proposal)

    [for_mentor], [for_mentee] = steps_of(mentor), steps_of(mentee)

    assert for_mentor.title == "Would you mentor Minh Mentee?"
    assert for_mentee.title == "Would you like to learn with Maria Mentor?"
    day = date_format(proposal.reply_by, "D j M")
    assert for_mentee.text == (
        f"A suggestion of Open doors. Please answer by {day}. Nothing starts unless both of you say yes."
    )
    assert (for_mentee.url, for_mentee.urgency) == (proposal.get_absolute_url(), Urgency.SUGGESTION)


def test_answered_suggestion_asks_only_the_other():
    proposal = suggestion_of()
    mentor, mentee = people_of(proposal)
    accept_proposal(proposal=proposal, by=mentor.user, no_line=True)

    assert steps_of(mentor) == []
    assert len(steps_of(mentee)) == 1


@pytest.mark.parametrize("status", ["draft", "removed", "accepted", "declined"])
def test_suggestion_that_is_not_open_asks_nobody(status):
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status(status))

    assert [step for person in people_of(proposal) for step in steps_of(person)] == []


def test_suggestions_cost_one_query_however_many(django_assert_num_queries):
    first = suggestion_of()
    _mentor, mentee = people_of(first)
    for name in ("Nils New", "Olu Other"):
        cohort, _by = open_cohort(stage="running")
        make_proposal(mentor_of(cohort, person__user__name=name), mentee_of(cohort, person=mentee))

    found = found_of(mentee)
    with django_assert_num_queries(1):
        steps = answer_or_choose(mentee, found).steps

    assert len(steps) == 3
    assert steps[0].title == "Would you like to learn with Maria Mentor?"


def test_suggestion_is_among_the_next_steps_of_home():
    mentor, _mentee = people_of(suggestion_of())

    assert Urgency.SUGGESTION in {step.urgency for step in own_matters(mentor).steps}


def steps_of_coordinator(stage, *, drafts=0):
    cohort, user = open_cohort(stage=stage, programme__name="Open doors", name="Spring")
    for _ in range(drafts):
        make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status.DRAFT)
    return [step.title for step in look_after_pairs(ProfileFactory(user=user))]


@pytest.mark.parametrize(
    ("stage", "drafts", "titles"),
    [
        (Cohort.Stage.REGISTRATION, 0, []),
        (Cohort.Stage.MATCHING, 0, ["Find the best pairs of Open doors, Spring"]),
        (Cohort.Stage.MATCHING, 2, ["Review the pairs of Open doors, Spring"]),
        (Cohort.Stage.RUNNING, 0, []),
        (Cohort.Stage.CLOSING, 2, []),
    ],
)
def test_coordinator_is_asked_to_find_and_review_pairs(stage, drafts, titles):
    assert steps_of_coordinator(stage, drafts=drafts) == titles


def test_pairs_are_to_be_found_where_it_is_always_on_and_somebody_is_there():
    cohort, user = open_cohort(stage="registration", programme__name="Open doors", name="Always", **ALWAYS_ON)
    coordinator = ProfileFactory(user=user)
    mentor_of(cohort), mentee_of(cohort, status="registered")
    assert look_after_pairs(coordinator) == []

    mentee_of(cohort)

    (step,) = look_after_pairs(coordinator)
    assert step.title == "Find the best pairs of Open doors, Always"
    assert step.text.startswith("There is somebody for each side.")


def test_pairs_to_review_are_no_step_of_other_coordinators():
    open_cohort(stage=Cohort.Stage.MATCHING)
    _cohort, other = open_cohort(stage=Cohort.Stage.RUNNING)

    assert look_after_pairs(ProfileFactory(user=other)) == []


def steps_without_pair(person):
    return [(step.title, step.url) for step in look_after_pairs(person) if "without" in step.title]


def test_coordinator_is_asked_about_mentees_whose_suggestion_came_to_nothing():
    cohort, user = open_cohort(stage="running", programme__name="Open doors")
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort))
    mentor, _mentee = people_of(proposal)
    make_proposal(mentor_of(cohort), mentee_of(cohort))
    board, coordinator = reverse("admin:matching_cohort_board", args=[cohort.pk]), ProfileFactory(user=user)
    assert steps_without_pair(coordinator) == []

    decline_proposal(proposal=proposal, by=mentor.user)

    assert steps_without_pair(coordinator) == [(f"{cohort}: 1 mentee is without a pair", board)]


def test_mentees_left_over_by_a_search_stand_beside_the_pairs_to_review():
    cohort, user = open_cohort(programme__name="Open doors", name="Spring")
    make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status.DRAFT)
    mentee_of(cohort), mentee_of(cohort)

    assert [step.title for step in look_after_pairs(ProfileFactory(user=user))] == [
        "Review the pairs of Open doors, Spring",
        "Open doors, Spring: 2 mentees are without a pair",
    ]


@pytest.mark.parametrize("stage", ["draft", "registration", "matching", "closed"])
def test_mentees_without_a_pair_are_no_step_before_a_search_or_after_the_end(stage):
    cohort, user = open_cohort(stage=stage)
    mentee_of(cohort)

    assert steps_without_pair(ProfileFactory(user=user)) == []


def test_mentees_in_a_pair_or_who_stepped_back_are_not_counted(cast):
    mentee_of(cast.cohort, status="withdrawn")
    mentee_of(cast.cohort, status="registered")
    mentor_of(cast.cohort)

    assert look_after_pairs(cast.coordinator) == []
    assert look_after_pairs(cast.other_coordinator) == []


def test_pairs_to_review_cost_one_query_for_any_number_of_cohorts(cast, django_assert_num_queries):
    for _number in range(3):
        mentee_of(CohortFactory(programme=cast.programme, stage="running"))

    with django_assert_num_queries(1):
        steps = look_after_pairs(cast.coordinator)

    assert len(steps) == 3


def test_coordinator_is_asked_about_suggestions_that_got_no_answer_once():
    cohort, user = open_cohort(stage="running", programme__name="Open doors")
    mentee = mentee_of(cohort)
    for _ in range(2):
        make_proposal(mentor_of(cohort), mentee, status=Proposal.Status.LAPSED)
    mentee_of(cohort)
    settled = mentee_of(cohort)
    make_proposal(mentor_of(cohort), settled, status=Proposal.Status.LAPSED)
    make_proposal(mentor_of(cohort), settled)

    assert [step.title for step in look_after_pairs(ProfileFactory(user=user))] == [
        f"{cohort}: 1 suggestion got no answer in time",
        f"{cohort}: 1 mentee is without a pair",
    ]
