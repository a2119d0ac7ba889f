from django.conf import settings

from participants.emails import invitation
from tests.factories import OrganisationFactory, ProfileFactory


def ada(**fields):
    return ProfileFactory(user__name="Ada Lark", user__email="ada.lark@mail.example", **fields)


def test_invitation_says_what_it_is_and_how_to_sign_in(db):
    mail = invitation(ada())

    assert mail.subject == "You are invited to mentoring"
    assert mail.text.startswith("Mentoring is open to you, Ada\n")
    for words in ("learn with", "ada.lark@mail.example", "There is no password", "Taking part is up to you"):
        assert words in mail.text
        assert words in mail.html
    assert f"{settings.SITE_URL}/accounts/login/" in mail.text
    assert len(mail.text.split()) <= 120


def test_invitation_has_one_button(db):
    assert invitation(ada()).html.count("<a ") == 1


def test_names_with_signs_are_plain_in_text_and_safe_in_html(db):
    mail = invitation(ada(organisation=OrganisationFactory(name="Lark & <Sons>")))

    assert "Lark & <Sons>" in mail.text
    assert "Lark &amp; &lt;Sons&gt;" in mail.html
