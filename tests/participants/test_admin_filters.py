"""The counts beside the filters of people: no more questions than any page, however many people there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DepartmentFactory, OrganisationFactory, ProfileFactory, SiteFactory

PEOPLE = reverse("admin:participants_profile_changelist")


def asked(office, query: dict) -> tuple[list[str], str]:
    with CaptureQueriesContext(connection) as captured:
        page = office.get(PEOPLE, query).content.decode()
    return [each["sql"] for each in captured], page


@pytest.mark.parametrize("is_narrowed", [False, True], ids=["all", "narrowed"])
def test_counts_beside_the_filters_of_people_cost_the_same_for_one_and_for_many(office, is_narrowed):
    company = OrganisationFactory()
    department, site = DepartmentFactory(organisation=company), SiteFactory(organisation=company)
    of_each = {"organisation": company, "department": department, "site": site}
    in_use = {
        "here": "yes",
        "user__is_active__exact": "1",
        "department__id__exact": department.pk,
        "site__id__exact": site.pk,
    }
    query = {"_facets": "True", **(in_use if is_narrowed else {})}
    ProfileFactory(**of_each)
    asked(office, query)
    one, _page = asked(office, query)
    ProfileFactory.create_batch(9, **of_each)
    for number in range(3):
        others = DepartmentFactory(organisation=company, name=f"Department {number}")
        ProfileFactory(
            organisation=company, department=others, site=SiteFactory(organisation=company, name=f"Site {number}")
        )

    many, page = asked(office, query)

    assert len(many) == len(one) <= 15
    assert f"{department.name} (10)" in page
    for table in ("participants_department", "participants_site"):
        assert sum(f'FROM "{table}"' in sql for sql in many) == 1
