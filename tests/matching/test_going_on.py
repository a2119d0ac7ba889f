from datetime import date, timedelta

import pytest
from django.utils.formats import date_format

from matching import tasks
from matching.models import Membership, Mentorship
from matching.parting import Way
from matching.services import answer_wish, end_pairs_past_their_day, part, take_back_wish, wish_to_go_on
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from tests.factories import (
    AlwaysOnFactory,
    EnrolmentFactory,
    MentorFactory,
    at,
    close_round,
    in_days,
    make_mentorship,
    make_session,
)


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMessage.objects.order_by("created_at", "kind", "address").values_list("kind", "address"))


def stands(cast) -> tuple[date | None, date | None]:
    return Mentorship.objects.values_list("goes_on_until", "wished_until").get(pk=cast.mentorship.pk)


@pytest.fixture
def day(cast) -> date:
    return cast.cohort.ends_on + timedelta(days=60)


@pytest.fixture
def going_on(cast, day):
    """The two agreed to go on for two months after the round."""
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    answer_wish(mentorship=cast.mentorship, until=day, yes=True, by=cast.mentor.user)
    OutgoingMessage.objects.all().delete()
    return cast


def test_wish_changes_nothing_until_the_other_one_says_yes(cast, day):
    for _press in range(2):
        wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    assert (stands(cast), mails()) == ((None, day), [("pair_wish", "maria@mail.example")])


def test_yes_moves_the_end_and_tells_whoever_asked(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    for _press in range(2):
        answer_wish(mentorship=cast.mentorship, until=day, yes=True, by=cast.mentor.user)

    assert stands(cast) == (day, None)
    assert mails()[1:] == [("pair_goes_on", "minh@mail.example")]


def test_same_wish_of_the_other_one_is_a_yes(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentor.user)

    assert stands(cast) == (day, None)


def test_no_leaves_the_end_where_it_was(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    answer_wish(mentorship=cast.mentorship, until=day, yes=False, by=cast.mentor.user)

    assert stands(cast) == (None, None)
    assert mails()[1:] == [("pair_as_planned", "minh@mail.example")]
    assert "It says nothing about you" in OutgoingMessage.objects.get(kind="pair_as_planned").text


def kept_for(cast) -> Profile | None:
    """To whom it was answered that the end stays where it was."""
    return Mentorship.objects.get(pk=cast.mentorship.pk).end_kept_for


@pytest.fixture
def answered_no(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    answer_wish(mentorship=cast.mentorship, until=day, yes=False, by=cast.mentor.user)
    return cast


def test_no_stands_for_whoever_asked(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    before = kept_for(cast)

    answer_wish(mentorship=cast.mentorship, until=day, yes=False, by=cast.mentor.user)

    assert (before, kept_for(cast)) == (None, cast.mentee)


@pytest.mark.parametrize("role", ["mentor", "mentee"])
def test_no_stands_until_one_of_the_two_wishes_again(answered_no, day, role):
    wish_to_go_on(mentorship=answered_no.mentorship, until=day, by=getattr(answered_no, role).user)
    with_wish = kept_for(answered_no)
    take_back_wish(mentorship=answered_no.mentorship, by=getattr(answered_no, role).user)

    assert (with_wish, kept_for(answered_no)) == (None, None)


def test_no_is_kept_nowhere_once_the_pair_has_ended(answered_no):
    part(mentorship=answered_no.mentorship, way=Way.STOP, by=answered_no.mentee.user)

    assert (Mentorship.objects.get().status, kept_for(answered_no)) == ("ended", None)


def test_answer_to_what_is_wished_no_longer_is_refused(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    wish_to_go_on(mentorship=cast.mentorship, until=day + timedelta(days=9), by=cast.mentee.user)

    with pytest.raises(Refused, match="changed meanwhile"):
        answer_wish(mentorship=cast.mentorship, until=day, yes=True, by=cast.mentor.user)
    with pytest.raises(Refused, match="changed meanwhile"):  # one's own
        answer_wish(mentorship=cast.mentorship, until=day + timedelta(days=9), yes=True, by=cast.mentee.user)

    assert stands(cast) == (None, day + timedelta(days=9))


def test_wish_is_taken_back_with_the_mail_that_did_not_go_out_yet(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    take_back_wish(mentorship=cast.mentorship, by=cast.mentee.user)

    event = AuditEvent.objects.get(verb="mentorship.take_back_wish")
    assert (stands(cast), event.actor_id) == ((None, None), cast.mentee.user.pk)
    assert list(OutgoingMessage.objects.values_list("kind", "state")) == [("pair_wish", "cancelled")]
    with pytest.raises(Refused, match="changed meanwhile"):
        answer_wish(mentorship=cast.mentorship, until=day, yes=True, by=cast.mentor.user)
    assert stands(cast) == (None, None)


def test_whoever_was_mailed_a_wish_is_told_that_it_was_taken_back(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    OutgoingMessage.objects.update(state="sent", sent_at=clock.now())

    take_back_wish(mentorship=cast.mentorship, by=cast.mentee.user)

    assert mails()[1:] == [("pair_wish_gone", "maria@mail.example")]
    assert "There is nothing for you to answer" in OutgoingMessage.objects.get(kind="pair_wish_gone").text


def test_whoever_was_mailed_an_earlier_wish_is_told_where_the_mail_of_the_later_one_still_waits(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)
    OutgoingMessage.objects.update(state="sent", sent_at=clock.now())
    wish_to_go_on(mentorship=cast.mentorship, until=day + timedelta(days=1), by=cast.mentee.user)

    take_back_wish(mentorship=cast.mentorship, by=cast.mentee.user)

    states = OutgoingMessage.objects.order_by("created_at", "kind").values_list("kind", "state")
    assert list(states) == [("pair_wish", "sent"), ("pair_wish", "cancelled"), ("pair_wish_gone", "due")]


def test_wish_of_the_other_one_and_one_that_was_answered_cannot_be_taken_back(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    for person in (cast.mentor, cast.coordinator):
        with pytest.raises(Refused):
            take_back_wish(mentorship=cast.mentorship, by=person.user)
    waits = stands(cast)
    answer_wish(mentorship=cast.mentorship, until=day, yes=True, by=cast.mentor.user)
    with pytest.raises(Refused, match="No wish of yours waits"):
        take_back_wish(mentorship=cast.mentorship, by=cast.mentee.user)

    assert (waits, stands(cast)) == ((None, day), (day, None))


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_day_before_the_end_of_the_round_or_a_year_after_is_refused(cast, days):
    with pytest.raises(Refused, match="Please choose a day from"):
        wish_to_go_on(mentorship=cast.mentorship, until=cast.cohort.ends_on + timedelta(days=days), by=cast.mentee.user)


def test_wish_is_refused_where_there_is_no_last_day_and_to_others(cast, day):
    always = AlwaysOnFactory(stage="running")
    mentee = EnrolmentFactory(cohort=always)
    pair = make_mentorship(MentorFactory(cohort=always), mentee)

    with pytest.raises(Refused, match="no last day"):
        wish_to_go_on(mentorship=pair, until=day, by=mentee.person.user)
    with pytest.raises(Refused, match="Only the two people"):
        wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.coordinator.user)


def test_pair_that_goes_on_outlives_its_round_with_its_sessions(going_on):
    session = make_session(going_on.mentorship, days=7)

    close_round(going_on.cohort, by=going_on.coordinator.user)

    session.refresh_from_db()
    assert (Mentorship.objects.get().status, session.status) == ("active", "planned")
    assert Membership.objects.filter(ended_at=None).count() == 2
    assert mails() == [("round_ended", "maria@mail.example"), ("round_ended", "minh@mail.example")]
    text = OutgoingMessage.objects.get(address="minh@mail.example").text
    assert "With Maria Mentor you go on" in text
    assert "You were in no pair" not in text


def test_wish_without_an_answer_ends_with_the_round(cast, day):
    wish_to_go_on(mentorship=cast.mentorship, until=day, by=cast.mentee.user)

    close_round(cast.cohort, by=cast.coordinator.user)

    assert (Mentorship.objects.get().status, stands(cast)) == ("ended", (None, None))


def test_pair_ends_once_its_own_day_is_over(going_on, day):
    close_round(going_on.cohort, by=going_on.coordinator.user)
    OutgoingMessage.objects.all().delete()

    with clock.standing_at(at(f"{day} 12:00")):
        on_the_day = end_pairs_past_their_day()
    with clock.standing_at(at(f"{day + timedelta(days=1)} 12:00")):
        after = [end_pairs_past_their_day() for _tick in range(2)]

    assert (on_the_day, after) == (0, [1, 0])
    assert mails() == [("pair_ended", "maria@mail.example"), ("pair_ended", "minh@mail.example")]
    kept_until = date_format(day + timedelta(days=91))
    for letter in OutgoingMessage.objects.all():
        assert "until the day you both chose" in letter.text
        assert f"Your own notes are kept until {kept_until}" in letter.text


def test_tick_ends_a_pair_that_went_on_when_one_of_the_two_has_left(going_on):
    close_round(going_on.cohort, by=going_on.coordinator.user)
    OutgoingMessage.objects.all().delete()
    Profile.objects.filter(pk=going_on.mentor.pk).update(last_day=in_days(-1))

    tasks.end_pairs_past_their_day()

    assert Mentorship.objects.get().status == "ended"
    assert mails() == [("pair_ended", "minh@mail.example")]
    assert "You and Maria Mentor are no longer a pair" in OutgoingMessage.objects.get().text


def test_leaver_in_a_running_round_waits_for_its_coordinator(cast):
    Profile.objects.filter(pk=cast.mentor.pk).update(last_day=in_days(-1))

    assert (end_pairs_past_their_day(), Mentorship.objects.get().status) == (0, "active")


def test_pair_that_goes_on_can_end_at_any_time(going_on):
    close_round(going_on.cohort, by=going_on.coordinator.user)
    mentorship = Mentorship.objects.select_related("cohort").get()

    part(mentorship=mentorship, way=Way.CARRY_ON, by=going_on.mentor.user)

    assert Mentorship.objects.get().status == "ended"
