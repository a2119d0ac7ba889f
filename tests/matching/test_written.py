"""Whatever happens to suggestions in a lawful way, the search that made them is still proven and says what became."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from matching.models import Proposal, Run, RunEvidence
from matching.services import (
    accept_proposal,
    add_exclusion,
    decline_proposal,
    keep_proposal,
    lapse_due_proposals,
    pair_by_hand,
    prove_run,
    remove_proposal,
    restore_proposal,
    run_matching,
    send_again,
    send_proposals,
    start_run,
)
from matching.services.written import unpack_written
from mentoring.lib import clock
from participants.models import Profile
from participants.services import let_leavers_go
from programmes.models import Enrolment, Role
from programmes.services import archive_cohort, withdraw_enrolment
from tests.factories import close_round, in_days
from tests.lib.test_crypto import NEW_KEY
from tests.matching.at_once import at_once
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import packed_of, reason_against

pytestmark = pytest.mark.django_db

SKILLS = ("Speaking", "Writing", "Planning")
ALL = "Suggestions that it wrote: 3. As they were written: 3."
ONE_GONE = "Suggestions that it wrote: 3. As they were written: 2. Gone in another lawful way before they were sent: 1."


class Round:
    """A cohort in which a search made three suggestions."""

    def __init__(self):
        self.cohort, self.by = open_cohort()
        self.mentors = [mentor_of(self.cohort, skill) for skill in SKILLS]
        self.mentees = [mentee_of(self.cohort, skill) for skill in SKILLS]
        self.run = self.search()
        assert pairs_of(self.cohort) == set(zip(self.mentors, self.mentees, strict=True))

    def search(self):
        return searched(self.cohort, self.by)

    def draft(self, number):
        return Proposal.objects.get(sides__enrolment=self.mentees[number], run=self.run)

    def send(self):
        send_proposals(cohort=self.cohort, by=self.by)
        return [self.draft(number) for number in range(3)]

    def user(self, proposal, role):
        return proposal.sides.get(role=role).enrolment.person.user

    def account(self, run=None):
        return prove_run(run or self.run)[1]


@pytest.fixture
def here():
    return Round()


def close_account(place):
    place.person.user.is_active = False
    place.person.user.save()


# --- drafts ---


def test_drafts_replaced_by_a_later_search(here):
    later = here.search()

    assert here.account() == "Suggestions that it wrote: 3. Replaced by a later search: 3."
    assert here.account(later) == ALL


def test_kept_draft_outlives_a_search_and_is_replaced_once_let_go(here):
    kept = keep_proposal(proposal=here.draft(0), by=here.by, keep=True)
    second = here.search()
    assert here.account() == "Suggestions that it wrote: 3. As they were written: 1. Replaced by a later search: 2."

    keep_proposal(proposal=kept, by=here.by, keep=False)
    third = here.search()

    assert here.account() == "Suggestions that it wrote: 3. Replaced by a later search: 3."
    assert here.account(second) == "Suggestions that it wrote: 2. Replaced by a later search: 2."
    assert here.account(third) == ALL


def test_draft_taken_out_and_put_back(here):
    taken = remove_proposal(proposal=here.draft(0), by=here.by)
    assert here.account() == ALL

    restore_proposal(proposal=taken, by=here.by)

    assert here.account() == ALL


def test_pair_by_hand_takes_the_place_of_two_drafts(here):
    """The mentee's own, and the one that the mentor has no place for any more."""
    pair_by_hand(mentee=here.mentees[0], mentor=here.mentors[1], by=here.by)

    assert here.account() == (
        "Suggestions that it wrote: 3. As they were written: 1. Gone in another lawful way before they were sent: 2."
    )


def test_pair_by_hand_that_is_kept_sent_or_taken_out_belongs_to_no_search(here):
    paired = pair_by_hand(mentee=here.mentees[0], mentor=here.mentors[1], by=here.by)
    later = here.search()
    remove_proposal(proposal=paired, by=here.by)
    last = here.search()
    send_proposals(cohort=here.cohort, by=here.by)

    assert paired.run is None
    assert here.account(later) == "Suggestions that it wrote: 2. Replaced by a later search: 2."
    assert here.account(last) == ALL


@pytest.mark.parametrize("role", ["mentors", "mentees"])
def test_place_given_back_takes_its_draft_along(here, role):
    place = getattr(here, role)[0]

    withdraw_enrolment(enrolment=place, by=place.person.user)

    assert here.account() == ONE_GONE


def test_place_given_back_of_a_kept_draft_leaves_it_taken_out(here):
    keep_proposal(proposal=here.draft(0), by=here.by, keep=True)

    withdraw_enrolment(enrolment=here.mentors[0], by=here.mentors[0].person.user)

    assert here.account() == ALL


def test_person_who_left(here):
    Profile.objects.filter(pk=here.mentors[0].person_id).update(last_day=in_days(-1))

    assert let_leavers_go() == 1

    assert here.account() == ONE_GONE


def test_account_that_closed_before_drafts_were_sent(here):
    close_account(here.mentees[0])

    send_proposals(cohort=here.cohort, by=here.by)

    assert here.account() == ONE_GONE


def test_account_that_closed_before_a_search_leaves_a_kept_draft_taken_out(here):
    keep_proposal(proposal=here.draft(0), by=here.by, keep=True)
    close_account(here.mentees[0])

    here.search()

    assert here.account() == "Suggestions that it wrote: 3. As they were written: 1. Replaced by a later search: 2."


def test_place_given_back_while_a_search_was_on_its_way(here):
    run = start_run(cohort=here.cohort, by=here.by)

    def leave(done, total, message):
        if message == "Writing the suggestions":
            Enrolment.objects.filter(pk=here.mentees[0].pk).update(status=Enrolment.Status.WITHDRAWN)

    run = run_matching(run=run, progress=leave)

    assert here.account(run) == (
        "Suggestions that it wrote: 2. Pairs that could not be suggested any more when it ended: 1. "
        "As they were written: 2."
    )


# --- what was sent ---


def test_suggestions_that_were_sent_accepted_declined_and_lapsed(here, monkeypatch):
    accepted, declined, lapsed = here.send()
    assert here.account() == ALL
    for role in (Role.MENTOR, Role.MENTEE):
        accept_proposal(proposal=accepted, no_line=True, by=here.user(accepted, role))
    decline_proposal(proposal=declined, by=here.user(declined, Role.MENTOR), apart=True)
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment.replace(year=moment.year + 1))

    assert lapse_due_proposals() == 1

    statuses = Proposal.objects.order_by("status").values_list("status", flat=True)
    assert list(statuses) == ["accepted", "declined", "lapsed"]
    assert here.account() == ALL
    send_again(proposal=lapsed, by=here.by)
    assert here.account() == ALL


def test_sent_suggestions_outlive_a_later_search(here):
    here.send()
    mentor_of(here.cohort, "Sailing")
    mentee_of(here.cohort, "Sailing")

    later = here.search()

    assert here.account() == ALL
    assert here.account(later) == "Suggestions that it wrote: 1. As they were written: 1."


def test_sent_suggestion_of_a_place_that_was_given_back(here):
    here.send()

    withdraw_enrolment(enrolment=here.mentors[0], by=here.mentors[0].person.user)

    assert here.account() == ALL


def test_cohort_that_was_closed_with_drafts_and_put_away(here):
    here.send()
    mentor_of(here.cohort, "Sailing")
    mentee_of(here.cohort, "Sailing")
    later = here.search()

    close_round(here.cohort, by=here.by)
    archive_cohort(cohort=here.cohort, by=here.by, reason="It is over.")

    assert here.account() == ALL
    assert here.account(later) == ("Suggestions that it wrote: 1. Gone in another lawful way before they were sent: 1.")


# --- what nobody may read from it ---


def test_wish_to_be_kept_apart_reads_as_any_other_lawful_way(here):
    one, other = here.mentees[0].person, here.mentors[0].person

    add_exclusion(owner=one, excluded=other, by=one.user)

    assert here.account() == ONE_GONE


def test_list_is_as_long_whatever_became_of_its_suggestions(here):
    """Of who reads the table alone: neither how many went otherwise than to a search, nor which."""
    one, other = here.mentees[0].person, here.mentors[0].person
    before = packed_of(here.run, "suggestions")

    add_exclusion(owner=one, excluded=other, by=one.user)
    between = packed_of(here.run, "suggestions")
    here.search()

    after = packed_of(here.run, "suggestions")
    assert len({before, between, after}) == 3
    assert len(before) == len(between) == len(after)
    assert str(Proposal.objects.first().pk).encode() not in after
    written = unpack_written(RunEvidence.objects.get(run=here.run).suggestions)
    assert sorted(written.fates) == ["o", "s", "s"]


# --- keys, and who may delete ---


def test_nobody_is_kept_from_stepping_back_because_a_key_is_missing(here, settings, caplog):
    ring = settings.FIELD_KEYS
    settings.FIELD_KEYS = [NEW_KEY]

    withdraw_enrolment(enrolment=here.mentees[0], by=here.mentees[0].person.user)

    settings.FIELD_KEYS = ring
    assert not Proposal.objects.filter(sides__enrolment=here.mentees[0]).exists()
    assert f"What the search {here.run.pk} wrote does not open" in caplog.text
    assert reason_against(here.run).endswith("is gone, and in no lawful way: it was deleted.")


def test_drafts_are_deleted_in_one_place_alone():
    """A delete elsewhere would be lawful and look like tampering."""
    found = {
        path.relative_to(settings.BASE_DIR).as_posix(): len(re.findall(r"\.(?:_raw_)?delete\(", path.read_text()))
        for app in ("matching", "agreements", "feedback", "programmes", "participants")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "Proposal" in path.read_text() or app == "matching"
    }

    # The others take one person off a list of people to avoid, or the last off one of people one would like, or forget
    # whole lists of both, or what the two of a suggestion asked each other first.
    assert {path: count for path, count in found.items() if count} == {
        "matching/services/exclusions.py": 1,
        "matching/services/forgetting.py": 2,
        "matching/services/forgetting_questions.py": 1,
        "matching/services/naming.py": 1,
        "matching/services/written.py": 1,
    }


@pytest.mark.django_db(transaction=True)
def test_search_is_not_proven_halfway_through_an_act():
    """A draft that is gone and not noted yet, or the other way round, would look like tampering."""
    here = Round()
    place = here.mentees[0]

    def prove_without_waiting():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        prove_run(Run.objects.get(pk=here.run.pk))

    with transaction.atomic():
        withdraw_enrolment(enrolment=place, by=place.person.user)
        (outcome,) = at_once(prove_without_waiting)

    assert isinstance(outcome, OperationalError)
    assert "lock timeout" in str(outcome)
    assert here.account() == ONE_GONE
