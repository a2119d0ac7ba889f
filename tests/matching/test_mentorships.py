import pytest

from matching.models import Membership, Mentorship
from matching.services import end_mentorship
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import at, make_proposal
from tests.matching.people import mentee_of
from tests.matching.test_answers import pair_up


def test_end_mentorship_ends_both_memberships(cast):
    with clock.standing_at(at("2036-03-02 09:00")):
        end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    cast.mentorship.refresh_from_db()
    assert (cast.mentorship.status, cast.mentorship.ended_at) == ("ended", at("2036-03-02 09:00"))
    assert set(Membership.objects.values_list("ended_at", flat=True)) == {at("2036-03-02 09:00")}
    assert list(AuditEvent.objects.values_list("verb", "actor_id")) == [("mentorship.end", cast.mentee.user.pk)]


def test_end_mentorship_twice_is_refused(cast):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)

    with pytest.raises(Refused, match="already changed"):
        end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)


def test_seats_are_free_after_the_end(cast):
    end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)

    pair_up(make_proposal(cast.mentor_place, mentee_of(cast.cohort)))

    assert list(Mentorship.objects.order_by("started_at").values_list("status", flat=True)) == ["ended", "active"]
    assert Membership.objects.filter(seat__person=cast.mentor).values("seat").distinct().count() == 1
