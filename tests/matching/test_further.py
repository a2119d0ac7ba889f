"""Further mentors, where a programme allows several: from the wish to two open pairs, and whom a search looks at."""

import pytest

from matching.models import Membership, Proposal, Run, Seat
from tests.matching.further import Round, open_pairs_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Round()


def test_mentee_comes_from_a_wish_for_two_to_two_open_pairs(here):
    first = here.first()
    assert [len(open_pairs_of(place)) for place in (here.ann, here.ben)] == [1, 1]

    run = here.further()
    (draft,) = Proposal.objects.drafts_of(here.cohort)
    here.send()

    assert (first.kind, run.kind) == (Run.Kind.FIRST, Run.Kind.FURTHER)
    assert (draft.is_further, run.cardinality, run.certificate["mentees"]) == (True, 1, [str(here.ann.pk)])
    assert len(open_pairs_of(here.ann)) == 2
    assert sorted(Seat.objects.filter(enrolment=here.ann).values_list("number", flat=True)) == [1, 2]
    assert Membership.objects.filter(enrolment=here.ben, ended_at=None).count() == 1
