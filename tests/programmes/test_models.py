from datetime import date

import pytest
from django.db.transaction import atomic

from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from programmes.models import Cohort, Coordinator, Enrolment, Programme
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    GradeFactory,
    SiteFactory,
)


def test_visible_to_holds_drafts_back(cast):
    CohortFactory(programme=cast.programme, stage=Cohort.Stage.DRAFT, name="Secret")

    assert "Secret" not in {cohort.name for cohort in Cohort.objects.visible_to(cast.mentee.user)}


def test_visible_to_shows_a_programme_once(cast):
    CohortFactory(programme=cast.programme)

    assert Programme.objects.visible_to(cast.mentee.user).filter(pk=cast.programme.pk).count() == 1


def test_visible_to_shows_ones_own_places_alone(cast):
    assert list(Enrolment.objects.visible_to(cast.mentee.user)) == [cast.mentee_place]


@pytest.mark.parametrize("model", [Programme, Cohort, Enrolment, Coordinator])
def test_coordinated_by_is_empty_for_everybody_else(cast, model):
    others = [cast.mentor.user, cast.mentee.user, cast.hr_analyst.user, cast.site_administrator]

    assert [list(model.objects.coordinated_by(user)) for user in others] == [[], [], [], []]


def test_coordinated_by_holds_the_programmes_of_others_back(cast):
    mine, theirs = cast.coordinator.user, cast.other_coordinator.user

    assert list(Programme.objects.coordinated_by(mine)) == [cast.programme]
    assert list(Cohort.objects.coordinated_by(mine)) == [cast.cohort]
    assert set(Enrolment.objects.coordinated_by(mine)) == {cast.mentor_place, cast.mentee_place}
    assert set(Enrolment.objects.coordinated_by(theirs)).isdisjoint(Enrolment.objects.coordinated_by(mine))


@pytest.mark.parametrize("name", ["registration_ends_on", "starts_on", "ends_on"])
def test_opened_cohort_has_its_dates_whoever_writes(db, name):
    cohort = CohortFactory()

    with pytest.raises(Refused, match="A cohort that has opened keeps its dates"), constraints_refused(), atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**{name: None})


@pytest.mark.parametrize(
    ("fields", "takes"),
    [
        ({}, True),
        ({"registration_ends_on": date(2026, 3, 1)}, True),
        ({"registration_ends_on": date(2026, 2, 28)}, False),
        ({"registration_ends_on": None}, False),
        ({"stage": Cohort.Stage.DRAFT}, False),
        ({"stage": Cohort.Stage.MATCHING}, False),
    ],
)
def test_takes_registrations_until_the_last_day(fields, takes):
    cohort = Cohort(**{"stage": Cohort.Stage.REGISTRATION, "registration_ends_on": date(2026, 3, 10), **fields})

    assert cohort.takes_registrations(date(2026, 3, 1)) is takes


@pytest.mark.parametrize("stage", Cohort.GIVING_PLACES)
def test_always_on_takes_registrations_while_places_are_given(programme, stage):
    cohort = AlwaysOnFactory(programme=programme, stage=stage)

    assert cohort.takes_registrations(clock.today())
    assert cohort in Cohort.objects.taking_registrations(clock.today())


@pytest.mark.parametrize("stage", [stage for stage in Cohort.Stage if stage not in Cohort.GIVING_PLACES])
def test_always_on_takes_none_before_it_opens_and_once_it_ends(programme, stage):
    cohort = AlwaysOnFactory(programme=programme, stage=stage)

    assert not cohort.takes_registrations(clock.today())
    assert not Cohort.objects.taking_registrations(clock.today()).exists()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"starts_on": None}, "keeps its dates"),
        ({"ends_on": date(2030, 1, 1)}, "has no last day"),
        ({"registration_ends_on": date(2020, 1, 1)}, "has no last day"),
        ({"always_on": False}, "keeps its dates"),
    ],
)
def test_dates_are_missing_where_it_is_always_on_alone(programme, fields, name):
    cohort = AlwaysOnFactory(programme=programme)

    with pytest.raises(Refused, match=name), constraints_refused(), atomic():
        Cohort.objects.filter(pk=cohort.pk).update(**fields)


def test_programme_has_one_cohort_that_is_always_on(programme):
    AlwaysOnFactory(programme=programme, stage=Cohort.Stage.CLOSED)
    AlwaysOnFactory(programme=programme)

    with pytest.raises(Refused, match="already has a cohort that is always on"), constraints_refused(), atomic():
        AlwaysOnFactory(programme=programme)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "one thing on each line"),
        ({"department": "Sales", "site": "Leeds"}, "one thing on each line"),
        ({"department": "Sales", "months_from": 3}, "one thing on each line"),
        ({"department": "Sales", "grade_from": "B1"}, "one thing on each line"),
        ({"site": "Leeds", "grade_to": "B1"}, "one thing on each line"),
        ({"grade_from": "B1", "grade_to": "B3", "months_to": 3}, "one thing on each line"),
        ({"months_from": 6, "months_to": 3}, "at least comes before at most"),
    ],
)
def test_line_of_who_may_join_says_one_thing(programme, fields, sentence):
    grades = {"grade_from": GradeFactory, "grade_to": GradeFactory}
    factories = {"department": DepartmentFactory, "site": SiteFactory, **grades}
    made = {name: factories[name](name=value) if name in factories else value for name, value in fields.items()}

    with pytest.raises(Refused, match=sentence), constraints_refused(), atomic():
        EligibilityRuleFactory(programme=programme, **made)


@pytest.mark.parametrize("fields", [("grade_from",), ("grade_to",), ("grade_from", "grade_to")])
def test_line_of_who_may_join_names_a_lowest_or_a_highest_grade_or_both(programme, fields):
    made = {name: GradeFactory(name=name, level=2) for name in fields}

    line = EligibilityRuleFactory(programme=programme, **made)

    assert (line.rule.name, line.rule.to_name) == tuple(
        name if name in fields else "" for name in ("grade_from", "grade_to")
    )


def test_outcomes_are_read_without_the_marks_of_a_list():
    programme = Programme(outcomes="- One.\n\n• Two.\nThree.")

    assert programme.outcome_sentences == ["One.", "Two.", "Three."]


def test_analyst_reads_what_opened_and_what_was_put_away(cast):
    rounds = {stage: CohortFactory(programme=cast.programme, stage=stage) for stage in Cohort.Stage}

    read = set(Cohort.objects.reported_to(cast.hr_analyst.user))

    assert {stage for stage, cohort in rounds.items() if cohort not in read} == {Cohort.Stage.DRAFT}
