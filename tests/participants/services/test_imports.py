import threading
from datetime import date

import pytest
from allauth.usersessions.models import UserSession
from django.db import OperationalError, connection, connections
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Department, ImportBatch, ImportSource, Organisation, Profile, Site
from participants.services import ImportCounts, TooManyGone, import_people, import_writing, preview_import
from tests.accounts.door import PASSWORD, with_password
from tests.factories import OrganisationFactory, ProfileFactory, UserFactory, at
from tests.participants.full_disk import everything, full_after
from tests.participants.hr_files import file_of, line, text_of
from tests.participants.hr_files import table as table_of
from tests.participants.importing import counts, imported, person

NOON = at("2026-11-23 12:00")
LEFT = "2026-11-22 00:00:00 UTC"


@pytest.fixture(autouse=True)
def _present():
    with clock.standing_at(NOON):
        yield


def test_new_person_gets_an_account_without_address_and_no_mail(db):
    result = imported(file=file_of(line("00-7", jobtitle="Clerk")))

    person = Profile.objects.select_related("user", "organisation", "department", "site", "source").get()
    assert result == counts(new=1)
    assert (person.employee_number, person.user.name, person.job_title) == ("00-7", "Ada Lark", "Clerk")
    assert (person.organisation.name, person.organisation.kind) == ("Our company", Organisation.Kind.OWN)
    assert (person.department.name, person.site.name) == ("Engineering", "Headquarters, Cleveland")
    assert (person.hired_on, person.last_day, person.source.name) == (date(2019, 4, 18), None, "HR")
    assert (person.user.email, person.user.is_active, person.user.has_usable_password()) == (None, True, False)
    assert not OutgoingMessage.objects.exists()


def test_same_file_again_changes_nothing(db):
    file = file_of(line("1"), line("2", department="", location_city=""), line("3", termdate=LEFT))
    import_people(file=file)
    before = list(Profile.objects.order_by("pk").values()), list(User.objects.order_by("pk").values())

    result = imported(file=file)

    assert result == counts(unchanged=3)
    assert (list(Profile.objects.order_by("pk").values()), list(User.objects.order_by("pk").values())) == before


def test_first_import_counts_past_leavers_as_new_and_lets_them_not_in(db):
    file = file_of(line("1"), line("2", termdate=LEFT))
    assert preview_import(file=file).new_gone == 1

    outcome = import_people(file=file)

    assert (outcome.counts, outcome.new_gone, ImportBatch.objects.get().new_gone) == (counts(new=2), 1, 1)
    assert list(Profile.objects.order_by("employee_number").values_list("user__is_active", flat=True)) == [True, False]


def test_change_is_written_and_the_rest_of_a_person_stays(db):
    import_people(file=file_of(line("1"), line("2")))
    person = Profile.objects.get(employee_number="1")
    person.manager = Profile.objects.get(employee_number="2")
    person.save()
    User.objects.filter(pk=person.user_id).update(email="ada@mail.example", time_zone="Asia/Tokyo")

    result = imported(file=file_of(line("1", last_name="Wren", department="Sales", jobtitle="Lead"), line("2")))

    person = Profile.objects.select_related("user", "department", "manager").get(pk=person.pk)
    assert result == counts(changed=1, unchanged=1)
    assert (person.user.name, person.department.name, person.job_title) == ("Ada Wren", "Sales", "Lead")
    assert (person.user.email, person.user.time_zone) == ("ada@mail.example", "Asia/Tokyo")
    assert person.manager.employee_number == "2"


COMPARED = ("country", "business_line", "cost_centre", "employment_type")


def with_compared(*cells):
    return table_of(
        "id,name,Country,Line of Business,Cost center code,Worker type", ",".join(["1", "Ada Lark", *cells])
    )


def test_what_programmes_compare_is_taken_over_and_stays_where_a_file_says_nothing_of_it(db):
    results, stands = [], []
    for file in (
        with_compared("France", "Retail", "0711", "Permanent"),
        with_compared("France", "Retail", "0711", "Permanent"),
        with_compared("Poland", "Retail", "-", "Temporary"),
        table_of("id,name", "1,Ada Lark"),
    ):
        results.append(imported(file=file))
        stands.append(Profile.objects.values_list(*COMPARED).get())

    assert results == [counts(new=1), counts(unchanged=1), counts(changed=1), counts(unchanged=1)]
    assert stands[0] == stands[1] == ("France", "Retail", "0711", "Permanent")
    assert stands[2] == stands[3] == ("Poland", "Retail", "", "Temporary")


def test_compared_cell_that_is_too_long_is_a_warning_and_leaves_nothing_of_before(db):
    import_people(file=with_compared("France", "Retail", "0711", "Permanent"))

    outcome = import_people(file=with_compared("France", "Retail", "0711", "x" * 81))

    assert (outcome.counts, outcome.errors) == (counts(changed=1), [])
    assert [str(each) for each in outcome.warnings] == [
        "Line 2, column “Worker type”: This is longer than 80 characters, so none was taken."
    ]
    assert ImportBatch.objects.get(changed=1).remarks[0]["column"] == "Worker type"
    assert [getattr(Profile.objects.get(), name) for name in COMPARED] == ["France", "Retail", "0711", ""]


def test_person_past_their_last_day_can_no_longer_sign_in_and_can_again_when_they_come_back(db):
    import_people(file=file_of(line("1")))

    left = imported(file=file_of(line("1", termdate=LEFT)))
    is_active_after = User.objects.get().is_active
    back = imported(file=file_of(line("1")))

    assert (left, is_active_after) == (counts(changed=1, leavers=1), False)
    assert (back, User.objects.get().is_active) == (counts(changed=1), True)


def test_person_missing_from_the_file_is_counted_and_held(db):
    import_people(file=file_of(line("1"), line("2")))

    result = imported(file=file_of(line("1")))

    assert result == counts(unchanged=1, leavers=1)
    assert User.objects.filter(is_active=True).count() == 2


def test_whoever_left_is_signed_out_and_both_ways_are_recorded(db, client):
    user, by = UserFactory(email="ada@mail.example", password=PASSWORD), UserFactory()
    ProfileFactory(user=user, employee_number="1")
    with_password(client, "ada@mail.example")
    before = UserSession.objects.filter(user=user).count()

    import_people(file=file_of(line("1", termdate=LEFT)), by=by)
    after = UserSession.objects.filter(user=user).count()
    page = client.get(reverse("account"))
    import_people(file=file_of(line("1")), by=by)

    assert (before, after, page.status_code) == (1, 0, 302)
    events = AuditEvent.objects.filter(subject_id=user.pk).order_by("sequence")
    assert list(events.values_list("verb", "actor_id")) == [("account.stop", None), ("account.allow", None)]


def test_leavers_are_judged_within_one_source(db):
    import_people(file=file_of(line("1")), source_name="HR")

    result = imported(file=file_of(line("2")), source_name="Subsidiary")

    assert result == counts(new=1)
    assert ImportSource.objects.count() == 2


def test_person_who_was_never_in_a_file_is_never_missing(db):
    ProfileFactory(employee_number="guest")

    assert imported(file=file_of(line("1"))) == counts(new=1)


def test_bad_lines_are_counted_and_the_others_come_in(db):
    result = imported(file=file_of(line("1"), line("2", hire_date="?"), line("1")))

    assert result == counts(new=1, errors=2)


def test_line_with_several_wrong_cells_counts_as_one_line(db):
    outcome = import_people(file=file_of(line("1"), line("2", hire_date="?", termdate="?"), line("", hire_date="?")))

    assert outcome.counts == counts(new=1, errors=2)
    assert [(each.line, each.column) for each in outcome.errors] == [
        (3, "hire_date"),
        (3, "termdate"),
        (4, "id"),
        (4, "hire_date"),
    ]


def test_departments_and_sites_are_found_in_any_case_and_made_once(db):
    organisation = OrganisationFactory()
    Department.objects.create(organisation=organisation, name="ENGINEERING")

    import_people(file=file_of(line("1"), line("2", department="engineering"), line("3", location="Remote")))

    assert list(Department.objects.values_list("name", flat=True)) == ["ENGINEERING"]
    assert list(Site.objects.values_list("name", flat=True)) == ["Headquarters, Cleveland", "Remote"]


def test_own_company_is_found_under_whatever_name_it_has(db):
    OrganisationFactory(name="Lark & Sons")

    import_people(file=file_of(line("1")))

    assert list(Organisation.objects.values_list("name", flat=True)) == ["Lark & Sons"]


def test_named_organisation_and_source_are_found_in_any_case(db):
    import_people(file=file_of(line("1")), organisation_name="Wren Ltd", source_name="Payroll")

    result = imported(file=file_of(line("1")), organisation_name=" WREN LTD ", source_name="payroll")

    assert result == counts(unchanged=1)
    assert (Organisation.objects.get().name, ImportSource.objects.get().name) == ("Wren Ltd", "Payroll")


def test_same_number_in_two_organisations_is_two_people(db):
    import_people(file=file_of(line("1")), organisation_name="Lark & Sons")

    assert imported(file=file_of(line("1")), organisation_name="Wren Ltd") == counts(new=1)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"source_name": " "}, "Please choose a name of 1 to 80 characters for the source of people."),
        ({"source_name": "x" * 81}, "Please choose a name of 1 to 80 characters for the source of people."),
        ({"organisation_name": "x" * 121}, "Please choose a name of 1 to 120 characters for the organisation."),
    ],
)
def test_name_that_does_not_fit_is_refused(db, names, sentence):
    with pytest.raises(Refused) as refused:
        import_people(file=file_of(line("1")), **names)

    assert refused.value.message == sentence
    assert not Organisation.objects.exists()


def test_import_is_recorded_with_its_counts_and_who_did_it(db):
    by, file = UserFactory(), file_of(line("1"), line("2", hire_date="?"))

    import_people(file=file, by=by)

    batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.file_digest, batch.applied_at, batch.applied_by) == (
        "people.csv",
        file.digest,
        NOON,
        by,
    )
    assert (batch.new, batch.changed, batch.unchanged, batch.leavers, batch.errors) == (1, 0, 0, 0, 1)
    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [("import.apply", batch.pk, by.pk)]


def test_birth_date_gender_and_race_are_stored_nowhere(db):
    assert "CANARY" in text_of(line("1"))
    import_people(file=file_of(line("1")))

    stored = "".join(rows_of(table) for table in connection.introspection.table_names())
    assert "Ada Lark" in stored
    assert "CANARY" not in stored
    assert "6/29/1984" not in stored
    assert "1984-06-29" not in stored


def rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(each)::text FROM "{table}" each')  # noqa: S608
        return "".join(row for (row,) in cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_person_once():
    file = file_of(*(line(str(number)) for number in range(50)))
    results: list[ImportCounts] = []
    at_once = threading.Barrier(2)

    def run():
        at_once.wait()
        with clock.standing_at(NOON):
            results.append(imported(file=file))
        connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results, key=lambda each: each.new) == [counts(unchanged=50), counts(new=50)]
    assert Profile.objects.count() == User.objects.count() == 50


def test_number_of_queries_does_not_grow_with_the_people(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(35):
        import_people(file=file_of(*(line(str(number)) for number in range(200))))
    with django_assert_max_num_queries(35):
        import_people(file=file_of(*(line(str(number), last_name="Wren", jobtitle="Lead") for number in range(200))))


def test_file_that_lacks_more_than_one_in_five_is_refused_and_changes_nothing(db):
    import_people(file=file_of(*(line(str(number)) for number in range(20))))
    short = file_of(*(line(str(number), jobtitle="Lead") for number in range(15)))

    with pytest.raises(TooManyGone) as refused:
        import_people(file=short)

    assert refused.value.message == (
        "This file would make 5 of 20 people leave or go missing, more than one in five. "
        "Perhaps it was cut short: nothing was changed."
    )
    assert not Profile.objects.filter(job_title="Lead").exists()
    assert imported(file=short, allow_shrink=True) == counts(changed=15, leavers=5)
    assert imported(file=short) == counts(unchanged=15)


def test_dry_run_says_what_would_come_and_writes_nothing(db):
    empty = preview_import(file=file_of(line("1"), line("2", hire_date="?")))
    assert empty.counts == counts(new=1, errors=1)
    assert not Organisation.objects.exists()
    import_people(file=file_of(line("1"), line("2"), line("3")))
    before = list(Profile.objects.order_by("pk").values())

    outcome = preview_import(file=file_of(line("1", jobtitle="Lead"), line("2", termdate=LEFT), line("4")))

    assert (outcome.counts, outcome.missing) == (counts(new=1, changed=2, leavers=2), 1)
    assert list(Profile.objects.order_by("pk").values()) == before
    assert ImportBatch.objects.count() == 1


# Where the disk is full, after how many rows: among the accounts and the people of the second chunk, at the first
# department, at the one person who changes after all others came in, at their address, and at the very last.
FULL = [
    ("INSERT", "accounts_user", 60),
    ("INSERT", "participants_profile", 60),
    ("INSERT", "participants_department", 0),
    ("UPDATE", "participants_profile", 1),
    ("UPDATE", "accounts_user", 0),
    ("INSERT", "accounts_emailchange", 0),
    ("INSERT", "outbox_outgoingmessage", 0),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("act", "table", "most"), FULL)
def test_full_disk_in_the_middle_of_an_import_changes_nothing_and_the_next_try_brings_all_in(
    act, table, most, monkeypatch
):
    """Of people who come in, change, get another address, come back and go missing, in one file."""
    monkeypatch.setattr(import_writing, "AT_ONCE", 50)
    headings = "id,name,email,department,jobtitle,termdate"
    before = [f"{number},Ada Lark,a{number}@mail.example,Sales,Clerk," for number in range(1, 5)]
    import_people(file=table_of(headings, *before, "5,Bo Wren,,Sales,Clerk,2026-01-31"))
    changed = [
        "1,Ada Lark,new1@mail.example,Sales,Lead,",
        "2,Ada Gray,a2@mail.example,Sales,Lead,",
        "5,Bo Wren,,Sales,,",
    ]
    new = [f"{number},Cy Gray,,Legal,Clerk," for number in range(100, 190)]
    file, stood = table_of(headings, *changed, *new), everything()

    with full_after(most, act=act, table=table), pytest.raises(OperationalError, match="No space left on device"):
        import_people(file=file, allow_shrink=True)

    assert everything() == stood
    assert imported(file=file, allow_shrink=True) == counts(new=90, changed=3, leavers=2)


def test_person_missing_is_held_until_the_next_file_has_them(db):
    import_people(file=file_of(line("1"), line("2")))
    import_people(file=file_of(line("1")))
    assert (person("2").missing_from.unchanged, person("2").user.is_active) == (1, True)

    result = imported(file=file_of(line("1"), line("2")))

    assert result == counts(changed=1, unchanged=1)
    assert person("2").missing_from is None


def test_person_missing_from_their_source_moves_to_the_one_that_has_them(db):
    import_people(file=file_of(line("1"), line("2")))
    import_people(file=file_of(line("1")))

    import_people(file=file_of(line("2")), source_name="Subsidiary")

    assert (person("2").source.name, person("2").missing_from) == ("Subsidiary", None)
