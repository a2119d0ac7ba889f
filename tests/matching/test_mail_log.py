"""What a site administrator sees of mails tells nobody's answer to a suggestion (docs/decisions/0018)."""

import pytest
from django.urls import reverse

from matching.models import Proposal
from matching.parting import Way
from matching.services import accept_proposal, decline_proposal, part, send_proposals, tend_suggestions
from mentoring.lib import clock
from mentoring.outbox import kinds
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Role
from tests.factories import at, make_mentorship, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
LIST = reverse("admin:outbox_outgoingmessage_changelist")
EACH = pytest.mark.parametrize("role", [Role.MENTOR, Role.MENTEE])
OTHER = {Role.MENTOR: Role.MENTEE, Role.MENTEE: Role.MENTOR}


def logged(sign_in, cast) -> list[tuple[str, str]]:
    """Kind and address of each line of the log."""
    rows = sign_in(cast.site_administrator).get(LIST).context["cl"].result_list
    return sorted((row.kind, row.address) for row in rows)


def asked():
    """Two people of whom each has a suggestion."""
    cohort, by = open_cohort()
    mentor = mentor_of(cohort, person__user__email="mentor@mail.example")
    mentee = mentee_of(cohort, person__user__email="mentee@mail.example")
    proposal = make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)
    with clock.standing_at(at("2026-11-25 12:00")):
        send_proposals(cohort=cohort, by=by)
    return proposal, {Role.MENTOR: mentor.person.user, Role.MENTEE: mentee.person.user}


@EACH
def test_log_does_not_tell_who_said_no(role, sign_in, cast):
    proposal, users = asked()

    with clock.standing_at(at("2026-11-26 12:00")):
        decline_proposal(proposal=proposal, by=users[role])

    told = OutgoingMessage.objects.get(kind="suggestion_closed")
    assert told.address == users[OTHER[role]].email
    assert logged(sign_in, cast) == [("suggestion", "mentee@mail.example"), ("suggestion", "mentor@mail.example")]


@EACH
def test_log_does_not_tell_who_said_yes_first(role, sign_in, cast):
    proposal, users = asked()

    with clock.standing_at(at("2026-11-26 12:00")):
        accept_proposal(proposal=proposal, by=users[role], no_line=True)
    with clock.standing_at(at("2026-12-01 09:00")):
        tend_suggestions()

    reminded = OutgoingMessage.objects.get(kind="suggestion_reminder")
    assert reminded.address == users[OTHER[role]].email
    assert logged(sign_in, cast) == [("suggestion", "mentee@mail.example"), ("suggestion", "mentor@mail.example")]


@EACH
def test_log_does_not_tell_who_ended_a_pair(role, sign_in, cast):
    cohort, _by = open_cohort(stage="running")
    people = {Role.MENTOR: mentor_of(cohort), Role.MENTEE: mentee_of(cohort)}
    mentorship = make_mentorship(people[Role.MENTOR], people[Role.MENTEE])

    part(mentorship=mentorship, way=Way.STOP, by=people[role].person.user)

    assert OutgoingMessage.objects.get().address == people[OTHER[role]].person.user.email
    assert logged(sign_in, cast) == []


def test_what_one_of_two_gets_for_what_the_other_did_and_when_they_meet_stand_in_no_log():
    unlisted = {kind.name for kind in kinds.declared() if not kind.is_listed}

    assert unlisted == {
        *(
            "choice_open",
            "naming_open",
            "suggestion_request",
            "suggestion_reminder",
            "suggestion_closed",
            "pair_ended",
            "pair_paused",
            "pair_resumed",
        ),
        *("question_asked", "question_answered"),
        *("pair_wish", "pair_wish_gone", "pair_goes_on", "pair_as_planned"),
        *("agreement-asked", "agreement-agreed", "agreement-changed", "agreement-renewed"),
        *("survey-invitation", "survey-reminder"),
        *("session-planned", "session-moved", "session-cancelled", "session-met-early", "session-off"),
        *("session-coming", "session-to-log", "action-due"),
    }
