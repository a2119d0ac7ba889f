from datetime import date

import pytest
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.lib import clock, registry
from programmes.models import Cohort, Programme
from programmes.readiness import Check, next_stage, note_on_contact, readiness
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    MentorFactory,
    ProfileFactory,
    at,
)

Stage = Cohort.Stage


@pytest.fixture
def ready(programme):
    """A draft with all it needs, as seen on 2 March 2026."""
    dates = {
        "registration_ends_on": date(2026, 3, 20),
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 9, 30),
        "mid_survey_on": date(2026, 7, 1),
    }
    with clock.standing_at(at("2026-03-02 09:00")):
        yield CohortFactory(programme=programme, stage=Stage.DRAFT, **dates)


def change_page(thing, field=None):
    page = reverse(f"admin:programmes_{thing._meta.model_name}_change", args=[thing.pk])
    return f"{page}#id_{field}" if field else page


def mended_for(cohort, thing, field):
    """The page of something else, which leads back to the cohort once it is saved."""
    return change_page(thing, field).replace("#", f"?for={cohort.pk}#")


def test_readiness_of_a_complete_draft(ready):
    assert readiness(ready) == [
        Check(True, "The purpose is written."),
        Check(True, "The style is classic."),
        Check(True, "Everybody in the company may join."),
        Check(True, "Registration until Fri 20 Mar 2026, then from Wed 1 Apr 2026 to Wed 30 Sep 2026."),
        Check(True, "The mid survey goes out on Wed 1 Jul 2026."),
        Check(True, "Hana Ruiz is the HR contact."),
        Check(True, "The programme has a coordinator."),
    ]


def test_readiness_of_an_empty_draft_says_where_to_mend_it(db):
    programme = Programme.objects.create(organisation=CohortFactory().programme.organisation, name="Bare")
    bare = Cohort.objects.create(programme=programme, name="Spring")

    assert readiness(bare) == [
        Check(
            False,
            "Please say in two or three sentences what the programme is for.",
            mended_for(bare, programme, "purpose"),
        ),
        Check(True, "The style is classic."),
        Check(True, "Everybody in the company may join."),
        Check(
            False,
            "Please say when registration ends, and when the cohort starts and ends.",
            change_page(bare, "registration_ends_on"),
        ),
        Check(False, "Please choose the day of the mid survey.", change_page(bare, "mid_survey_on")),
        Check(
            False, "Please name an HR contact with an e-mail address.", mended_for(bare, programme, "hr_contact_name")
        ),
        Check(
            False,
            "Please add a coordinator who can sign in.",
            f"/office/programmes/coordinator/add/?programme={programme.pk}&for={bare.pk}#id_email",
        ),
    ]


def test_readiness_finds_dates_out_of_order(ready):
    ready.ends_on = ready.starts_on

    assert readiness(ready)[3].sentence == "Please put the dates in order: registration, then start, then end."


@pytest.mark.parametrize("day", [date(2026, 4, 1), date(2026, 9, 30), date(2026, 12, 1)])
def test_readiness_finds_a_mid_survey_outside_the_cohort(ready, day):
    ready.mid_survey_on = day

    assert readiness(ready)[4].sentence == "Please choose a day for the mid survey between the start and the end."


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"ends_on": None}, "ends_on"),
        ({"starts_on": date(2026, 3, 19)}, "starts_on"),
        ({"registration_ends_on": date(2026, 3, 1)}, "registration_ends_on"),
    ],
)
def test_readiness_leads_to_the_date_that_mends_it(ready, dates, field):
    for name, day in dates.items():
        setattr(ready, name, day)

    assert (readiness(ready)[3].ok, readiness(ready)[3].url) == (False, change_page(ready, field))


def test_readiness_finds_a_mid_survey_that_would_be_mailed_at_once(ready):
    ready.starts_on, ready.registration_ends_on = date(2026, 3, 1), date(2026, 3, 1)
    ready.mid_survey_on = date(2026, 3, 2)

    assert readiness(ready)[4].sentence == "Please choose a day for the mid survey after today."


def test_pairs_do_not_begin_after_the_day_of_their_mid_survey(ready):
    ready.stage = Stage.MATCHING
    with clock.standing_at(at("2026-07-01 09:00")):
        first = readiness(ready)[0]

    assert (first.ok, first.url) == (False, change_page(ready, "mid_survey_on"))
    assert first.sentence == "Please choose a day for the mid survey after today."


def test_a_start_of_today_is_ready_where_registration_ends_today(ready):
    ready.registration_ends_on = ready.starts_on = date(2026, 3, 2)

    assert readiness(ready)[3].ok


def test_readiness_takes_today_as_last_day_of_registration(ready):
    ready.registration_ends_on = date(2026, 3, 2)

    assert readiness(ready)[3].ok


def test_readiness_before_matching_counts_approved_places(cohort):
    MentorFactory(cohort=cohort)
    EnrolmentFactory.create_batch(2, cohort=cohort)
    EnrolmentFactory(cohort=cohort, status="registered")

    assert readiness(cohort) == [Check(True, "1 mentor has a place. 2 mentees have a place.")]


def test_readiness_adds_what_the_apps_to_the_right_miss(programme, monkeypatch):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)
    question = registry.Question("What is missing?")
    question.answered_by(lambda cohort, stage: [(f"Nothing to send before {stage}.", "/board/")])
    monkeypatch.setattr(registry, "missing_for_stage", question)

    assert readiness(cohort)[1:] == [Check(False, "Nothing to send before running.", "/board/")]


def test_readiness_of_a_cohort_that_was_put_away_is_empty(programme):
    archived = CohortFactory(programme=programme, stage=Stage.ARCHIVED)

    assert (next_stage(archived), readiness(archived)) == (None, [])


def test_readiness_asks_little(ready, django_assert_num_queries):
    cohort = Cohort.objects.select_related("programme").get(pk=ready.pk)

    with django_assert_num_queries(2):
        readiness(cohort)


@pytest.mark.parametrize("style", [style for style in Programme.Style if style not in Programme.WORKING_STYLES])
def test_style_that_comes_later_cannot_open_and_says_so(ready, style):
    ready.programme.style = style

    found = readiness(ready)[1]

    assert (found.ok, found.url) == (False, mended_for(ready, ready.programme, "style"))
    assert found.sentence.endswith("comes later. Classic and reverse programmes can open now.")
    assert ready.programme.style_name in found.sentence


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": None}])
def test_coordinator_who_cannot_sign_in_runs_nothing(ready, coordinator, fields):
    User.objects.filter(pk=coordinator.user_id).update(**fields)

    assert readiness(ready)[-1].sentence == "Please add a coordinator who can sign in."


@pytest.mark.parametrize(("role", "words"), [("mentor", "as a mentor"), ("mentee", "as a mentee")])
def test_rules_that_let_nobody_in_are_found_before_opening(ready, role, words):
    rule = EligibilityRuleFactory(programme=ready.programme, department=DepartmentFactory(name="Nobody"), role=role)

    refused = readiness(ready)[2]
    ProfileFactory(department=rule.department)

    assert (refused.ok, refused.sentence) == (False, f"Nobody may join {words}. Please change who may join.")
    assert refused.url.endswith("#id_eligibility_rules-0-role")
    assert readiness(ready)[2] == Check(True, "There are people who may join.")


def test_what_is_always_on_needs_a_start_and_no_end(programme):
    cohort = AlwaysOnFactory.build(programme=programme, stage=Stage.DRAFT, starts_on=date(2026, 4, 1))
    with clock.standing_at(at("2026-03-02 09:00")):
        dates, survey = readiness(cohort)[3:5]
        cohort.starts_on = None
        missing = readiness(cohort)[3]

    assert dates == Check(True, "It is always on from Wed 1 Apr 2026, and people can join at any time.")
    assert survey == Check(True, "No mid survey is planned.")
    assert missing == Check(False, "Please say when it starts.", change_page(cohort, "starts_on"))


@pytest.mark.parametrize(("day", "words"), [(date(2026, 4, 1), "after the start"), (date(2027, 4, 1), None)])
def test_survey_of_what_is_always_on_comes_after_its_start(programme, day, words):
    cohort = AlwaysOnFactory.build(
        programme=programme, stage=Stage.DRAFT, starts_on=date(2026, 4, 1), mid_survey_on=day
    )
    with clock.standing_at(at("2026-03-02 09:00")):
        found = readiness(cohort)[4]

    assert (found.ok, words is None or words in found.sentence) == (words is None, True)


def test_hr_contact_who_takes_part_is_noted_and_keeps_nothing_from_going_on(cohort):
    cohort.programme.hr_contact_email = "Hana.RUIZ@mail.example"
    place = MentorFactory(cohort=cohort, person__user__email="hana.ruiz@mail.example")

    note = note_on_contact(cohort)
    place.status = "withdrawn"
    place.save()

    assert (note.ok, note.url) == (True, mended_for(cohort, cohort.programme, "hr_contact_name"))
    assert note.sentence.startswith("Hana Ruiz is the HR contact of this programme and takes part.")
    assert note_on_contact(cohort) is None
