import stat
import tempfile
from pathlib import Path

import pytest

from mentoring.local.files import LONGEST_PARENT, own_folder, private_folder, socket_folder, write_private
from mentoring.local.sentence import Unable


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_private_folder_is_closed_to_others_also_when_it_was_open(tmp_path):
    (tmp_path / "open").mkdir(mode=0o755)

    folders = [private_folder(tmp_path / "open"), private_folder(tmp_path / "new" / "inner")]

    assert [mode_of(folder) for folder in folders] == [0o700, 0o700]


def test_private_folder_that_cannot_be_made_says_which_setting_helps(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Unable, match=r"cannot be made .* MENTORING_LOCAL_DIR"):
        private_folder(tmp_path / "file" / "inner")


def test_own_folder_refuses_a_link_to_elsewhere(tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with pytest.raises(Unable, match="belongs to somebody else"):
        own_folder(tmp_path / "link")


def test_private_file_is_for_this_user_alone_and_leaves_no_half(tmp_path):
    path = tmp_path / "secret"
    path.write_text("old")

    write_private(path, "new")

    assert (path.read_text(), mode_of(path), list(tmp_path.iterdir())) == ("new", 0o600, [path])


def test_private_file_takes_bytes_as_they_are(tmp_path):
    write_private(tmp_path / "mail", b"\xff\r\n")

    assert (tmp_path / "mail").read_bytes() == b"\xff\r\n"


def test_socket_folder_is_the_same_on_every_start_and_differs_between_folders(tmp_path):
    first, again, other = (socket_folder(tmp_path / name) for name in ("a", "a", "b"))

    assert first == again
    assert first != other


def test_socket_folder_stays_short_where_the_temporary_folder_is_long(tmp_path, monkeypatch):
    long = tmp_path / ("x" * LONGEST_PARENT)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    folder = socket_folder(tmp_path)

    assert len(str(folder / "pg" / ".s.PGSQL.5432")) <= 103
