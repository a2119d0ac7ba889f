"""The coordinator's day on paper."""

from django.urls import reverse

from tests import factories

TODAY = reverse("desk:today")


def test_print_of_a_page_says_how_many_pairs_are_not_on_it(cast, sign_in, monkeypatch):
    factories.make_mentorship(
        factories.MentorFactory(cohort=cast.cohort), factories.EnrolmentFactory(cohort=cast.cohort)
    )
    client = sign_in(cast.coordinator)

    assert "on this print" not in client.get(TODAY).content.decode()
    monkeypatch.setattr("mentoring.desk.views.PAIRS_ON_A_PAGE", 1)
    assert "1 more pair is not on this print." in client.get(TODAY).content.decode()
