import base64
import json
import shlex
import stat
import subprocess
import sys
from threading import Barrier, Thread

from mentoring.lib.env import BASE_DIR
from mentoring.local.secrets import as_lines, ensure_secrets


def test_secrets_are_made_for_this_user_alone(tmp_path):
    local = tmp_path / ".local"

    ensure_secrets(local)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (local, local / "secrets.json")]
    assert modes == [0o700, 0o600]


def test_secrets_have_the_shapes_the_settings_expect(tmp_path):
    secrets = ensure_secrets(tmp_path)

    name, _, key = secrets["FIELD_KEYS"].partition(":")
    assert sorted(secrets) == ["AUDIT_KEY", "FIELD_KEYS", "SECRET_KEY", "SURVEY_KEY"]
    assert (name, len(base64.urlsafe_b64decode(key))) == ("k1", 32)
    assert len(secrets["SECRET_KEY"]) == 64
    assert min(len(secrets["SURVEY_KEY"]), len(secrets["AUDIT_KEY"])) >= 40


def test_secrets_are_kept_as_they_are(tmp_path):
    mine = {"SECRET_KEY": "mine", "AUDIT_KEY": "mine, too"}
    (tmp_path / "secrets.json").write_text(json.dumps(mine))

    assert ensure_secrets(tmp_path) == mine
    assert json.loads((tmp_path / "secrets.json").read_text()) == mine


def test_installation_from_before_gets_the_key_it_lacks_and_keeps_the_others(tmp_path):
    before = {name: f"old {name}" for name in ("SECRET_KEY", "FIELD_KEYS", "SURVEY_KEY")}
    (tmp_path / "secrets.json").write_text(json.dumps(before))

    secrets = ensure_secrets(tmp_path)

    assert {name: secrets[name] for name in before} == before
    assert sorted(set(secrets) - set(before)) == ["AUDIT_KEY"]
    assert json.loads((tmp_path / "secrets.json").read_text()) == secrets == ensure_secrets(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_commands_that_start_at_once_get_the_same_keys(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": "mine"}))
    barrier, found = Barrier(8), []

    def start():
        barrier.wait()
        found.append(ensure_secrets(tmp_path)["AUDIT_KEY"])

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(found) == {json.loads((tmp_path / "secrets.json").read_text())["AUDIT_KEY"]}
    assert len(found) == 8


def test_two_installations_share_no_secret(tmp_path):
    first, second = (ensure_secrets(tmp_path / name) for name in ("a", "b"))

    assert not set(first.values()) & set(second.values())


def test_keys_for_an_installation_of_ones_own_come_as_lines_that_the_shell_reads():
    printed = subprocess.run(
        [sys.executable, "-m", "mentoring.local.secrets"], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout

    read = dict(part.split("=", 1) for part in shlex.split(printed))
    assert list(read) == ["SECRET_KEY", "FIELD_KEYS", "SURVEY_KEY", "AUDIT_KEY"]
    assert printed == as_lines(read)
    assert "'" not in "".join(read.values())
