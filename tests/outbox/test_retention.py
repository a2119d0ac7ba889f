"""What a message said goes thirty days after it ended, and with it the way to send it once more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.retention import blank_old_messages
from mentoring.outbox.settling import fail_held
from mentoring.outbox.tasks import blank_old
from tests.factories import UserFactory, make_message

LIST = reverse("admin:outbox_outgoingmessage_changelist")


def ended(days: float, **fields) -> OutgoingMessage:
    return make_message(UserFactory(), due_at=clock.now() - timedelta(days=days), **fields)


def words_of(message: OutgoingMessage) -> list[str | None]:
    message.refresh_from_db()
    return [getattr(message, name) for name in OutgoingMessage.PRIVATE]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "failed"},
        {"state": "failed", "ambiguous": 2},
        {"state": "cancelled"},
        {"state": "suppressed"},
        {"state": "sent", "ambiguous": 1, "sent_at": clock.now()},
    ],
    ids=["failed", "failed in doubt", "taken back", "no longer wanted", "sent in doubt"],
)
def test_words_of_what_is_over_go_after_thirty_days_and_not_before(db, fields):
    old, young = ended(30.01, attachments="[]", **fields), ended(29.99, **fields)

    blanked = [blank_old_messages(), blank_old_messages()]

    assert (blanked, words_of(old)) == ([1, 0], [None] * 4)
    assert words_of(young)[:3] == ["Welcome", "Hello", "<p>Hello</p>"]


@pytest.mark.parametrize("state", ["due", "held"])
def test_words_of_what_still_waits_stay_however_long_it_waits(db, state):
    waiting = ended(90, state=state)

    blank_old.apply(throw=True)

    assert words_of(waiting)[1] == "Hello"


def test_held_message_that_failed_counts_from_then_and_not_from_the_month_it_was_held_for(db):
    held = ended(-20, state="held")
    fail_held(held, error="Undecipherable")

    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert blank_old_messages() == 1


def test_failed_message_whose_words_are_gone_cannot_be_sent_again_and_the_office_says_so(cast, sign_in):
    message, office = ended(31, state="failed"), sign_in(cast.site_administrator)
    page = reverse("admin:outbox_outgoingmessage_change", args=[message.pk])
    blank_old_messages()

    said = office.get(page).content.decode()
    chosen = {"action": "send_once_more", "_selected_action": [message.pk], "confirmed": "yes"}
    answer = office.post(LIST, chosen, follow=True).content.decode()

    message.refresh_from_db()
    sentence = "What it said is no longer kept, so it cannot be sent once more."
    assert (sentence in said, sentence in answer, message.state) == (True, True, "failed")


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "From the list, until "), ("cancelled", "Only what could not be sent can be sent once more.")],
)
def test_office_says_until_when_a_message_can_be_sent_again(cast, sign_in, state, words):
    message = ended(1, state=state)
    page = reverse("admin:outbox_outgoingmessage_change", args=[message.pk])

    assert words in sign_in(cast.site_administrator).get(page).content.decode()


def test_what_is_to_be_blanked_is_found_by_an_index_of_its_own(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = OutgoingMessage.objects.over_and_kept().filter(due_at__lt=clock.now()).order_by().explain()

    assert "message_over_and_kept" in plan
