"""What a programme is for: everybody reads it of each, so it has an end."""

import pytest

from programmes.models import Programme
from tests.programmes.admin.pages import address
from tests.programmes.admin.test_programmes import PROGRAMME, cohorts_of_form


def sent(purpose: str) -> dict[str, object]:
    return {**PROGRAMME, **cohorts_of_form(0), "purpose": purpose}


def test_purpose_that_nobody_would_read_comes_back_with_how_long_it_may_be(office, programme):
    before = programme.purpose

    response = office.post(address(Programme, "change", programme.pk), sent("Grow. " * 200))

    assert "Please keep to 800 characters; these are 1199." in response.content.decode()
    programme.refresh_from_db()
    assert programme.purpose == before


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_new_line_of_a_purpose_is_one_character(office, programme, line):
    office.post(address(Programme, "change", programme.pk), sent(f"{'x' * 399}{line}{'y' * 400}"))

    programme.refresh_from_db()
    assert programme.purpose == f"{'x' * 399}\n{'y' * 400}"
