"""A private note is read by its author, a goal by the two of its pair; neither lies readable anywhere else."""

import ast
import re
import subprocess
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import pytest
import redis

from mentoring.local.lock import told
from mentoring.local.postgres import installed_package
from mentoring.local.valkey import DATABASES, client_url, with_database
from tests.flows.line.people import GOAL, NOTE, PRIVATE, Line
from tests.flows.line.walk import walk
from tests.flows.readable import can_be_read_in
from tests.flows.visitor import Visitor

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("line")]
# Pages that differ in nothing but the thing they show, or the part of a list: the hundredth message is as the tenth.
MOST_OF_ONE_MAKE = 25
# It does something instead of showing something, holds no words of people, or shows the same list in another order.
NOT_READ = ("/office/jsi18n/", "/office/logout/", "/office/autocomplete/", "?o=", "&o=")


@pytest.fixture(scope="module")
def walked(line) -> Line:
    walk(line)
    return line


def test_private_words_are_there_for_their_people(walked):
    """What is looked for everywhere else does exist."""
    mentor, mentee = (walked.at_browser(address) for address in walked.pair)

    of_mentor, of_mentee = mentor.go(walked.pair_page).text, mentee.go(walked.pair_page).text

    assert [words in of_mentor for words in PRIVATE] == [True] * len(PRIVATE)
    assert [words in of_mentee for words in PRIVATE] == [words != NOTE for words in PRIVATE]
    assert all(can_be_read_in(words.encode()) for words in PRIVATE)


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_no_page_of_the_office_shows_private_words(walked, role):
    visitor = walked.at_browser(getattr(walked, role))
    shown = dict(pages_of_the_office(visitor))

    assert len(shown) > 20
    assert [address for address, (_status, content) in shown.items() if can_be_read_in(content.encode())] == []
    assert {address: status for address, (status, _content) in shown.items() if status != 200} == {}


def pages_of_the_office(visitor: Visitor) -> Iterator[tuple[str, tuple[int, str]]]:
    """Whatever links lead to, of each make so many."""
    start = f"{visitor.site}/office/"
    waiting, seen, makes = deque([start]), {start}, Counter()
    while waiting:
        address = waiting.popleft()
        page = visitor.ask(address)
        yield address, (page.status, page.content)
        for link in page.root.all("a"):
            target = urldefrag(urljoin(address, link["href"])).url
            is_read = target.startswith(start) and not any(each in target for each in NOT_READ)
            if is_read and target not in seen and makes[make_of(target)] < MOST_OF_ONE_MAKE:
                seen.add(target)
                makes[make_of(target)] += 1
                waiting.append(target)


def make_of(address: str) -> str:
    """The address without what tells things, and parts of lists, apart."""
    return re.sub(r"/[0-9a-f-]{36}/", "/*/", re.sub(r"\?.*", "?", address))


def test_no_mail_holds_private_words(walked):
    files = list((walked.product.local / "mail").glob("*.eml"))

    assert len(files) == len(walked.product.mails) > 100
    assert not any(can_be_read_in(path.read_bytes()) for path in files)
    for mail in walked.product.mails:
        assert not can_be_read_in(mail["Subject"].encode())
        assert not any(can_be_read_in(part.get_payload(decode=True) or b"") for part in mail.walk())


def test_no_key_or_value_of_the_cache_and_queues_holds_private_words(walked):
    found = list(keys_and_values(told(walked.product.local, "addresses")["REDIS_URL"]))

    assert found
    assert not any(can_be_read_in(content) for content in found)


def keys_and_values(url: str) -> Iterator[bytes]:
    """Read by type: a dump of a value may be compressed."""
    for number in range(DATABASES):
        with redis.Redis.from_url(client_url(with_database(url, number))) as connection:
            for key in connection.scan_iter():
                yield key
                yield from map(repr_of, read_by_type(connection, key))


def read_by_type(connection: redis.Redis, key: bytes) -> list[object]:
    kind = connection.type(key).decode()
    readers = {
        "string": connection.get,
        "hash": connection.hgetall,
        "set": connection.smembers,
        "list": lambda name: connection.lrange(name, 0, -1),
        "zset": lambda name: connection.zrange(name, 0, -1, withscores=True),
        "none": lambda name: None,  # it has gone since
    }
    return [readers[kind](key)]


def repr_of(value: object) -> bytes:
    return repr(value).encode()


def test_dump_of_the_database_holds_no_private_words(walked):
    program = installed_package() / "pginstall" / "bin" / "pg_dump"
    url = told(walked.product.local, "addresses")["DATABASE_URL"]

    dump = subprocess.run([program, "--dbname", url], capture_output=True, check=True).stdout

    tables = ("agreements_note", "agreements_sharednote", "agreements_action", "agreements_mentorshipkey")
    assert [b"COPY public." + table.encode() in dump for table in tables] == [True] * len(tables)
    assert b"Room 4" in dump  # where the two met is no secret
    assert not can_be_read_in(dump)


def test_sessions_hold_no_private_words(walked):
    """They lie in the database packed, where a dump shows nothing."""
    code = "from django.contrib.sessions.models import Session as S; print([s.get_decoded() for s in S.objects.all()])"

    sessions = ast.literal_eval(walked.product.run("shell", "-v", "0", "-c", code))

    assert len(sessions) >= len(walked.taking_part)
    assert not can_be_read_in(repr(sessions).encode())


def test_logs_hold_no_private_words(walked):
    logs = [walked.product.running.output, *(walked.product.local / "log").iterdir()]

    assert {"web.log", "worker-ticks.log", "postgres.log"} <= {path.name for path in logs}
    assert not any(can_be_read_in(path.read_bytes()) for path in logs)


def test_record_of_events_names_the_goal_and_no_note(walked):
    verbs = {verb for (verb,) in walked.product.query("SELECT DISTINCT verb FROM audit_auditevent")}

    assert "goal.set" in verbs
    assert not any("note" in verb for verb in verbs)
    assert GOAL in walked.at_browser(walked.pair[1]).go(walked.pair_page).text
