import pytest

from mentoring.local.mail_sink import new_name
from mentoring.local.programs import listener_on
from mentoring.local.readiness import LOG_IN, Readiness
from mentoring.outbox.models import OutgoingMessage


@pytest.fixture
def port(live_server) -> int:
    return int(live_server.url.rpartition(":")[2])


@pytest.fixture
def mail(tmp_path):
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def keep(mail, to: str) -> None:
    """A mail in the mailbox, as the mail sink writes one."""
    (mail / f"{new_name()}.eml").write_bytes(f"From: m@mail.example\r\nTo: {to}\r\nSubject: Code\r\n\r\n1".encode())


def test_pages_that_answer_are_not_asked_again(port):
    readiness = Readiness(port, mail=None, address=None)

    assert readiness.answers(LOG_IN)
    assert readiness.trouble == f"{LOG_IN} answers: 200"


def test_page_that_is_missing_is_named(port):
    readiness = Readiness(port, mail=None, address=None)

    assert not readiness.answers("/no-such-page/")
    assert readiness.trouble == "/no-such-page/ answers: 404"


def test_closed_port_is_told_in_words():
    with listener_on(0) as closed:
        port = closed.getsockname()[1]
    readiness = Readiness(port, mail=None, address=None)

    assert not readiness.is_complete()
    assert "refused" in readiness.trouble


def test_code_is_asked_for_as_a_person_does(port, mail, cast):
    readiness = Readiness(port, mail=mail, address=cast.mentor.user.email)

    assert readiness.code_was_asked_for(), readiness.trouble
    assert OutgoingMessage.objects.get().address == cast.mentor.user.email


def test_code_has_come_with_a_mail_that_was_not_there_before(port, mail, cast):
    readiness = Readiness(port, mail=mail, address=cast.mentor.user.email)
    keep(mail, cast.mentor.user.email)
    readiness.code_was_asked_for()

    before = readiness.code_has_come()
    keep(mail, "somebody.else@mail.example")
    to_another = readiness.code_has_come()
    keep(mail, cast.mentor.user.email)

    assert [before, to_another, readiness.code_has_come()] == [False, False, True]
    assert len(list(mail.glob("*.eml"))) == 2, "the mail that was only asked for to try the door is gone"


def test_without_anybody_to_sign_in_no_code_is_awaited(port, mail):
    assert len(Readiness(port, mail=mail, address=None).awaited) == 3
