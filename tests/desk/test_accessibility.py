"""Whoever cannot use a page reads what was tried and whom to tell, signed in or not."""

import pytest

from tests.factories import ProfileFactory

PAGE = "/accessibility/"


@pytest.fixture
def ada(db):
    return ProfileFactory()


def test_whoever_is_signed_out_reads_it_and_names_nobody(client, ada):
    ada.organisation.hr_contact_name, ada.organisation.hr_contact_email = "Wanda Lark", "wanda@mail.example"
    ada.organisation.save()

    page = client.get(PAGE).content.decode()

    assert "WCAG) 2.2 at level AA" in page
    assert "Please tell the programme team or HR at your company" in page
    assert ("Wanda" in page, "mailto:" in page) == (False, False)


@pytest.mark.parametrize(("name", "called"), [("Wanda Lark", "Wanda Lark"), ("", "wanda@mail.example")])
def test_whoever_is_signed_in_reads_whom_to_tell(sign_in, ada, name, called, django_assert_max_num_queries):
    ada.organisation.hr_contact_name, ada.organisation.hr_contact_email = name, "wanda@mail.example"
    ada.organisation.save()
    client = sign_in(ada)

    with django_assert_max_num_queries(8):
        page = client.get(PAGE).content.decode()

    assert f"Please tell {called}, or your programme team" in page
    assert f'href="mailto:wanda@mail.example">Write to {called}</a>' in page


def test_company_that_names_nobody_in_hr_leads_to_the_team(sign_in, ada):
    page = sign_in(ada).get(PAGE).content.decode()

    assert "Please tell the programme team or HR at your company" in page
    assert "mailto:" not in page


@pytest.mark.parametrize("page", ["/accounts/login/", "/programmes/", "/nowhere/"])
def test_foot_of_every_page_leads_there(client, sign_in, ada, page):
    reader = sign_in(ada) if page == "/programmes/" else client

    assert f'<a href="{PAGE}">Accessibility</a>' in reader.get(page).content.decode()
