import pytest
from django.urls import reverse


@pytest.mark.parametrize("q", ["\0", "a\0b"])
def test_search_of_the_board_for_a_nul_is_a_bad_request(cast, sign_in, q):
    url = reverse("admin:matching_cohort_board", args=[cast.cohort.pk])

    assert sign_in(cast.coordinator).get(url, {"q": q}).status_code == 400


@pytest.mark.parametrize("key", ["status__exact", "role__exact"])
def test_filter_of_places_by_a_nul_is_a_bad_request(cast, sign_in, key):
    url = reverse("admin:programmes_enrolment_changelist")

    answer = sign_in(cast.coordinator).get(url, {key: "\0"})

    assert answer.status_code in (302, 400)


def test_kind_of_organisation_is_no_filter(cast, sign_in):
    url = reverse("admin:participants_organisation_changelist")

    assert sign_in(cast.site_administrator).get(url, {"kind": "\0"}).status_code == 400
