import pytest

from mentoring.accounts.models import User
from tests.accounts.door import PASSWORD
from tests.factories import UserFactory


@pytest.fixture
def ada(db) -> User:
    """Somebody with an account and no password."""
    return UserFactory(name="Ada Lark", email="ada@mail.example")


@pytest.fixture
def ben(db) -> User:
    """Somebody who has set a password."""
    return UserFactory(name="Ben Rook", email="ben@mail.example", password=PASSWORD)
