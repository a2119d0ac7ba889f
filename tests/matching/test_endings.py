import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from matching.models import Membership, Mentorship, Proposal
from matching.parting import Way
from matching.services import accept_proposal, part
from matching.signals import mentorship_ended
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.services import close_cohort, withdraw_enrolment
from tests.factories import at, close_round, in_days, make_mentorship, make_proposal, make_session
from tests.matching.people import mentee_of, mentor_of, open_cohort

Status = Proposal.Status


def statuses(cohort):
    return sorted(Proposal.objects.filter(cohort=cohort).values_list("status", flat=True))


def kinds():
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


def test_closing_a_cohort_ends_its_pairs_and_open_suggestions_alone(cast):
    for status in (Status.DRAFT, Status.REMOVED, Status.SENT, Status.DECLINED):
        make_proposal(mentor_of(cast.cohort), mentee_of(cast.cohort), status=status)
    other, _by = open_cohort(stage="running")
    elsewhere = make_proposal(mentor_of(other), mentee_of(other))

    close_round(cast.cohort, by=cast.coordinator.user)

    cast.mentorship.refresh_from_db()
    elsewhere.refresh_from_db()
    assert cast.mentorship.status == "ended"
    assert not Membership.objects.filter(ended_at=None).exists()
    assert statuses(cast.cohort) == ["declined", "declined", "removed"]
    assert elsewhere.status == "sent"


def test_closing_a_cohort_tells_the_apps_to_the_right_and_the_record_of_each_pair(cast):
    pairs = [cast.mentorship, make_mentorship(cast.mentor_place, mentee_of(cast.cohort))]
    suggestions = [make_proposal(mentor_of(cast.cohort), mentee_of(cast.cohort)) for _ in range(2)]
    heard = []

    def hear(sender, mentorship, by, **kwargs):
        heard.append((mentorship.pk, mentorship.status, by))

    mentorship_ended.connect(hear)
    try:
        close_round(cast.cohort, by=cast.coordinator.user)
    finally:
        mentorship_ended.disconnect(hear)

    assert sorted(heard) == sorted((pair.pk, "ended", cast.coordinator.user) for pair in pairs)
    recorded = AuditEvent.objects.filter(verb__in=["mentorship.end", "proposal.close"])
    assert set(recorded.values_list("verb", "subject_id", "actor_id")) == {
        *(("mentorship.end", pair.pk, cast.coordinator.user.pk) for pair in pairs),
        *(("proposal.close", suggestion.pk, cast.coordinator.user.pk) for suggestion in suggestions),
    }
    assert recorded.count() == 4
    assert len(set(Mentorship.objects.values_list("ended_at", flat=True))) == 1


def test_closing_a_cohort_asks_of_each_pair_only_whether_a_session_is_planned(cast):
    counts = []
    for number in (2, 12):
        cohort, by = open_cohort(stage="running")
        for _ in range(number):
            make_mentorship(mentor_of(cohort), mentee_of(cohort))
            make_proposal(mentor_of(cohort), mentee_of(cohort))
        with CaptureQueriesContext(connection) as queries:
            close_round(cohort, by=by)
        counts.append(len(queries))

    assert counts[1] - counts[0] == 10


def test_closing_a_cohort_mails_nobody_about_suggestions(cast):
    make_proposal(mentor_of(cast.cohort), mentee_of(cast.cohort))

    close_round(cast.cohort, by=cast.coordinator.user)

    assert {kind for kind, _address in kinds()} == {"round_ended"}


def mail_to(person):
    return OutgoingMessage.objects.get(recipient_id=person.user.pk)


def test_closing_a_cohort_tells_everybody_who_takes_part_once(cast):
    asked = mentee_of(cast.cohort, status="registered")
    for status in ("declined", "withdrawn"):
        mentee_of(cast.cohort, status=status)
    mentor_of(cast.cohort, person=cast.mentee)
    mentee_of(cast.cohort, person__user__is_active=False)
    mentee_of(cast.cohort, person__user__email=None)

    close_round(cast.cohort, by=cast.coordinator.user)

    people = (cast.mentor.user, cast.mentee.user, asked.person.user)
    assert kinds() == sorted(("round_ended", user.email) for user in people)
    assert "there was no place for you in it" in mail_to(asked.person).text
    assert "in no pair" not in mail_to(asked.person).text


def test_pair_is_told_where_what_they_wrote_is_and_until_when(cast):
    with clock.standing_at(at(f"{in_days(1)} 12:00")):
        close_round(cast.cohort, by=cast.coordinator.user)

    mail = mail_to(cast.mentee)
    assert "Open doors, Spring, is over, and with it your mentoring with Maria Mentor." in mail.text
    assert f"Your own notes are kept until {date_format(in_days(91))}, everything else you wrote together" in mail.text
    assert f"together until {date_format(in_days(181))}. Then they are deleted for good." in mail.text
    assert cast.mentorship.get_absolute_url() in mail.text
    assert "Carla" not in mail.text + mail.html


def ways_out(cast):
    """The five ways in which a pair ends before its round: the four of its two, and a place given back."""
    for way in Way:
        yield lambda pair, mentee, way=way: part(mentorship=pair, way=way, by=mentee.person.user)
    yield lambda pair, mentee: withdraw_enrolment(
        enrolment=pair.memberships.get(role="mentor").enrolment, by=cast.coordinator.user
    )


def test_pair_that_ended_before_its_round_is_thanked_in_the_same_words_however_it_ended(cast):
    people = [mentee_of(cast.cohort, person__user__name="Ada Lark") for _way in range(5)]
    for mentee, end in zip(people, ways_out(cast), strict=True):
        end(make_mentorship(mentor_of(cast.cohort), mentee), mentee)

    close_round(cast.cohort, by=cast.coordinator.user)

    mails = OutgoingMessage.objects.filter(
        kind="round_ended", recipient_id__in=[each.person.user.pk for each in people]
    )
    texts = {re.sub(r"/mentorships/\S+", "", mail.text) for mail in mails}
    assert (len(mails), len(texts)) == (5, 1)
    (text,) = texts
    assert "Your pair had ended before; thank you for the time you two gave each other." in text
    assert ("in no pair" in text, text.count("hank you")) == (False, 2)
    assert "The page of your pair says what becomes of what you wrote" in text


def test_whoever_never_was_in_a_pair_reads_that_and_is_thanked_once(cast):
    alone = mentee_of(cast.cohort)

    close_round(cast.cohort, by=cast.coordinator.user)

    text = mail_to(alone.person).text
    assert "You were in no pair here, and that says nothing about you" in text
    assert "It was good of you to be ready to take part." in text
    assert (text.count("Thank you"), "your mentoring with" in text) == (1, False)


def test_mentor_of_two_gets_one_mail_that_names_both(cast):
    make_mentorship(cast.mentor_place, mentee_of(cast.cohort, person__user__name="Ada Lark"))

    close_round(cast.cohort, by=cast.coordinator.user)

    mail = mail_to(cast.mentor)
    assert "your mentoring with Ada Lark and Minh Mentee." in mail.text
    assert f"{reverse('desk:home')}\n" in mail.text


def test_refused_closing_tells_nobody(cast):
    close_round(cast.cohort, by=cast.coordinator.user)
    told = kinds()

    with pytest.raises(Refused):
        close_cohort(cohort=cast.cohort, by=cast.coordinator.user)

    assert kinds() == told


def test_telling_many_costs_as_many_queries_as_telling_one(cast, django_assert_num_queries):
    mentee_of(cast.cohort)
    with CaptureQueriesContext(connection) as few:
        close_round(cast.cohort, by=cast.coordinator.user)
    other, by = open_cohort(stage="running")
    for _place in range(30):
        mentee_of(other)
    make_mentorship(mentor_of(other), mentee_of(other))

    with django_assert_num_queries(len(few)):
        close_round(other, by=by)

    assert OutgoingMessage.objects.filter(subject_id=other.pk).count() == 32


def test_number_of_mails_that_closing_announces_is_the_number_it_sends(cast):
    make_session(cast.mentorship, days=2)
    make_session(cast.mentorship, days=-2)
    mentee_of(cast.cohort), mentor_of(cast.cohort, person=cast.mentee)
    mentee_of(cast.cohort, person__user__email=None)
    announced = [each for answer in registry.mails_of_move.ask(cast.cohort, "closed") for each in answer]

    close_round(cast.cohort, by=cast.coordinator.user)

    assert announced == [
        (3, "3 people who take part read that it has ended, with thanks."),
        (2, "2 more take planned sessions out of calendars."),
    ]
    assert OutgoingMessage.objects.count() == 5


def test_other_moves_announce_no_mail(cast):
    assert [each for answer in registry.mails_of_move.ask(cast.cohort, "running") for each in answer] == []


def test_suggestion_of_a_closed_cohort_cannot_be_answered(cast):
    mentor = mentor_of(cast.cohort)
    proposal = make_proposal(mentor, mentee_of(cast.cohort))
    close_round(cast.cohort, by=cast.coordinator.user)

    with pytest.raises(Refused, match="no longer open"):
        accept_proposal(proposal=proposal, by=mentor.person.user, no_line=True)


def test_giving_a_place_back_closes_its_suggestions_and_tells_the_other(cast):
    leaving, mentee = mentor_of(cast.cohort, capacity=2), mentee_of(cast.cohort)
    make_proposal(leaving, mentee_of(cast.cohort), status=Status.DRAFT)
    sent = make_proposal(leaving, mentee)

    withdraw_enrolment(enrolment=leaving, by=leaving.person.user)

    assert list(Proposal.objects.values_list("pk", "status")) == [(sent.pk, "declined")]
    assert kinds() == [("suggestion_closed", mentee.person.user.email)]


def test_giving_a_place_back_ends_its_pair_and_tells_the_other(cast):
    withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    assert Mentorship.objects.get().status == "ended"
    assert kinds() == [("pair_ended", cast.mentor.user.email)]


def test_giving_a_place_back_leaves_the_other_places_of_the_person(cast):
    other = mentor_of(cast.cohort, person=cast.mentee)
    proposal = make_proposal(other, mentee_of(cast.cohort))

    withdraw_enrolment(enrolment=cast.mentee_place, by=cast.mentee.user)

    proposal.refresh_from_db()
    assert proposal.status == "sent"
