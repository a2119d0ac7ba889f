"""Queries whose text is kept: the rows are as fresh as without, and what could make the text stale is refused."""

import threading
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.kept import Kept, kept
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Programme
from tests.factories import CohortFactory, at, in_days


@kept
def places_of(*, user: UUID) -> models.QuerySet[Enrolment]:
    mine = Enrolment.objects.visible_to(User(pk=user)).select_related("person__user", "cohort__programme")
    return mine.prefetch_related("cohort__enrolments").order_by("role")


@kept
def names_until(*, programme: UUID, day: date) -> models.QuerySet[Cohort, tuple[str, date]]:
    return (
        Cohort.objects.filter(programme=programme, starts_on__lte=day).order_by("pk").values_list("name", "starts_on")
    )


@kept
def joined_on(*, day: date) -> models.QuerySet[User]:
    return User.objects.filter(date_joined__date=day)


def test_rows_are_those_of_each_one_who_asks(cast):
    found = {member.pk: places_of(user=member.user_id) for member in (cast.mentee, cast.mentor)}

    assert {key: [place.person_id for place in places] for key, places in found.items()} == {
        key: [key] for key in found
    }


def test_rows_come_with_what_was_asked_beside_them(cast):
    places_of(user=cast.mentor.user_id)
    with CaptureQueriesContext(connection) as captured:
        (place,) = places_of(user=cast.mentee.user_id)
        seen = place.person.user.name, place.cohort.programme, len(place.cohort.enrolments.all())

    assert seen == ("Minh Mentee", cast.programme, place.cohort.enrolments.count())
    assert len(captured) == 2


def test_nothing_but_the_text_is_kept(cast):
    before = places_of(user=cast.mentee.user_id)
    Enrolment.objects.filter(person=cast.mentee).update(status=Enrolment.Status.WITHDRAWN)

    assert [place.status for place in before] == [Enrolment.Status.APPROVED]
    assert [place.status for place in places_of(user=cast.mentee.user_id)] == [Enrolment.Status.WITHDRAWN]


def test_each_value_goes_to_its_own_place(cast):
    CohortFactory(programme=cast.programme, name="Later", starts_on=in_days(40), ends_on=in_days(90))
    asked = [(cast.programme.pk, in_days(40)), (cast.programme.pk, in_days(39)), (cast.mentee.pk, in_days(40))]

    assert [names_until(programme=key, day=day) for key, day in asked] == [
        list(Cohort.objects.filter(programme=key, starts_on__lte=day).order_by("pk").values_list("name", "starts_on"))
        for key, day in asked
    ]


def test_days_are_those_of_whoever_reads(cast):
    User.objects.update(date_joined=at("2026-03-01 23:30"))
    found = {}

    for zone in ("Europe/London", "Pacific/Kiritimati", "Europe/London"):
        with timezone.override(zone):
            found[zone] = len(joined_on(day=date(2026, 3, 1)))

    assert found == {"Europe/London": User.objects.count(), "Pacific/Kiritimati": 0}


def test_text_serves_every_thread_on_its_own_connection(transactional_db):
    Programme.objects.exists()
    names_until(programme=UUID(int=1), day=in_days(0))
    found: list[object] = []

    def ask() -> None:
        found.append((names_until(programme=UUID(int=1), day=in_days(0)), connection.connection))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()

    ((rows, used),) = found
    assert (rows, used is connection.connection) == ([], False)


def later_than(*, moment: datetime) -> models.QuerySet[User]:
    return User.objects.filter(date_joined__gt=moment - timedelta(days=1))


def of_that_year(*, day: date) -> models.QuerySet[Profile]:
    return Profile.objects.filter(last_day__year=day.year)


def of_nobody(*, user: UUID) -> models.QuerySet[User]:
    return User.objects.filter(is_active=True)


def of_this_moment(*, user: UUID) -> models.QuerySet[User]:
    return User.objects.filter(pk=user, date_joined__lt=clock.now())


@pytest.mark.parametrize(
    ("build", "kinds"),
    [
        (later_than, {"moment": datetime}),
        (of_that_year, {"day": date}),
        (of_nobody, {"user": UUID}),
        (of_this_moment, {"user": UUID}),
    ],
)
def test_query_that_makes_more_of_its_values_is_refused(build, kinds):
    with pytest.raises(TypeError, match="more of its values"):
        Kept(build, kinds)


def test_query_that_goes_by_the_day_is_found_by_the_tests(db):
    @kept
    def of_today(*, user: UUID) -> models.QuerySet[Profile]:
        return Profile.objects.filter(user=user, last_day__lt=clock.today())

    of_today(user=UUID(int=1))

    assert settings.KEPT_QUERIES_ARE_CHECKED
    with clock.standing_at(at("2020-01-01 09:00")), pytest.raises(AssertionError, match="depends on more"):
        of_today(user=UUID(int=1))
