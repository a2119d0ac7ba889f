"""Who is given the next best by itself, who never is, and how often."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from matching.models import Policy, Proposal
from matching.services import (
    change_policy,
    pair_by_hand,
    remove_proposal,
    send_again,
    start_run,
    tend_suggestions,
    veto_pair,
)
from mentoring.lib import clock
from programmes.models import Cohort, Programme
from programmes.services import withdraw_enrolment
from tests.factories import at, make_mentorship, make_proposal, make_request
from tests.matching.following import NOON, READY, SENT, TEAM, Round, tend
from tests.matching.naming import with_wishes
from tests.matching.people import mentee_of, mentor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Round()


# --- for whom ---


def asked_somebody(here):
    here.decline()
    with clock.standing_at(at("2026-11-25 12:05")):
        make_request(here.ann, here.cy, status="declined")


def chooses(here):
    here.decline()
    here.wish(SENT, pairing="suggested")


def taken_out(here):
    here.decline()
    tend()
    remove_proposal(proposal=here.next_ones()[0], by=here.by)
    Proposal.objects.filter(origin="next").update(origin="coordinator")


def at_rest(here):
    here.decline()
    pair = make_mentorship(here.dan, here.ann)
    ended = {"ended_at": clock.now()}
    type(pair).objects.filter(pk=pair.pk).update(status="ended", **ended)
    pair.memberships.update(looks_again=False, **ended)


def paired(here):
    here.decline()
    make_mentorship(here.dan, here.ann)


def asked(here):
    here.decline()
    make_proposal(here.dan, here.ann)


def drafted(here):
    here.decline()
    pair_by_hand(mentee=here.ann, mentor=here.dan, by=here.by)


def withdrawn(here):
    here.decline()
    withdraw_enrolment(enrolment=here.ann, by=here.ann.person.user)


def account_closed(here):
    here.decline()
    type(here.by).objects.filter(pk=here.ann.person.user_id).update(is_active=False)


def closing(here):
    here.decline()
    Cohort.objects.filter(pk=here.cohort.pk).update(stage=Cohort.Stage.CLOSING)


def nearly_over(here):
    here.decline()
    Cohort.objects.filter(pk=here.cohort.pk).update(
        registration_ends_on=date(2026, 1, 5),
        starts_on=date(2026, 1, 12),
        mid_survey_on=None,
        ends_on=date(2026, 12, 6),
    )


def another_style(here):
    here.decline()
    Programme.objects.filter(pk=here.cohort.programme_id).update(style="reverse")


def searching(here):
    here.decline()
    start_run(cohort=here.cohort, by=here.by)


@pytest.mark.parametrize("next_up", [READY, SENT])
@pytest.mark.parametrize(
    "change",
    [
        *(asked_somebody, chooses, at_rest, paired, asked, drafted, withdrawn, account_closed, closing, nearly_over),
        *(another_style, searching, taken_out),
    ],
)
def test_nothing_follows(change, next_up):
    here = Round(next_up if change is not taken_out else READY)
    with clock.standing_at(at(NOON)):
        change(here)

    tend("2026-11-25 12:30")

    assert here.next_ones() == []


@pytest.mark.parametrize("next_up", [READY, SENT])
def test_something_follows_where_none_of_these_holds(next_up):
    here = Round(next_up)
    here.decline()

    tend("2026-11-25 12:30")

    assert len(here.next_ones()) == 1


def test_next_best_follows_beside_whom_the_programme_team_keeps_apart_first(here):
    """Just what one does before the next best comes: never that one."""
    here.decline()
    with clock.standing_at(at("2026-11-25 12:05")):
        veto_pair(mentee=here.ann, mentor=here.cy, by=here.by)

    tend("2026-11-25 12:30")

    (following,) = here.next_ones()
    assert not following.sides.filter(enrolment=here.cy).exists()


def test_first_search_and_a_pair_that_ended_are_left_to_the_programme_team(here):
    make_proposal(here.cy, mentee_of(here.cohort), status="accepted")
    mentee_of(here.cohort, "Speaking")

    tend()

    assert here.next_ones() == []


def test_after_three_in_a_row_the_programme_team_looks_until_they_suggested_somebody():
    here = Round(SENT)
    more = [mentor_of(here.cohort, "Speaking") for _ in range(3)]
    here.decline()
    for hour in range(13, 17):
        tend(f"2026-11-25 {hour}:00")
        for proposal in Proposal.objects.filter(cohort=here.cohort, status="sent"):
            here.decline(proposal, moment=f"2026-11-25 {hour}:00")

    assert len(here.next_ones()) == 3
    left = next(mentor for mentor in (*more, here.cy) if not mentor.proposal_sides.exists())
    with clock.standing_at(at("2026-11-26 10:00")):
        by_hand = make_proposal(left, here.ann)
    here.decline(by_hand, moment="2026-11-26 10:00")
    tend("2026-11-26 10:15")
    assert len(here.next_ones()) == 4


def test_what_is_sent_again_and_comes_to_nothing_again_is_followed_as_well(here):
    with clock.standing_at(at(NOON)):
        Proposal.objects.filter(pk=here.first.pk).update(reply_by=date(2026, 11, 24), lapses_at=at(NOON))
        tend_suggestions()
        here.first.refresh_from_db()
        send_again(proposal=here.first, by=here.by)
    tend()
    assert here.next_ones() == []

    here.decline(moment="2026-11-25 12:20")
    tend("2026-11-25 12:35")

    assert here.names(status="draft") == ["Cy"]


# --- what must never be false ---


def test_setting_holds_where_the_programme_team_decides_alone(here):
    here.wish(SENT, pairing="suggested")

    assert Policy.objects.get(programme=here.cohort.programme_id).next_up == TEAM
    here.wish(SENT)
    assert Policy.objects.get(programme=here.cohort.programme_id).next_up == TEAM
    here.wish(SENT, pairing="appointed")
    assert Policy.objects.get(programme=here.cohort.programme_id).next_up == SENT


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"next_up": "perhaps"}, "policy_next_up_known"),
        ({"pairing": "chosen"}, "policy_next_up_where_team_decides"),
    ],
)
def test_raw_sql_sets_nothing_else(here, change, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Policy.objects.filter(programme=here.cohort.programme_id).update(**change)


def test_where_people_name_somebody_nothing_follows_by_itself(here):
    programme = Programme.objects.get(pk=here.cohort.programme_id)
    policy = change_policy(
        programme=programme, terms=with_wishes(Policy.objects.get().terms), pairing="ranked", next_up=SENT, by=here.by
    )

    assert policy.next_up == TEAM
