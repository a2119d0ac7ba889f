"""People to avoid: kept, used by the search, and read by nobody."""

import logging
import uuid
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from matching.models import Exclusion, Proposal, Run
from matching.services import add_exclusion, exclusions_of, remove_exclusion, send_proposals
from matching.services.exclusions import MOST_AVOIDED
from matching.services.inputs import read_inputs
from matching.services.seals import digest_of, digests_of
from mentoring.audit.models import AuditEvent
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from programmes.services import lock_cohort
from tests.factories import OrganisationFactory, ProfileFactory, make_proposal
from tests.lib.test_crypto import NEW_KEY, OLD_KEY
from tests.matching.at_once import at_once, commit_when_somebody_waits
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return ProfileFactory(user__name="Ada Lark")


@pytest.fixture
def bo():
    return ProfileFactory(user__name="Bo Crane")


def avoid(owner: Profile, excluded: Profile) -> Exclusion:
    return add_exclusion(owner=owner, excluded=excluded, by=owner.user)


def everything_stored() -> str:
    """All rows of all tables as text, but the ids of the people themselves."""
    texts = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{name}" AS t')  # noqa: S608
            texts += [f"{name}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(texts)


def test_two_who_would_rather_not_meet_are_not_suggested_whoever_of_them_says_so():
    for mentor_says_so in (True, False):
        cohort, by = open_cohort()
        first, second, mentee = mentor_of(cohort, "Speaking"), mentor_of(cohort), mentee_of(cohort, "Speaking")
        owner, excluded = (first, mentee) if mentor_says_so else (mentee, first)
        avoid(owner.person, excluded.person)

        matched(cohort, by)

        assert pairs_of(cohort) == {(second, mentee)}


def test_where_no_pair_comes_about_the_reason_is_the_same_as_for_every_kind():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    avoid(mentor.person, mentee.person)

    run = matched(cohort, by)

    assert run.unplaced == [{"enrolment": str(mentee.pk), "reasons": [{"code": "all_ruled_out", "values": {}}]}]


def test_pairs_are_given_for_the_people_asked_for_and_no_others(ada, bo):
    cal = ProfileFactory()
    avoid(ada, bo)
    avoid(bo, ada)
    avoid(cal, bo)

    assert exclusions_of([ada.pk]) == {frozenset({str(ada.pk), str(bo.pk)})}
    assert exclusions_of([]) == frozenset()


def test_taken_out_again_they_may_meet(ada, bo):
    exclusion = avoid(ada, bo)

    remove_exclusion(exclusion=exclusion, by=ada.user)
    remove_exclusion(exclusion=exclusion, by=ada.user)

    assert exclusions_of([ada.pk, bo.pk]) == frozenset()
    assert list(AuditEvent.objects.order_by("at").values_list("verb", flat=True)) == [
        "exclusion.add",
        "exclusion.remove",
    ]


def test_list_belongs_to_its_owner_alone(ada, bo):
    exclusion = avoid(ada, bo)

    for act in (
        lambda: add_exclusion(owner=ada, excluded=ProfileFactory(), by=bo.user),
        lambda: remove_exclusion(exclusion=exclusion, by=bo.user),
    ):
        with pytest.raises(Refused, match="Only the person whose list it is"):
            act()
    assert list(Exclusion.objects.visible_to(bo.user)) == []
    assert list(Exclusion.objects.visible_to(ada.user)) == [exclusion]


def test_oneself_strangers_and_the_same_person_twice_are_refused(ada, bo):
    avoid(ada, bo)
    stranger = ProfileFactory(organisation=OrganisationFactory(name="Another"))

    for excluded, words in ((ada, "That is you"), (stranger, "people of your company"), (bo, "avoid this person")):
        with pytest.raises(Refused, match=words):
            avoid(ada, excluded)
    assert Exclusion.objects.count() == 1


def test_list_has_an_end(ada):
    Exclusion.objects.bulk_create(
        Exclusion(owner=ada, excluded=str(uuid.uuid4()), digest=f"{number}") for number in range(MOST_AVOIDED)
    )

    with pytest.raises(Refused, match="This list is full"):
        avoid(ada, ProfileFactory())


def test_same_person_twice_is_refused_under_another_key_too(ada, bo):
    with override_settings(FIELD_KEYS=[OLD_KEY]):
        avoid(ada, bo)

    with override_settings(FIELD_KEYS=[NEW_KEY, OLD_KEY]), pytest.raises(Refused, match="avoid this person already"):
        avoid(ada, bo)


def test_database_refuses_the_same_two_twice(ada, bo):
    digest = avoid(ada, bo).digest

    with pytest.raises(IntegrityError, match="exclusion_once"):
        Exclusion.objects.create(owner=ada, excluded=str(bo.pk), digest=digest)


def test_digests_of_those_who_avoid_the_same_person_share_nothing(ada, bo):
    cal = ProfileFactory()
    digests = {avoid(owner, bo).digest for owner in (ada, cal)} | {avoid(bo, ada).digest}

    assert len(digests) == 3
    assert {len(digest) for digest in digests} == {64}


def test_search_stops_sooner_than_it_would_overlook_a_wish(ada, bo):
    with override_settings(FIELD_KEYS=[OLD_KEY]):
        avoid(ada, bo)

    with override_settings(FIELD_KEYS=[NEW_KEY]), pytest.raises(Undecipherable):
        exclusions_of([ada.pk])


def test_digest_of_a_run_changes_with_a_wish_and_cannot_be_tried_out():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    before = read_inputs(cohort)
    avoid(mentor.person, mentee.person)

    after = read_inputs(cohort)

    with override_settings(AUDIT_KEY="another key of the record, of forty letters and more"):
        under_another_key = digest_of(digests_of(before))
    assert len({digest_of(digests_of(before)), digest_of(digests_of(after)), under_another_key}) == 3


def test_draft_of_the_two_is_gone_at_once_and_what_was_sent_stays():
    cohort, _by = open_cohort(stage="running")
    mentor, mentee, other = mentor_of(cohort), mentee_of(cohort), mentee_of(cohort)
    make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)
    kept = make_proposal(mentor, other, status=Proposal.Status.DRAFT)
    sent = make_proposal(mentor, mentee)

    avoid(mentee.person, mentor.person)

    assert set(Proposal.objects.all()) == {kept, sent}
    sent.refresh_from_db()
    assert sent.status == "sent"


def test_draft_that_a_search_wrote_meanwhile_is_not_sent():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    avoid(mentee.person, mentor.person)
    make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)
    make_proposal(mentor, mentee_of(cohort), status=Proposal.Status.DRAFT)

    assert send_proposals(cohort=cohort, by=by) == 1

    assert mentee.person.user_id not in OutgoingMessage.objects.values_list("recipient_id", flat=True)
    assert not Proposal.objects.filter(sides__enrolment=mentee).exists()


def test_nothing_stored_and_nothing_logged_says_who_is_avoided(caplog):
    """What else names this person, such as their own place, is there before they are avoided and a search is made."""
    cohort, by = open_cohort()
    owner, avoided = mentor_of(cohort, capacity=2), mentee_of(cohort)
    mentee_of(cohort)
    searched(cohort, by)
    before = set(everything_stored().splitlines())

    with caplog.at_level(logging.DEBUG):
        avoid(owner.person, avoided.person)
        run = searched(cohort, by)

    new = [row for row in everything_stored().splitlines() if row not in before]
    about = [row for row in new if str(avoided.person_id) in row or str(avoided.person.user_id) in row]
    assert [row for row in new if row.startswith("matching_exclusion:")]
    assert about == []
    assert str(avoided.person_id) not in caplog.text
    assert str(avoided.person_id) not in str(Run.objects.filter(pk=run.pk).values())
    event = AuditEvent.objects.get(verb="exclusion.add")
    assert (event.subject_id, event.actor_id) == (owner.person_id, owner.person.user_id)


@pytest.mark.django_db(transaction=True)
def test_wish_waits_for_a_search_that_is_ending_and_takes_its_draft_out():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    def end_search():
        with transaction.atomic():
            lock_cohort(cohort)
            locked.set()
            make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)
            commit_when_somebody_waits()

    def wish():
        locked.wait(30)
        avoid(mentee.person, mentor.person)

    locked = Event()

    assert at_once(end_search, wish) == ["done", "done"]
    assert not Proposal.objects.exists()
    assert Exclusion.objects.get().owner == mentee.person
