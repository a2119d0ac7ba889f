import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.crypto import Sealed
from mentoring.outbox import kinds
from mentoring.outbox.admin import BoundedPaginator, KindFilter, WorkFilter
from mentoring.outbox.models import OutgoingMessage
from tests.factories import UserFactory, at, make_message

LIST = reverse("admin:outbox_outgoingmessage_changelist")
UNREADABLE = dict.fromkeys(OutgoingMessage.PRIVATE, Sealed(b"nobody can read this"))
CANARY = "CANARY-body"


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.site_administrator)


def page_of(message) -> str:
    return reverse("admin:outbox_outgoingmessage_change", args=[message.pk])


def shown(office, **query) -> list[str]:
    """Whose messages the list holds, the newest first."""
    return [message.address for message in office.get(LIST, query).context["cl"].result_list]


def once_more(office, *messages, **more):
    chosen = {"action": "send_once_more", "_selected_action": [message.pk for message in messages]}
    return office.post(LIST, {**chosen, **more}, follow=True)


def test_page_of_a_message_says_in_plain_words_how_it_went(office):
    message = make_message(UserFactory(), created_at=at("2026-03-01 09:15"))

    page = office.get(page_of(message)).content.decode()

    labels = [label.removesuffix(":") for label in re.findall(r"<label[^>]*>([^<]+:)</label>", page)]
    assert labels[3:11] == [
        *("Written", "To be sent from", "First tried", "Sent", "Attempts", "Attempts without an answer"),
        *("If the mail server does not answer", "Last said by the mail server"),
    ]
    values = re.findall(r'<div class="readonly">([^<]*)</div>', page)
    assert values[2:10] == [
        "Sun 1 Mar 2026, 09:15 GMT",
        values[3],
        "not yet",
        "not yet",
        "0",
        "0",
        values[8],
        "nothing",
    ]


def test_log_says_in_words_what_went_to_whom(office):
    make_message(UserFactory(email="noor@mail.example"), state="failed", last_error="550 nobody", attempts=3)

    page = office.get(LIST).content.decode()

    assert [words in page for words in ("Invitation to mentoring", "noor@mail.example", "Could not be sent")] == [
        True
    ] * 3
    assert ("550 nobody" in page, ">invitation<" in page) == (True, False)


def test_log_says_how_often_something_was_tried_where_once_was_not_enough(office):
    make_message(UserFactory(), state="sent", sent_at=clock.now(), attempts=1)
    once = office.get(LIST).content.decode()
    make_message(UserFactory(), state="sent", sent_at=clock.now(), attempts=2)

    assert ("Attempts: " in once, "Attempts: 2" in office.get(LIST).content.decode()) == (False, True)


@pytest.mark.parametrize(("state", "is_asked"), [("due", True), ("sent", False), ("suppressed", False)])
def test_page_of_a_message_says_what_a_lost_answer_would_mean_while_one_is_waited_for(office, state, is_asked):
    sent_at = clock.now() if state == "sent" else None
    page = office.get(page_of(make_message(UserFactory(), state=state, sent_at=sent_at))).content.decode()

    assert ("If the mail server does not answer" in page) == is_asked
    assert re.findall(r"<h1>([^<]+)</h1>", page) == ["Invitation to mentoring"]


def test_log_says_how_often_an_answer_was_lost(office):
    make_message(UserFactory(), state="failed", attempts=3, ambiguous=2)

    assert "3, 2 without an answer" in office.get(LIST).content.decode()


def test_each_lost_answer_is_listed_with_its_time(office):
    for number in (1, 2, 3):
        times = {"state": "sent", "sent_at": at(f"2026-03-0{number} 09:15")} if number < 3 else {"state": "failed"}
        due = {"due_at": at(f"2026-03-0{number} 09:10")}
        make_message(UserFactory(email=f"{number}@mail.example"), ambiguous=min(number, 2), **due, **times)
    make_message(UserFactory(email="sound@mail.example"), state="sent", sent_at=clock.now())

    page = office.get(LIST, {"work": "doubt"}).content.decode()

    assert sorted(shown(office, work="doubt")) == [f"{number}@mail.example" for number in (1, 2, 3)]
    times = re.findall(r'class="nowrap">(.+?)<', page)
    assert sorted(times) == ["Mon 2 Mar 2026, 09:15 GMT", "Sun 1 Mar 2026, 09:15 GMT", "Tue 3 Mar 2026, 09:10 GMT"]
    assert (page.count("1 without an answer"), page.count("2 without an answer")) == (1, 2)


def test_no_page_of_the_log_holds_a_word_of_a_message(office):
    words = {name: f"{CANARY}-{name}" for name in OutgoingMessage.PRIVATE if name != "attachments"}
    message = make_message(UserFactory(), state="failed", **words)

    pages = [office.get(LIST), office.get(page_of(message)), once_more(office, message)]

    assert OutgoingMessage.objects.get(text__isnull=False).text == f"{CANARY}-text"
    assert [CANARY in page.content.decode() for page in pages] == [False] * 3


def test_no_page_of_the_log_as_much_as_opens_a_message(office):
    message = make_message(UserFactory(), state="failed")
    OutgoingMessage.objects.update(**UNREADABLE)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        pages = [office.get(LIST), office.get(page_of(message)), once_more(office, message)]

    assert [page.status_code for page in pages] == [200] * 3
    assert not any('"mail_subject"' in query["sql"] or '"text"' in query["sql"] for query in asked)


def test_message_about_a_concern_stands_in_no_log(office):
    hidden = make_message(UserFactory(email="raiser@mail.example"), kind="concern")

    assert (shown(office), office.get(page_of(hidden)).status_code) == ([], 302)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ("failed", ["failed"]),
        ("doubt", ["doubt"]),
        ("waiting", ["due", "held"]),
        ("", ["doubt", "due", "failed", "held", "sent"]),
    ],
)
def test_filters_are_what_somebody_has_to_look_at(office, work, expected):
    for name, fields in {
        "failed": {"state": "failed"},
        "due": {},
        "held": {"state": "held"},
        "sent": {"state": "sent", "sent_at": clock.now()},
        "doubt": {"state": "sent", "sent_at": clock.now(), "ambiguous": 1},
    }.items():
        make_message(UserFactory(email=f"{name}@mail.example"), **fields)

    assert sorted(address.partition("@")[0] for address in shown(office, work=work)) == expected


def test_log_can_be_narrowed_to_a_kind_and_searched_by_address(office):
    make_message(UserFactory(email="noor@mail.example"))
    make_message(UserFactory(email="maria2@mail.example"), kind="account")

    assert shown(office, kind="account") == ["maria2@mail.example"]
    assert shown(office, q="NOOR@") == ["noor@mail.example"]
    assert shown(office, q="mail.example") == []


def test_search_by_address_uses_its_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = OutgoingMessage.objects.filter(address__istartswith="minh").explain()

    assert "message_address" in plan


@pytest.mark.parametrize(
    ("work", "index"), [("failed", "message_failed"), ("doubt", "message_in_doubt"), ("waiting", "message_waiting")]
)
def test_what_to_look_at_has_an_index_for_its_rare_rows(db, work, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = OutgoingMessage.objects.filter(WorkFilter.work[work][1]).order_by("-created_at").explain()

    assert index in plan


def test_kinds_to_choose_from_are_those_declared_and_cost_no_query(db, rf, django_assert_num_queries):
    request = rf.get("/")

    with django_assert_num_queries(0):
        choices = KindFilter(request, {}, OutgoingMessage, None).lookup_choices

    assert sorted(name for name, _words in choices) == sorted(kind.name for kind in kinds.declared() if kind.is_listed)


def test_rare_kind_is_found_by_its_index(db):
    """Among many of another kind, as the planner counts them."""
    reader = UserFactory()
    common = make_message(reader, kind="account")
    values = {f.attname: getattr(common, f.attname) for f in OutgoingMessage._meta.fields if f.name != "id"}
    OutgoingMessage.objects.bulk_create(
        OutgoingMessage(**{**values, "key": f"{number}", "message_id": f"<{number}@mail.example>"})
        for number in range(2000)
    )
    make_message(reader, kind="invitation")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_outgoingmessage")
    rows = OutgoingMessage.objects.filter(kind__in=["account", "invitation"], kind="invitation")

    plans = [rows.order_by("-created_at", "-id")[:50].explain(), rows.order_by()[:10_000].explain()]

    assert ["message_kind" in plan for plan in plans] == [True, True]


def test_newest_stand_first(office):
    for days in (2, 0, 1):
        make_message(UserFactory(email=f"day{days}@mail.example"), created_at=clock.now() - timedelta(days=days))

    assert shown(office) == [f"day{days}@mail.example" for days in (0, 1, 2)]


def test_long_log_asks_no_more_than_a_short_one(office):
    make_message(UserFactory())
    office.get(LIST)
    with CaptureQueriesContext(connection) as short:
        office.get(LIST)
    for _number in range(3):
        make_message(UserFactory())
    with CaptureQueriesContext(connection) as long:
        office.get(LIST)

    assert len(short) == len(long)


def test_log_counts_no_further_than_anybody_pages(db, monkeypatch):
    monkeypatch.setattr("mentoring.outbox.admin.MOST_COUNTED", 2)
    for _number in range(3):
        make_message(UserFactory())

    assert BoundedPaginator(OutgoingMessage.objects.order_by("-created_at"), 1).count == 2


def test_nothing_can_be_added_changed_or_deleted(office):
    message = make_message(UserFactory())

    answers = [
        office.get(reverse("admin:outbox_outgoingmessage_add")).status_code,
        office.post(page_of(message), {"address": "evil@mail.example"}).status_code,
        office.post(reverse("admin:outbox_outgoingmessage_delete", args=[message.pk]), {"post": "yes"}).status_code,
    ]

    assert answers == [403] * 3
    assert OutgoingMessage.objects.get().address == message.address


def test_coordinator_does_not_see_that_there_is_a_log(cast, sign_in):
    page = sign_in(cast.coordinator).get(reverse("admin:index")).content.decode()

    assert LIST not in page


def test_failed_message_is_sent_once_more_after_a_question(office, cast):
    message = make_message(UserFactory(), state="failed", kind="account")

    question = once_more(office, message).content.decode()
    before = OutgoingMessage.objects.get().state
    answer = once_more(office, message, confirmed="yes").content.decode()

    assert ("Send 1 message once more?" in question, before) == (True, "failed")
    assert ("1 message goes out again." in answer, OutgoingMessage.objects.get().state) == (True, "due")
    events = AuditEvent.objects.filter(verb="message.send_again")
    assert list(events.values_list("subject_id", "actor_id")) == [(message.pk, cast.site_administrator.pk)]


def test_message_that_failed_after_the_question_is_asked_about_again(office):
    named, _later = (make_message(UserFactory(), state="failed") for _ in range(2))

    page = once_more(office, named, confirmed="yes", select_across="1", index="0").content.decode()

    assert "Send 2 messages once more?" in page
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"failed"}


def test_question_says_what_may_arrive_twice(office):
    message = make_message(UserFactory(), state="failed", ambiguous=2)

    assert "could arrive twice" in once_more(office, message).content.decode()


def test_message_that_was_sent_is_left_as_it_is(office):
    message = make_message(UserFactory(), state="sent", sent_at=clock.now())

    answer = once_more(office, message, confirmed="yes").content.decode()

    assert ("None of the chosen messages" in answer, OutgoingMessage.objects.get().state) == (True, "sent")


def test_refusal_is_told_with_the_address(office):
    message = make_message(UserFactory(email="noor@mail.example"), state="failed", text=None)

    answer = once_more(office, message, confirmed="yes").content.decode()

    assert "What it said is no longer kept, so it cannot be sent once more. (noor@mail.example)" in answer
