import pytest

from agreements.services import confirm_lines_read
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.conftest import Cast
from tests.factories import EnrolmentFactory, MentorFactory, at, make_mentorship


@pytest.fixture(autouse=True)
def _monday():
    """Every test of a pair begins on Monday 23 November 2026, 09:00 in London."""
    with clock.standing_at(at("2026-11-23 09:00")):
        yield


@pytest.fixture
def pair(cast) -> Cast:
    """The cast, with the doors open: mentor and mentee have read their confidentiality lines."""
    for person in (cast.mentor, cast.mentee):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
    return cast


@pytest.fixture
def mails():
    """(kind, address) of every message that was queued, in order."""

    def queued() -> list[tuple[str, str]]:
        return list(OutgoingMessage.objects.order_by("kind", "address").values_list("kind", "address"))

    return queued


@pytest.fixture
def other_pair(cast) -> Mentorship:
    """Another pair of the same cohort; none of the cast is in it but as outsiders."""
    return make_mentorship(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort))
