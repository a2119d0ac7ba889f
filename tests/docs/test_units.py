"""The units start what `manage.py up` starts, take rights away, and run as they stand."""

import shlex
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from mentoring.local import programs
from mentoring.local.processes import Child, stop_all
from mentoring.local.up import QUEUES
from mentoring.local.waiting import wait_until
from tests.docs.markdown import lines_of
from tests.docs.server import GUIDE, Server, server
from tests.docs.units import COMMON, FOLDER, Unit, services, started_by, unit, wanted

PYTHON = "/opt/mentoring/.venv/bin/python"
STATE = Path("/var/lib/mentoring")
TAKEN_AWAY = {
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("ProtectSystem", "strict"),
    ("ProtectHome", "yes"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("ProtectKernelModules", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("RestrictNamespaces", "yes"),
}
PATIENCE = 180  # seconds: the machine may be busy with other tests


def words_of(name: str) -> list[str]:
    python, *words = shlex.split(started_by(unit(name)))
    assert python == PYTHON
    return words


def same_as(child: Child) -> list[str]:
    return sorted(child.command[1:])


def test_target_brings_up_every_unit_and_the_workers_of_both_queues():
    instances = {name for name in wanted() if "@" in name}
    found = {path.name for path in FOLDER.glob("mentoring-*.service")}

    assert instances == {f"mentoring-worker@{queue}.service" for queue in QUEUES}
    assert {name.replace("@ticks", "@").replace("@jobs", "@") for name in wanted()} == {*found, "watch-mentoring.timer"}


@pytest.mark.parametrize("queue", QUEUES)
def test_worker_starts_as_up_starts_it(queue):
    child = programs.worker(queue, local=STATE, environment={})

    assert sorted(words_of(f"mentoring-worker@{queue}.service")) == same_as(child)


def test_beat_starts_as_up_starts_it():
    child = programs.beat(local=STATE, environment={})

    assert sorted(words_of("mentoring-beat.service")) == same_as(child)


def test_pages_start_as_up_starts_them_but_for_their_number_and_address():
    with programs.listener_on(0) as listener:
        child = programs.web(listener, workers=4, local=STATE, environment={})
        address = f"fd://{listener.fileno()}"

    others = {address: "127.0.0.1:8000", "3": "20"}
    assert sorted(words_of("mentoring-web.service")) == sorted(others.get(word, word) for word in child.command[1:])


def test_no_service_keeps_rights_it_does_not_need():
    for each in (Unit(COMMON), unit("watch-mentoring.service")):
        assert TAKEN_AWAY - {(name, value) for _section, name, value in each.lines} == set(), each.name
    assert Unit(COMMON).all("MemoryDenyWriteExecute") == ["yes"]
    assert Unit(COMMON).all("SystemCallFilter") == ["@system-service"]


def test_services_run_as_their_own_user_and_write_to_one_folder():
    common = Unit(COMMON)

    assert (common.all("User"), common.all("Group")) == (["mentoring"], ["mentoring"])
    assert (common.all("StateDirectory"), common.all("StateDirectoryMode")) == (["mentoring"], ["0700"])
    assert common.all("EnvironmentFile") == ["/etc/mentoring/environment", "/etc/mentoring/keys"]
    assert common.all("ReadWritePaths") == []
    for each in services():
        assert each.all("User") == each.all("EnvironmentFile") == each.all("ReadWritePaths") == []
        assert each.all("PartOf") == ["mentoring.target"]


def ask(made: Server, path: str, **headers: str) -> HTTPResponse:
    with closing(HTTPConnection("127.0.0.1", made.port, timeout=10)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer


def status_of(made: Server, path: str) -> int:
    try:
        return ask(made, path).status
    except OSError:  # it does not listen yet
        return 0


@pytest.mark.long
def test_units_run_as_they_stand_and_stop_when_they_are_asked_to(tmp_path):
    with server(tmp_path) as made:
        children = services_on(made)
        try:
            for child in children:
                child.start()
            answer_as_the_page_says(made, children)
            doctor_finds_only_the_mail_server_missing(made)
            began = time.monotonic()
        finally:
            stop_all(children, seconds=30)

    assert time.monotonic() - began < 30
    assert {child.name: child.exit_code for child in children} == {child.name: 0 for child in children}


def services_on(made: Server) -> list[Child]:
    """Every service of the target, in the environment that systemd would give it."""
    return [
        Child(
            each.name,
            made.command_of(each),
            log=made.folder / "log" / each.name,
            environment=made.settings(),
            cwd=made.here("/opt/mentoring"),
        )
        for each in services()
    ]


def answer_as_the_page_says(made: Server, children: list[Child]) -> None:
    for probe in ("/livez", "/readyz", "/healthz/pump", "/healthz/jobs"):
        well = wait_until(lambda probe=probe: status_of(made, probe) == 200, seconds=PATIENCE)
        assert well, "\n".join([probe, *(child.log_tail() for child in children)])
    site = "mentoring.company.com"
    by_proxy = ask(made, "/accounts/login/", Host=site, X_Forwarded_Proto="https")
    plain = ask(made, "/accounts/login/", Host=site)
    foreign = ask(made, "/accounts/login/", Host="elsewhere.example", X_Forwarded_Proto="https")

    assert (by_proxy.status, foreign.status) == (200, 400)
    assert "includeSubDomains; preload" in by_proxy.headers["Strict-Transport-Security"]
    assert "__Host-csrf=" in by_proxy.headers["Set-Cookie"]
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{site}/accounts/login/")


def doctor_finds_only_the_mail_server_missing(made: Server) -> None:
    """Ticks that come each minute take one to begin."""
    (line,) = [line for line in lines_of(GUIDE, "## Begin") if line.endswith("doctor")]

    def not_well() -> list[str]:
        said = made.run(line, may_fail=True).stdout.splitlines()
        return [each[14:32].strip() for each in said if not each.startswith("ok")]

    assert wait_until(lambda: not_well() == ["mail server"], seconds=PATIENCE, every=2), not_well()
