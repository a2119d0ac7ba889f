import uuid

from mentoring.accounts.receivers import account_mail_wanted
from tests.factories import UserFactory


def test_account_mail_is_wanted_while_the_account_is_open(db):
    assert account_mail_wanted("account", UserFactory().pk) is True
    assert account_mail_wanted("account", UserFactory(is_active=False).pk) is False
    assert account_mail_wanted("account", uuid.uuid4()) is False


def test_other_mail_is_not_its_business(db):
    assert account_mail_wanted("survey", uuid.uuid4()) is None
