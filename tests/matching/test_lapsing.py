"""Time and a suggestion: one reminder half-way, a kind end, and the coordinator's second try."""

from datetime import date, timedelta

import pytest

from matching.models import Proposal, ProposalSide
from matching.services import accept_proposal, decline_proposal, send_again, send_proposals, tend_suggestions
from matching.services.inputs import read_inputs
from matching.tasks import tend_suggestions as tick
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.policies import is_wanted
from programmes.models import Role
from programmes.services import withdraw_enrolment
from tests.factories import at, close_round, make_mentorship, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
SENT = "2026-11-25 12:00"  # a Wednesday
HALF_WAY = "2026-12-01 09:00"
OVER = "2026-12-08 00:00"
WEST = {"person__user__time_zone": "Pacific/Honolulu"}


def sent(mentor=(), mentee=(), **kwargs):
    """A suggestion that went out on that Wednesday; its cohort's coordinator."""
    cohort, by = open_cohort()
    proposal = make_proposal(
        mentor_of(cohort, person__user__name="Maria Mentor", **dict(mentor)),
        mentee_of(cohort, person__user__name="Minh Mentee", **dict(mentee)),
        status=Proposal.Status.DRAFT,
    )
    with clock.standing_at(at(SENT)):
        send_proposals(cohort=cohort, by=by, **kwargs)
    OutgoingMessage.objects.all().delete()
    return Proposal.objects.get(pk=proposal.pk), by


def user_of(proposal, role):
    return proposal.sides.get(role=role).enrolment.person.user


def tend_at(moment):
    with clock.standing_at(at(moment)):
        tend_suggestions()


def move_to(proposal, role, zone):
    """One of the two chooses where they live on their own page."""
    user = user_of(proposal, role)
    user.time_zone = zone
    user.save(update_fields=["time_zone"])


def yes_of(proposal, role):
    accept_proposal(proposal=proposal, by=user_of(proposal, role), no_line=True)


def mails():
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


def status_of(proposal):
    return Proposal.objects.values_list("status", flat=True).get(pk=proposal.pk)


# --- by when ---


def test_both_are_asked_to_answer_by_the_working_day_ten_days_ahead_or_after():
    proposal, _by = sent()

    assert (proposal.reply_by, proposal.lapses_at) == (date(2026, 12, 7), at(OVER))
    assert set(proposal.sides.values_list("reminds_at", flat=True)) == {at(HALF_WAY)}


def test_coordinator_chooses_another_day():
    proposal, _by = sent(reply_by=date(2026, 12, 24))

    assert (proposal.reply_by, proposal.lapses_at) == (date(2026, 12, 24), at("2026-12-25 00:00"))


@pytest.mark.parametrize("days", [2, 31, -1])
def test_day_too_soon_or_too_late_is_refused(days):
    with pytest.raises(Refused, match="a day from 3 to 30 days ahead"):
        sent(reply_by=date(2026, 11, 25) + timedelta(days=days))

    assert Proposal.objects.get().status == "draft"


def test_day_is_over_only_when_it_is_over_for_both():
    proposal, _by = sent(mentee=WEST)

    assert proposal.lapses_at == at("2026-12-08 10:00")
    assert proposal.sides.get(role=Role.MENTEE).reminds_at == at("2026-12-01 19:00")


# --- the reminder ---


def test_each_who_has_not_answered_is_reminded_once():
    proposal, _by = sent()

    tend_at("2026-12-01 08:59")
    assert mails() == []
    for _ in range(2):
        tend_at(HALF_WAY)

    assert mails() == sorted(("suggestion_reminder", user_of(proposal, role).email) for role in Role.values)


def test_reminder_names_the_other_and_the_day():
    proposal, _by = sent()

    tend_at(HALF_WAY)

    mail = OutgoingMessage.objects.get(recipient_id=user_of(proposal, Role.MENTEE).pk)
    assert mail.mail_subject == "Your suggestion is open until Mon 7 Dec"
    assert "we suggested Maria Mentor to you as your mentor." in mail.text
    assert "open until Mon 7 Dec" in mail.text
    assert proposal.get_absolute_url() in mail.text


def test_whoever_answered_is_not_reminded():
    proposal, _by = sent()
    yes_of(proposal, Role.MENTOR)

    tend_at(HALF_WAY)

    assert mails() == [("suggestion_reminder", user_of(proposal, Role.MENTEE).email)]


def test_reminder_waits_for_nine_where_the_person_lives():
    proposal, _by = sent(mentee=WEST)

    tend_at(HALF_WAY)

    assert mails() == [("suggestion_reminder", user_of(proposal, Role.MENTOR).email)]


def test_reminder_waits_for_nine_where_the_person_lives_by_now():
    proposal, _by = sent()
    move_to(proposal, Role.MENTEE, "America/St_Johns")

    for moment in (HALF_WAY, "2026-12-01 12:29"):
        tend_at(moment)
        assert mails() == [("suggestion_reminder", user_of(proposal, Role.MENTOR).email)]
    for _ in range(2):
        tend_at("2026-12-01 12:30")

    assert mails() == sorted(("suggestion_reminder", user_of(proposal, role).email) for role in Role.values)


def test_reminder_of_whoever_moved_east_does_not_wait():
    proposal, _by = sent()
    move_to(proposal, Role.MENTEE, "Asia/Tokyo")

    tend_at(HALF_WAY)

    assert len(mails()) == 2


def test_reminder_that_was_answered_before_it_left_is_not_wanted():
    proposal, _by = sent()
    tend_at(HALF_WAY)
    wanted = {}
    for role in Role.values:
        yes_of(proposal, role)
        messages = OutgoingMessage.objects.filter(kind="suggestion_reminder")
        wanted[role] = {message.address for message in messages if is_wanted(message)}

    assert wanted == {Role.MENTOR: {user_of(proposal, Role.MENTEE).email}, Role.MENTEE: set()}


# --- the end ---


def test_suggestion_closes_only_when_its_day_is_over():
    proposal, _by = sent()

    tend_at("2026-12-07 23:59")
    assert status_of(proposal) == "sent"
    tend_at(OVER)

    assert status_of(proposal) == "lapsed"
    assert list(AuditEvent.objects.filter(verb="proposal.lapse").values_list("subject_id", "actor_id")) == [
        (proposal.pk, None)
    ]


def test_suggestion_stays_open_until_its_day_is_over_where_they_live_by_now():
    proposal, _by = sent()
    move_to(proposal, Role.MENTEE, "America/St_Johns")

    for moment in (OVER, "2026-12-08 03:29"):
        tend_at(moment)
        assert status_of(proposal) == "sent"
    yes_of(proposal, Role.MENTOR)
    tend_at("2026-12-08 03:30")

    assert status_of(proposal) == "lapsed"
    assert [kind for kind, _address in mails() if kind != "suggestion_reminder"] == ["suggestion_closed"]


def test_whoever_said_yes_is_told_the_same_as_after_a_no_and_the_silent_one_gets_no_mail():
    silent, _by = sent()
    yes_of(silent, Role.MENTOR)
    tend_at(OVER)
    after_silence = OutgoingMessage.objects.get(kind="suggestion_closed")
    OutgoingMessage.objects.all().delete()
    refused, _by = sent()
    yes_of(refused, Role.MENTOR)
    decline_proposal(proposal=refused, by=user_of(refused, Role.MENTEE))
    after_no = OutgoingMessage.objects.get(kind="suggestion_closed")

    assert after_silence.address == user_of(silent, Role.MENTOR).email
    assert after_silence.mail_subject == after_no.mail_subject
    assert words_of(after_silence, silent) == words_of(after_no, refused)


def words_of(mail, proposal):
    """Without what is of this suggestion alone."""
    return mail.text.replace(str(proposal.pk), "…").replace(proposal.cohort.programme.name, "…")


def test_nobody_is_told_where_nobody_answered():
    sent()

    tend_at(OVER)

    assert [kind for kind, _address in mails()] == []


def test_tick_twice_tells_once():
    proposal, _by = sent()
    yes_of(proposal, Role.MENTEE)

    with clock.standing_at(at(OVER)):
        tick(), tick()

    assert [kind for kind, _address in mails()] == ["suggestion_closed"]


def test_yes_after_the_end_says_so_to_both():
    proposal, _by = sent()
    yes_of(proposal, Role.MENTOR)
    tend_at(OVER)

    for role in Role.values:
        with pytest.raises(Refused, match="no longer open"):
            yes_of(proposal, role)


def test_yes_late_but_before_the_tick_still_counts():
    proposal, _by = sent()
    yes_of(proposal, Role.MENTOR)
    with clock.standing_at(at(OVER)):
        yes_of(proposal, Role.MENTEE)
        tend_suggestions()

    assert status_of(proposal) == "accepted"


@pytest.mark.parametrize("end", ["accepted", "declined", "closed"])
def test_what_has_ended_is_left_alone(end):
    proposal, by = sent()
    yes_of(proposal, Role.MENTOR)
    if end == "accepted":
        yes_of(proposal, Role.MENTEE)
    elif end == "declined":
        decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTEE))
    else:
        close_round(proposal.cohort, by=by)
    before, told = status_of(proposal), mails()

    tend_at(OVER)

    assert (status_of(proposal), mails()) == (before, told)


def test_mentee_and_place_are_free_for_a_search_that_does_not_pair_the_same_two():
    proposal, _by = sent()
    tend_at(OVER)

    inputs = read_inputs(proposal.cohort)

    assert (len(inputs.mentees), inputs.capacity) == (1, [1])
    people = {str(side.enrolment.person_id) for side in proposal.sides.all()}
    assert inputs.already == {frozenset(people)}


# --- once more ---


def lapsed():
    proposal, by = sent()
    yes_of(proposal, Role.MENTOR)
    tend_at(OVER)
    OutgoingMessage.objects.all().delete()
    return Proposal.objects.get(pk=proposal.pk), by


def again_at(moment, proposal, by, **kwargs):
    with clock.standing_at(at(moment)):
        return send_again(proposal=proposal, by=by, **kwargs)


def test_sent_again_it_asks_both_anew_by_a_new_day():
    proposal, by = lapsed()

    again_at("2026-12-08 10:00", proposal, by)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.reply_by, proposal.lapses_at) == (
        "sent",
        date(2026, 12, 18),
        at("2026-12-19 00:00"),
    )
    assert set(proposal.sides.values_list("answer", "reminds_at")) == {("waiting", at("2026-12-14 09:00"))}
    assert mails() == sorted(("suggestion", user_of(proposal, role).email) for role in Role.values)


def test_sent_again_it_can_become_a_pair_or_close_again():
    proposal, by = lapsed()
    again_at("2026-12-08 10:00", proposal, by)
    for role in Role.values:
        yes_of(proposal, role)
    other, by = lapsed()
    again_at("2026-12-08 10:00", other, by)
    yes_of(other, Role.MENTOR)
    tend_at("2026-12-19 00:00")

    assert (status_of(proposal), status_of(other)) == ("accepted", "lapsed")
    assert mails().count(("suggestion_closed", user_of(other, Role.MENTOR).email)) == 1


@pytest.mark.parametrize("status", sorted(set(Proposal.Status.values) - {"lapsed"}))
def test_only_what_got_no_answer_in_time_is_sent_again(status):
    cohort, by = open_cohort(stage="running")
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort), status=status)

    with pytest.raises(Refused, match="already changed"):
        send_again(proposal=proposal, by=by)
    assert status_of(proposal) == status


def test_sent_again_is_refused_once_the_mentee_has_somebody():
    paired, by = lapsed()
    make_mentorship(mentor_of(paired.cohort), paired.sides.get(role=Role.MENTEE).enrolment)
    drafted, _by = lapsed()
    make_proposal(mentor_of(drafted.cohort), drafted.sides.get(role=Role.MENTEE).enrolment, status="draft")

    for proposal in (paired, drafted):
        with pytest.raises(Refused, match="has another mentor or suggestion by now"):
            send_again(proposal=proposal, by=by)


def test_sent_again_is_refused_once_one_of_the_two_left():
    proposal, by = lapsed()
    place = proposal.sides.get(role=Role.MENTOR).enrolment
    withdraw_enrolment(enrolment=place, by=place.person.user)

    with pytest.raises(Refused, match="One of the two no longer takes part"):
        send_again(proposal=proposal, by=by)
    assert ProposalSide.objects.filter(proposal=proposal, answer="yes").count() == 1
