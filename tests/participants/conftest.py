import pytest

from mentoring.accounts.models import User


@pytest.fixture
def sam(db):
    return User.objects.create_superuser(email="sam@mail.example", name="Sam Site")


@pytest.fixture
def office(sign_in, sam):
    """The office as a site administrator enters it."""
    return sign_in(sam)
