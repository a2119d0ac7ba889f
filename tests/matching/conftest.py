import pytest

from tests.conftest import coordinator
from tests.factories import ProfileFactory, ProgrammeFactory, SkillFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort


@pytest.fixture
def office(sign_in):
    """A cohort, its coordinator's client, and the coordinator."""
    programme = ProgrammeFactory()
    user = coordinator("Cora Coordinator", "cora", programme).user
    cohort, _by = open_cohort(programme=programme)
    return cohort, sign_in(user), user


@pytest.fixture
def proposal():
    cohort, _by = open_cohort(stage="running", programme__name="Open doors")
    mentor = mentor_of(cohort, person__user__name="Maria Mentor", person__job_title="Head of design")
    mentee = mentee_of(cohort, person__user__name="Minh Mentee")
    for place in (mentor, mentee):
        place.person.manager = ProfileFactory(manager=ProfileFactory())
        place.person.save()
    proposal = make_proposal(mentor, mentee)
    proposal.reasons = [
        {"code": "offers_first", "values": {"skill": str(SkillFactory(name="Public speaking").pk)}},
        {"code": "other_department", "values": {}},
        {"code": "same_site", "values": {}},
    ]
    proposal.save()
    return proposal
