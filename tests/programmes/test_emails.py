import re
from datetime import date
from functools import partial

import pytest
from django.test import override_settings

from mentoring.lib import clock
from programmes import emails
from programmes.models import Role
from tests.factories import (
    AlwaysOnFactory,
    EnrolmentFactory,
    MentorFactory,
    at,
)


@pytest.fixture
def mentee(cohort, person):
    cohort.registration_ends_on = date(2026, 12, 14)
    cohort.save()
    with clock.standing_at(at("2026-12-01 09:00")):
        yield EnrolmentFactory(cohort=cohort, person=person)


def words(html):
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


@override_settings(SITE_URL="https://mentoring.example")
def test_place_requested_says_what_happens_next(mentee):
    mail = emails.place_requested(mentee)

    link = f"https://mentoring.example/programmes/places/{mentee.pk}/"
    assert mail.subject == "We have your place request"
    assert mail.text.strip().startswith("Thank you, Pia")
    for part in (mail.text, words(mail.html)):
        assert "You asked to take part in Open doors as a mentee." in part
        assert "After Mon 14 Dec 2026 the team looks for pairs that fit." in part
        assert "See your request" in part
    assert (link in mail.text, f'href="{link}"' in mail.html) == (True, True)


def test_place_requested_in_both_roles_is_one_mail(mentee):
    mentor = MentorFactory(cohort=mentee.cohort, person=mentee.person)

    mail = emails.place_requested(mentor, mentee)

    assert "You asked to take part in Open doors as a mentor and as a mentee." in mail.text


def test_place_waiting_carries_the_words_of_the_team(mentee):
    mentee.answer_words = "We look for two more <mentors>."

    mail = emails.place_waiting(mentee)

    assert "The programme team writes: “We look for two more <mentors>.”" in mail.text
    assert "&lt;mentors&gt;" in mail.html
    assert "It says nothing about you." in mail.text


def test_place_waiting_without_words_has_no_empty_quotation(mentee):
    mail = emails.place_waiting(mentee)

    assert "writes" not in mail.text
    assert "It says nothing about you.\n\nAs soon as a place becomes free" in mail.text


def test_place_declined_is_kind_and_leads_on(mentee):
    mail = emails.place_declined(mentee)

    assert mail.subject == "No place this time"
    assert "there are often more people than places" in mail.text
    assert "Hana Ruiz in HR is glad to answer it: hana.ruiz@mail.example" in mail.text
    assert f"{mentee.get_absolute_url()}\n" in mail.text


def test_place_taken_back_says_why(mentee):
    mentee.answer_words = "You asked us to end it."

    assert "They write: “You asked us to end it.”" in emails.place_taken_back(mentee, is_in_pair=False).text


def test_place_approved_names_the_role(cohort, mentee):
    mentor = MentorFactory(cohort=cohort)

    mail = emails.place_approved(mentor)

    assert mail.subject == "You have a place as a mentor"
    assert emails.place_approved(mentee).subject == "You have a place as a mentee"
    assert "Your place as a mentor in Open doors is confirmed. Thank you for giving your time." in mail.text
    assert mentor.role == Role.MENTOR


def test_place_approved_after_registration_names_no_day_that_has_passed(mentee):
    with clock.standing_at(at("2027-01-05 09:00")):
        mail = emails.place_approved(mentee)

    assert "registration ends" not in mail.text
    assert "The team is looking for pairs that fit." in mail.text


@pytest.mark.parametrize("write", [emails.place_requested, emails.place_approved])
def test_mail_of_what_is_always_on_names_no_day(programme, write):
    place = EnrolmentFactory(cohort=AlwaysOnFactory(programme=programme))

    mail = write(place)

    assert "None" not in mail.text
    assert "After " not in mail.text
    assert "registration ends" not in mail.text


@override_settings(SITE_URL="https://mentoring.example")
@pytest.mark.parametrize(
    ("pairs", "button"), [(0, "See your place"), (1, "Plan your last meeting"), (2, "See your pairs")]
)
def test_round_closing_leads_where_its_button_says(mentee, pairs, button):
    mail = emails.round_closing(mentee, mentee.cohort, plans_on=[f"/pairs/{number}/" for number in range(pairs)])

    path = [mentee.get_absolute_url(), "/pairs/0/", "/"][pairs]
    assert f"{button}:\nhttps://mentoring.example{path}\n" in mail.text
    assert f'href="https://mentoring.example{path}"' in mail.html


@pytest.mark.parametrize("is_in_pair", [True, False])
def test_round_closing_says_what_can_still_be_done_and_parts_nobody(mentee, is_in_pair):
    mail = emails.round_closing(mentee, mentee.cohort, plans_on=["/pairs/"] if is_in_pair else [])

    for part in (mail.text, words(mail.html)):
        assert "Open doors, Spring, is coming to its end." in part
        for of_pairs in ("Your pair goes on for now. Meet once more", "Plan your last meeting"):
            assert (of_pairs in part) is is_in_pair
        assert ("no new pairs are looked for in this round" in part) is not is_in_pair
    assert (len(mail.subject) <= 60, len(words(mail.html).split()) <= 120) == (True, True)


def test_round_closing_parts_none_of_several_pairs(mentee):
    mail = emails.round_closing(mentee, mentee.cohort, plans_on=["/pairs/1/", "/pairs/2/"])

    assert "Your pairs go on for now. Meet once more" in mail.text


@pytest.mark.parametrize("write", [emails.place_declined, partial(emails.place_taken_back, is_in_pair=False)])
def test_mail_that_names_whom_to_ask_leads_to_their_address(mentee, write):
    mentee.cohort.programme.hr_contact_name = "Wanda"
    mentee.cohort.programme.hr_contact_email = "wanda@mail.example"

    mail = write(mentee)

    assert '<a href="mailto:wanda@mail.example">wanda@mail.example</a>' in mail.html
    assert "Wanda in HR is glad to answer it: wanda@mail.example\n" in mail.text


def test_names_are_safe_in_html_and_plain_in_text(mentee):
    mentee.cohort.programme.name = "Doors & <b>windows</b>"

    mail = emails.place_requested(mentee)

    assert "Doors & <b>windows</b>" in mail.text
    assert "Doors &amp; &lt;b&gt;windows&lt;/b&gt;" in mail.html


@pytest.mark.parametrize(
    "write",
    [
        emails.place_requested,
        emails.place_approved,
        emails.place_waiting,
        emails.place_declined,
        partial(emails.place_taken_back, is_in_pair=True),
    ],
)
def test_mail_is_short_and_has_one_button(mentee, write):
    mentee.answer_words = "There are more mentees than mentors this time."

    mail = write(mentee)

    assert len(mail.subject) <= 60
    assert len(words(mail.html).split()) <= 120
    assert mail.html.count('href="http') == 1
