"""Every mail that allauth may send has words of ours."""

from pathlib import Path

import allauth
import pytest

from mentoring.accounts.emails import ANY_NOTICE, NOTICES, account_mail
from tests.factories import UserFactory

SHIPPED = Path(allauth.__file__).parent / "templates"
PREFIXES = sorted(
    f"{path.parent.parent.name}/email/{path.name.removesuffix('_message.txt')}"
    for path in SHIPPED.glob("*/email/*_message.txt")
    if not path.name.startswith("base_")
)
# Those with a template of their own; the others are a notice of what happened.
OWN = {"account/email/login_code", "account/email/password_reset_key"}
# What cannot happen here: nobody signs up, verifies or changes an address by themselves, or resets by a code.
NEVER = {
    "account/email/account_already_exists",
    "account/email/email_confirm",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/email_deleted",
    "account/email/password_reset_code",
    "account/email/unknown_account",
    "socialaccount/email/account_connected",
    "socialaccount/email/account_disconnected",
}
CONTEXT = {"code": "ABCD-EFGH", "password_reset_url": "http://localhost:8000/x/", "ip": "192.0.2.1", "user_agent": "UA"}


def test_every_mail_of_the_package_is_known():
    noticed = {prefix for prefix in PREFIXES if prefix.rpartition("/")[2] in NOTICES}

    assert set(PREFIXES) == OWN | NEVER | noticed


@pytest.mark.parametrize("prefix", [*PREFIXES, "account/email/proof_code"])
def test_mail_says_what_happened_in_few_words(db, prefix):
    mail = account_mail(prefix, UserFactory(name="Ada Lark"), CONTEXT)

    assert 0 < len(mail.subject) <= 60
    assert "Ada" in mail.text.splitlines()[0]
    assert len(mail.text.split()) <= 120
    assert "Ada" in mail.html
    assert "192.0.2.1" not in mail.text + mail.html


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_notice_says_the_same_in_text_and_html(db, name):
    mail = account_mail(f"account/email/{name}", UserFactory(), CONTEXT)

    assert str(NOTICES[name]) in mail.text
    assert str(NOTICES[name]) in mail.html
    assert str(ANY_NOTICE) not in mail.text
