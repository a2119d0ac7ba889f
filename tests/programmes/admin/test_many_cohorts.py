"""The page of a programme in a company of a thousand departments, and with more cohorts than anybody reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.models import Department
from programmes.admin.programmes import COHORTS_SHOWN
from programmes.models import Cohort, EligibilityRule, Programme
from tests.factories import CohortFactory, DepartmentFactory, EligibilityRuleFactory, in_days
from tests.programmes.admin.pages import address


def add_cohorts(programme, number):
    before = Cohort.objects.count()
    Cohort.objects.bulk_create(
        CohortFactory.build(
            programme=programme, name=f"Round {each:04}", starts_on=in_days(30 + each), ends_on=in_days(31 + each)
        )
        for each in range(before, before + number)
    )


def names_on(page: str) -> list[str]:
    return [name for name in Cohort.objects.order_by("name").values_list("name", flat=True) if f"{name}\n" in page]


def sent_again(page) -> dict[str, object]:
    """What a page sends as it stands."""
    data = dict(page.context["adminform"].form.initial)
    for each in page.context["inline_admin_formsets"]:
        prefix = each.formset.prefix
        data |= {f"{prefix}-{name}": value for name, value in each.formset.management_form.initial.items()}
        for number, line in enumerate(each.formset.initial_forms):
            data[f"{prefix}-{number}-id"] = line.instance.pk
    return {name: value for name, value in data.items() if value is not None}


def test_page_shows_the_last_cohorts_and_leads_to_all(office, programme):
    add_cohorts(programme, COHORTS_SHOWN + 2)

    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    assert names_on(page) == [f"Round {each:04}" for each in range(2, COHORTS_SHOWN + 2)]
    everything = address(Cohort, "changelist", programme__id__exact=programme.pk)
    assert f'<a href="{everything}">See all {COHORTS_SHOWN + 2} cohorts</a>' in page
    assert office.get(everything).context["cl"].result_count == COHORTS_SHOWN + 2


def test_few_cohorts_are_all_shown_in_their_order(office, programme):
    add_cohorts(programme, COHORTS_SHOWN)

    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    assert len(names_on(page)) == COHORTS_SHOWN
    assert page.index("Round 0000") < page.index("Round 0001")
    assert "See all" not in page


def test_programme_is_saved_while_another_cohort_comes_in(office, programme):
    add_cohorts(programme, COHORTS_SHOWN + 2)
    data = sent_again(office.get(address(Programme, "change", programme.pk)))
    add_cohorts(programme, 1)

    response = office.post(
        address(Programme, "change", programme.pk),
        data | {"hours_a_month": "7"},
    )

    assert (response.status_code, Programme.objects.get(pk=programme.pk).hours_a_month) == (302, 7)


def test_form_with_a_mistake_shows_the_cohorts_that_stood_there_each_with_its_dates(office, programme):
    add_cohorts(programme, COHORTS_SHOWN + 2)
    shown = office.get(address(Programme, "change", programme.pk))
    data = sent_again(shown) | {"hours_a_month": "x"}

    page = office.post(address(Programme, "change", programme.pk), data)

    lines = [form for each in page.context["inline_admin_formsets"] for form in each if form.original]
    named = [(line.original.name, line.form.instance.name) for line in lines if isinstance(line.original, Cohort)]
    assert named == [(f"Round {each:04}",) * 2 for each in range(2, COHORTS_SHOWN + 2)]
    assert f"See all {COHORTS_SHOWN + 2} cohorts" in page.content.decode()


@pytest.mark.parametrize("lines", [1, 5])
def test_thousand_departments_and_cohorts_cost_the_questions_of_ten(office, programme, lines):
    ours, costs = programme.organisation, []
    for each in range(lines):
        EligibilityRuleFactory(programme=programme, department=DepartmentFactory(organisation=ours, name=f"D{each}"))
    for number in (10, 990):
        before = Department.objects.count()
        Department.objects.bulk_create(
            Department(organisation=ours, name=f"Department {each}") for each in range(before, before + number)
        )
        add_cohorts(programme, number)
        office.get(address(Programme, "change", programme.pk))
        with CaptureQueriesContext(connection) as captured:
            page = office.get(address(Programme, "change", programme.pk)).content.decode()
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 15
    chosen = EligibilityRule.objects.values_list("department", flat=True)
    assert [page.count(f'<option value="{each}" selected>') for each in chosen] == [1] * lines
