"""R29: another key comes first, and every private text is written anew under it; nothing is lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.models import MentorshipKey, Note
from agreements.services import write_note
from feedback.models import Goal
from mentoring.health import rotation
from mentoring.health.rotation import rotate_keys, texts_under_other_keys
from mentoring.health.sealed import SealedField, SealedSecret
from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable, seal
from programmes.models import Enrolment
from tests.access.agreements import lines_read
from tests.factories import EnrolmentFactory, UserFactory

NEW_KEY = "new:MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE="
SENTENCE = SealedField(Goal, Goal._meta.get_field("sentence"))
CANARY = "canary-quince"


def stored(table: str, column: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY 1")  # noqa: S608
        return [bytes(row[0]) for row in cursor.fetchall()]


def goals(cast, number: int) -> list[Goal]:
    pair = {"mentorship": cast.mentorship, "owner": cast.mentee, "set_at": clock.now()}
    return [Goal.objects.create(sentence=f"{CANARY} {each}", **pair) for each in range(number)]


@pytest.fixture
def new_key_first(settings):
    """Called once there is text: from then on another key writes."""

    def put() -> list[str]:
        settings.FIELD_KEYS = [NEW_KEY, *settings.FIELD_KEYS]
        return settings.FIELD_KEYS

    return put


def test_every_text_opens_under_the_new_key_alone_and_notes_are_not_touched(cast, new_key_first, settings, capsys):
    lines_read(cast)
    note = write_note(mentorship=cast.mentorship, session=None, body=CANARY, by=cast.mentor.user)
    goals(cast, 1)
    place = EnrolmentFactory(cohort=cast.cohort, aims=CANARY)
    before = stored("agreements_note", "body")
    new_key_first()

    call_command("rotate_keys")
    settings.FIELD_KEYS = [NEW_KEY]

    assert Note.objects.with_keys().get(pk=note.pk).body == CANARY
    assert (Goal.objects.get().sentence, Enrolment.objects.get(pk=place.pk).aims) == (f"{CANARY} 0", CANARY)
    assert stored("agreements_note", "body") == before
    printed = capsys.readouterr().out
    assert "feedback.goal.sentence: 1 seen, 1 written anew." in printed
    assert "All private text lies under “new”." in printed
    assert CANARY not in printed


def test_run_that_was_stopped_goes_on_where_it_was(cast, new_key_first, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    goals(cast, 5)
    new_key_first()

    stopped = next(so_far for so_far in rotate_keys() if so_far.name == SENTENCE.name)
    first = stopped.renewed
    again = {so_far.name: so_far for so_far in rotate_keys()}[SENTENCE.name]

    assert (first, again.seen, again.renewed) == (2, 5, 3)
    assert texts_under_other_keys() == 0


def test_text_that_somebody_wrote_meanwhile_is_not_written_over(cast, new_key_first):
    goal = goals(cast, 1)[0]
    [old] = stored("feedback_goal", "sentence")
    new_key_first()
    renewed = seal(f"{CANARY} 0", label=SENTENCE.label, row_id=goal.pk)
    goal.sentence = "Other words"
    goal.save()

    assert SENTENCE.exchange(goal.pk, old, renewed) is False
    assert Goal.objects.get().sentence == "Other words"


def test_second_steps_open_under_the_new_key_alone(cast, new_key_first, settings, capsys):
    secret = generate_totp_secret()
    TOTP.activate(cast.mentee.user, secret)
    codes = RecoveryCodes.activate(cast.mentee.user)
    used, *unused = codes.get_unused_codes()
    codes.validate_code(used)
    new_key_first()

    call_command("rotate_keys")
    settings.FIELD_KEYS = [NEW_KEY]

    kept = {row.type: row.wrap() for row in Authenticator.objects.all()}
    assert kept["recovery_codes"].get_unused_codes() == unused
    assert decrypt(kept["totp"].instance.data["secret"]) == secret
    assert "accounts.second_step.secret: 1 seen, 1 written anew." in capsys.readouterr().out


def test_code_used_meanwhile_stays_used(cast, new_key_first):
    codes = RecoveryCodes.activate(cast.mentee.user)
    [[(key, old)]] = SealedSecret("seed").batches(100)
    used = codes.get_unused_codes()[0]
    codes.validate_code(used)
    new_key_first()

    [seeds] = [so_far for so_far in rotate_keys() if so_far.name == "accounts.second_step.seed"]

    assert seeds.renewed == 1
    assert used not in Authenticator.objects.get().wrap().get_unused_codes()
    assert SealedSecret("seed").exchange(key, old, old) is False


def test_secret_that_no_key_opens_is_left_and_named(db, settings):
    TOTP.activate(UserFactory(), generate_totp_secret())
    before = Authenticator.objects.get().data
    settings.FIELD_KEYS = [NEW_KEY]

    with pytest.raises(CommandError, match=r"accounts\.second_step\.secret \(1\)"):
        call_command("rotate_keys")

    assert texts_under_other_keys() == 1
    assert Authenticator.objects.get().data == before


def test_text_that_no_key_opens_is_left_and_named(cast, new_key_first, settings):
    goals(cast, 1)
    before = stored("feedback_goal", "sentence")
    settings.FIELD_KEYS = [NEW_KEY]

    with pytest.raises(CommandError, match=r"feedback\.goal\.sentence \(1\)"):
        call_command("rotate_keys")

    assert stored("feedback_goal", "sentence") == before
    with pytest.raises(Undecipherable):
        str(Goal.objects.get().sentence)


@pytest.mark.django_db(transaction=True)
def test_people_write_while_the_key_changes_and_every_last_word_is_there(cast, new_key_first, settings, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 3)
    written, done = {goal.pk: 0 for goal in goals(cast, 12)}, Event()
    new_key_first()

    def keep_writing(key):
        try:
            while not done.is_set() or not written[key]:
                goal = Goal.objects.get(pk=key)
                goal.sentence = f"Version {written[key] + 1}"
                goal.save(update_fields=["sentence"])
                written[key] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        acts = [pool.submit(keep_writing, key) for key in list(written)[:4]]
        for _run in range(3):
            call_command("rotate_keys")
        done.set()
        assert [act.result() for act in acts] == [None] * 4
    settings.FIELD_KEYS = [NEW_KEY]

    said = {goal.pk: goal.sentence for goal in Goal.objects.all()}
    assert [said[key] for key in list(written)[:4]] == [f"Version {written[key]}" for key in list(written)[:4]]
    assert [said[key].partition(" ")[0] for key in list(written)[4:]] == [CANARY] * 8
    assert MentorshipKey.objects.get().key is not None
