from mentoring.accounts.models import User
from mentoring.outbox.writing import write_mail

READER = User(name="Maria Mentor", email="maria@mail.example")
CONTEXT = {"organisation": "Beech & Oak", "address": READER.email, "link": "https://mentoring.example/accounts/login/"}


def test_write_mail_greets_the_reader_and_says_the_same_twice():
    mail = write_mail("account/invitation", reader=READER, **CONTEXT)

    assert mail.subject == "You are invited to mentoring"
    assert mail.text.startswith("Mentoring is open to you, Maria\n")
    assert "Mentoring is open at Beech & Oak." in mail.text
    assert "Mentoring is open at Beech &amp; Oak." in mail.html


def test_text_has_no_two_empty_lines_in_a_row_and_none_at_its_ends():
    text = write_mail("account/invitation", reader=READER, **CONTEXT).text

    assert "\n\n\n" not in text
    assert text == f"{text.strip()}\n"


def test_write_mail_takes_a_subject_on_one_line():
    assert "\n" not in write_mail("account/invitation", reader=READER, **CONTEXT).subject
