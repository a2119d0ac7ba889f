"""What whoever chooses the day of a session reads of the last day of their pair."""

from datetime import date

import pytest
from django.urls import reverse

from matching.models import Mentorship
from programmes.models import Cohort
from tests.factories import make_session

LATER = "A later session is removed from both calendars if your pair ends first."


@pytest.mark.parametrize(
    ("ends_on", "goes_on_until", "hint"),
    [
        (date(2027, 6, 28), None, f"The last day of your round is Mon 28 Jun 2027. {LATER}"),
        (date(2027, 6, 28), date(2027, 8, 31), f"Your pair’s last day is Tue 31 Aug 2027. {LATER}"),
        (date(2026, 11, 1), None, ""),
        (None, None, ""),
    ],
)
def test_planning_and_moving_say_the_last_day_beside_the_date(pair, sign_in, ends_on, goes_on_until, hint):
    session = make_session(pair.mentorship)
    first = date(2026, 9, 1)
    registered = {"registration_ends_on": first if ends_on else None, "always_on": ends_on is None}
    Cohort.objects.update(starts_on=first, ends_on=ends_on, **registered)
    Mentorship.objects.update(goes_on_until=goes_on_until)
    client = sign_in(pair.mentor)

    pages = [
        client.get(reverse("agreements:session-create", args=[pair.mentorship.pk])),
        client.get(reverse("agreements:session-move", args=[session.pk])),
    ]

    assert [page.context["form"].fields["date"].help_text for page in pages] == [hint, hint]
    assert [hint in page.content.decode() for page in pages] == [True, True]
