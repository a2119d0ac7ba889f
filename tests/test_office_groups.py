"""Pages of the office that are read and not filled in: what belongs together stands under one heading."""

import re

from django.urls import reverse

from tests.factories import ImportBatchFactory, ProfileFactory, UserFactory, make_message


def groups_on(page: str) -> dict[str, list[str]]:
    """The labels of a page, by the headings above them."""
    parts = [part.partition("</fieldset>")[0] for part in page.split("<fieldset")[1:]]
    headings = [re.findall(r'class="fieldset-heading">([^<]+)<', part) for part in parts]
    labels = [re.findall(r"<label[^>]*>([^<]+):</label>", part) for part in parts]
    return {(heading or [""])[0]: found for heading, found in zip(headings, labels, strict=True)}


def test_page_of_a_message_is_told_in_groups(cast, sign_in):
    url = reverse("admin:outbox_outgoingmessage_change", args=[make_message(UserFactory()).pk])

    page = sign_in(cast.site_administrator).get(url).content.decode()

    assert groups_on(page) == {
        "": ["Kind", "State", "Address"],
        "When": ["Written", "To be sent from", "First tried", "Sent"],
        "The mail server": [
            "Attempts",
            "Attempts without an answer",
            "If the mail server does not answer",
            "Last said by the mail server",
            "Sending it once more",
        ],
    }


def test_page_that_is_read_is_headed_by_its_thing_and_leads_back(cast, sign_in):
    person, batch = ProfileFactory(user__name="Ada Lark"), ImportBatchFactory(file_name="people.csv", applied_by=None)
    office = sign_in(cast.site_administrator)

    pages = [
        office.get(reverse(f"admin:participants_{each._meta.model_name}_change", args=[each.pk])).content.decode()
        for each in (person, batch)
    ]

    assert [re.findall(r"<h1>([^<]+)</h1>", page) for page in pages] == [["Ada Lark"], ["people.csv"]]
    assert [(">Go back</a>" in page, ">Close</a>" in page) for page in pages] == [(True, False)] * 2
    assert '<div class="readonly">nobody</div>' in pages[1]


def test_page_of_a_person_is_told_in_groups(cast, sign_in):
    url = reverse("admin:participants_profile_change", args=[ProfileFactory().pk])

    page = sign_in(cast.site_administrator).get(url).content.decode()

    assert groups_on(page) == {
        "": ["Account", "Signing in"],
        "At work": [
            *("Job title", "Manager", "Department", "Site", "Grade", "Country"),
            *("Line of business", "Cost centre", "Kind of employment", "Hired on", "Last day"),
        ],
        "In the HR file": ["Organisation", "Employee number", "Source", "Missing from the HR file since"],
        "As a mentor": ["Mentor training"],
    }
