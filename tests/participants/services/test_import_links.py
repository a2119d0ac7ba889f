"""What a file says of people beyond their names: addresses, grades, managers and time zones."""

import pytest

from mentoring.accounts.models import EmailChange, User
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from participants.models import ImportBatch
from participants.services import import_people
from tests.factories import ProfileFactory, at
from tests.participants.hr_files import table as table_of
from tests.participants.importing import counts, imported, person

NOON = at("2026-11-23 12:00")


@pytest.fixture(autouse=True)
def _present():
    with clock.standing_at(NOON):
        yield


WIDE = "Employee No.,Name,E-mail,Grade,Manager,Language,Time zone"


def wide(*lines: str):
    return table_of(WIDE, *lines)


def test_addresses_grades_managers_and_time_zones_come_in(db):
    import_people(file=wide("1,'Lark, Ada',Ada@Mail.Example,B1,2,EN,Asia/Tokyo".replace("'", '"'), "2,Bo Wren,,,,,"))

    ada = person("1")
    assert (ada.user.name, ada.user.email, ada.user.language, ada.user.time_zone) == (
        "Ada Lark",
        "ada@mail.example",
        "en-gb",
        "Asia/Tokyo",
    )
    assert (ada.grade.name, ada.grade.level, ada.manager.employee_number) == ("B1", None, "2")


def test_who_moved_has_the_time_zone_of_the_new_place_unless_they_chose_one(db):
    import_people(file=wide("1,Ada Lark,,,,,Africa/Lagos", "2,Bo Wren,,,,,Africa/Lagos"))
    chose = person("2").user
    chose.chose_time_zone = True
    chose.save()

    outcome = import_people(file=wide("1,Ada Lark,,,,,America/New_York", "2,Bo Wren,,,,,America/New_York"))

    assert (person("1").user.time_zone, person("2").user.time_zone) == ("America/New_York", "Africa/Lagos")
    assert (outcome.counts, outcome.kept_time_zones) == (counts(changed=1, unchanged=1), 1)
    assert person("2").user.chose_time_zone


def test_time_zone_that_somebody_chooses_while_an_import_writes_stays(db):
    import_people(file=wide("1,Ada Lark,,,,,Africa/Lagos", "2,Bo Wren,,,,,Africa/Lagos"))

    def choose(_written, _total):
        User.objects.filter(name="Bo Wren").update(time_zone="Asia/Tokyo", chose_time_zone=True)

    lines = ("1,Ada Hill,,,,,America/New_York", "2,Bo Hill,,,,,America/New_York", "3,Cy Finch,,,,,")
    import_people(file=wide(*lines), told=choose)

    assert (person("1").user.name, person("1").user.time_zone) == ("Ada Hill", "America/New_York")
    assert (person("2").user.name, person("2").user.time_zone) == ("Bo Hill", "Asia/Tokyo")


@pytest.mark.parametrize("manager", ["9", "bo@mail.example", "Bo Wren"])
def test_manager_is_looked_for_within_the_organisation_alone(db, manager):
    import_people(file=wide("9,Bo Wren,bo@mail.example,,,,"), organisation_name="Wren Ltd")

    import_people(file=wide(f"1,Ada Lark,,,{manager},,"), organisation_name="Lark & Sons")

    assert person("1").manager is None


def test_managers_in_a_circle_come_in_and_stay(db):
    file = wide("1,Ada Lark,,,3,,", "2,Bo Wren,,,1,,", "3,Cy Finch,,,2,,")

    first, again = imported(file=file), imported(file=file)

    assert (first, again) == (counts(new=3), counts(unchanged=3))
    assert person("1").manager.manager.manager == person("1")


def test_another_address_waits_a_day_and_the_same_file_asks_no_second_time(db):
    import_people(file=wide("1,Ada Lark,old@mail.example,,,,"))
    changed = wide("1,Ada Lark,new@mail.example,,,,")

    first, again = imported(file=changed), imported(file=changed)

    assert (first, again) == (counts(changed=1), counts(unchanged=1))
    assert person("1").user.email == "old@mail.example"
    assert list(EmailChange.objects.values_list("new_address", "state")) == [("new@mail.example", "waiting")]
    assert list(OutgoingMessage.objects.values_list("address", flat=True)) == ["old@mail.example"]


def test_address_of_another_person_is_an_error_of_the_line_alone(db):
    ProfileFactory(user__email="taken@mail.example")

    outcome = import_people(file=wide("1,Ada Lark,taken@mail.example,,,,", "2,Bo Wren,bo@mail.example,,,,"))

    assert outcome.counts == counts(new=1, errors=1)
    assert [str(error) for error in outcome.errors] == [
        "Line 2, column “E-mail”: Another person already has this e-mail address. Please check the address."
    ]
    assert ImportBatch.objects.get().left_out[0]["line"] == 2


def test_address_of_somebody_who_left_may_be_anothers_by_now(db):
    headings = "id,name,email,last day"

    result = imported(
        file=table_of(headings, "1,Ada Lark,a.lark@mail.example,2020-01-31", "2,Anna Lark,a.lark@mail.example,")
    )

    assert result == counts(new=2)
    assert (person("1").user.email, person("2").user.email) == (None, "a.lark@mail.example")
