"""Nothing is sent, and nothing thrown away by a search, that was not on the page on which somebody pressed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from matching.models import Proposal, ProposalSide, Run
from matching.services import (
    OthersToSend,
    keep_proposal,
    not_to_send,
    pair_by_hand,
    remove_proposal,
    send_proposals,
    start_further_run,
    start_run,
)
from matching.shown_drafts import LETTERS, added_since, changed_since, marks_of
from mentoring.jobs.models import Job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Role
from tests.factories import make_proposal
from tests.matching.office import pair_named, text_of
from tests.matching.people import mentee_of, mentor_of, searched

pytestmark = pytest.mark.django_db
STANDS = "Nothing was sent: this is how it stands now."
OTHERS = "The suggestions not sent yet are others than your page showed, so no search was made"


def send_page(cohort):
    return reverse("admin:matching_cohort_send", args=[cohort.pk])


def hidden(client, address, name):
    """What the form of a page would bring back in this field."""
    page = client.get(address).content.decode()
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def typed(client, cohort, days=5):
    """What is sent by whoever has the page of now before their eyes and chose a day."""
    day = clock.today() + timedelta(days=days)
    return {"reply_by": day.isoformat(), "shown": hidden(client, send_page(cohort), "shown")}


# --- what a page showed ---


def test_marks_say_what_came_and_what_went():
    one, two, three = sorted(uuid4() for _ in range(3))
    marks = marks_of([two, one])

    assert (marks, len(marks)) == (marks_of([one, two]), 2 * LETTERS)
    assert added_since(marks, [two, three]) == {three}
    assert changed_since(marks, [one, two]) == ""
    assert changed_since(marks, [one, two, three]) == (
        f"1 suggestion was added since this page was shown to you. {STANDS}"
    )
    assert changed_since(marks, []) == f"2 suggestions that it showed are not to be sent any more. {STANDS}"
    assert changed_since(marks, [two, three, uuid4()]) == (
        "2 suggestions were added since this page was shown to you. "
        f"1 suggestion that it showed is not to be sent any more. {STANDS}"
    )


def test_just_what_was_shown_is_sent(office):
    cohort, client, _by = office
    pair_named(cohort, 1), pair_named(cohort, 2)
    data = typed(client, cohort)

    answer = client.post(send_page(cohort), data, follow=True)

    assert "2 suggestions are on their way." in answer.content.decode()
    assert {str(each.reply_by) for each in Proposal.objects.filter(status="sent")} == {data["reply_by"]}


def test_suggestion_added_since_the_page_was_shown_is_not_sent_and_named(office):
    cohort, client, by = office
    pair_named(cohort, 1)
    data = typed(client, cohort, days=7)
    pair_by_hand(
        mentee=mentee_of(cohort, person__user__name="Lena Late"),
        mentor=mentor_of(cohort, person__user__name="Mona New"),
        by=by,
    )

    answer = client.post(send_page(cohort), data)

    text = text_of(answer)
    assert f"1 suggestion was added since this page was shown to you. {STANDS}" in answer.content.decode()
    assert "Added since the page was shown to you: Lena Late with Mona New" in text
    assert "Send 2 suggestions" in text
    assert f'value="{data["reply_by"]}"' in answer.content.decode()
    assert set(Proposal.objects.values_list("status", flat=True)) == {"draft"}
    assert (OutgoingMessage.objects.count(), cohort.__class__.objects.get(pk=cohort.pk).stage) == (0, "matching")
    again = {**data, "shown": re.search(r'name="shown" value="([^"]*)"', answer.content.decode())[1]}
    assert "2 suggestions are on their way." in client.post(send_page(cohort), again, follow=True).content.decode()


def test_suggestion_gone_since_the_page_was_shown_is_told_before_the_others_are_sent(office):
    cohort, client, by = office
    gone = pair_named(cohort, 1)
    pair_named(cohort, 2)
    data = typed(client, cohort)
    remove_proposal(proposal=gone, by=by)

    answer = client.post(send_page(cohort), data)

    assert f"1 suggestion that it showed is not to be sent any more. {STANDS}" in answer.content.decode()
    assert "Send 1 suggestion" in text_of(answer)
    assert not OutgoingMessage.objects.exists()


def test_page_with_a_day_that_cannot_be_tells_what_was_added_too(office):
    cohort, client, _by = office
    pair_named(cohort, 1)
    data = typed(client, cohort)
    pair_named(cohort, 2)

    page = client.post(send_page(cohort), {**data, "reply_by": "tomorrow"}).content.decode()

    assert "Please check the day." in page
    assert "1 suggestion was added since this page was shown to you." in page
    assert 'value="tomorrow"' in page


def test_page_from_before_all_were_taken_out_has_nothing_to_send(office):
    cohort, client, by = office
    gone = pair_named(cohort, 1)
    data = typed(client, cohort)
    remove_proposal(proposal=gone, by=by)

    assert "There is no suggestion to send." in client.post(send_page(cohort), data, follow=True).content.decode()


def test_press_without_a_page_sends_all_as_before(office):
    cohort, _client, by = office
    pair_named(cohort, 1), pair_named(cohort, 2)

    assert send_proposals(cohort=cohort, by=by) == 2


def test_page_shows_just_those_that_sending_finds(office):
    """One kept by somebody whose account has closed takes no place from another, before as in sending."""
    cohort, client, by = office
    mentor = mentor_of(cohort, capacity=1)
    closed = make_proposal(mentor, mentee_of(cohort), status="draft")
    keep_proposal(proposal=closed, by=by, keep=True)
    user = closed.sides.get(role=Role.MENTEE).enrolment.person.user
    user.is_active = False
    user.save()
    other = make_proposal(mentor, mentee_of(cohort), status="draft")

    assert not_to_send(cohort) == {closed.pk}
    assert hidden(client, send_page(cohort), "shown") == marks_of([other.pk])
    assert "1 suggestion is on its way." in (
        client.post(send_page(cohort), typed(client, cohort), follow=True).content.decode()
    )


def test_service_that_finds_others_than_were_shown_changes_nothing(office):
    cohort, _client, by = office
    shown = pair_named(cohort, 1)
    closed = pair_named(cohort, 2)
    user = closed.sides.get(role=Role.MENTOR).enrolment.person.user
    user.is_active = False
    user.save()

    with pytest.raises(OthersToSend):
        send_proposals(cohort=cohort, by=by, shown=marks_of([shown.pk, closed.pk]))

    assert Proposal.objects.filter(status="draft").count() == 2
    assert ProposalSide.objects.filter(reminds_at__isnull=False).count() == 0


# --- a search ---


@pytest.fixture
def found(office):
    """Two drafts of a search."""
    cohort, _client, by = office
    for _ in range(2):
        mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    return office


@pytest.mark.parametrize("name", ["board", "search_again"])
def test_search_that_would_choose_drafts_anew_which_nobody_saw_is_not_made(found, name):
    cohort, client, by = found
    seen = hidden(client, reverse(f"admin:matching_cohort_{name}", args=[cohort.pk]), "seen")
    searched(cohort, by)  # by another coordinator, whose drafts are others
    before, runs = set(Proposal.objects.values_list("pk", flat=True)), Run.objects.count()

    answer = client.post(reverse("admin:matching_cohort_search", args=[cohort.pk]), {"seen": seen}, follow=True)

    assert OTHERS in answer.content.decode()
    assert (set(Proposal.objects.values_list("pk", flat=True)), Run.objects.count()) == (before, runs)


@pytest.mark.parametrize("data", [{}, {"drafts": "clearly"}, {"drafts": "all"}])
def test_search_from_a_page_that_shows_the_drafts_there_are_is_made(found, data):
    cohort, client, _by = found
    mentee_of(cohort), mentor_of(cohort)
    seen = hidden(client, reverse("admin:matching_cohort_board", args=[cohort.pk]), "seen")

    client.post(reverse("admin:matching_cohort_search", args=[cohort.pk]), {"seen": seen, **data})

    assert Job.objects.open().count() == 1


def test_search_that_keeps_all_drafts_asks_for_no_look_at_them(found):
    cohort, client, by = found
    mentee_of(cohort), mentor_of(cohort)
    seen = hidden(client, reverse("admin:matching_cohort_board", args=[cohort.pk]), "seen")
    remove_proposal(proposal=Proposal.objects.first(), by=by)

    start_run(cohort=cohort, by=by, drafts=Run.Drafts.ALL, seen=seen)

    assert Job.objects.open().count() == 1


def test_search_is_not_made_where_somebody_kept_a_pair_meanwhile(found):
    cohort, client, by = found
    seen = hidden(client, reverse("admin:matching_cohort_board", args=[cohort.pk]), "seen")
    keep_proposal(proposal=Proposal.objects.first(), by=by, keep=True)

    with pytest.raises(Refused, match=OTHERS):
        start_run(cohort=cohort, by=by, seen=seen)


def test_search_for_further_mentors_looks_at_what_was_seen_too(office):
    cohort, client, by = office
    programme = cohort.programme
    programme.mentors_each = 2
    programme.save()
    mentee = mentee_of(cohort, capacity=2)
    make_proposal(mentor_of(cohort), mentee, status="sent")
    mentor_of(cohort)
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    seen = hidden(client, board, "seen")
    make_proposal(mentor_of(cohort), mentee, status="draft", is_further=True)

    with pytest.raises(Refused, match=OTHERS):
        start_further_run(cohort=cohort, by=by, seen=seen)
    assert start_further_run(cohort=cohort, by=by, seen=hidden(client, board, "seen")).kind == "further"
