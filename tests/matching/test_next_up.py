"""What follows a suggestion of the programme team that came to nothing: nothing, a draft, or the next suggestion."""

from datetime import date

import pytest

from matching.assignment import NotProven
from matching.models import Proposal
from matching.services import (
    accept_proposal,
    add_exclusion,
    follow_up,
    keep_proposal,
    prove_run,
    send_proposals,
)
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Role
from programmes.services import withdraw_enrolment
from tests.factories import at, make_mentorship, make_proposal
from tests.matching.at_once import at_once
from tests.matching.following import NOON, READY, SENT, SOON, TEAM, Round, tend, user_of
from tests.matching.further import allow
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db
HALF_A_DAY = "2026-11-26 00:30"


@pytest.fixture
def here():
    return Round()


def mails():
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


# --- as the programme says ---


@pytest.mark.parametrize(("next_up", "statuses"), [(TEAM, []), (READY, ["draft"]), (SENT, ["sent"])])
def test_after_a_no_the_next_best_follows_as_the_programme_says(next_up, statuses):
    here = Round(next_up)
    here.decline()

    tend()

    assert [proposal.status for proposal in here.next_ones()] == statuses
    assert here.names(origin="next") == ["Cy"] * len(statuses)


@pytest.mark.parametrize("role", Role.values)
def test_it_follows_whoever_of_the_two_said_no_or_nobody_answered(here, role):
    silent = Round()
    with clock.standing_at(at(NOON)):
        Proposal.objects.filter(pk=silent.first.pk).update(reply_by=date(2026, 11, 24), lapses_at=at(NOON))
    here.decline(role=role)

    tend(NOON), tend()

    assert (here.names(status="draft"), silent.names(status="draft")) == (["Cy"], ["Cy"])


def test_it_waits_a_moment_for_whoever_says_no_and_gives_their_place_back(here):
    here.decline(role=Role.MENTEE)

    tend("2026-11-25 12:14")
    assert here.next_ones() == []
    withdraw_enrolment(enrolment=here.ann, by=user_of(here.first, Role.MENTEE))
    tend()

    assert here.next_ones() == []


def test_draft_is_one_of_no_search_that_nobody_keeps_with_its_fit_and_reasons(here):
    here.decline()

    tend()

    [draft] = here.next_ones()
    assert (draft.origin, draft.run, draft.locked, draft.is_further, draft.sent_at) == (
        "next",
        None,
        False,
        False,
        None,
    )
    assert sum(part["points"] for part in draft.components) == draft.score > 0
    assert draft.reasons[0]["code"] == "offers_first"
    assert list(AuditEvent.objects.filter(subject_id=draft.pk).values_list("verb", "actor_id")) == [
        ("proposal.follow", None)
    ]


def test_what_goes_out_by_itself_is_sent_as_if_somebody_had_pressed():
    here = Round(SENT)
    here.decline()
    OutgoingMessage.objects.all().delete()

    tend()

    [proposal] = here.next_ones()
    assert (proposal.sent_at, proposal.reply_by, proposal.lapses_at) == (
        at(SOON),
        date(2026, 12, 7),
        at("2026-12-08 00:00"),
    )
    assert set(proposal.sides.values_list("answer", "reminds_at")) == {("waiting", at("2026-12-01 09:00"))}
    assert mails() == sorted(("suggestion", user_of(proposal, role).email) for role in Role.values)
    assert list(
        AuditEvent.objects.filter(subject_id=proposal.pk).values_list("verb", "actor_id").order_by("sequence")
    ) == [
        ("proposal.follow", None),
        ("proposal.send", None),
    ]


def test_draft_goes_out_with_the_others_and_can_become_a_pair(here):
    here.decline()
    tend()

    with clock.standing_at(at(SOON)):
        send_proposals(cohort=here.cohort, by=here.by)
        for role in Role.values:
            accept_proposal(proposal=here.next_ones()[0], by=user_of(here.next_ones()[0], role), no_line=True)

    assert here.next_ones()[0].status == "accepted"


@pytest.mark.parametrize("moment", ["2026-11-25 17:00", "2026-11-26 08:59", "2026-11-28 12:00"])
def test_nothing_goes_out_by_itself_at_night_or_at_a_weekend(moment):
    here, ready = Round(SENT), Round()
    for each in (here, ready):
        each.decline()

    tend(moment)

    assert (here.next_ones(), ready.names(status="draft")) == ([], ["Cy"])
    tend("2026-11-30 09:00")
    assert here.names(status="sent") == ["Cy"]


# --- who is the next best ---


def test_private_wishes_rules_and_places_hold_as_in_a_search(here):
    add_exclusion(owner=here.ann.person, excluded=here.cy.person, by=here.ann.person.user)
    here.decline()

    tend()

    assert here.names(status="draft") == ["Dan"]


def test_place_in_another_draft_is_not_taken_unless_that_is_of_a_further_mentor():
    here, further = Round(), Round()
    for each in (here, further):
        make_proposal(each.cy, mentee_of(each.cohort, person__user__name="Zoe"), status="draft")
        each.decline()
    allow(further.cohort)
    zoe = Proposal.objects.get(cohort=further.cohort, status="draft")
    zoes_place = zoe.sides.get(role=Role.MENTEE).enrolment
    type(zoes_place).objects.filter(pk=zoes_place.pk).update(capacity=2)
    make_mentorship(mentor_of(further.cohort), zoes_place)

    tend()

    assert (here.names(status="draft"), further.names(status="draft")) == (["Dan"], ["Cy"])
    assert Proposal.objects.filter(cohort=here.cohort, status="draft").count() == 2
    assert not Proposal.objects.filter(pk=zoe.pk).exists()


def test_nobody_is_suggested_whom_a_draft_has_learn_from_this_very_person(here):
    both = mentor_of(here.cohort, person=here.ann.person)
    learns = mentee_of(here.cohort, person=here.cy.person)
    make_proposal(both, learns, status="draft")
    here.decline()

    tend()

    assert here.names(status="draft") == ["Dan"]


def test_nobody_is_suggested_twice_and_it_ends_where_nobody_is_left():
    here = Round(SENT)
    here.decline()
    for moment in ("2026-11-25 12:20", "2026-11-25 12:40", "2026-11-25 13:00"):
        tend(moment)
        for proposal in Proposal.objects.filter(cohort=here.cohort, status="sent"):
            here.decline(proposal, moment=moment)

    assert here.names() == ["Bo", "Cy", "Dan"]


def test_it_is_looked_for_again_once_somebody_may_be_there(here):
    for place in (here.cy, here.dan):
        withdraw_enrolment(enrolment=place, by=place.person.user)
    here.decline()
    tend()
    mentor_of(here.cohort, "Speaking", person__user__name="Eve")

    tend("2026-11-25 13:14")
    assert here.next_ones() == []
    tend("2026-11-25 13:15")

    assert here.names(status="draft") == ["Eve"]


# --- twice, at once, and what a search does ---


def test_two_ticks_make_one(here):
    here.decline()

    tend(), tend(), tend(HALF_A_DAY)

    assert len(here.next_ones()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_and_give_the_last_place_once():
    here = Round(SENT)
    eve, zoe = mentor_of(here.cohort, "Speaking"), mentee_of(here.cohort, "Speaking")
    second = make_proposal(eve, zoe)
    for proposal in (here.first, second):
        here.decline(proposal)
    for taken in (here.bo, here.dan, eve):
        make_mentorship(taken, mentee_of(here.cohort))

    def work():
        with clock.standing_at(at(SOON)):
            follow_up()

    assert at_once(*[work] * 4) == ["done"] * 4

    [proposal] = here.next_ones()
    assert (proposal.status, proposal.sides.get(role=Role.MENTOR).enrolment) == ("sent", here.cy)


def test_next_search_chooses_it_anew_unless_it_is_kept_and_proves_itself_beside_it():
    loose, kept = Round(), Round()
    for each in (loose, kept):
        each.decline()
        mentee_of(each.cohort, "Sailing")
    tend()
    keep_proposal(proposal=kept.next_ones()[0], by=kept.by, keep=True)

    runs = [searched(each.cohort, each.by) for each in (loose, kept)]

    assert (loose.next_ones(), loose.names(status="draft")) == ([], ["Cy"])
    assert kept.names(origin="next", locked=True) == ["Cy"]
    assert [prove_run(run)[1] for run in runs] == [
        "Suggestions that it wrote: 2. As they were written: 2.",
        "Suggestions that it wrote: 1. As they were written: 1.",
    ]


def test_one_of_which_the_record_knows_nothing_is_found(here):
    mentee_of(here.cohort, "Sailing")
    run = searched(here.cohort, here.by)
    make_proposal(here.cy, here.ann, status="draft", origin="next")

    with pytest.raises(NotProven, match="says it followed one that came to nothing, and the record knows nothing"):
        prove_run(run)
