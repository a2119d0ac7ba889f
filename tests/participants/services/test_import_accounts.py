"""Accounts that were here before any HR file, such as the first administrator's, and the people whose they are."""

import threading

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection, connections

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.local.waiting import wait_until
from participants.models import Organisation, Profile
from participants.services import Outcome, accounts_taken_in_words, import_people, preview_import
from participants.services.imports import write_import
from tests.factories import UserFactory
from tests.participants.hr_files import table
from tests.participants.importing import counts, imported, person

HEADINGS = "Employee number,Last name,First name,E-mail,Manager"
OLGA, RIEN = "M-101,Berg,Olga,Olga.Berg@own.example,", "M-117,Smit,Rien,rien@own.example,M-101"
WAITS_FOR_US = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
PASSWORD = "a harbour full of kites"


def people(*lines: str):
    return table(HEADINGS, *lines)


@pytest.fixture
def olga(db) -> User:
    return User.objects.create_superuser(
        email="olga.berg@own.example", name="Olga Berg", password=PASSWORD, language="de", time_zone="Europe/Berlin"
    )


def said(outcome: Outcome) -> list[str]:
    return [str(each) for each in (*outcome.errors, *outcome.warnings)]


def test_administrator_who_was_here_first_is_a_person_of_the_file(olga):
    before = preview_import(file=people(OLGA, RIEN))
    outcome = import_people(file=people(OLGA, RIEN))

    assert (before.digest, before.accounts_taken, said(before)) == (outcome.digest, 1, [])
    assert (outcome.counts, outcome.accounts_taken, said(outcome)) == (counts(new=2), 1, [])
    assert (person("M-101").user, person("M-117").manager) == (olga, person("M-101"))
    assert imported(file=people(OLGA, RIEN)) == counts(unchanged=2)


def test_account_keeps_all_but_the_name_when_it_becomes_a_persons(olga):
    standing = User.objects.filter(pk=olga.pk).values("email", "password", "is_staff", "is_superuser", "is_active")
    was = standing.get()
    file = table(
        "Employee number,Name,E-mail,Language,Time zone", "M-101,Olga Berg-Lind,olga.berg@own.example,en,Europe/Paris"
    )

    import_people(file=file)

    olga.refresh_from_db()
    assert standing.get() == was
    assert check_password(PASSWORD, olga.password)
    assert (olga.name, olga.language) == ("Olga Berg-Lind", "de")


def test_file_gives_nobody_a_right(db):
    UserFactory(email="olga.berg@own.example", name="Olga Berg")

    import_people(file=people(OLGA))

    assert (person("M-101").user.is_staff, person("M-101").user.is_superuser) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_account_that_two_companies_want_at_one_moment_goes_to_the_first_and_the_other_is_told():
    UserFactory(email="olga.berg@own.example", name="Olga Berg")
    for company in ("North", "South"):
        import_people(file=people(RIEN.replace("rien", company)), organisation_name=company, source_name=company)
    files = {company: people(RIEN.replace("rien", company), OLGA) for company in ("North", "South")}
    refusals = []

    def second():
        try:
            import_people(file=files["South"], organisation_name="South", source_name="South")
        except Refused as refusal:
            refusals.append(refusal.message)
        finally:
            connections.close_all()

    other = threading.Thread(target=second)

    def while_the_first_is_written(_batch):
        other.start()
        assert wait_until(somebody_waits, seconds=20)

    write_import(
        file=files["North"],
        organisation_name="North",
        source_name="North",
        by=None,
        finish=while_the_first_is_written,
    )
    other.join()

    assert refusals == [
        "Another import gave an account of this file to one of its people at the same moment. Please import it again."
    ]
    assert person("M-101").organisation.name == "North"


def somebody_waits() -> bool:
    """For a lock of this very transaction, whatever other tests do."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_US)
        return cursor.fetchone()[0]


def test_account_that_becomes_a_persons_is_recorded(olga):
    import_people(file=people(OLGA, RIEN))

    events = AuditEvent.objects.filter(verb="account.become_person")
    assert list(events.values_list("subject_id", "actor_id")) == [(olga.pk, None)]


def test_time_zone_that_was_chosen_stays(olga):
    User.objects.update(chose_time_zone=True)
    file = table("Employee number,Name,E-mail,Time zone", "M-101,Olga Berg,olga.berg@own.example,Europe/Paris")

    outcome = import_people(file=file)

    assert (person("M-101").user.time_zone, outcome.kept_time_zones) == ("Europe/Berlin", 1)


ANOTHER_NAME = (
    "Line 2, column “E-mail”: The account of Sam Site has this e-mail address, and no HR file brought it. If this is "
    "the same person, please give them the name Sam Site in one file: the account becomes theirs, and later files may "
    "give the right name. If it is somebody else, please give another address, or none."
)


def test_account_of_quite_another_name_is_named_with_a_way_that_works(olga):
    User.objects.update(name="Sam Site")

    outcome = import_people(file=people(OLGA))

    assert (outcome.counts, said(outcome)) == (counts(errors=1), [ANOTHER_NAME])
    assert "Sam" not in outcome.errors[0].kept
    assert imported(file=people(OLGA.replace("Berg,Olga", "Site,Sam"))) == counts(new=1)
    assert imported(file=people(OLGA)) == counts(changed=1)
    assert (person("M-101").user.pk, person("M-101").user.name) == (olga.pk, "Olga Berg")


def test_closed_account_is_not_taken(olga):
    User.objects.update(is_active=False)

    outcome = import_people(file=people(OLGA))

    assert said(outcome) == [
        "Line 2, column “E-mail”: The account of Olga Berg has this e-mail address and is closed. If this is the same "
        "person, please let them sign in again first, in the office under Accounts. If it is somebody else, please "
        "give another address, or none."
    ]
    assert not Profile.objects.exists()
    assert "Olga" not in outcome.errors[0].kept


def test_person_with_an_account_gets_no_second_one(olga):
    import_people(file=people("M-101,Berg,Olga,other@own.example,"))

    outcome = import_people(file=people(OLGA))

    assert said(outcome) == [
        "Line 2, column “E-mail”: Olga Berg has two accounts: their own, and one with this e-mail address that no HR "
        "file brought. Please give that one another address first, in the office under Accounts, or leave the "
        "address here as it was."
    ]
    assert "Olga" not in outcome.errors[0].kept
    assert person("M-101").user.email == "other@own.example"


PARTNERS = (
    "Line 2, column “E-mail”: An account of our own company has this e-mail address. No file of another organisation "
    "takes it over: please give another address, or none."
)


@pytest.mark.parametrize("is_known", [True, False], ids=["known as a partner", "never heard of"])
def test_file_of_a_partner_takes_no_account(olga, is_known):
    Organisation.objects.create(name="Our company")
    if is_known:
        Organisation.objects.create(name="Partner", kind=Organisation.Kind.PARTNER)

    before = preview_import(file=people(OLGA, RIEN), organisation_name="Partner")
    outcome = import_people(file=people(OLGA, RIEN), organisation_name="Partner")

    assert (before.accounts_taken, outcome.accounts_taken, before.errors) == (0, 0, outcome.errors)
    assert said(outcome)[0] == PARTNERS
    assert not Profile.objects.filter(user=olga).exists()


def test_second_organisation_of_our_own_takes_accounts_once_it_has_people(olga):
    for name in ("North", "South"):
        Organisation.objects.create(name=name)
    import_people(file=people(RIEN), organisation_name="South")

    assert import_people(file=people(RIEN, OLGA), organisation_name="South").accounts_taken == 1


def test_account_of_a_partners_person_is_not_taken(db):
    Organisation.objects.create(name="Partner", kind=Organisation.Kind.PARTNER)
    import_people(file=people(OLGA), organisation_name="Partner")

    outcome = import_people(file=people(OLGA), organisation_name="Our company")

    assert said(outcome) == [
        "Line 2, column “E-mail”: Another person already has this e-mail address. Please check the address."
    ]


def test_administrator_who_leaves_has_a_closed_account_as_anybody(olga):
    import_people(file=people(OLGA))
    with_last_day = table("Employee number,Name,Last day", "M-101,Olga Berg,2020-11-20")

    import_people(file=with_last_day)

    olga.refresh_from_db()
    assert (olga.is_active, olga.is_superuser) == (False, True)


LEFT_OUT = "Line 3, column “Manager”: The line of the manager M-101 was left out, so none was taken."


@pytest.mark.parametrize("manager", ["M-101", "olga.berg@own.example", '"Berg, Olga"', "olga berg"])
def test_who_reports_to_somebody_left_out_reads_so(olga, manager):
    User.objects.update(name="Sam Site")

    outcome = import_people(file=people(OLGA, RIEN.replace("M-101", manager)))

    assert said(outcome)[1:] == [LEFT_OUT]
    assert "M-101" not in outcome.warnings[0].kept


def test_who_reports_to_somebody_on_a_line_that_cannot_be_read_reads_so(db):
    outcome = import_people(file=people("M-101,,,not an address,", RIEN))

    assert said(outcome)[-1] == LEFT_OUT


@pytest.mark.parametrize("options", [{}, {"dry_run": True}])
def test_command_says_whose_account_was_here_already(olga, tmp_path, capsys, options):
    path = tmp_path / "people.csv"
    path.write_text(f"{HEADINGS}\n{OLGA}\n")

    call_command("import_people", str(path), **options)

    assert "1 account that was here already becomes that of a person of the file." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 account that was here already becomes that of a person of the file. What it may do stays as it is."),
        (2, "2 accounts that were here already become those of people of the file. What they may do stays as it is."),
    ],
)
def test_accounts_taken_are_said_in_words(count, words):
    assert accounts_taken_in_words(count) == words
