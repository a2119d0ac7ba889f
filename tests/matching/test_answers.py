import pytest

from matching.models import Membership, Mentorship, Proposal, ProposalSide, Seat
from matching.services import LineNotAsked, NoPlaceLeft, accept_proposal, decline_proposal
from matching.services.answers import close_impossible, void_proposals
from matching.signals import mentorship_started
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from participants.services import limit_mentees
from programmes.models import Role
from programmes.services import change_capacity
from tests.factories import ProfileFactory, UserFactory, at, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
Status = Proposal.Status


@pytest.fixture
def suggestion():
    """A suggestion that was sent, with its mentor and mentee."""
    cohort, _by = open_cohort(stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    proposal = make_proposal(mentor, mentee)
    return proposal, mentor.person.user, mentee.person.user


@pytest.fixture
def started():
    """What was told to the apps to the right."""
    heard = []

    def hear(sender, mentorship, by, **kwargs):
        heard.append((mentorship, by))

    mentorship_started.connect(hear)
    yield heard
    mentorship_started.disconnect(hear)


def answers_of(proposal):
    return dict(proposal.sides.values_list("role", "answer"))


def mails():
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


# --- yes ---


def test_yes_is_refused_without_a_word_on_the_reporting_line_where_no_manager_is_known(suggestion):
    proposal, mentor, _mentee = suggestion

    with pytest.raises(LineNotAsked, match="Please say first whether you two are in each other’s reporting line"):
        accept_proposal(proposal=proposal, by=mentor)

    assert answers_of(proposal) == {"mentor": "waiting", "mentee": "waiting"}


def test_yes_needs_no_word_on_the_reporting_line_where_managers_are_known(suggestion):
    proposal, mentor, mentee = suggestion
    for user in (mentor, mentee):
        Profile.objects.filter(user=user).update(manager=ProfileFactory(manager=ProfileFactory()))

    accept_proposal(proposal=proposal, by=mentor)
    accept_proposal(proposal=proposal, by=mentor)

    assert answers_of(proposal) == {"mentor": "yes", "mentee": "waiting"}


def test_first_yes_waits_for_the_other(suggestion):
    proposal, mentor, _mentee = suggestion

    with clock.standing_at(at("2026-03-02 09:00")):
        accept_proposal(proposal=proposal, by=mentor, no_line=True)

    proposal.refresh_from_db()
    assert (proposal.status, answers_of(proposal)) == ("sent", {"mentor": "yes", "mentee": "waiting"})
    assert proposal.sides.get(role=Role.MENTOR).answered_at == at("2026-03-02 09:00")
    assert not Mentorship.objects.exists()
    assert mails() == []


@pytest.mark.parametrize("mentor_first", [True, False])
def test_second_yes_makes_a_pair_with_seats(suggestion, started, mentor_first):
    proposal, mentor, mentee = suggestion
    first, second = (mentor, mentee) if mentor_first else (mentee, mentor)
    accept_proposal(proposal=proposal, by=first, no_line=True)

    with clock.standing_at(at("2026-03-02 09:00")):
        returned = accept_proposal(proposal=proposal, by=second, no_line=True)

    mentorship = Mentorship.objects.get()
    assert returned.status == proposal.__class__.objects.get().status == "accepted"
    assert (mentorship.proposal, mentorship.cohort, mentorship.started_at) == (
        proposal,
        proposal.cohort,
        at("2026-03-02 09:00"),
    )
    members = {membership.role: membership for membership in Membership.objects.select_related("seat", "person")}
    assert (members["mentor"].person.user, members["mentee"].person.user) == (mentor, mentee)
    assert (members["mentor"].seat.person, members["mentor"].seat.number) == (mentor.profile, 1)
    assert members["mentee"].seat.enrolment == members["mentee"].enrolment
    assert started == [(mentorship, second)]
    assert mails() == sorted([("pair_made", mentor.email), ("pair_made", mentee.email)])
    assert list(AuditEvent.objects.values_list("verb", "actor_id")[:3]) == [
        ("proposal.accept", first.pk),
        ("proposal.accept", second.pk),
        ("mentorship.start", second.pk),
    ]


def test_pair_is_undone_when_an_app_to_the_right_refuses(suggestion):
    proposal, mentor, mentee = suggestion
    accept_proposal(proposal=proposal, by=mentor, no_line=True)

    def refuse(sender, **kwargs):
        raise Refused("No.")

    mentorship_started.connect(refuse)
    try:
        with pytest.raises(Refused, match="No"):
            accept_proposal(proposal=proposal, by=mentee, no_line=True)
    finally:
        mentorship_started.disconnect(refuse)

    assert not Mentorship.objects.exists()
    assert answers_of(proposal) == {"mentor": "yes", "mentee": "waiting"}


def test_yes_twice_is_harmless(suggestion):
    proposal, mentor, mentee = suggestion

    for by in (mentor, mentor, mentee, mentee, mentor):
        accept_proposal(proposal=proposal, by=by, no_line=True)

    assert Mentorship.objects.count() == 1
    assert AuditEvent.objects.filter(verb="proposal.accept").count() == 2
    assert OutgoingMessage.objects.count() == 2


def test_yes_of_a_stranger_is_refused(suggestion):
    proposal, _mentor, _mentee = suggestion

    with pytest.raises(Refused, match="not yours to answer"):
        accept_proposal(proposal=proposal, by=UserFactory(), no_line=True)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REMOVED])
def test_yes_before_it_was_sent_is_refused(status):
    cohort, _by = open_cohort()
    mentor = mentor_of(cohort)
    proposal = make_proposal(mentor, mentee_of(cohort), status=status)

    with pytest.raises(Refused, match="not yours to answer"):
        accept_proposal(proposal=proposal, by=mentor.person.user, no_line=True)


def test_yes_after_it_closed_says_so(suggestion):
    proposal, mentor, mentee = suggestion
    accept_proposal(proposal=proposal, by=mentor, no_line=True)
    decline_proposal(proposal=proposal, by=mentee)

    for by in (mentor, mentee):
        with pytest.raises(Refused, match="no longer open"):
            accept_proposal(proposal=proposal, by=by, no_line=True)
    assert not Mentorship.objects.exists()


# --- places ---


def full_mentor(capacity=1):
    """A mentor whose places are all taken, and a further suggestion to them."""
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort, capacity=capacity)
    for _ in range(capacity):
        pair_up(make_proposal(mentor, mentee_of(cohort)))
    return mentor, make_proposal(mentor, mentee_of(cohort))


def pair_up(proposal):
    for side in proposal.sides.all():
        accept_proposal(proposal=proposal, by=side.enrolment.person.user, no_line=True)


def test_mentor_takes_as_many_as_they_offer():
    mentor, _proposal = full_mentor(capacity=3)

    numbers = Membership.objects.filter(role=Role.MENTOR).values_list("seat__number", flat=True)
    assert sorted(numbers) == [1, 2, 3]
    assert Seat.objects.filter(person=mentor.person).count() == 3


def test_yes_of_the_mentee_when_the_last_place_is_gone_closes_kindly():
    cohort, _by = open_cohort(stage="running")
    mentor = mentor_of(cohort)
    proposal, other = (make_proposal(mentor, mentee_of(cohort)) for _ in range(2))
    mentee = proposal.sides.get(role=Role.MENTEE).enrolment.person.user
    accept_proposal(proposal=proposal, by=mentor.person.user, no_line=True)
    pair_up(other)

    with pytest.raises(NoPlaceLeft, match=r"last place was taken a moment ago\. The programme team will help"):
        accept_proposal(proposal=proposal, by=mentee, no_line=True)

    proposal.refresh_from_db()
    assert (proposal.status, answers_of(proposal)) == ("declined", {"mentor": "yes", "mentee": "waiting"})
    assert Mentorship.objects.count() == 1
    assert mails()[-1] == ("suggestion_closed", mentor.person.user.email)


OFFER = r"^You could take 1 here and you have 1 mentee\. To say yes, raise the number first\.$"
LIMIT = r"^Your limit is 1 and you have 1 mentee\. To say yes, raise it in your profile first\.$"


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize(("capacity", "limit", "words"), [(1, None, OFFER), (3, 1, LIMIT)])
def test_yes_of_a_mentor_beyond_their_own_number_changes_nothing_until_they_raise_it(answered, capacity, limit, words):
    mentor, proposal = full_mentor()
    change_capacity(enrolment=mentor, capacity=capacity, by=mentor.person.user)
    limit_mentees(profile=mentor.person, limit=limit, by=mentor.person.user)
    mentee = proposal.sides.get(role=Role.MENTEE).enrolment.person.user
    if answered:
        accept_proposal(proposal=proposal, by=mentee, no_line=True)
    before = answers_of(proposal), mails(), AuditEvent.objects.count()

    for no_line in (False, True):
        with pytest.raises(NoPlaceLeft, match=words):
            accept_proposal(proposal=proposal, by=mentor.person.user, no_line=no_line)

    proposal.refresh_from_db()
    assert (proposal.status, (answers_of(proposal), mails(), AuditEvent.objects.count())) == ("sent", before)
    change_capacity(enrolment=mentor, capacity=2, by=mentor.person.user)
    limit_mentees(profile=mentor.person, limit=None, by=mentor.person.user)
    pair_up(proposal)
    assert Mentorship.objects.count() == 2


def test_one_line_by_now_closes_also_where_the_mentor_is_full():
    mentor, proposal = full_mentor()
    mentee = proposal.sides.get(role=Role.MENTEE).enrolment.person
    Profile.objects.filter(pk=mentee.pk).update(manager=mentor.person)

    with pytest.raises(Refused, match="in one reporting line"):
        accept_proposal(proposal=proposal, by=mentor.person.user, no_line=True)

    proposal.refresh_from_db()
    assert proposal.status == "declined"


def test_mentor_with_one_place_in_two_cohorts_gets_one_mentee():
    person = ProfileFactory()
    proposals = []
    for _ in range(2):
        cohort, _by = open_cohort(stage="running")
        proposals.append(make_proposal(mentor_of(cohort, person=person), mentee_of(cohort)))
    pair_up(proposals[0])

    with pytest.raises(NoPlaceLeft):
        pair_up(proposals[1])
    assert Mentorship.objects.count() == 1


def test_offer_counts_the_mentees_of_every_round():
    """As its page says: whoever could take one here, and has one elsewhere, has as many as they could take."""
    person = ProfileFactory()
    small, _by = open_cohort(stage="running")
    large, _by = open_cohort(stage="running")
    one_place, two_places = mentor_of(small, person=person), mentor_of(large, person=person, capacity=2)
    pair_up(make_proposal(two_places, mentee_of(large)))

    with pytest.raises(NoPlaceLeft):
        pair_up(make_proposal(one_place, mentee_of(small)))
    pair_up(make_proposal(two_places, mentee_of(large)))

    assert Mentorship.objects.count() == 2
    with pytest.raises(NoPlaceLeft):
        pair_up(make_proposal(two_places, mentee_of(large)))


@pytest.mark.parametrize("turned", [True, False])
def test_two_who_are_a_pair_elsewhere_by_now_do_not_become_another(turned):
    one, other = ProfileFactory(), ProfileFactory()
    here, _by = open_cohort(stage="running")
    elsewhere, _by = open_cohort(stage="running")
    first = make_proposal(mentor_of(here, person=one), mentee_of(here, person=other))
    mentor, mentee = (other, one) if turned else (one, other)
    second = make_proposal(mentor_of(elsewhere, person=mentor, capacity=2), mentee_of(elsewhere, person=mentee))
    pair_up(first)
    accept_proposal(proposal=second, by=mentor.user, no_line=True)

    with pytest.raises(Refused, match="You two are a pair already"):
        accept_proposal(proposal=second, by=mentee.user, no_line=True)

    second.refresh_from_db()
    assert (second.status, Mentorship.objects.get().proposal) == ("declined", first)
    assert mails().count(("suggestion_closed", mentor.user.email)) == 1


def test_mentee_has_one_mentor_in_a_cohort():
    cohort, _by = open_cohort(stage="running")
    mentee = mentee_of(cohort)
    first, second = (make_proposal(mentor_of(cohort), mentee) for _ in range(2))
    pair_up(first)

    with pytest.raises(Refused, match="This pair cannot begin any more"):
        pair_up(second)

    second.refresh_from_db()
    assert second.status == "declined"


# --- someone else please ---


def test_no_closes_without_a_reason_and_tells_the_other(suggestion):
    proposal, mentor, mentee = suggestion

    with clock.standing_at(at("2026-03-02 09:00")):
        decline_proposal(proposal=proposal, by=mentee)

    proposal.refresh_from_db()
    assert (proposal.status, answers_of(proposal)) == ("declined", {"mentor": "waiting", "mentee": "no"})
    assert proposal.sides.get(role=Role.MENTEE).answered_at == at("2026-03-02 09:00")
    assert mails() == [("suggestion_closed", mentor.email)]
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["proposal.decline"]


def test_no_takes_back_the_mails_that_still_wait(suggestion):
    proposal, _mentor, mentee = suggestion
    waiting = OutgoingMessage.objects.create(
        key="1",
        kind="suggestion",
        address=mentee.email,
        subject_id=proposal.pk,
        message_id="1",
        due_at=clock.now(),
        created_at=clock.now(),
    )

    decline_proposal(proposal=proposal, by=mentee)

    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_no_after_ones_own_yes_is_possible_while_it_is_open(suggestion):
    proposal, mentor, _mentee = suggestion
    accept_proposal(proposal=proposal, by=mentor, no_line=True)

    decline_proposal(proposal=proposal, by=mentor)

    assert answers_of(proposal) == {"mentor": "no", "mentee": "waiting"}


def test_no_twice_is_harmless(suggestion):
    proposal, mentor, _mentee = suggestion

    decline_proposal(proposal=proposal, by=mentor)
    decline_proposal(proposal=proposal, by=mentor)

    assert OutgoingMessage.objects.count() == 1


def test_no_of_the_other_after_it_closed_says_so(suggestion):
    proposal, mentor, mentee = suggestion
    decline_proposal(proposal=proposal, by=mentor)

    with pytest.raises(Refused, match="no longer open"):
        decline_proposal(proposal=proposal, by=mentee)
    assert ProposalSide.objects.get(role=Role.MENTEE).answer == "waiting"


def test_no_after_both_said_yes_says_so(suggestion):
    proposal, _mentor, mentee = suggestion
    pair_up(proposal)

    with pytest.raises(Refused, match="You both said yes already"):
        decline_proposal(proposal=proposal, by=mentee)
    assert Mentorship.objects.get().status == "active"


# --- closing what closed meanwhile ---


def test_closing_again_changes_and_tells_nothing(suggestion):
    proposal, mentor, mentee = suggestion
    decline_proposal(proposal=proposal, by=mentee)
    before = mails()

    close_impossible(proposal=proposal, by=mentor)
    void_proposals(proposals=[proposal], leaving=proposal.sides.get(role=Role.MENTOR).enrolment, by=mentor)

    assert mails() == before
    assert answers_of(proposal) == {"mentor": "waiting", "mentee": "no"}
