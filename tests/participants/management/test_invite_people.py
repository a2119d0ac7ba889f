import pytest
from django.core.management import CommandError, call_command

from mentoring.outbox.models import OutgoingMessage
from tests.factories import ProfileFactory


def invite(**options):
    call_command("invite_people", **({"department": "Engineering", "domain": "mail.example", "limit": 2} | options))


def test_each_person_is_printed_with_their_address(db, capsys):
    for number, name in enumerate(("Al Lark", "Bo Lark", "Cy Lark")):
        ProfileFactory(user__name=name, user__email=None, employee_number=str(number))

    invite()
    first = capsys.readouterr().out
    invite()
    second = capsys.readouterr().out

    assert first == "Al Lark <al.lark@mail.example>\nBo Lark <bo.lark@mail.example>\n"
    assert second == "Cy Lark <cy.lark@mail.example>\n"
    assert OutgoingMessage.objects.count() == 3


def test_nobody_left_is_said(db, capsys):
    ProfileFactory()

    invite()

    assert capsys.readouterr().out == "Everybody who works there has an address already.\n"


def test_unknown_department_is_a_sentence(db):
    ProfileFactory()

    with pytest.raises(CommandError, match="Did you mean Engineering"):
        invite(department="Enginering")


def test_without_a_domain_people_are_invited_by_the_address_they_have(db, capsys):
    ProfileFactory(user__name="Al Lark", user__email="al@mail.example")
    ProfileFactory(user__name="Bo Lark", user__email=None)

    invite(domain="")
    invite(domain="")

    assert capsys.readouterr().out == (
        "Al Lark <al@mail.example>\nEverybody with an address there has signed in or was invited before.\n"
    )
    assert list(OutgoingMessage.objects.values_list("address", flat=True)) == ["al@mail.example"]
