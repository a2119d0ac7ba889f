"""Two whose pair has ended are one again only where both wish it, and neither learns what the other one wishes."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from matching.choices import choices_for
from matching.models import Membership, Mentorship, Proposal
from matching.services import (
    accept_proposal,
    add_exclusion,
    decline_proposal,
    no_longer_possible,
    pair_by_hand,
    prove_run,
    send_proposals,
    take_back_wish_again,
    wish_again,
    with_wish_asked,
)
from matching.services.asking import NotAmongThem
from matching.services.choosable import with_somebody
from matching.services.forgetting import KEPT_FOR
from matching.services.one_row import read_row
from matching.tasks import forget_wishes_again
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment, Role, StageChange
from tests.factories import ProfileFactory, UserFactory, end_pairs, make_mentorship
from tests.matching.choosing import ask, choosing_cohort
from tests.matching.naming import name, naming_cohort
from tests.matching.past import both_in, last_pair_of, say_again, two_of_before
from tests.matching.people import matched, open_cohort, pairs_of, searched

pytestmark = pytest.mark.django_db
RULED_OUT = "This pair is ruled out"


@pytest.fixture
def two():
    return two_of_before()


def sealed_of(mentorship):
    """What lies in the database, by person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, wish FROM matching_membership WHERE mentorship_id = %s", [mentorship.pk])
        return {person: wish and bytes(wish) for person, wish in cursor.fetchall()}


# --- what it does ---


def test_search_brings_together_who_both_wish_it(two):
    cohort, by = open_cohort()
    places = both_in(cohort, *two)
    say_again(*two)

    run = searched(cohort, by)

    assert pairs_of(cohort) == {places}
    assert prove_run(run)[-1] == "People are as they were: 1 scores computed anew are the same."


@pytest.mark.parametrize("who", [0, 1])
def test_wish_of_one_changes_nothing(two, who):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    say_again(two[who])

    searched(cohort, by)

    assert pairs_of(cohort) == set()
    assert choices_for(mentee).ruled_out == [mentor.person.user.name]
    with pytest.raises(Refused, match=RULED_OUT):
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)


def test_wish_that_was_taken_back_counts_no_more(two):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    say_again(*two)
    draft = pair_by_hand(mentee=mentee, mentor=mentor, by=by)
    assert no_longer_possible(cohort, [draft.pk]) == set()

    take_back_wish_again(mentorship=last_pair_of(mentee.person), by=mentee.person.user)

    assert no_longer_possible(cohort, [draft.pk]) == {draft.pk}
    assert send_proposals(cohort=cohort, by=by) == 0


def pair_up(cohort, by, places):
    """A draft of these two is sent, and both say yes."""
    send_proposals(cohort=cohort, by=by)
    proposal = Proposal.objects.get(status=Proposal.Status.SENT)
    for place in places:
        accept_proposal(proposal=proposal, by=place.person.user, no_line=True)


def test_pair_of_one_round_is_one_again_there_and_apart_once_that_has_ended_too():
    """Their own accepted suggestion does not keep them apart; what they said after the first pair is over with it."""
    cohort, by = open_cohort()
    mentor, mentee = places = both_in(cohort, ProfileFactory(), ProfileFactory())
    searched(cohort, by)
    pair_up(cohort, by, places)
    end_pairs()
    with pytest.raises(Refused, match=RULED_OUT):
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)
    say_again(mentor.person, mentee.person)
    pair_by_hand(mentee=mentee, mentor=mentor, by=by)
    pair_up(cohort, by, places)
    end_pairs()

    searched(cohort, by)

    assert (Mentorship.objects.ended().count(), pairs_of(cohort)) == (2, set())


def test_suggestion_that_one_of_them_declined_keeps_them_apart_in_its_round(two):
    cohort, by = open_cohort()
    mentor, mentee = both_in(cohort, *two)
    say_again(*two)
    draft = pair_by_hand(mentee=mentee, mentor=mentor, by=by)
    send_proposals(cohort=cohort, by=by)
    decline_proposal(proposal=draft, by=mentee.person.user)

    searched(cohort, by)

    assert pairs_of(cohort) == set()


def test_private_exclusion_still_wins(two):
    cohort, by = open_cohort()
    both_in(cohort, *two)
    say_again(*two)
    add_exclusion(owner=two[0], excluded=two[1], by=two[0].user)

    searched(cohort, by)

    assert pairs_of(cohort) == set()


# --- who learns of it ---


@pytest.mark.parametrize("who", [0, 1])
def test_no_list_that_they_read_tells_either_that_the_other_one_wishes_it(two, who):
    cohort, _by = choosing_cohort()
    mentor, mentee = both_in(cohort, *two)

    def lists():
        chosen = with_somebody(cohort, Role.MENTEE, [mentee])
        return [read_row(place).possible() for place in (mentor, mentee)], chosen

    say_again(two[who])
    with_one = lists()
    say_again(*two)

    assert with_one == lists() == ([[], []], set())
    with pytest.raises(NotAmongThem):
        ask(mentee, mentor)


def test_nobody_names_them_either(two):
    cohort, _by = naming_cohort()
    mentor, mentee = both_in(cohort, *two)
    say_again(*two)

    with pytest.raises(Refused, match="not free to be named"):
        name(mentee, mentor)


def test_neither_record_nor_mail_tells_of_it(two):
    before = AuditEvent.objects.count(), OutgoingMessage.objects.count()

    say_again(*two)
    take_back_wish_again(mentorship=last_pair_of(two[0]), by=two[0].user)

    assert (AuditEvent.objects.count(), OutgoingMessage.objects.count()) == before


def test_database_tells_neither_who_spoke_nor_what_was_said(two):
    pair = last_pair_of(two[0])
    seen = [sealed_of(pair)]
    for act in (wish_again, take_back_wish_again, wish_again):
        act(mentorship=pair, by=two[0].user)
        seen.append(sealed_of(pair))

    nothing, *later = seen
    assert set(nothing.values()) == {None}
    assert len({len(sealed) for rows in later for sealed in rows.values()}) == 1
    assert len({sealed for rows in later for sealed in rows.values()}) == 6
    assert len(Membership.AGAIN) == len(Membership.APART)


def test_words_of_the_other_one_stay_when_one_says_something(two):
    say_again(two[1])
    say_again(two[0])
    take_back_wish_again(mentorship=last_pair_of(two[0]), by=two[0].user)

    wishes = {member.person: member.wishes_again for member in Membership.objects.select_related("person")}
    assert wishes == {two[0]: False, two[1]: True}


# --- who may say it, and for how long it is kept ---


def test_only_the_two_say_it_and_only_of_their_last_pair_that_has_ended(two):
    first = last_pair_of(two[0])
    with pytest.raises(Refused, match="Only the two people of a pair"):
        wish_again(mentorship=first, by=UserFactory())
    cohort, _by = open_cohort()
    second = make_mentorship(*both_in(cohort, *two))

    for pair, words in ((first, "no longer asked here"), (second, "You are still a pair")):
        with pytest.raises(Refused, match=words):
            wish_again(mentorship=pair, by=two[0].user)
    end_pairs()

    assert asked_of(two[0]) == {first.pk: False, second.pk: True}


def asked_of(person):
    """Of each of their pairs whether there is something to say."""
    pairs = Mentorship.objects.visible_to(person.user)
    return dict(with_wish_asked(pairs, person.user).values_list("pk", "asks_again"))


def test_pair_with_somebody_else_since_makes_no_difference(two):
    pair = last_pair_of(two[0])
    cohort, _by = open_cohort()
    other = make_mentorship(*both_in(cohort, two[0], ProfileFactory()))

    assert asked_of(two[0]) == {pair.pk: True, other.pk: False}


def close(cohorts, days_ago):
    """These rounds closed so long ago."""
    for cohort in cohorts:
        moment = clock.now() - timedelta(days=days_ago)
        StageChange.objects.create(cohort=cohort, to_stage="closed", made_at=moment, made_by=UserFactory())
    Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts]).update(stage=Cohort.Stage.CLOSED)


def test_wish_is_forgotten_ninety_days_after_the_last_round_of_whoever_said_it(two):
    say_again(*two)
    pair = last_pair_of(two[0])
    close([pair.cohort], KEPT_FOR.days - 1)
    forget_wishes_again()
    assert None not in sealed_of(pair).values()
    StageChange.objects.update(made_at=clock.now() - KEPT_FOR)
    both_in(open_cohort()[0], two[0], ProfileFactory())

    forget_wishes_again()

    assert {person for person, sealed in sealed_of(pair).items() if sealed} == {two[0].pk}
    assert [asked_of(person)[pair.pk] for person in two] == [True, False]


def test_place_that_was_given_back_keeps_no_wish(two):
    say_again(*two)
    Enrolment.objects.filter(person=two[0]).update(status=Enrolment.Status.WITHDRAWN)

    forget_wishes_again()

    assert {person for person, sealed in sealed_of(last_pair_of(two[0])).items() if sealed} == {two[1].pk}


def test_wishes_are_forgotten_each_hour():
    beats = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert beats[forget_wishes_again.name] == 3600


# --- proofs ---


def test_wish_after_a_search_is_told_like_every_rule(two):
    cohort, by = open_cohort()
    both_in(cohort, *two)
    run = matched(cohort, by)

    say_again(*two)

    told = prove_run(run)[-1]
    assert (
        told == "People have changed since (which pairs are ruled out), so it is proven by the scores that were kept."
    )
