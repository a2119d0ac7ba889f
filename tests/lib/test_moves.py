import pytest

from agreements.models import SESSION_MOVES, Session
from feedback.models import SURVEY_RUN_MOVES, SurveyRun
from matching.models import MENTORSHIP_MOVES, PROPOSAL_MOVES, Mentorship, Proposal
from mentoring.jobs.models import JOB_MOVES, Job
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from programmes.models import COHORT_MOVES, ENROLMENT_MOVES, Cohort, Enrolment

TABLES = [
    (COHORT_MOVES, Cohort.Stage),
    (ENROLMENT_MOVES, Enrolment.Status),
    (PROPOSAL_MOVES, Proposal.Status),
    (MENTORSHIP_MOVES, Mentorship.Status),
    (SESSION_MOVES, Session.Status),
    (SURVEY_RUN_MOVES, SurveyRun.State),
    (JOB_MOVES, Job.State),
]


def test_listed_move_is_allowed():
    check_move({"a": {"b"}, "b": set()}, "a", "b")


def test_other_move_is_refused_in_a_sentence():
    with pytest.raises(Refused) as refusal:
        check_move({"a": {"b"}, "b": set()}, "b", "a")

    assert str(refusal.value) == "This has already changed, so nothing was done. Please look at how it stands now."


def test_refusal_may_have_words_of_its_own():
    with pytest.raises(Refused, match=r"^The door is shut\.$"):
        check_move({"a": set()}, "a", "b", refusal="The door is shut.")


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_table_names_every_state_and_no_other(table, states):
    assert set(table) == set(states.values)
    assert set().union(*table.values()) <= set(states.values)
