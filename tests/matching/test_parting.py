import pytest
from django.utils.formats import date_format

from agreements.models import Session
from matching.models import Membership, Mentorship
from matching.parting import Way
from matching.reports import mentees_without_pair
from matching.services import look_again, part
from matching.services.inputs import read_inputs
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from programmes.services import withdraw_enrolment
from tests.factories import (
    EnrolmentFactory,
    MentorFactory,
    at,
    close_round,
    in_days,
    make_mentorship,
    make_session,
)


def end(cast, way: Way, *, by=None) -> Mentorship:
    return part(mentorship=cast.mentorship, way=way, by=(by or cast.mentee).user)


def looks_again(cast) -> dict[str, bool]:
    return dict(Membership.objects.filter(mentorship=cast.mentorship).values_list("role", "looks_again"))


def letter_to(person) -> OutgoingMessage:
    return OutgoingMessage.objects.get(recipient_id=person.user_id, kind="pair_ended")


@pytest.mark.parametrize("way", list(Way))
def test_each_way_ends_the_pair_frees_both_seats_and_tells_the_other_one(cast, way):
    session = make_session(cast.mentorship, days=7)

    ended = end(cast, way)

    assert (ended.status, Membership.objects.filter(ended_at=None).count()) == ("ended", 0)
    assert Session.objects.get(pk=session.pk).status == "cancelled"
    assert letter_to(cast.mentor).mail_subject == "Your mentoring has come to an end"
    assert not OutgoingMessage.objects.filter(recipient_id=cast.mentee.user_id, kind="pair_ended").exists()


def text_after(cast, way: Way | None) -> str:
    """What a mentor reads after their mentee Ada ended the pair in this way, or gave the place back."""
    mentee = EnrolmentFactory(cohort=cast.cohort, person__user__name="Ada Any")
    mentorship = make_mentorship(MentorFactory(cohort=cast.cohort), mentee)
    if way:
        part(mentorship=mentorship, way=way, by=mentee.person.user)
    else:
        withdraw_enrolment(enrolment=mentee, by=mentee.person.user)
    letter = OutgoingMessage.objects.get(subject_id=mentorship.pk, kind="pair_ended")
    return letter.text.replace(str(mentorship.pk), "")


def test_other_one_cannot_tell_someone_else_from_stop_or_from_a_place_given_back(cast):
    texts = {text_after(cast, way) for way in (Way.SOMEONE_ELSE, Way.STOP, None)}

    assert len(texts) == 1
    assert "Nobody is asked for a reason, and it says nothing about you." in texts.pop()


@pytest.mark.parametrize(
    ("way", "words"),
    [(Way.FINISHED, "done what you came for"), (Way.CARRY_ON, "carry on with you without the programme")],
)
def test_other_one_reads_what_is_kind_to_know(cast, way, words):
    end(cast, way)

    assert words in letter_to(cast.mentor).text


def test_other_one_who_carries_on_reads_that_plans_are_theirs_now(cast):
    words = "Whatever was planned here leaves your calendars; put in yourselves what you keep."

    assert words in text_after(cast, Way.CARRY_ON)
    assert words not in text_after(cast, Way.STOP)


@pytest.mark.parametrize("way", [*Way, None])
def test_whoever_reads_of_the_end_reads_until_when_words_are_kept(cast, way):
    make_session(cast.mentorship, days=7)

    with clock.standing_at(at(f"{in_days(1)} 12:00")):
        if way:
            end(cast, way)
        else:
            withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    letters = OutgoingMessage.objects.filter(kind__in=["pair_ended", "session-off"])
    days = [date_format(in_days(number)) for number in (91, 181)]
    assert letters.count() == 3
    for letter in letters:
        assert (
            "Your own notes are kept until {}, everything else you wrote together until {}.".format(*days)
            in letter.text
        )
        assert "stays with you" not in letter.text


def test_neither_the_record_nor_a_row_holds_the_way(cast):
    end(cast, Way.SOMEONE_ELSE)

    event = AuditEvent.objects.get(verb="mentorship.end")
    row = Mentorship.objects.values().get(pk=cast.mentorship.pk)
    assert "someone" not in f"{event.__dict__}{row}{Membership.objects.values()}"


@pytest.mark.parametrize(
    ("way", "by", "expected"),
    [
        (Way.FINISHED, "mentee", {"mentee": False, "mentor": True}),
        (Way.FINISHED, "mentor", {"mentee": False, "mentor": True}),
        (Way.CARRY_ON, "mentee", {"mentee": False, "mentor": True}),
        (Way.SOMEONE_ELSE, "mentee", {"mentee": True, "mentor": True}),
        (Way.SOMEONE_ELSE, "mentor", {"mentee": True, "mentor": True}),
        (Way.STOP, "mentee", {"mentee": False, "mentor": True}),
        (Way.STOP, "mentor", {"mentee": True, "mentor": False}),
    ],
)
def test_whose_place_is_there_for_another_pair(cast, way, by, expected):
    end(cast, way, by=getattr(cast, by))

    assert looks_again(cast) == expected


def test_search_finds_someone_else_for_whoever_wants_that_and_nobody_for_whoever_rests(cast):
    end(cast, Way.SOMEONE_ELSE)
    wanted = [place.pk for place in read_inputs(cast.cohort).mentees], list(mentees_without_pair(cast.cohort))
    Membership.objects.filter(person=cast.mentee).update(looks_again=False)
    resting = [place.pk for place in read_inputs(cast.cohort).mentees], list(mentees_without_pair(cast.cohort))

    assert wanted == ([cast.mentee_place.pk], [cast.mentee_place])
    assert resting == ([], [])


def test_mentor_who_stops_is_suggested_to_nobody_and_keeps_other_pairs(cast):
    other = make_mentorship(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))

    end(cast, Way.STOP, by=cast.mentor)

    assert read_inputs(cast.cohort).mentors == []
    assert Mentorship.objects.active().get() == other


def test_look_again_brings_the_place_back(cast):
    ended = end(cast, Way.FINISHED)

    for _press in range(2):
        look_again(mentorship=ended, by=cast.mentee.user)

    assert looks_again(cast)["mentee"]
    assert [place.pk for place in read_inputs(cast.cohort).mentees] == [cast.mentee_place.pk]
    assert AuditEvent.objects.filter(verb="enrolment.look_again").count() == 1


def test_look_again_is_refused_under_way_and_once_no_pairs_are_found(cast):
    with pytest.raises(Refused, match="still a pair"):
        look_again(mentorship=cast.mentorship, by=cast.mentee.user)
    ended = end(cast, Way.FINISHED)
    close_round(cast.cohort, by=cast.coordinator.user)

    ended = Mentorship.objects.select_related("cohort").get(pk=ended.pk)
    with pytest.raises(Refused, match="No new pairs"):
        look_again(mentorship=ended, by=cast.mentee.user)


def test_someone_else_is_refused_while_a_round_closes(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(stage=Cohort.Stage.CLOSING)

    with pytest.raises(Refused, match="No new pairs"):
        end(cast, Way.SOMEONE_ELSE)

    assert Mentorship.objects.active().exists()


def test_part_twice_is_refused_and_sends_nothing_more(cast):
    end(cast, Way.FINISHED)

    with pytest.raises(Refused, match="has ended already"):
        end(cast, Way.STOP, by=cast.mentor)

    assert OutgoingMessage.objects.filter(kind="pair_ended").count() == 1


@pytest.mark.parametrize("who", ["outsider", "coordinator", "hr_analyst"])
def test_part_by_anybody_else_is_refused(cast, who):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        end(cast, Way.FINISHED, by=getattr(cast, who))

    assert Mentorship.objects.active().exists()
