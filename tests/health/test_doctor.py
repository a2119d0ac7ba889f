"""What the doctor says, each time with a real part that is broken."""

import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.utils import timezone

from agreements.models import Note
from mentoring.accounts.services import request_email_change
from mentoring.health import doctor, machine
from mentoring.health.findings import Finding
from mentoring.health.machine import GIGABYTE, MEGABYTE, judge_space
from mentoring.lib import clock
from mentoring.lib.env import BASE_DIR
from mentoring.local.valkey import client_url
from mentoring.outbox.models import OutgoingMessage, Tick
from tests.factories import UserFactory
from tests.health.test_views import message_due
from tests.outbox.mail_sink import tls_sink
from tests.production import KEY
from tests.stoppable import own_valkey, stop

PARTS = [
    *("database", "migrations", "private text", "mail that is due", "mail that failed", "ticks", "account changes"),
    *("surveys", "clock", "redis", "mail server", "keys", "disk", "time zones", "static files"),
]


@pytest.fixture
def collected(settings, tmp_path) -> Path:
    """The files of the pages, as collectstatic leaves them."""
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [BASE_DIR / "static"], tmp_path / "static"
    call_command("collectstatic", "--no-input", verbosity=0)
    return settings.STATIC_ROOT


def found(part: str) -> Finding:
    (finding,) = [finding for finding in doctor.examine() if finding.part == part]
    return finding


@pytest.mark.django_db
def test_good_installation_is_well_in_every_part(sink, collected, pump_ticked):
    findings = doctor.examine()

    assert [finding.part for finding in findings] == PARTS
    assert {finding.part: finding for finding in findings if finding.state != "ok"} == {}
    assert sink.messages == []


def test_everything_else_is_looked_at_while_the_database_is_away(database_away, sink, collected):
    findings = {finding.part: finding for finding in doctor.examine()}

    assert (list(findings), findings["database"].state) == (PARTS, "broken")
    assert "Start it, and check DATABASE_URL" in findings["database"].words
    assert {part for part in findings if findings[part].state == "look at this"} == set(doctor.OF_THE_DATABASE)


@pytest.mark.django_db
def test_older_tables_are_to_be_migrated():
    for name in ("0001_squashed_0009", "0009_kind_index"):
        MigrationRecorder(connection).record_unapplied("outbox", name)

    finding = found("migrations")

    assert finding.state == "broken"
    assert "outbox.0009_kind_index" in finding.words
    assert finding.words.endswith("Run: manage.py migrate")


@pytest.mark.django_db
def test_tables_of_a_newer_version_are_told_from_older_ones():
    MigrationRecorder(connection).record_applied("outbox", "9999_of_tomorrow")

    finding = found("migrations")

    assert finding.state == "broken"
    assert "A newer version made these tables (outbox.9999_of_tomorrow)." in finding.words


@pytest.mark.django_db
def test_redis_that_is_away_is_to_be_looked_at_only(settings):
    with own_valkey() as (server, url):
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": client_url(url)}}
        well = found("redis")
        stop(server)
        away = found("redis")

    assert (well.state, away.state) == ("ok", "look at this")
    assert "Start it, and check REDIS_URL." in away.words


@pytest.mark.django_db
def test_message_that_waits_too_long_is_broken(pump_ticked):
    message_due(500)

    finding = found("mail that is due")

    assert finding.state == "broken"
    assert "The oldest has waited 50" in finding.words


@pytest.mark.django_db
def test_messages_given_up_in_the_last_day_are_counted_and_not_named():
    """Of a kind that the log of the office does not list, too: nobody else would ever hear of it."""
    before = found("mail that failed")
    for kind, hours in (("suggestion_closed", 1), ("suggestion", 23), ("suggestion", 25)):
        message_due(hours * 3600)
        due = OutgoingMessage.objects.filter(state=OutgoingMessage.State.DUE)
        due.update(kind=kind, state=OutgoingMessage.State.FAILED)

    finding = found("mail that failed")

    assert (before.state, finding.state) == ("ok", "look at this")
    assert finding.words.startswith("2 messages of the last day were given up.")
    assert [words for words in ("suggestion", "@") if words in finding.words] == []


@pytest.mark.django_db
def test_tick_that_no_longer_comes_is_to_be_looked_at(pump_ticked):
    Tick.objects.filter(name="audit.seal").update(last_at=F("last_at") - timedelta(seconds=100))
    Tick.objects.filter(name="audit.anchor").update(last_at=F("last_at") - timedelta(hours=2))

    finding = found("ticks")

    assert finding.state == "look at this"
    assert finding.words.startswith("Not begun in time: audit.seal. Restart the beat")


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "state"), [(24, "ok"), (25, "broken")])
def test_change_of_an_account_that_could_not_hold_is_told(hours, state):
    with clock.standing_at(clock.now() - timedelta(hours=hours)):
        request_email_change(user=UserFactory(), new_address="new@mail.example", by=None)

    finding = found("account changes")

    assert finding.state == state
    assert ("1 should hold by now, and could not." in finding.words) == (state == "broken")


@pytest.mark.django_db
def test_mail_server_that_does_not_answer_is_broken(sink, settings):
    settings.EMAIL_PORT = 1

    assert found("mail server") == Finding(
        "mail server",
        "broken",
        "127.0.0.1:1 does not answer; mails wait until it does. Check EMAIL_HOST and EMAIL_PORT.",
    )


@pytest.mark.django_db
def test_mail_server_without_encryption_is_broken_where_it_is_asked_for(sink, settings):
    settings.EMAIL_USE_TLS = True

    finding = found("mail server")

    assert finding.state == "broken"
    assert "offers no encryption, and EMAIL_USE_TLS asks for it" in finding.words


@pytest.mark.django_db
def test_mail_server_that_is_encrypted_from_the_first_byte_answers_once_it_is_trusted(settings, tmp_path, monkeypatch):
    with tls_sink(tmp_path) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "localhost", sink.port, True
        unknown = found("mail server")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        known = found("mail server")

    assert (unknown.state, known.state) == ("look at this", "ok")
    assert "is not one this machine trusts" in unknown.words


@pytest.mark.django_db
def test_mail_server_in_the_clear_is_broken_where_encryption_is_asked_for(sink, settings):
    settings.EMAIL_USE_SSL = True

    finding = found("mail server")

    assert finding.state == "broken"
    assert "does not speak encrypted as EMAIL_USE_SSL or EMAIL_USE_TLS ask." in finding.words


@pytest.mark.django_db
def test_mail_catcher_of_up_is_not_missed_while_up_does_not_run(settings):
    settings.MAIL_WAITS_FOR_UP = True

    assert found("mail server") == Finding(
        "mail server", "look at this", "The built-in mail catcher runs with `manage.py up`, which is not running now."
    )


@pytest.mark.django_db
def test_nothing_is_broken_where_up_is_simply_stopped(settings):
    """Whoever stopped `up` needs no advice about workers."""
    settings.MAIL_WAITS_FOR_UP = True
    message_due(500)

    mail, ticks = found("mail that is due"), found("ticks")

    assert (mail.state, ticks.state) == ("look at this", "look at this")
    assert mail.words.startswith("Messages leave while `manage.py up` runs, which it does not now. Start it.")
    assert "The oldest has waited 50" in mail.words
    assert ticks.words == "Nothing begins by itself while `manage.py up` is stopped. Start it."


@pytest.mark.django_db
def test_mail_server_that_nobody_named_is_broken(settings):
    settings.EMAIL_HOST = ""

    assert found("mail server").state == "broken"


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [[f"k1:{KEY}"], [f"another:{KEY}"]], ids=["other key", "other name"])
def test_wrong_key_is_told_before_somebody_finds_their_note_closed(cast, settings, keys):
    Note.objects.create(mentorship=cast.mentorship, author=cast.mentee, body="CANARY", written_at=timezone.now())
    assert found("private text").state == "ok"
    settings.FIELD_KEYS = keys

    finding = found("private text")

    assert finding.state == "broken"
    assert "FIELD_KEYS does not open what was written (" in finding.words
    assert {label for label in ("agreements.mentorship_key.key", "agreements.note.body") if label in finding.words} == {
        "agreements.mentorship_key.key",
        "agreements.note.body",
    }
    assert "CANARY" not in finding.words


@pytest.mark.django_db
def test_wrong_key_is_told_before_somebody_stands_before_their_second_step(settings):
    TOTP.activate(UserFactory(), generate_totp_secret())
    assert found("private text").state == "ok"
    settings.FIELD_KEYS = [f"another:{KEY}"]

    assert "(accounts.second_step.secret)" in found("private text").words


@pytest.mark.django_db
def test_keys_that_are_no_keys_are_told(settings):
    settings.FIELD_KEYS = ["k1:short"]

    finding = found("keys")

    assert finding.state == "broken"
    assert "FIELD_KEYS wants name:key pairs" in finding.words


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (100 * MEGABYTE - 1, "broken"),
        (100 * MEGABYTE, "look at this"),
        (GIGABYTE - 1, "look at this"),
        (GIGABYTE, "ok"),
    ],
)
def test_disk_is_judged_by_what_is_free(free, state):
    assert judge_space(free, Path("/srv")).state == state


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-60, 60])
def test_clock_that_goes_wrong_is_told(seconds):
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        finding = found("clock")

    assert finding.state == "broken"
    assert "60 s apart" in finding.words


def test_machine_without_time_zones_is_told(monkeypatch, tmp_path):
    """As in a container without the package."""
    monkeypatch.setattr("zoneinfo.available_timezones", lambda: {"UTC"})

    (finding,) = machine.time_zones()

    assert finding.state == "broken"


@pytest.mark.django_db
def test_files_that_were_not_collected_are_told(collected):
    shutil.rmtree(collected / "css")

    finding = found("static files")

    assert finding.state == "broken"
    assert "css/account.css, css/admin.css, css/base.css and " in finding.words


@pytest.mark.django_db
def test_files_of_an_older_version_are_told(collected):
    (collected / "css" / "base.css").write_text("of yesterday")

    assert found("static files") == Finding(
        "static files", "look at this", "Older than this version: css/base.css. Run: manage.py collectstatic"
    )


@pytest.mark.django_db
def test_doctor_who_faints_at_one_part_looks_at_the_others(monkeypatch, sink):
    monkeypatch.delattr("mentoring.health.private_text.parse_ring")

    findings = {finding.part: finding for finding in doctor.examine()}

    assert findings["keys"] == Finding("keys", "broken", "Could not be looked at (NameError). The log says more.")
    assert findings["disk"].state == "ok"


def told(*arguments: str) -> tuple[str, int]:
    output = io.StringIO()
    try:
        call_command("doctor", *arguments, stdout=output)
    except SystemExit as end:
        return output.getvalue(), end.code
    return output.getvalue(), 0


@pytest.mark.django_db
def test_command_says_one_line_for_each_part_and_ends_well(sink, collected, pump_ticked):
    said, code = told()

    assert (code, len(said.splitlines())) == (0, len(PARTS))
    assert said.startswith("ok            database          PostgreSQL answers.\n")


def test_command_ends_with_one_where_something_is_broken(database_away, sink, collected):
    said, code = told("--json")

    assert code == 1
    assert [finding["part"] for finding in json.loads(said)] == PARTS


@pytest.mark.django_db
def test_doctor_changes_nothing_and_writes_no_log(
    cast, sink, collected, pump_ticked, caplog, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40) as asked:
        doctor.examine()

    assert [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SELECT", "\n"))] == []
    assert [record.message for record in caplog.records if record.name.startswith("mentoring.health")] == []
