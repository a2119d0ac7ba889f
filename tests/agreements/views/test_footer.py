"""Help, and what stays between two people, are one tap away on every page of a pair."""

import pytest
from django.urls import reverse

from tests.access import agreements, desk, feedback

# A file, and pages of one's own place.
OTHERS = {"agreements:agreement-pdf", "feedback:survey-start", "feedback:survey-early-end"}
PAGES = {
    name: address
    for table in (agreements.TABLE, desk.TABLE, feedback.TABLE)
    for name, address in table.items()
    if 200 in (address.GET["mentor"], address.GET["mentee"]) and address.GET["outsider"] == 404 and name not in OTHERS
}


def test_pages_of_a_pair_are_all_there_are():
    assert {
        "agreements:agreement-detail",
        "agreements:help-detail",
        "agreements:session-create",
        "agreements:session-detail",
        "agreements:note-create",
        "agreements:note-update",
        "agreements:pair-end",
        "desk:mentorship-detail",
        "feedback:goal-create",
        "feedback:goal-review",
        "feedback:goal-update",
    } <= set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_of_a_pair_has_help_and_the_lines_in_its_foot(name, cast, sign_in):
    reader = cast.mentor if PAGES[name].GET["mentor"] == 200 else cast.mentee
    client, url = sign_in(reader), PAGES[name].url(name, cast)

    foot = client.get(url).content.decode().partition('<footer class="foot">')[2]

    for target in ("agreements:help-detail", "agreements:agreement-detail"):
        assert f'href="{reverse(target, args=[cast.mentorship.pk])}"' in foot
