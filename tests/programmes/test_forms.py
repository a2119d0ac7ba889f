from datetime import date

import pytest

from programmes.forms import CohortForm, CoordinatorForm, ProgrammeForm
from programmes.forms.office import DayField
from programmes.models import Cohort
from tests.factories import AlwaysOnFactory, CohortFactory, UserFactory, in_days

# A programme


def data_of(form_class, instance, **changed):
    """What the form sends when only `changed` was changed."""
    form = form_class(instance=instance)
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**sent, **changed}.items()}


def errors_of(form_class, instance, **changed):
    return form_class(data_of(form_class, instance, **changed), instance=instance).errors


@pytest.mark.parametrize("name", ["purpose", "hr_contact_name", "hr_contact_email"])
def test_programme_that_opened_can_be_changed_but_not_emptied(cohort, name):
    assert errors_of(ProgrammeForm, cohort.programme, **{name: ""}) == {
        name: ["Registration has opened, so this can be changed but not emptied."]
    }
    assert errors_of(ProgrammeForm, cohort.programme, **{name: "new@mail.example"}) == {}


def test_programme_that_did_not_open_may_be_bare(programme):
    assert errors_of(ProgrammeForm, programme, purpose="", hr_contact_name="", hr_contact_email="") == {}


def test_programme_needs_a_name_of_its_own(programme):
    form = ProgrammeForm({**data_of(ProgrammeForm, programme), "name": "open DOORS"})

    assert form.errors["name"] == ["Your company already has a programme of this name."]


def test_programme_has_three_outcomes_at_most(programme):
    assert errors_of(ProgrammeForm, programme, outcomes="One.\nTwo.\n\nThree.\nFour.") == {
        "outcomes": ["Please keep to three outcomes, one on each line."]
    }

    form = ProgrammeForm(data_of(ProgrammeForm, programme, outcomes="- One.\r\n\r\nTwo."), instance=programme)
    assert form.is_valid()
    assert form.cleaned_data["outcomes"] == "One.\nTwo."


def test_style_stays_once_registration_has_opened(programme, cohort):
    assert errors_of(ProgrammeForm, programme, style="reverse") == {
        "style": ["Registration has opened, so the style stays. A copy can have another."]
    }

    Cohort.objects.update(stage=Cohort.Stage.DRAFT)
    assert errors_of(ProgrammeForm, programme, style="reverse") == {}


def test_programme_keeps_the_floor_of_reports(programme):
    Cohort.objects.update(stage=Cohort.Stage.DRAFT)

    assert errors_of(ProgrammeForm, programme, minimum_group=4) == {
        "minimum_group": ["Figures are never shown for fewer than 5 people. Please choose 5 or more."]
    }


def test_smallest_group_only_grows_once_registration_has_opened(programme, cohort):
    programme.minimum_group = 9
    programme.save()

    [sentence] = errors_of(ProgrammeForm, programme, minimum_group=5)["minimum_group"]
    assert "at least 9. Please choose as many or more." in sentence
    assert errors_of(ProgrammeForm, programme, minimum_group=9) == {}
    assert errors_of(ProgrammeForm, programme, minimum_group=12) == {}

    Cohort.objects.update(stage=Cohort.Stage.DRAFT)
    assert errors_of(ProgrammeForm, programme, minimum_group=5) == {}


# A cohort


def test_cohort_keeps_its_dates_in_order(programme):
    draft = CohortFactory(programme=programme, stage=Cohort.Stage.DRAFT)

    errors = errors_of(CohortForm, draft, registration_ends_on=in_days(31))

    assert errors == {"__all__": ["The dates are not in order: registration, then start, then end."]}


def test_cohort_keeps_the_mid_survey_inside(cohort):
    assert errors_of(CohortForm, cohort, mid_survey_on=in_days(5)) == {
        "mid_survey_on": ["Please choose a day between the start and the end."]
    }


def test_cohort_draft_may_have_no_dates(programme):
    draft = CohortFactory(programme=programme, stage=Cohort.Stage.DRAFT)
    empty = dict.fromkeys(("registration_ends_on", "starts_on", "ends_on", "mid_survey_on"), "")

    assert errors_of(CohortForm, draft, **empty) == {}


def test_cohort_that_opened_keeps_all_its_dates(cohort):
    assert errors_of(CohortForm, cohort, ends_on="") == {
        "ends_on": ["Registration has opened, so this can be changed but not emptied."]
    }


OVER = "Registration is over, so its end can no longer be changed."
BEGUN = "The pairs have begun, so the start can no longer be changed."
PAST = "This day has passed. Please choose today or a later day."
NO_SURVEY = "The cohort is coming to its end, so no mid survey goes out any more."
AT_ONCE = "Please choose a day after today: everybody in a pair gets the survey as soon as its day has come."
Stage = Cohort.Stage


@pytest.mark.parametrize(
    ("stage", "field", "days", "error"),
    [
        (Stage.REGISTRATION, "registration_ends_on", 0, None),
        (Stage.REGISTRATION, "registration_ends_on", 20, None),
        (Stage.REGISTRATION, "registration_ends_on", -1, PAST),
        (Stage.MATCHING, "registration_ends_on", 20, OVER),
        (Stage.MATCHING, "starts_on", 40, None),
        (Stage.RUNNING, "registration_ends_on", 10, OVER),
        (Stage.RUNNING, "registration_ends_on", -10, OVER),
        (Stage.RUNNING, "starts_on", 40, BEGUN),
        (Stage.RUNNING, "ends_on", 220, None),
        (Stage.RUNNING, "mid_survey_on", 100, None),
        (Stage.RUNNING, "mid_survey_on", 0, AT_ONCE),
        (Stage.RUNNING, "mid_survey_on", -3, AT_ONCE),
        (Stage.CLOSING, "starts_on", 40, BEGUN),
        (Stage.CLOSING, "ends_on", 220, None),
        (Stage.CLOSING, "mid_survey_on", 100, NO_SURVEY),
        (Stage.DRAFT, "mid_survey_on", 0, AT_ONCE),
    ],
)
def test_dates_that_have_passed_stay_and_no_survey_leaves_by_a_date(programme, stage, field, days, error):
    cohort = CohortFactory(programme=programme, stage=stage)

    assert errors_of(CohortForm, cohort, **{field: in_days(days)}) == ({field: [error]} if error else {})


def test_cohort_whose_registration_ended_may_start_today(programme):
    dates = {"registration_ends_on": in_days(-1), "starts_on": in_days(5)}
    for stage in (Stage.DRAFT, Stage.REGISTRATION, Stage.MATCHING):
        cohort = CohortFactory(programme=programme, stage=stage, **dates)

        assert errors_of(CohortForm, cohort, starts_on=in_days(0)) == {}


def test_day_of_a_survey_that_went_out_stays(programme):
    dates = {"registration_ends_on": in_days(-40), "starts_on": in_days(-30), "mid_survey_on": in_days(-2)}
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING, **dates)

    assert errors_of(CohortForm, cohort, name="Late spring") == {}
    assert errors_of(CohortForm, cohort, mid_survey_on=in_days(9)) == {
        "mid_survey_on": ["The mid survey has gone out, so its day can no longer be changed."]
    }


def test_registration_that_ended_may_be_given_more_days(programme):
    cohort = CohortFactory(programme=programme, registration_ends_on=in_days(-3))

    assert errors_of(CohortForm, cohort, registration_ends_on=in_days(7)) == {}


def test_what_is_always_on_has_no_last_day(programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)
    empty = "What is always on has no last day. Please leave this empty."

    errors = errors_of(CohortForm, draft, always_on=True)

    assert errors == {"registration_ends_on": [empty], "ends_on": [empty]}
    assert errors_of(CohortForm, draft, always_on=True, registration_ends_on="", ends_on="", mid_survey_on="") == {}


def test_whether_it_is_always_on_is_settled_when_it_opens(programme, cohort):
    stays = {"always_on": ["Registration has opened, so this stays as it is."]}
    always = AlwaysOnFactory(programme=programme, stage=Stage.RUNNING)

    assert errors_of(CohortForm, cohort, always_on=True)["always_on"] == stays["always_on"]
    assert errors_of(CohortForm, always, always_on="")["always_on"] == stays["always_on"]
    assert errors_of(CohortForm, always, name="For ever") == {}
    assert list(errors_of(CohortForm, always, starts_on="")) == ["starts_on"]


def test_cohort_needs_a_name_of_its_own(cohort):
    form = CohortForm({**data_of(CohortForm, cohort), "name": "SPRING"})

    assert form.errors["name"] == ["This programme already has a cohort of this name."]


@pytest.mark.parametrize("written", ["10/12/2026", "10.12.2026", "2026-12-10"])
def test_day_may_be_written_with_slashes_dots_or_as_computers_do(written):
    assert DayField().clean(written) == date(2026, 12, 10)


@pytest.mark.parametrize("day", ["31/02/2026", "31.02.2026", "2026-02-31"])
def test_cohort_with_a_day_that_does_not_exist_says_so(cohort, day):
    assert errors_of(CohortForm, cohort, starts_on=day) == {"starts_on": ["There is no such day. Please check it."]}


def test_cohort_with_a_wrong_date_says_so(cohort):
    assert errors_of(CohortForm, cohort, starts_on="31 Feb") == {
        "starts_on": ["Please choose the day, or write it as in 2026-12-31."]
    }


# A coordinator


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("nobody@mail.example", "Nobody here signs in with this address. Please check it."),
        ("locked@mail.example", "Nobody here signs in with this address. Please check it."),
        ("CORA@mail.example", "This person already coordinates the programme."),
        ("cora", "Please write an e-mail address, such as name@example.org."),
        ("", "Please answer this."),
    ],
)
def test_coordinator_form_says_what_to_check(programme, email, error):
    UserFactory(email="locked@mail.example", is_active=False)

    form = CoordinatorForm({"programme": programme.pk, "email": email})

    assert form.errors["email"] == [error]


def test_coordinator_form_finds_the_person(programme, person):
    form = CoordinatorForm({"programme": programme.pk, "email": " Pia@Mail.Example "})

    assert form.is_valid()
    assert form.instance.user == person.user


def test_only_styles_that_can_open_are_offered():
    assert [value for value, _words in ProgrammeForm().fields["style"].choices] == ["classic", "reverse"]


def test_programme_of_another_style_can_still_be_saved(programme):
    programme.style = "peer"

    form = ProgrammeForm(instance=programme)

    assert [value for value, _words in form.fields["style"].choices] == ["classic", "reverse", "peer"]
    assert form.fields["style"].help_text == "Pairs can be found in classic and in reverse programmes."
