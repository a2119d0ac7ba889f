"""What coordinators and the two of a suggestion read where a mentee may have several mentors."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.board import board_of
from matching.models import Proposal, Run
from matching.searching_again import again_of
from matching.services import keep_proposal, send_proposals
from mentoring.jobs.services import run_next_job
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment, Role
from tests.factories import end_pairs, make_mentorship, make_proposal
from tests.matching.further import Round, allow
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, searched
from tests.matching.suggested import page_for, visible_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def paired():
    here = Round()
    here.first()
    here.cohort = Cohort.objects.select_related("programme").get(pk=here.cohort.pk)
    return here


@pytest.fixture
def client(sign_in, paired):
    paired.by.is_staff = True
    paired.by.save()
    return sign_in(paired.by)


def address(name, cohort):
    return reverse(f"admin:matching_cohort_{name}", args=[cohort.pk])


# --- the board ---


def test_board_offers_the_search_where_somebody_wishes_for_more(client, paired):
    text = board_text(client, paired.cohort)

    assert "1 mentee has a mentor, or is asked about one, and would like another." in text
    assert "gives each one more at most" in text
    assert "Look for further mentors" in text


@pytest.mark.parametrize("change", ["wish", "programme"])
def test_board_says_nothing_where_nobody_may_or_would_like_more(client, paired, change):
    if change == "wish":
        Enrolment.objects.filter(pk=paired.ann.pk).update(capacity=1)
    else:
        allow(paired.cohort, 1)

    assert "urther mentor" not in board_text(client, paired.cohort)


def test_board_says_who_comes_first(client, paired):
    mentee_of(paired.cohort)

    text = board_text(client, paired.cohort)

    assert "1 mentee has nobody and may find a mentor now. Please find pairs first" in text
    assert "Look for further mentors" not in text


def test_one_press_looks_for_further_mentors_and_the_board_shows_them(client, paired):
    response = client.post(address("search", paired.cohort), {"kind": "further"})
    assert run_next_job()
    text = board_text(client, paired.cohort)

    assert (response.status_code, Run.objects.latest("created_at").kind) == (302, "further")
    assert "Last search for further mentors" in text
    assert "It found somebody for 1 of 1 mentee. Proven: beside the pairs kept or sent before" in text
    assert text.count("Further mentor ") == 1
    assert "Send 1 suggestion" in text
    assert "Suggestions of a further mentor that are not sent yet make room when you find pairs again" in text


def test_press_that_comes_too_late_is_told_why(client, paired):
    Enrolment.objects.filter(pk=paired.ann.pk).update(capacity=1)

    response = client.post(address("search", paired.cohort), {"kind": "further"}, follow=True)

    assert "Nobody here has a mentor and would like another." in response.content.decode()


def test_what_the_board_says_of_the_first_search_stays_true(client, paired):
    proof = board_of(paired.cohort).proof
    paired.further()
    drafted = board_of(paired.cohort)
    paired.send()
    sent = board_of(paired.cohort)

    assert proof.startswith("Proven: no other choice places more mentees.")
    assert (drafted.proof, sent.proof) == (proof, proof)
    assert (drafted.run.kind, drafted.not_looked_at, drafted.mentees.paired) == ("first", 0, 2)
    assert sent.further.proof.startswith("Proven: beside the pairs kept or sent before")


def test_proof_of_further_mentors_is_told_as_of_then_once_a_pair_was_changed(paired):
    paired.further()
    mentor_of(paired.cohort, "Speaking")
    Proposal.objects.drafts_of(paired.cohort).delete()

    assert "Pairs have changed or ended since." in board_of(paired.cohort).further.proof


def test_people_with_two_mentors_are_counted_once(paired):
    paired.further()
    paired.send()

    board = board_of(paired.cohort)

    assert (board.numbers.mentees, board.mentees.paired, board.mentees.suggested, board.lonely) == (2, 2, 0, 0)
    assert not board.without.rows


def test_board_leads_to_no_first_search_for_drafts_of_further_mentors_alone(client, paired):
    paired.further()

    text = board_text(client, paired.cohort)

    assert "Find pairs again" not in text
    assert client.get(address("search_again", paired.cohort)).url == address("board", paired.cohort)


def test_page_before_a_search_says_what_becomes_of_further_mentors(client, paired):
    paired.further()
    Enrolment.objects.filter(pk=paired.free().pk).update(capacity=2)
    mentee_of(paired.cohort, "Sailing")
    searched(paired.cohort, paired.by, drafts="all")

    again = again_of(paired.cohort)
    text = text_of(client.get(address("search_again", paired.cohort)))

    assert (again.movable, again.further, again.mentees) == (1, 1, 1)
    assert "1 suggestion of a further mentor is not sent yet, too. They make room, as places go to mentees" in text


def test_board_leads_to_what_a_search_would_change_only_where_that_page_says_something(client, paired):
    """Dee has nobody, and the one draft that is not kept is of a further mentor."""
    paired.further()
    mentee_of(paired.cohort)

    assert "What a search would change" not in board_text(client, paired.cohort)
    Proposal.objects.drafts_of(paired.cohort).update(is_further=False)
    assert "What a search would change" in board_text(client, paired.cohort)


def test_page_before_sending_says_who_has_nobody_beside_further_mentors(client, paired):
    paired.further()
    before = text_of(client.get(address("send", paired.cohort)))
    mentee_of(paired.cohort, "Sailing")

    after = text_of(client.get(address("send", paired.cohort)))
    Proposal.objects.drafts_of(paired.cohort).update(is_further=False)
    of_first = text_of(client.get(address("send", paired.cohort)))

    words = "1 mentee has nobody and may find a mentor now, while further mentors of others are among these suggestions"
    assert [words in text for text in (before, after, of_first)] == [False, True, False]


def test_page_before_sending_asks_no_more_for_drafts_of_further_mentors(client, paired):
    """Beside somebody with nobody, when it asks most; as many questions as any page may."""
    paired.further()
    mentee_of(paired.cohort, "Sailing")
    client.get(address("send", paired.cohort))

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address("send", paired.cohort))

    assert "1 mentee has nobody" in text_of(page)
    assert len(asked) <= 15


@pytest.mark.parametrize("status", ["removed", "lapsed"])
def test_board_offers_nothing_of_before_beside_the_only_draft_of_a_mentee(status):
    here = Round()
    old = make_proposal(here.eve, here.ann, status=status)
    searched(here.cohort, here.by)

    board = board_of(Cohort.objects.select_related("programme").get(pk=here.cohort.pk))

    shown = [pair for pair in (*board.removed.rows, *board.sent.rows) if pair.id == old.pk]
    assert [(pair.can_go_again, pair.can_go_back) for pair in shown] == [(False, False)]


def test_lapsed_suggestion_of_a_further_mentor_can_be_sent_again_and_waits_for_nobody(paired):
    paired.further()
    send_proposals(cohort=paired.cohort, by=paired.by)
    Proposal.objects.filter(cohort=paired.cohort, status="sent").update(status="lapsed")

    shown = [pair for pair in board_of(paired.cohort).sent.rows if pair.is_further]

    assert [pair.can_go_again for pair in shown] == [True]


def test_taken_out_further_mentor_can_be_put_back(client, paired):
    paired.further()
    proposal = Proposal.objects.drafts_of(paired.cohort).get()

    client.post(reverse("admin:matching_proposal_remove", args=[proposal.pk]))

    assert [pair.can_go_back for pair in board_of(paired.cohort).removed.rows] == [True]


def test_board_asks_as_often_for_ten_who_wish_as_for_one(client, paired):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(address("board", paired.cohort))
        return len(queries)

    asked()
    one = asked()
    for _ in range(9):
        make_mentorship(mentor_of(paired.cohort), mentee_of(paired.cohort, capacity=2))

    assert asked() == one


# --- another mentor, by hand ---


def test_page_of_all_mentors_opens_for_a_further_one(client, paired):
    page = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[paired.ann.pk])))

    assert paired.free().person.user.name in page
    assert "Pair these two" in page
    for_reading = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[paired.ben.pk])))
    assert "This page is for reading: nothing can be changed here." in for_reading
    assert "Pair these two" not in for_reading


# --- the suggestion ---


def suggestion_mails():
    """What each reads, by their key, in both forms of the mail."""
    return {mail.recipient_id: mail.text + mail.html for mail in OutgoingMessage.objects.filter(kind="suggestion")}


def test_mail_tells_the_mentee_alone_that_it_would_be_a_second_mentor(paired):
    of_first = suggestion_mails().values()
    OutgoingMessage.objects.all().delete()
    paired.further()

    send_proposals(cohort=paired.cohort, by=paired.by)

    told = suggestion_mails()
    to_ann = told.pop(paired.ann.person.user_id)
    assert to_ann.count("You already have a mentor in this cohort; this would be your second.") == 2
    assert [text.count("would be your") for text in (*of_first, *told.values())] == [0] * 5


def test_mail_counts_the_mentors_one_has():
    here = Round(mentors_each=3, wish=3)
    mentor_of(here.cohort, "Speaking")
    here.first()
    here.further()
    here.send()
    here.further()
    OutgoingMessage.objects.all().delete()

    send_proposals(cohort=here.cohort, by=here.by)

    to_ann = suggestion_mails()[here.ann.person.user_id]
    assert to_ann.count("You already have 2 mentors in this cohort; this would be your third.") == 2


def test_mail_of_a_further_mentor_whose_mentee_lost_the_first_speaks_of_no_other(paired):
    paired.further()
    end_pairs(memberships__enrolment=paired.ann)
    OutgoingMessage.objects.all().delete()

    send_proposals(cohort=paired.cohort, by=paired.by)

    to_ann = suggestion_mails()[paired.ann.person.user_id]
    assert "we suggest that you two work together" in to_ann
    assert "would be your" not in to_ann


def test_mentee_reads_that_it_would_be_a_second_mentor_and_the_mentor_reads_nothing_of_it(sign_in, paired):
    first = paired.ann.memberships.get().mentorship.memberships.get(role=Role.MENTOR).person.user.name
    paired.further()
    send_proposals(cohort=paired.cohort, by=paired.by)
    proposal = Proposal.objects.get(cohort=paired.cohort, status="sent")

    mentee, mentor = (visible_text(page_for(sign_in, proposal, role)) for role in (Role.MENTEE, Role.MENTOR))

    assert "You already have a mentor in this cohort; this would be your second." in mentee
    assert "already have a mentor" not in mentor
    assert first not in mentor


def test_third_mentor_is_counted(sign_in):
    here = Round(mentors_each=3, wish=3)
    mentor_of(here.cohort, "Speaking")
    here.first()
    here.further()
    here.send()
    here.further()
    send_proposals(cohort=here.cohort, by=here.by)

    page = visible_text(page_for(sign_in, Proposal.objects.get(cohort=here.cohort, status="sent"), Role.MENTEE))

    assert "You already have 2 mentors in this cohort; this would be your third." in page


def test_first_suggestion_speaks_of_no_other_mentor(sign_in):
    here = Round()
    searched(here.cohort, here.by)
    send_proposals(cohort=here.cohort, by=here.by)

    page = page_for(sign_in, Proposal.objects.get(sides__enrolment=here.ann), Role.MENTEE)

    assert "would be your" not in visible_text(page)


def test_kept_pair_made_by_hand_before_the_first_search_is_counted_as_it_is():
    here = Round()
    searched(here.cohort, here.by)
    for proposal in Proposal.objects.drafts_of(here.cohort):
        keep_proposal(proposal=proposal, keep=True, by=here.by)

    here.further()

    board = board_of(Cohort.objects.select_related("programme").get(pk=here.cohort.pk))
    assert (board.to_send, board.first_to_send, board.kept) == (3, 2, 2)
