import re
import stat

import pytest
from django.core.management import call_command
from django.test import Client

from mentoring.desk.demo.passwords import made_up_password
from mentoring.desk.management.commands import demo
from tests.accounts.door import is_signed_in, with_password


@pytest.fixture
def logins(db, tmp_path, monkeypatch, capsys):
    """The file of a new demonstration."""
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)
    call_command("demo", "--people", "24")
    return tmp_path / "logins.txt"


@pytest.mark.long
def test_each_printed_login_has_a_password_of_its_own_for_this_user_alone(logins):
    lines = [re.split(r"\s{2,}", line) for line in logins.read_text().splitlines()]

    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert [role for role, _address, _password in lines] == [
        "Coordinator",
        "Mentor",
        "Mentee",
        "Employee without a place",
        "HR analyst",
        "Site administrator",
    ]
    assert len({password for _role, _address, password in lines}) == 6
    for _role, address, password in lines:
        client = Client()
        with_password(client, address, password)
        assert is_signed_in(client)


def test_passwords_are_long_enough_and_never_the_same():
    passwords = {made_up_password() for _number in range(100)}

    assert len(passwords) == 100
    assert all(re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", password) for password in passwords)
