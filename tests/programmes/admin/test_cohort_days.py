"""The days of a cohort: how the office asks for them, and which of them stay."""

import re

import pytest

from programmes.models import Cohort, Enrolment
from programmes.services.cohorts import DATES
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    in_days,
)
from tests.programmes.admin.pages import address

FORMSET = ("TOTAL_FORMS", "INITIAL_FORMS")
Stage, Status = Cohort.Stage, Enrolment.Status


def test_days_are_asked_for_as_in_all_other_forms_by_the_control_of_the_browser(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)

    new = office.get(address(Cohort, "add")).content.decode()
    page = office.get(address(Cohort, "change", draft.pk)).content.decode()

    asked = dict(re.findall(r'<input type="date" name="(\w+)"(?: value="([^"]*)")?', page))
    assert asked == {name: getattr(draft, name).isoformat() for name in DATES}
    assert ("vDateField" in page, "vDateField" in new) == (False, False)


def test_day_that_cannot_be_read_is_answered_with_how_to_write_it(office, programme):
    sent = {"programme": programme.pk, "name": "Autumn", "starts_on": "7 January 2027"}

    page = office.post(address(Cohort, "add"), sent).content.decode()

    assert "Please choose the day, or write it as in 2026-12-31." in page


def test_changing_dates_never_moves_the_stage(office, cohort, monkeypatch):
    page = office.get(address(Cohort, "change", cohort.pk))
    names = ("name", "registration_ends_on", "starts_on", "ends_on", "mid_survey_on")
    data = {name: page.context["adminform"].form[name].value() for name in names}
    full_clean = Cohort.full_clean

    def move_meanwhile(self, *args, **kwargs):
        Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.MATCHING)
        return full_clean(self, *args, **kwargs)

    monkeypatch.setattr(Cohort, "full_clean", move_meanwhile)
    office.post(address(Cohort, "change", cohort.pk), {**data, "ends_on": in_days(300), "stage": "draft"})

    cohort.refresh_from_db()
    assert (cohort.stage, cohort.ends_on) == (Stage.MATCHING, in_days(300))


def test_form_of_an_opened_cohort_asks_for_the_dates_it_can_have(office, programme, cohort):
    always = AlwaysOnFactory(programme=programme)
    fields = {
        each: [name for name in office.get(address(Cohort, "change", each.pk)).context["adminform"].form.fields]
        for each in (cohort, always)
    }

    assert fields[cohort] == ["name", "registration_ends_on", "starts_on", "ends_on", "mid_survey_on"]
    assert fields[always] == ["name", "starts_on", "mid_survey_on"]
    office.post(address(Cohort, "change", always.pk), {"name": "For ever", "starts_on": in_days(3)})
    always.refresh_from_db()
    assert (always.name, always.starts_on, always.ends_on) == ("For ever", in_days(3), None)


@pytest.mark.parametrize(
    ("stage", "shown"),
    [
        (Stage.REGISTRATION, set()),
        (Stage.MATCHING, {"registration_ends_on"}),
        (Stage.RUNNING, {"registration_ends_on", "starts_on"}),
        (Stage.CLOSING, {"registration_ends_on", "starts_on", "mid_survey_on"}),
    ],
)
def test_dates_that_are_facts_are_shown_and_asked_no_more(office, programme, stage, shown):
    cohort = CohortFactory(programme=programme, stage=stage)
    page = office.get(address(Cohort, "change", cohort.pk))
    form = page.context["adminform"].form

    dates = {"registration_ends_on", "starts_on", "ends_on", "mid_survey_on"}
    assert dates - set(form.fields) == shown
    assert cohort.registration_ends_on.strftime("%-d %b %Y") in page.content.decode() or not shown
    kept = {name: form.initial[name] for name in form.fields}
    saved = office.post(address(Cohort, "change", cohort.pk), {**kept, "name": "Renamed"})
    assert (saved.status_code, Cohort.objects.get(pk=cohort.pk).name) == (302, "Renamed")


def test_page_from_before_a_step_reads_why_its_date_stays(office, programme):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)
    sent = {name: getattr(cohort, name) for name in ("name", "starts_on", "ends_on", "mid_survey_on")}

    page = office.post(address(Cohort, "change", cohort.pk), {**sent, "registration_ends_on": in_days(3)})

    assert "Registration is over, so its end can no longer be changed." in page.content.decode()
