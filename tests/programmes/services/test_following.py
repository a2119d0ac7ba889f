"""The round that follows one: its name and its days, and that there is one at most."""

from datetime import date

import pytest

from mentoring.lib.errors import Refused, constraints_refused
from programmes import services
from programmes.models import Cohort
from tests.factories import AlwaysOnFactory, CohortFactory, EnrolmentFactory
from tests.programmes.services.records import audited, mails

Stage = Cohort.Stage


def test_next_round_begins_the_day_after_and_has_nobody(programme, coordinator):
    days = {"registration_ends_on": date(2026, 3, 20), "starts_on": date(2026, 4, 1), "ends_on": date(2026, 9, 30)}
    cohort = CohortFactory(programme=programme, name="Spring", mid_survey_on=date(2026, 7, 1), **days)
    EnrolmentFactory(cohort=cohort)

    following = services.prepare_next_round(cohort=cohort, by=coordinator.user)

    assert (following.name, following.stage, following.programme) == ("Autumn", Stage.DRAFT, programme)
    assert (following.starts_on, following.ends_on) == (date(2026, 10, 1), date(2027, 4, 1))
    assert (following.registration_ends_on, following.mid_survey_on) == (date(2026, 9, 21), date(2026, 12, 31))
    assert not following.enrolments.exists()
    assert following.follows == cohort
    assert audited() == [("cohort.prepare_next", following.pk, coordinator.user.pk)]
    assert mails() == []


def test_days_of_the_next_round_are_working_days_in_their_order(programme, coordinator):
    # Moved as they are, these would be a Saturday, a Saturday, a Sunday and a Sunday.
    days = {"registration_ends_on": date(2026, 1, 3), "starts_on": date(2026, 1, 3), "mid_survey_on": date(2026, 1, 4)}
    cohort = CohortFactory(programme=programme, name="Seven", ends_on=date(2026, 1, 9), **days)

    following = services.prepare_next_round(cohort=cohort, by=coordinator.user)

    dates = [getattr(following, name) for name in ("registration_ends_on", "starts_on", "mid_survey_on", "ends_on")]
    assert dates == [date(2026, 1, 12), date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 16)]
    assert following.name == "Seven, next"


def test_next_round_of_one_that_lasted_a_weekend_ends_after_it_begins(programme, coordinator):
    weekend = {"registration_ends_on": date(2026, 1, 1), "starts_on": date(2026, 1, 3), "ends_on": date(2026, 1, 9)}
    cohort = CohortFactory(programme=programme, mid_survey_on=None, **weekend)
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=date(2026, 1, 8))

    following = services.prepare_next_round(cohort=Cohort.objects.get(pk=cohort.pk), by=coordinator.user)

    assert (following.starts_on, following.ends_on) == (date(2026, 1, 12), date(2026, 1, 13))


def test_season_that_is_taken_is_not_taken_again(programme, coordinator):
    days = {"registration_ends_on": date(2026, 3, 20), "starts_on": date(2026, 4, 1), "ends_on": date(2026, 9, 30)}
    cohort = CohortFactory(programme=programme, name="Spring", **days)
    CohortFactory(programme=programme, name="autumn")

    assert services.prepare_next_round(cohort=cohort, by=coordinator.user).name == "Spring, next"


def test_next_round_of_one_without_dates_has_none(programme, coordinator):
    bare = Cohort.objects.create(programme=programme, name="Spring")

    following = services.prepare_next_round(cohort=bare, by=coordinator.user)

    assert (following.starts_on, following.ends_on) == (None, None)


def test_round_whose_mid_survey_would_fall_on_its_last_day_has_none_yet(cohort, coordinator):
    # Moved by a week, the survey would be on a Saturday and the end on a Sunday: both are the Monday after.
    days = {"starts_on": date(2026, 12, 14), "mid_survey_on": date(2026, 12, 19), "ends_on": date(2026, 12, 20)}
    Cohort.objects.filter(pk=cohort.pk).update(registration_ends_on=date(2026, 12, 11), **days)

    following = services.prepare_next_round(cohort=cohort, by=coordinator.user)

    assert (following.ends_on, following.mid_survey_on) == (date(2026, 12, 28), None)


def test_no_round_follows_what_is_always_on(programme, coordinator):
    with pytest.raises(Refused, match="always on, so none follows"):
        services.prepare_next_round(cohort=AlwaysOnFactory(programme=programme), by=coordinator.user)


def test_what_is_named_beforehand_is_what_is_made(cohort, coordinator):
    named = services.next_round_of(cohort)
    assert Cohort.objects.count() == 1

    following = services.prepare_next_round(cohort=cohort, by=coordinator.user)

    facts = ("name", "programme", "registration_ends_on", "starts_on", "ends_on", "mid_survey_on")
    assert [getattr(named, fact) for fact in facts] == [getattr(following, fact) for fact in facts]


def test_next_round_is_prepared_once_whatever_became_of_it(cohort, coordinator):
    following = services.prepare_next_round(cohort=cohort, by=coordinator.user)
    Cohort.objects.filter(pk=following.pk).update(name="Another name", stage=Stage.ARCHIVED)

    with pytest.raises(Refused, match="The next cohort was prepared already"):
        services.prepare_next_round(cohort=cohort, by=coordinator.user)

    assert services.prepared_after(cohort) == following
    assert services.prepare_next_round(cohort=following, by=coordinator.user).follows == following
    assert len(audited()) == 2


def test_database_itself_refuses_a_second_round_after_one(cohort):
    CohortFactory(programme=cohort.programme, follows=cohort)

    with pytest.raises(Refused, match="The next cohort was prepared already"), constraints_refused():
        CohortFactory(programme=cohort.programme, follows=cohort)
