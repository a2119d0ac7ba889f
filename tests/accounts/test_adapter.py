import pytest
from allauth.account.adapter import get_adapter
from django.db import connection

from mentoring.accounts.emails import account_mail
from mentoring.outbox.models import OutgoingMessage
from tests.factories import UserFactory


def words_of(text: str) -> int:
    return len(text.split())


def test_code_mail_says_what_the_code_is_for_and_no_more_than_needed(db):
    mail = account_mail("account/email/login_code", UserFactory(name="Ada Lark"), {"code": "ABCD-EFGH"})

    assert mail.subject == "Your code to sign in"
    assert mail.text.startswith("Hello Ada, here is your code\n\nABCD-EFGH\n")
    assert "ABCD-EFGH" in mail.html
    assert "ABCD-EFGH" not in mail.subject
    assert words_of(mail.text) <= 120


@pytest.mark.parametrize("name", ["password_changed", "email_changed", "anything_new"])
def test_mail_without_words_of_its_own_is_a_plain_notice(db, name):
    mail = account_mail(f"account/email/{name}", UserFactory(name="Ada Lark"), {"ip": "192.0.2.1"})

    assert mail.subject == "Something about your account changed"
    assert "Was it you? Then there is nothing to do." in mail.text
    assert "Was it you? Then there is nothing to do." in mail.html
    assert "192.0.2.1" not in mail.text + mail.html


def test_name_with_signs_is_written_plainly_in_text_and_safely_in_html(db):
    mail = account_mail("account/email/login_code", UserFactory(name="<b>Ada</b>"), {"code": "ABCD-EFGH"})

    assert "Hello <b>Ada</b>," in mail.text
    assert "<b>Ada</b>" not in mail.html


def test_account_mail_is_held_when_in_doubt_and_kept_unreadable(db):
    ada = UserFactory(email="ada@mail.example")

    get_adapter().send_mail("account/email/login_code", "Ada@mail.example", {"code": "ABCD-EFGH"})

    message = OutgoingMessage.objects.get()
    assert (message.kind, message.recipient_id, message.address) == ("account", ada.pk, "ada@mail.example")
    assert message.on_doubt == OutgoingMessage.OnDoubt.HOLD
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM outbox_outgoingmessage")
        assert b"ABCD" not in bytes(cursor.fetchone()[0])


def test_nobody_can_sign_up(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False


@pytest.mark.parametrize("address", ["nobody@mail.example", "closed@mail.example", ""])
def test_address_without_an_open_account_gets_no_mail(db, address):
    UserFactory(email="closed@mail.example", is_active=False)
    UserFactory(email=None)

    get_adapter().send_mail("account/email/login_code", address, {"code": "ABCD-EFGH"})

    assert not OutgoingMessage.objects.exists()
