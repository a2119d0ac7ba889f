import pytest

from matching.models import Proposal
from matching.next_steps import answer_suggestions, review_pairs
from matching.services import accept_proposal
from mentoring.lib import registry
from mentoring.lib.next_step import Urgency
from programmes.models import Cohort
from tests.factories import ProfileFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

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

    [for_mentor], [for_mentee] = answer_suggestions(mentor), answer_suggestions(mentee)

    assert for_mentor.title == "Would you mentor Minh Mentee?"
    assert for_mentee.title == "Would you like to learn with Maria Mentor?"
    assert for_mentee.text == "A suggestion of Open doors. Nothing starts unless both of you say yes."
    assert (for_mentee.url, for_mentee.urgency) == (proposal.get_absolute_url(), Urgency.SUGGESTION)


def test_answered_suggestion_asks_only_the_other():
    proposal = suggestion_of()
    mentor, mentee = people_of(proposal)
    accept_proposal(proposal=proposal, by=mentor.user)

    assert answer_suggestions(mentor) == []
    assert len(answer_suggestions(mentee)) == 1


@pytest.mark.parametrize("status", ["draft", "removed", "accepted", "declined"])
def test_suggestion_that_is_not_open_asks_nobody(status):
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status(status))

    assert [step for person in people_of(proposal) for step in answer_suggestions(person)] == []


def test_suggestions_cost_one_query_however_many(django_assert_num_queries):
    first = suggestion_of()
    _mentor, mentee = people_of(first)
    for name in ("Nils New", "Olu Other"):
        cohort, _by = open_cohort(stage="running")
        make_proposal(mentor_of(cohort, person__user__name=name), mentee_of(cohort, person=mentee))

    with django_assert_num_queries(1):
        steps = answer_suggestions(mentee)

    assert len(steps) == 3
    assert steps[0].title == "Would you like to learn with Maria Mentor?"


def test_suggestion_is_among_the_next_steps_of_home():
    mentor, _mentee = people_of(suggestion_of())

    steps = [step for answer in registry.next_steps.ask(mentor) for step in answer]

    assert Urgency.SUGGESTION in {step.urgency for step in steps}


def steps_of_coordinator(stage, *, drafts=0):
    cohort, user = open_cohort(stage=stage, programme__name="Open doors", name="Spring")
    for _ in range(drafts):
        make_proposal(mentor_of(cohort), mentee_of(cohort), status=Proposal.Status.DRAFT)
    return [step.title for step in review_pairs(ProfileFactory(user=user))]


@pytest.mark.parametrize(
    ("stage", "drafts", "titles"),
    [
        (Cohort.Stage.REGISTRATION, 0, []),
        (Cohort.Stage.MATCHING, 0, ["Find the best pairs of Open doors, Spring"]),
        (Cohort.Stage.MATCHING, 2, ["Review the pairs of Open doors, Spring"]),
        (Cohort.Stage.RUNNING, 0, []),
    ],
)
def test_coordinator_is_asked_to_find_and_review_pairs(stage, drafts, titles):
    assert steps_of_coordinator(stage, drafts=drafts) == titles


def test_pairs_to_review_are_no_step_of_other_coordinators():
    open_cohort(stage=Cohort.Stage.MATCHING)
    _cohort, other = open_cohort(stage=Cohort.Stage.RUNNING)

    assert review_pairs(ProfileFactory(user=other)) == []
