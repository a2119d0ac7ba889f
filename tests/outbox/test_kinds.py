"""No kind of message is forgotten: what the code queues is declared, and what is declared has its mail."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.outbox import kinds
from mentoring.outbox.kinds import UndeclaredKind
from mentoring.outbox.models import OutgoingMessage
from tests.factories import UserFactory
from tests.outbox.conftest import KINDS
from tests.outbox.messages import queue

APPS = ("participants", "programmes", "matching", "agreements", "feedback", "mentoring")
OURS = {kind.name: kind for kind in kinds.declared() if kind not in KINDS}
# Account mails share one kind, whatever their words.
ACCOUNT_MAILS = {
    path.name.removesuffix(".subject.txt")
    for path in (BASE_DIR / "templates/emails/account").glob("*.subject.txt")
    if path.name != "invitation.subject.txt"
}


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((BASE_DIR / app).rglob("*.py"))


def queued_kinds() -> Iterator[tuple[str, str]]:
    """Where a message is queued, and of which kind, as far as the line itself says it."""
    for path in sources():
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("queue_message"):
                given = next(keyword.value for keyword in call.keywords if keyword.arg == "kind")
                yield f"{path.relative_to(BASE_DIR)}:{call.lineno}", value_of(given, path)


def value_of(node: ast.expr, path: Path) -> str:
    module = importlib.import_module(".".join(path.relative_to(BASE_DIR).with_suffix("").parts))
    match node:
        case ast.Constant(value=name):
            return name
        case ast.Name(id=name):
            return getattr(module, name, "")
        case ast.Attribute(value=ast.Name(id=where), attr=name):
            return getattr(getattr(module, where), name)
    return ""


def mail_names() -> set[str]:
    return {path.name.removesuffix(".subject.txt") for path in (BASE_DIR / "templates/emails").rglob("*.subject.txt")}


@pytest.mark.parametrize(("where", "name"), sorted(queued_kinds()))
def test_queued_kind_is_declared(where, name):
    # A kind that arrives as a variable is refused at run time, and the tests of its service queue it.
    assert name == "" or name in OURS


def test_code_that_queues_is_found():
    assert len(list(queued_kinds())) >= 10


def test_every_mail_has_a_kind():
    named = {name.replace("-", "_") for name in OURS}

    assert mail_names() - ACCOUNT_MAILS - named == set()


def test_every_kind_has_a_mail():
    named = {name.replace("-", "_") for name in OURS}

    assert named - mail_names() == {"account"}


def test_counted_are_those_nobody_asked_for():
    assert sorted(name for name, kind in OURS.items() if kind.is_counted) == [
        "action-due",
        "agreement-asked",
        "agreement-renewed",
        "round_closing",
        "round_closing_alone",
        "session-to-log",
        "survey-invitation",
        "survey-reminder",
    ]


def test_every_kind_has_words_for_staff():
    words = [str(kind.words) for kind in OURS.values()]

    assert all(" " in each and each[0].isupper() and "_" not in each for each in words)
    assert len(set(words)) == len(words)


def test_undeclared_kind_is_not_queued(db):
    with pytest.raises(UndeclaredKind, match="'leaflet'"):
        queue(UserFactory(), kind="leaflet")

    assert not OutgoingMessage.objects.exists()


def test_kind_says_what_to_do_in_doubt(db):
    assert [queue(kind=name).on_doubt for name in ("code", "greeting")] == ["hold", "resend_same_message_id"]


def test_message_of_a_kind_this_version_does_not_know_is_not_counted():
    assert kinds.is_counted("of-a-later-version") is False
