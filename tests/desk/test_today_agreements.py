"""What the coordinator's day tells of agreements: that both said yes, or had; never one yes by itself."""

import pytest
from django.urls import reverse

from agreements.models import Agreement, Consent
from agreements.services import agree, confirm_lines_read
from matching.models import Mentorship
from mentoring.desk.today import pairs_of_cohort

TODAY = reverse("desk:today")


def say_yes(mentorship: Mentorship, *people) -> None:
    agreement = Agreement.objects.get(mentorship=mentorship)
    for each in people:
        confirm_lines_read(agreement=agreement, by=each.user)
        agree(agreement=agreement, cadence="monthly", minutes=45, place="office", contact="chat", by=each.user)


def test_yes_of_one_is_as_none(cast):
    say_yes(cast.mentorship, cast.mentee)
    with_one = [row.is_agreed for row in pairs_of_cohort(cast.cohort)]
    say_yes(cast.mentorship, cast.mentor)

    assert (with_one, [row.is_agreed for row in pairs_of_cohort(cast.cohort)]) == ([False], [True])


def test_yes_to_former_lines_counts_no_longer_and_is_told_from_none(cast, sign_in):
    words = "Agreed before the lines changed"
    say_yes(cast.mentorship, cast.mentee, cast.mentor)
    client = sign_in(cast.coordinator)
    agreed = client.get(TODAY).content.decode()
    Agreement.objects.filter(mentorship=cast.mentorship).update(version=2)

    assert (Consent.objects.count(), [row.is_agreed for row in pairs_of_cohort(cast.cohort)]) == (4, [False])
    assert (words in agreed, words in client.get(TODAY).content.decode()) == (False, True)


@pytest.mark.parametrize("before", [0, 1])
def test_yes_of_one_is_as_none_before_the_lines_changed_and_after(cast, before):
    """Else it would tell who of the two has not said it."""
    both = (cast.mentee, cast.mentor)
    say_yes(cast.mentorship, *both[:before])
    Agreement.objects.filter(mentorship=cast.mentorship).update(version=2)

    for each in both:
        (row,) = pairs_of_cohort(cast.cohort)
        assert (row.is_agreed, row.is_to_renew) == (False, False)
        say_yes(cast.mentorship, each)
    assert [(row.is_agreed, row.is_to_renew) for row in pairs_of_cohort(cast.cohort)] == [(True, False)]
