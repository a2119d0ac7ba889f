"""Redis or PostgreSQL goes away under running pages, and comes back: nothing is lost and nobody restarts anything."""

from collections.abc import Iterator

import pytest

from mentoring.local.waiting import wait_until
from tests.faults.installation import ADMINISTRATOR, PATIENCE, Installation, installation
from tests.stoppable import stop

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.long]
PAGES = ("/", "/programmes/", "/office/", "/office/accounts/user/")


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    with installation() as found:
        found.signed_in()  # the administrator exists from now on, whichever test comes first
        yield found


@pytest.fixture
def all_up(running) -> Iterator[Installation]:
    """Whatever a test stops is started again after it."""
    yield running
    for server in (running.postgres, running.valkey):
        if not server.child.runs:
            server.start()
    assert wait_until(lambda: running.visitor().ask("/readyz").status == 200, seconds=PATIENCE)


def codes_waiting(found: Installation) -> int:
    """The mails with a code that lie in the outbox."""
    code = "from mentoring.outbox.models import OutgoingMessage as M; print(M.objects.filter(kind='account').count())"
    return int(found.manage("shell", "-v", "0", "-c", code).stdout)


def test_pages_and_the_door_go_on_without_redis(all_up):
    visitor = all_up.signed_in()
    before = codes_waiting(all_up)
    stop(all_up.valkey)

    assert [visitor.ask(path).status for path in PAGES] == [200] * len(PAGES)
    somebody = all_up.visitor()
    somebody.go("/accounts/login/")
    somebody.press("Send me a code", {"Your work e-mail address": ADMINISTRATOR})

    assert somebody.path == "/accounts/login/code/confirm/"
    assert codes_waiting(all_up) == before + 1
    assert all_up.log.count("Redis does not answer") == 1


def test_redis_that_was_emptied_loses_nothing(all_up):
    visitor = all_up.signed_in()
    before = codes_waiting(all_up)
    stop(all_up.valkey)
    all_up.valkey.start()  # it keeps nothing over a start

    assert [visitor.ask(path).status for path in PAGES] == [200] * len(PAGES)
    assert codes_waiting(all_up) == before


def test_pages_say_so_while_postgresql_is_away_and_work_again_by_themselves(all_up):
    visitor = all_up.signed_in()
    assert visitor.ask("/").status == 200
    stop(all_up.postgres)

    away = visitor.ask("/")
    probes = [visitor.ask(path).status for path in ("/livez", "/readyz", "/healthz/pump")]
    file = visitor.ask("/static/css/tokens.css").status
    all_up.postgres.start()

    assert (away.status, "We cannot reach your data just now" in away.text) == (503, True)
    assert (probes, file) == ([200, 503, 503], 200)
    assert visitor.ask("/").status == 200


def test_what_was_asked_for_while_postgresql_ended_is_whole_or_not_there(all_up):
    """The server dies between the page and its form: the person is told, and nothing is half done."""
    before = codes_waiting(all_up)
    somebody = all_up.visitor()
    somebody.go("/accounts/login/")
    stop(all_up.postgres)

    somebody.press("Send me a code", {"Your work e-mail address": ADMINISTRATOR}, status=503)
    all_up.postgres.start()

    assert "it was not saved" in somebody.page.text
    assert codes_waiting(all_up) == before
    somebody.go("/accounts/login/")
    somebody.press("Send me a code", {"Your work e-mail address": ADMINISTRATOR})
    assert codes_waiting(all_up) == before + 1


def test_connection_that_ended_between_two_requests_is_not_noticed(all_up):
    visitor = all_up.signed_in()
    assert visitor.ask("/").status == 200
    stop(all_up.postgres)
    all_up.postgres.start()

    assert visitor.ask("/").status == 200


def test_command_closes_running_pages_and_opens_them(all_up):
    visitor = all_up.visitor()

    all_up.manage("maintenance", "on", "Back at 14:00.")
    closed = visitor.ask("/accounts/login/")
    all_up.manage("maintenance", "off")

    assert (closed.status, "Back at 14:00." in closed.text) == (503, True)
    assert visitor.ask("/accounts/login/").status == 200


def test_doctor_tells_which_server_is_away(all_up):
    stop(all_up.postgres)
    stop(all_up.valkey)

    ended = all_up.manage("doctor")

    states = {line[14:32].strip(): line[:14].strip() for line in ended.stdout.splitlines()}
    assert (ended.returncode, states["database"], states["redis"]) == (1, "broken", "look at this")
    assert "Traceback" not in ended.stdout
