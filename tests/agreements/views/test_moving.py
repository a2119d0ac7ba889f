"""The page on which a session is moved, links of old mails to it, and what people read once it stands elsewhere."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements import services
from agreements.models import Session
from agreements.services import move_session
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, make_session

MOVE = {"date": "2026-12-10", "time": "15:00", "minutes": "60", "place": "by video"}


@pytest.fixture
def session(pair) -> Session:
    return make_session(pair.mentorship, days=-1, status="held")


def move_of(session: Session) -> dict[str, str]:
    """As its form sends it, opened while the session stood like this."""
    return MOVE | {"seen": session.plan_as_seen}


def of(session: Session, verb: str) -> str:
    return reverse(f"agreements:{verb}", args=[session.pk])


def test_move_page_is_filled_in_on_the_clocks_of_its_reader(pair, sign_in):
    pair.mentor.user.time_zone = "Africa/Lagos"
    pair.mentor.user.save()
    session = make_session(pair.mentorship, place="Room 4", minutes=50)

    form = sign_in(pair.mentor).get(of(session, "session-move")).context["form"]

    filled_in = {name: str(form[name].value()) for name in ("date", "time", "place", "minutes")}
    assert filled_in == {"date": "2026-11-30", "time": "10:00:00", "place": "Room 4", "minutes": "50"}


def test_move_page_moves_it(pair, sign_in):
    session = make_session(pair.mentorship)

    response = sign_in(pair.mentor).post(of(session, "session-move"), move_of(session), follow=True)

    assert Session.objects.get().starts_at == at("2026-12-10 15:00")
    assert "Both of you get a mail that changes your calendars." in response.content.decode()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"date": "2026-11-20"}, "date", "This time has already passed."),
        ({"date": "2027-03-28", "time": "01:30"}, "time", "Clocks go forward that night"),
        ({"date": "2026-12-17", "time": "09:30"}, "date", "You have a session at this time already."),
    ],
)
def test_move_page_says_what_is_wrong_and_keeps_the_rest(pair, sign_in, change, field, sentence):
    session = make_session(pair.mentorship)
    make_session(pair.mentorship, days=24)

    response = sign_in(pair.mentor).post(of(session, "session-move"), move_of(session) | {"place": "Room 9"} | change)

    assert response.context["form"].errors[field][0].startswith(sentence)
    assert 'value="Room 9"' in response.content.decode()
    session.refresh_from_db()
    assert session.calendar_sequence == 0


def test_move_of_a_session_that_was_held_says_so_and_gives_back_what_was_typed(pair, session, sign_in):
    response = sign_in(pair.mentor).post(of(session, "session-move"), move_of(session) | {"place": "The café"})

    page = response.content.decode()
    assert (response.status_code, response.context["sentence"]) == (409, SETTLED["held"])
    assert "The café" in page
    assert f'href="{session.get_absolute_url()}">Go back</a>' in page


SETTLED = {
    "held": "You two have met in this session, so there is nothing to move or to cancel in it any more.",
    "cancelled": "This session was cancelled already, so there is nothing to move or to cancel in it any more.",
}


@pytest.mark.parametrize("days", [7, -1])
@pytest.mark.parametrize("status", SETTLED)
@pytest.mark.parametrize("name", ["session-move", "session-cancel"])
def test_link_of_an_old_mail_leads_to_how_the_session_stands(pair, sign_in, name, status, days):
    session, client = make_session(pair.mentorship, days=days, status=status), sign_in(pair.mentor)

    opened = client.get(of(session, name), follow=True)
    sent = client.post(of(session, name), move_of(session), follow=True)

    for response in (opened, sent):
        page = response.content.decode()
        assert SETTLED[status] in page
        assert [words for words in ("The session is off", "reload the page", "get a mail") if words in page] == []
    assert opened.redirect_chain == [(session.get_absolute_url(), 302)]
    assert (Session.objects.get().status, OutgoingMessage.objects.count()) == (status, 0)


def test_session_that_was_moved_meanwhile_is_cancelled_by_nobody_who_has_not_seen_it(pair, sign_in):
    session, client = make_session(pair.mentorship), sign_in(pair.mentor)
    page = of(session, "session-cancel")
    seen = {"seen": client.get(page).context["seen"]}
    later = {"starts_at": session.starts_at + timedelta(minutes=90), "minutes": 60, "place": ""}
    move_session(session=session, by=pair.mentee.user, **later)

    asked = client.post(page, seen, follow=True)

    text = asked.content.decode()
    assert "Minh Mentee changed this meanwhile. Nothing was done. Please look at how it stands now." in text
    assert "takes the session of Mon 30 Nov, 10:30 GMT out of your calendars" in text
    assert Session.objects.get().status == "planned"
    client.post(page, {"seen": asked.context["seen"]})
    assert Session.objects.get().status == "cancelled"


def test_move_to_where_it_stands_promises_no_mail(pair, sign_in):
    session, client = make_session(pair.mentorship), sign_in(pair.mentor)
    form = client.get(of(session, "session-move")).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}

    page = client.post(of(session, "session-move"), shown, follow=True).content.decode()

    assert "It stands like this already, so nothing was changed and no mail goes out." in page
    assert OutgoingMessage.objects.count() == 0


def test_answer_that_it_was_moved_says_that_mails_go_out(pair, sign_in):
    session, client = make_session(pair.mentorship, days=-1), sign_in(pair.mentor)
    form = client.get(of(session, "session-change")).context["form"]
    posted = {name: form[name].value() for name in form.fields} | {"answer": "moved", "date": "2026-12-10"}

    page = client.post(of(session, "session-change"), posted, follow=True).content.decode()

    assert "Kept. Both of you get a mail with the new time for your calendars." in page
    assert OutgoingMessage.objects.filter(kind="session-moved").count() == 2


def test_met_is_not_said_of_a_session_that_the_other_one_moved_while_the_page_was_open(pair, sign_in):
    plan = {"starts_at": at("2026-11-24 10:00"), "minutes": 60}
    session = services.plan_session(mentorship=pair.mentorship, place="", by=pair.mentee.user, **plan)
    client, url = sign_in(pair.mentor), reverse("agreements:session-log", args=[session.pk])
    moved = {"starts_at": at("2026-12-01 10:00"), "minutes": 60}

    with clock.standing_at(at("2026-11-25 09:00")):
        form = client.get(url).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        seen = Session.objects.get().as_seen
        services.answer_session(session=session, answer="moved", seen=seen, by=pair.mentee.user, **moved)
        answers = [client.post(url, each, follow=True) for each in (sent, {**sent, "seen": ""})]

    session.refresh_from_db()
    assert (session.status, session.starts_at, session.calendar_sequence) == ("planned", moved["starts_at"], 1)
    assert [[str(each) for each in answer.context["messages"]] for answer in answers] == [
        ["Minh Mentee changed this meanwhile. Nothing was done. Please look at how it stands now."],
        ["This was changed meanwhile. Nothing was done. Please look at how it stands now."],
    ]
    assert answers[0].request["PATH_INFO"] == session.get_absolute_url()
    assert not OutgoingMessage.objects.filter(kind="session-met-early").exists()
