import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.addresses import address_for, local_part


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("Ada Lark", "ada.lark"),
        ("Ruby O'Duilleain", "ruby.oduilleain"),
        ("Dana O' Markey", "dana.o-markey"),
        ("Harley St. Quintin", "harley.st-quintin"),
        ("Anna-diana Goodwyn", "annadiana.goodwyn"),
        ("Vanessa Hall-Gough", "vanessa.hall-gough"),
        ("L;urette Stango", "lurette.stango"),
        ("Zoë Müller-Straße", "zoe.muller-strasse"),
        ("Søren Łukasz", "soren.lukasz"),
        ("Prince", "prince"),
        ("李 小龍", "person"),
        ("...", "person"),
        ("Ada " + "x" * 100, "ada." + "x" * 56),
    ],
)
def test_name_becomes_lower_case_ascii(name, local):
    assert local_part(name) == local


def test_taken_addresses_are_numbered():
    taken = {"ada.lark@mail.example", "ada.lark2@mail.example"}

    assert address_for("Ada Lark", "mail.example", set()) == "ada.lark@mail.example"
    assert address_for("Ada Lark", "mail.example", taken) == "ada.lark3@mail.example"


@given(st.text())
def test_any_name_gives_an_address_that_mail_servers_take(name):
    assert re.fullmatch(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", local_part(name))
    assert len(local_part(name)) <= 60
