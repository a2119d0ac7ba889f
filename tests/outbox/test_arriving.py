"""What arrives, of every mail: short, with a text that reads without HTML."""

import re

import pytest

from tests.outbox.all_mails import ALL, arrives, html_of, text_of


@pytest.mark.parametrize("name", sorted(ALL))
def test_heading_says_what_the_mail_is_about(name, cast):
    heading = text_of(arrives(name, cast)).splitlines()[0]

    assert not re.fullmatch(r"(Hello|Dear) \S+", heading)


@pytest.mark.parametrize("name", sorted(ALL))
def test_mail_is_short_and_its_text_reads_without_html(name, cast):
    mail = arrives(name, cast)

    text = text_of(mail).replace("\r\n", "\n")
    letter, _foot = text.split("\n--\n")
    assert len(mail["Subject"]) <= 60
    assert 10 < len(letter.split()) <= 120
    assert not re.search(r"</?[a-z]+[ >]|&[a-z#0-9]+;|\[\[", text)
    assert "[[" not in html_of(mail)
    assert "\n\n\n" not in text
