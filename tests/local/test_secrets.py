import base64
import json
import stat

from mentoring.local.secrets import ensure_secrets


def test_secrets_are_made_for_this_user_alone(tmp_path):
    local = tmp_path / ".local"

    ensure_secrets(local)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (local, local / "secrets.json")]
    assert modes == [0o700, 0o600]


def test_secrets_have_the_shapes_the_settings_expect(tmp_path):
    secrets = ensure_secrets(tmp_path)

    name, _, key = secrets["FIELD_KEYS"].partition(":")
    assert sorted(secrets) == ["FIELD_KEYS", "SECRET_KEY", "SURVEY_KEY"]
    assert (name, len(base64.urlsafe_b64decode(key))) == ("k1", 32)
    assert len(secrets["SECRET_KEY"]) == 64
    assert len(secrets["SURVEY_KEY"]) >= 40


def test_secrets_are_kept_as_they_are(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": "mine"}))

    assert ensure_secrets(tmp_path) == {"SECRET_KEY": "mine"}
    assert json.loads((tmp_path / "secrets.json").read_text()) == {"SECRET_KEY": "mine"}


def test_two_installations_share_no_secret(tmp_path):
    first, second = (ensure_secrets(tmp_path / name) for name in ("a", "b"))

    assert not set(first.values()) & set(second.values())
