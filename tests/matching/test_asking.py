"""Whoever chooses for themselves asks one person; what becomes of it; and who may ask whom."""

import pytest

from matching.assignment import NotProven
from matching.choosers import places_that_choose
from matching.models import Mentorship, Policy, Proposal, ProposalSide, Run
from matching.services import (
    LineNotAsked,
    accept_proposal,
    add_exclusion,
    ask_for_pair,
    decline_proposal,
    prove_run,
    send_again,
    start_run,
)
from matching.services.asking import NotAmongThem
from matching.services.lapsing import lapse_due_proposals
from matching.services.one_row import read_row
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from programmes.models import Cohort, Role, StageChange
from tests.factories import (
    OrganisationFactory,
    ProfileFactory,
    in_days,
    make_mentorship,
    make_proposal,
    make_request,
)
from tests.matching.at_once import at_once
from tests.matching.choosing import ask, choosing_cohort
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db
Status, Answer = Proposal.Status, ProposalSide.Answer


def kinds_to(person):
    return list(OutgoingMessage.objects.filter(recipient_id=person.user_id).values_list("kind", flat=True))


def test_asking_sends_a_suggestion_to_which_the_asker_said_yes():
    cohort, _by = choosing_cohort()
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    score = read_row(mentee).possible()[0][0]

    proposal = ask(mentee, mentor)

    answers = dict(proposal.sides.values_list("role", "answer"))
    assert (proposal.status, proposal.origin, proposal.asked_by) == (Status.SENT, Proposal.Origin.REQUEST, mentee)
    assert answers == {Role.MENTEE: Answer.YES, Role.MENTOR: Answer.WAITING}
    assert (proposal.score, sum(part["points"] for part in proposal.components)) == (score, score)
    assert kinds_to(mentor.person) == ["suggestion_request"]
    assert kinds_to(mentee.person) == []
    assert AuditEvent.objects.get(verb="proposal.ask").subject_id == proposal.pk


def test_first_one_who_asks_lets_the_round_run():
    cohort, _by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    ask(mentee, mentor)

    cohort.refresh_from_db()
    assert cohort.stage == Cohort.Stage.RUNNING
    assert StageChange.objects.get(cohort=cohort, to_stage="running").made_by == mentee.person.user


def test_round_that_lacks_something_says_so_kindly():
    cohort, _by = choosing_cohort(mid_survey_on=None)
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    with pytest.raises(Refused, match="The programme team has something to set up first"):
        ask(mentee, mentor)

    assert not Proposal.objects.exists()


def test_yes_of_the_other_makes_the_pair():
    cohort, _by = choosing_cohort(stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    proposal = ask(mentee, mentor)

    accept_proposal(proposal=proposal, by=mentor.person.user, no_line=True)

    pair = Mentorship.objects.get()
    assert (pair.proposal, pair.status) == (proposal, Mentorship.Status.ACTIVE)
    assert kinds_to(mentee.person) == ["pair_made"]


def test_no_of_the_other_reads_as_not_available_and_frees_to_choose_again_but_not_them():
    cohort, _by = choosing_cohort(stage="running")
    mentor, other, mentee = mentor_of(cohort), mentor_of(cohort), mentee_of(cohort)
    proposal = ask(mentee, mentor)

    decline_proposal(proposal=proposal, by=mentor.person.user)

    mail = OutgoingMessage.objects.get(recipient_id=mentee.person.user_id)
    assert (mail.kind, mail.mail_subject) == ("suggestion_closed", "No pair this time")
    assert "You can choose somebody else whenever you like." in mail.text
    assert [place for _score, place in read_row(mentee).possible()] == [other.pk]
    assert ask(mentee, other).status == Status.SENT


def test_question_without_an_answer_closes_by_itself_and_frees_to_choose_again():
    cohort, _by = choosing_cohort(stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    proposal = ask(mentee, mentor)
    Proposal.objects.filter(pk=proposal.pk).update(reply_by=in_days(-1), lapses_at=clock.now())

    lapse_due_proposals()

    proposal.refresh_from_db()
    assert proposal.status == Status.LAPSED
    assert kinds_to(mentee.person) == ["suggestion_closed"]
    assert read_row(mentee).possible() == []
    assert places_that_choose().filter(pk=mentee.pk).exists()


def test_question_that_is_taken_back_tells_the_other_no_reason():
    cohort, _by = choosing_cohort(stage="running")
    mentor, mentee = mentor_of(cohort, person__user__name="Ada"), mentee_of(cohort, person__user__name="Ben Bold")
    proposal = ask(mentee, mentor)
    assert [message.state for message in OutgoingMessage.objects.all()] == ["due"]

    decline_proposal(proposal=proposal, by=mentee.person.user)

    asked, closed = OutgoingMessage.objects.order_by("created_at")
    assert (asked.state, closed.kind) == ("cancelled", "suggestion_closed")
    assert "Ben Bold had asked you in" in closed.text


def test_only_the_one_who_is_asked_is_reminded_once():
    cohort, _by = choosing_cohort(stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    proposal = ask(mentee, mentor)

    reminded = ProposalSide.objects.filter(proposal=proposal, reminds_at__isnull=False)
    assert [side.enrolment for side in reminded] == [mentor]


# --- who may ask whom ---


def test_in_reverse_programmes_mentors_choose():
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    mentor, mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    second = mentee_of(cohort)

    with pytest.raises(Refused, match="there is nobody to choose just now"):
        ask(mentee, mentor)
    first = ask(mentor, mentee)
    with pytest.raises(Refused, match="there is nobody to choose just now"):
        ask(mentor, second)
    accept_proposal(proposal=first, by=mentee.person.user, no_line=True)

    assert ask(mentor, second).asked_by == mentor


def test_mentor_without_a_place_left_asks_nobody():
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    make_mentorship(mentor, mentee_of(cohort))

    with pytest.raises(NotAmongThem):
        ask(mentor, mentee)


@pytest.mark.parametrize("stage", ["registration", "closing", "closed"])
def test_nobody_asks_before_matching_or_once_the_round_nears_its_end(stage):
    cohort, _by = choosing_cohort(stage=stage)
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    with pytest.raises(Refused, match="Nobody is asked in this round just now"):
        ask(mentee, mentor)


def test_where_the_programme_team_decides_nobody_asks():
    cohort, _by = choosing_cohort(pairing=Policy.Pairing.APPOINTED)

    with pytest.raises(Refused, match="there is nobody to choose"):
        ask(mentee_of(cohort), mentor_of(cohort))


def test_nobody_asks_for_somebody_else():
    cohort, _by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)

    with pytest.raises(Refused, match="Only the person whose place it is"):
        ask_for_pair(asker=mentee, other=mentor.pk, by=mentor.person.user)


def test_one_question_at_a_time():
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort)
    ask(mentee, mentor_of(cohort))

    with pytest.raises(Refused, match="wait for an answer"):
        ask(mentee, mentor_of(cohort))


def test_while_a_search_is_on_its_way_nobody_asks():
    cohort, by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    start_run(cohort=cohort, by=by)

    with pytest.raises(Refused, match="The programme team is looking for pairs at this moment"):
        ask(mentee, mentor)


def test_private_wish_reads_like_a_place_that_is_taken():
    cohort, _by = choosing_cohort()
    unwilling, full, mentee = mentor_of(cohort), mentor_of(cohort), mentee_of(cohort)
    add_exclusion(owner=unwilling.person, excluded=mentee.person, by=unwilling.person.user)
    make_mentorship(full, mentee_of(cohort))

    said = []
    for mentor in (unwilling, full):
        with pytest.raises(NotAmongThem) as refused:
            ask(mentee, mentor)
        said.append(refused.value.message.replace(mentor.person.user.name, "X"))

    assert said == ["X is no longer free for you to ask; perhaps somebody was faster. Please choose somebody else."] * 2


def test_place_of_another_round_reads_like_somebody_who_left():
    cohort, _by = choosing_cohort()
    elsewhere, _other = choosing_cohort()

    with pytest.raises(NotAmongThem, match="This person no longer takes part"):
        ask(mentee_of(cohort), mentor_of(elsewhere))


@pytest.mark.parametrize("known", [(), ("mentor",), ("mentee",)])
def test_where_the_managers_of_both_are_not_known_the_asker_answers_first(known):
    cohort, _by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    for role in known:
        person = {"mentor": mentor, "mentee": mentee}[role].person
        Profile.objects.filter(pk=person.pk).update(manager=below_a_boss())

    with pytest.raises(LineNotAsked):
        ask(mentee, mentor, no_line=False)

    assert ask(mentee, mentor).status == Status.SENT


@pytest.mark.parametrize("of", ["mentor", "mentee"])
def test_where_the_manager_of_a_manager_is_not_known_the_asker_answers_first(of):
    cohort, _by = choosing_cohort()
    bosses = {"mentor": below_a_boss(), "mentee": below_a_boss(), of: ProfileFactory()}
    mentor, mentee = (
        mentor_of(cohort, person__manager=bosses["mentor"]),
        mentee_of(cohort, person__manager=bosses["mentee"]),
    )

    with pytest.raises(LineNotAsked):
        ask(mentee, mentor, no_line=False)


def test_two_of_different_companies_are_in_no_line_and_not_asked():
    cohort, _by = choosing_cohort()
    partner = OrganisationFactory(name="Their company", kind="partner")
    mentor, mentee = mentor_of(cohort, person__organisation=partner), mentee_of(cohort)

    assert ask(mentee, mentor, no_line=False).status == Status.SENT


def below_a_boss():
    return ProfileFactory(manager=ProfileFactory())


def test_where_the_managers_of_both_are_known_nothing_is_asked_first():
    cohort, _by = choosing_cohort()
    mentor, mentee = (place(cohort, person__manager=below_a_boss()) for place in (mentor_of, mentee_of))

    assert ask(mentee, mentor, no_line=False).status == Status.SENT


# --- beside searches ---


def test_draft_of_a_mentee_goes_when_a_question_is_sent_and_the_search_stays_proven():
    cohort, by = choosing_cohort()
    mentor, mentee = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    searched(cohort, by)
    assert Proposal.objects.get().status == Status.DRAFT

    proposal = ask(mentee, mentor)

    assert list(Proposal.objects.all()) == [proposal]
    assert prove_run(Run.objects.get())


def test_question_that_nobody_recorded_is_found_by_who_proves_a_search():
    cohort, by = choosing_cohort()
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    make_request(mentee_of(cohort), mentor_of(cohort))

    with pytest.raises(NotProven, match="says one asked the other, and the record knows nothing of it"):
        prove_run(run)


def test_kept_pair_of_the_coordinator_stands():
    cohort, _by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    kept = make_proposal(mentor_of(cohort), mentee, status=Status.DRAFT)
    Proposal.objects.filter(pk=kept.pk).update(locked=True)

    with pytest.raises(Refused, match="there is nobody to choose"):
        ask(mentee, mentor)


def test_question_without_an_answer_is_not_sent_again_by_a_coordinator():
    cohort, by = choosing_cohort(stage="running")
    lapsed = make_request(mentee_of(cohort), mentor_of(cohort), status=Status.LAPSED)

    with pytest.raises(Refused, match="This has already changed"):
        send_again(proposal=lapsed, by=by)


# --- at the same moment ---


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_place_one_has_it_and_the_others_are_told():
    cohort, _by = choosing_cohort(stage="running")
    mentor = mentor_of(cohort)
    mentees = [mentee_of(cohort) for _ in range(6)]

    outcomes = at_once(*(lambda mentee=mentee: ask(mentee, mentor) for mentee in mentees))

    assert sorted(type(each).__name__ for each in outcomes) == ["NotAmongThem"] * 5 + ["str"]
    assert Proposal.objects.filter(status=Status.SENT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_that_want_the_last_place_of_a_mentor_one_has_it():
    """The limit is the person's, over all programmes."""
    one, other = (choosing_cohort(stage="running")[0] for _ in range(2))
    person = ProfileFactory(mentor_limit=1)
    pairs = [(mentee_of(cohort), mentor_of(cohort, person=person)) for cohort in (one, other)]

    outcomes = at_once(*(lambda pair=pair: ask(*pair) for pair in pairs))

    assert sorted(type(each).__name__ for each in outcomes) == ["NotAmongThem", "str"]


@pytest.mark.django_db(transaction=True)
def test_of_two_questions_of_one_person_at_the_same_moment_one_is_sent():
    cohort, _by = choosing_cohort(stage="running")
    mentee = mentee_of(cohort)
    mentors = [mentor_of(cohort), mentor_of(cohort)]

    outcomes = at_once(*(lambda mentor=mentor: ask(mentee, mentor) for mentor in mentors))

    assert sorted(type(each).__name__ for each in outcomes) == ["Refused", "str"]
    assert Proposal.objects.count() == 1
