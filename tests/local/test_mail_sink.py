import smtplib
import stat
from email.message import EmailMessage

import pytest

from mentoring.local import programs
from mentoring.local.mail_sink import new_name
from mentoring.local.processes import stop_all
from mentoring.mailbox.reader import NAME
from tests.local.processes import clean_environment


@pytest.fixture
def sink(tmp_path):
    """The port of a running sink that keeps its mails in tmp_path/mail."""
    with programs.listener_on(0) as listener:
        child = programs.mail_sink(listener, local=tmp_path, environment=clean_environment(tmp_path))
        child.start()
        yield listener.getsockname()[1]
        stop_all([child], seconds=10)
        assert child.exit_code == 0


def mail(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "m@mail.example", "minh@mail.example", subject
    message.set_content("Grüße\n.\n")
    return message


def test_sink_keeps_each_mail_as_a_private_file_in_order(sink, tmp_path):
    with smtplib.SMTP("127.0.0.1", sink, timeout=20) as connection:
        for subject in ("First", "Second"):
            connection.send_message(mail(subject))

    kept = sorted((tmp_path / "mail").iterdir())
    subjects = [next(line for line in path.read_text().splitlines() if line.startswith("Subject")) for path in kept]
    assert subjects == ["Subject: First", "Subject: Second"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600, 0o600]
    assert [path.suffix for path in kept] == [".eml", ".eml"]


def test_names_sort_by_time_and_are_those_the_mailbox_reads():
    names = [new_name() for _ in range(100)]

    assert names == sorted(names, key=lambda name: name.partition("-")[0])
    assert len(set(names)) == 100
    assert all(NAME.fullmatch(name) for name in names)
