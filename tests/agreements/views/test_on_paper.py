"""What a browser prints of an agreement says the days that its PDF says, wherever its reader lives."""

import re

import pytest
from django.urls import reverse

from agreements.services import agree
from mentoring.lib import clock
from tests.factories import at
from tests.pdf_words import words_of_pdf

CHOICES = {"cadence": "monthly", "minutes": 45, "place": "office", "contact": "phone"}


@pytest.fixture
def read_in_tokyo(pair, sign_in):
    """Both agreed late on a Monday in London, and one changed something a day later; the mentor reads in Tokyo."""
    pair.mentor.user.time_zone = "Asia/Tokyo"
    pair.mentor.user.save()
    agreement = pair.mentorship.agreement
    for person, moment in ((pair.mentee, "2026-11-23 22:00"), (pair.mentor, "2026-11-23 22:30")):
        with clock.standing_at(at(moment)):
            agree(agreement=agreement, by=person.user, **CHOICES)
    with clock.standing_at(at("2026-11-24 22:00")):
        agree(agreement=agreement, by=pair.mentee.user, **CHOICES | {"cadence": "fortnightly"})
    return sign_in(pair.mentor.user)


def test_print_and_pdf_of_an_agreement_say_the_same_days_and_the_screen_those_of_its_reader(pair, read_in_tokyo):
    page = read_in_tokyo.get(reverse("agreements:agreement-detail", args=[pair.mentorship.pk])).content.decode()
    pdf = read_in_tokyo.get(reverse("agreements:agreement-pdf", args=[pair.mentorship.pk])).content

    signatures = page.partition('<dl class="signatures">')[2].partition("</dl>")[0]
    printed = re.findall(r'<span class="print-only" hidden>(.*?)</span>', signatures)
    shown = re.findall(r'<span class="no-print">(.*?)</span>', signatures)
    change = "Minh Mentee changed how often we meet (every two weeks instead of once a month) on Tue 24 Nov 2026"
    assert printed == ["Agreed on Mon 23 Nov 2026", f"Agreed on Mon 23 Nov 2026; {change}"]
    assert all(words in words_of_pdf(pdf) for words in printed)
    assert shown[0] == "Agreed on Tue 24 Nov 2026"
    assert shown[1].startswith("Agreed on Tue 24 Nov 2026; Minh Mentee changed")
    assert shown[1].endswith("on Wed 25 Nov 2026")
