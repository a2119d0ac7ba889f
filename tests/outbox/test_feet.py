"""What stands at the foot of a mail that its reader may switch off, and what mail programs are told of it."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.urls import resolve

from mentoring.lib import clock, links
from mentoring.outbox import kinds
from mentoring.outbox.envelope import compose
from mentoring.outbox.feet import purpose_of
from mentoring.outbox.kinds import REMINDERS, SURVEYS, TOPICS, Kind
from mentoring.outbox.models import OutgoingMessage
from tests.factories import UserFactory
from tests.outbox.conftest import KINDS
from tests.outbox.messages import NOON, queue
from tests.outbox.test_mails import words_of

OURS = [kind for kind in kinds.declared() if kind not in KINDS]
SITE = "https://mentoring.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def minh(db):
    return UserFactory(name="Minh")


def sent(message: OutgoingMessage, *riders: OutgoingMessage):
    """A mail as it arrives."""
    return message_from_bytes(compose(message, riders).as_bytes(), policy=policy.default)


def text_of(mail) -> str:
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def html_of(mail) -> str:
    return mail.get_body(["html"]).get_content()


def test_mail_that_may_be_switched_off_says_how(minh):
    mail = sent(queue(minh, kind="survey-reminder", text="Hello\n\n--\nYou get this mail because."))

    assert re.fullmatch(
        "Hello\n\n--\nYou get this mail because.\n"
        rf"No more mails of this kind \(Surveys\): {SITE}/accounts/mails/surveys/\S+/\n"
        f"Choose what we write to you about: {SITE}/accounts/mails/\n",
        text_of(mail),
    )


def test_html_says_the_same_as_the_text(minh):
    mail = sent(queue(minh, kind="agreement-asked"))

    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', html_of(mail))
    assert [f"{words}: {address}" for address, words in found] == text_of(mail).split("\n--\n")[1].split("\n")[:2]
    assert words_of(re.sub(r"<[^>]+>", " ", html_of(mail))) <= words_of(text_of(mail))


def test_lines_stand_in_the_foot_of_the_frame(minh):
    message = queue(minh, kind="survey-reminder")
    message.html = "<body><p>Letter</p><div><p>Foot</p><!-- end of foot --></div><p>After</p></body>"

    assert re.search(r"<p>Foot</p><p style=[^>]+><a .*</a></p><!-- end of foot -->", html_of(sent(message)))


def test_header_holds_the_link_as_it_is_to_an_address_with_other_letters(minh):
    message = queue(minh, kind="survey-reminder")
    message.address = "jürgen@mail.example"

    assert re.search(rb"\r\nList-Unsubscribe: <https://\S+/>\r\n", compose(message).as_bytes())


@pytest.mark.parametrize("kind", ["account", "suggestion", "session-planned", "pair_made", "greeting", "of-another"])
def test_mail_that_always_comes_offers_nothing(minh, kind):
    message = queue(minh)
    message.kind = kind

    mail = sent(message)

    assert (text_of(mail).strip(), html_of(mail).strip()) == ("Hello", "<p>Hello</p>")
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


def test_mail_to_nobody_we_know_offers_nothing(minh):
    message = queue(minh, kind="survey-reminder")
    message.recipient_id = None

    assert text_of(sent(message)).strip() == "Hello"


def test_header_holds_the_link_as_it_is(minh):
    """However long it is: what is folded or encoded, no mail program reads."""
    message = queue(minh, kind="survey-reminder")

    raw = compose(message).as_bytes().decode()

    (address,) = re.findall(r"\r\nList-Unsubscribe:\s+<(\S+)>\r\n", raw)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert f"No more mails of this kind (Surveys): {address}\n" in text_of(sent(message))


def test_link_is_good_for_this_person_and_topic_for_a_year(minh):
    with clock.standing_at(NOON):
        mail = sent(queue(minh, kind="survey-reminder"))

    match = resolve(mail["List-Unsubscribe"].strip("<>").removeprefix(SITE))
    token = match.kwargs["token"]
    assert (match.url_name, match.kwargs["topic"]) == ("account_fewer_mails", "surveys")
    with clock.standing_at(NOON + timedelta(days=364)):
        assert links.read_token(token, purpose=purpose_of(SURVEYS)).subject_id == minh.pk
        with pytest.raises(links.LinkRefused):
            links.read_token(token, purpose=purpose_of(REMINDERS))
    with clock.standing_at(NOON + timedelta(days=366)), pytest.raises(links.LinkExpired):
        links.read_token(token, purpose=purpose_of(SURVEYS))


def test_mail_sent_again_carries_the_same_link(minh):
    message = queue(minh, kind="survey-reminder")

    with clock.standing_at(datetime(2027, 1, 1, tzinfo=UTC)):
        later = sent(message)

    assert later["List-Unsubscribe"] == sent(message)["List-Unsubscribe"]


def test_each_topic_that_is_folded_in_has_its_line(minh):
    things = [UserFactory() for _number in range(3)]
    names = ("survey-reminder", "survey-invitation", "agreement-asked")
    messages = [queue(minh, kind=kind, subject=thing) for kind, thing in zip(names, things, strict=True)]

    foot = text_of(sent(*messages)).rpartition("\n--\n")[2]

    assert re.findall(r"\(([A-Za-z ]+)\)", foot) == ["Surveys", "Reminders"]
    assert foot.count("Choose what we write to you about") == 1


def test_whatever_counts_may_be_switched_off():
    """Whoever adds such a kind says under which of the topics: nobody asked for it."""
    assert [kind.name for kind in OURS if kind.is_counted and kind.topic is None] == []


def test_topics_are_few_and_each_has_its_mails():
    used = {kind.topic for kind in OURS if kind.topic}

    assert used == set(TOPICS)
    assert len(TOPICS) <= 6
    assert all(re.fullmatch("[a-z-]{1,30}", topic.name) for topic in TOPICS)


def test_what_one_cannot_do_without_has_no_switch():
    always = {kind.name for kind in OURS if kind.topic is None}

    assert {"account", "suggestion", "pair_made", "session-planned", "session-cancelled", "session-off"} <= always
    assert Kind("any", "Any").topic is None
