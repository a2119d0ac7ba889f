import threading
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connections, transaction

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from participants.models import ImportBatch, Organisation, Profile
from participants.services import confirm_missing_left, import_people, let_leavers_go, let_people_go
from participants.signals import person_left
from participants.tasks import let_leavers_go as tick
from tests.factories import ProfileFactory, UserFactory, at, in_days
from tests.participants.hr_files import file_of, line

LEFT = "2026-11-22 00:00:00 UTC"


@pytest.fixture
def told(monkeypatch):
    """Who is told to have left, in order."""
    heard: list[str] = []

    def hear(sender, *, person, by, **kwargs):
        heard.append(person.user.name)
        if person.user.name == "Fails":
            raise RuntimeError("CANARY")

    person_left.connect(hear)
    yield heard
    person_left.disconnect(hear)


@pytest.fixture
def _november():
    with clock.standing_at(at("2026-11-23 12:00")):
        yield


@pytest.mark.usefixtures("_november")
def test_leaver_of_a_file_whom_nobody_let_go_yet_goes_with_the_tick(db):
    import_people(file=file_of(line("1", termdate="2026-11-24 00:00:00 UTC")))
    assert User.objects.get().is_active

    with clock.standing_at(at("2026-11-25 00:01")):
        assert let_leavers_go() == 1
        assert let_leavers_go() == 0

    assert not User.objects.get().is_active
    assert Profile.objects.get().left_at == at("2026-11-25 00:01")


def test_tick_lets_those_go_whose_last_day_is_over_and_nobody_else(db, told):
    for name, days in (("Here", None), ("Today", 0), ("Yesterday", -1), ("Tomorrow", 1)):
        ProfileFactory(user__name=name, last_day=None if days is None else in_days(days))

    tick()
    tick()

    assert told == ["Yesterday"]
    assert set(User.objects.filter(is_active=True).values_list("name", flat=True)) == {"Here", "Today", "Tomorrow"}
    assert list(Profile.objects.filter(left_at__isnull=False).values_list("user__name", flat=True)) == ["Yesterday"]
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["account.stop", "person.leave"]


def test_session_of_a_leaver_ends_at_once(cast, sign_in):
    client = sign_in(cast.outsider)
    assert client.get("/").status_code == 200
    Profile.objects.filter(pk=cast.outsider.pk).update(last_day=in_days(-1))

    let_leavers_go()

    assert client.get("/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(("moment", "has_left"), [("2026-11-24 04:59", False), ("2026-11-24 05:01", True)])
def test_day_is_over_where_the_company_is(db, settings, moment, has_left):
    settings.TIME_ZONE = "America/New_York"
    person = ProfileFactory(last_day=date(2026, 11, 23))

    with clock.standing_at(at(moment)):
        let_leavers_go()

    person.refresh_from_db()
    assert (person.left_at is not None) == has_left


def test_one_for_whom_it_fails_keeps_nobody_else_and_has_no_access_either(db, told, caplog):
    for name in ("Ada", "Fails", "Bo"):
        ProfileFactory(user__name=name, last_day=in_days(-1))

    assert let_leavers_go() == 2

    assert sorted(told) == ["Ada", "Bo", "Fails"]
    assert not User.objects.filter(is_active=True).exists()
    assert list(Profile.objects.filter(left_at=None).values_list("user__name", flat=True)) == ["Fails"]
    assert "CANARY" not in caplog.text
    assert "A leaving failed" in caplog.text


@pytest.mark.usefixtures("_november")
def test_import_lets_go_whose_last_day_is_over_and_not_those_who_were_never_here(db, told):
    import_people(file=file_of(line("1"), line("2", termdate=LEFT, first_name="Never")))
    assert told == []

    import_people(file=file_of(line("1", termdate=LEFT), line("2", termdate=LEFT, first_name="Never")))

    assert told == ["Ada Lark"]
    assert not User.objects.filter(is_active=True).exists()


@pytest.mark.usefixtures("_november")
def test_person_who_came_back_can_leave_again(db, told):
    for termdate in ("", LEFT, "", LEFT):
        import_people(file=file_of(line("1", termdate=termdate)))

    assert told == ["Ada Lark", "Ada Lark"]


def test_whoever_has_left_already_is_let_go_once(db, told):
    person = ProfileFactory(last_day=in_days(-1))

    assert [let_people_go(people=[person.pk]) for _time in range(2)] == [1, 0]


@pytest.mark.usefixtures("_november")
def test_missing_people_stay_until_somebody_says_that_they_left(db, told):
    import_people(file=file_of(line("1"), line("2"), line("3")))
    import_people(file=file_of(line("1")))
    let_leavers_go()
    by = UserFactory()
    assert (told, Profile.objects.missing().count()) == ([], 2)

    with clock.standing_at(at("2026-11-30 12:00")):
        count = confirm_missing_left(people=list(Profile.objects.exclude(employee_number="3")), by=by)

    gone = Profile.objects.select_related("user").get(employee_number="2")
    assert (count, told) == (1, ["Ada Lark"])
    # The day before the first file without them.
    assert (gone.last_day, gone.missing_from, gone.user.is_active) == (date(2026, 11, 22), None, False)
    assert AuditEvent.objects.filter(verb="person.confirm_left", subject_id=gone.pk, actor_id=by.pk).count() == 1


@pytest.mark.usefixtures("_november")
def test_first_of_many_who_left_go_at_once_and_the_others_with_the_tick(db, told):
    import_people(file=file_of(*(line(str(number)) for number in range(60))))
    Profile.objects.update(missing_from=ImportBatch.objects.get())

    assert confirm_missing_left(people=list(Profile.objects.all()), by=UserFactory()) == 60
    assert len(told) == 50
    let_leavers_go()

    assert len(told) == 60


@pytest.mark.django_db(transaction=True)
def test_tick_does_not_wait_for_an_import_that_is_writing(told):
    person = ProfileFactory(last_day=in_days(-1))
    counts: list[int] = []

    def run():
        counts.append(let_leavers_go())
        connections.close_all()

    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=person.organisation_id)
        beside = threading.Thread(target=run)
        beside.start()
        beside.join()
    run()

    assert counts == [0, 1]


def test_tick_stands_in_the_schedule_and_comes_often_enough():
    every = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert timedelta(seconds=every["participants.let_leavers_go"]) <= timedelta(minutes=10)
