import pytest

from mentoring.accounts.models import User
from participants.policies import can_sign_in


@pytest.mark.parametrize(
    ("email", "is_active", "answer"),
    [("ada@mail.example", True, True), ("ada@mail.example", False, False), (None, True, False), ("", True, False)],
)
def test_person_signs_in_with_an_open_account_and_an_address(email, is_active, answer):
    assert can_sign_in(User(email=email, is_active=is_active)) is answer
