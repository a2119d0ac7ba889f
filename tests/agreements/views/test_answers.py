"""Did you meet? From the mail to the answer in two pages, without signing in, and the ways in which a link can fail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agreements import services
from agreements.emails import ANSWERED_WITHIN
from agreements.models import Session, SessionReminder
from mentoring.lib import clock, links
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, end_pairs

THE_DAY_AFTER = at("2026-12-04 10:00")


@pytest.fixture
def session(pair) -> Session:
    """On Thursday 3 December, 14:00 in London; it is Friday now."""
    return services.plan_session(
        mentorship=pair.mentorship, starts_at=at("2026-12-03 14:00"), minutes=60, place="Room 4", by=pair.mentee.user
    )


@pytest.fixture(autouse=True)
def _friday(session):
    with clock.standing_at(THE_DAY_AFTER):
        services.send_due_reminders()
        yield


def link_of(person) -> str:
    """As the mail to this person has it."""
    message = OutgoingMessage.objects.get(kind="session-to-log", recipient_id=person.user_id)
    (address,) = {line for line in links.sign_placeholders(message.text).split() if line.endswith("/")}
    return address.removeprefix(links.site_address(""))


def stands(session) -> tuple:
    session.refresh_from_db()
    return session.status, session.starts_at, session.minutes


def answer_of(form, **changes) -> dict:
    """What a browser sends of a page that was opened: everything as it is filled in, but for what was changed."""
    return {name: form[name].value() for name in form.fields} | changes


def press(client: Client, link: str, **changes):
    form = client.get(link, {"change": "yes"}).context["form"]
    return client.post(link, answer_of(form, **changes), follow=True)


def test_two_pages_and_the_button_are_enough(pair, session):
    client, link = Client(), link_of(pair.mentee)

    form = client.get(link).context["form"]
    filled_in = answer_of(form)
    done = client.post(link, filled_in, follow=True)

    assert {name: str(value) for name, value in filled_in.items()} == {
        "answer": "met",
        "date": "2026-12-03",
        "minutes": "60",
        "seen": session.as_seen,
    }
    assert stands(session) == ("held", at("2026-12-03 14:00"), 60)
    assert [status for _url, status in done.redirect_chain] == [302]
    assert "You met on Thu 3 Dec 2026, for 60 minutes" in done.content.decode()
    assert "You answered on Fri 4 Dec, 10:00." in done.content.decode()
    session.refresh_from_db()
    assert session.answered_by == pair.mentee


def test_mail_and_page_say_that_day_and_length_are_kept_and_no_word(pair):
    mail = OutgoingMessage.objects.get(kind="session-to-log", recipient_id=pair.mentee.user_id)
    page = Client().get(link_of(pair.mentee)).content.decode()
    words = "Only that you met, on which day and for how long is kept."

    assert [words in text for text in (mail.text, mail.html, page)] == [True] * 3


@pytest.mark.parametrize(("asked", "chosen"), [("", "met"), ("moved", "moved"), ("no", "no"), ("drop table", "met")])
def test_answer_that_was_tapped_in_the_mail_is_chosen_already_and_not_given(pair, session, asked, chosen):
    form = Client().get(link_of(pair.mentee), {"answer": asked}).context["form"]

    assert (form["answer"].value(), stands(session)[0]) == (chosen, "planned")


def test_opening_the_link_any_number_of_times_changes_nothing(pair, session):
    for path in ("", "?answer=no", "?answer=met&change=yes"):
        Client().get(link_of(pair.mentee) + path)
        Client().head(link_of(pair.mentee) + path)

    assert stands(session) == ("planned", at("2026-12-03 14:00"), 60)


def test_no_is_taken_and_mails_nobody(pair, session):
    before = OutgoingMessage.objects.count()

    page = press(Client(), link_of(pair.mentor), answer="no").content.decode()

    assert "You did not meet on Thu 3 Dec 2026" in page
    assert (stands(session)[0], OutgoingMessage.objects.count()) == ("cancelled", before)


def test_moved_goes_into_both_calendars_and_asks_again_after_the_new_day(pair, session):
    form = Client().get(link_of(pair.mentee)).content.decode()
    page = press(Client(), link_of(pair.mentee), answer="moved", date="2026-12-10").content.decode()

    assert "If you moved it, choose the new day below. The session is then at 14:00 as before (London time)" in form
    assert "Your session is on Thu 10 Dec, 14:00 GMT" in page
    assert stands(session) == ("planned", at("2026-12-10 14:00"), 60)
    assert OutgoingMessage.objects.filter(kind="session-moved").count() == 2
    due = SessionReminder.objects.filter(kind="log").values_list("due_at", flat=True)
    assert set(due) == {at("2026-12-11 09:00")}


def test_page_asks_whether_they_met_only_once_the_session_has_begun(pair, session):
    asked, ahead = f"Did you and {pair.mentor.user.name} meet?", f"Your session with {pair.mentor.user.name}"
    before = Client().get(link_of(pair.mentee)).content.decode()

    after = press(Client(), link_of(pair.mentee), answer="moved", date="2026-12-10").content.decode()

    assert (before.count(asked), before.count(ahead)) == (2, 0)
    assert (after.count(asked), after.count(ahead)) == (0, 2)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"answer": "moved"}, "This time has already passed. Please choose a later one."),
        ({"date": "2026-12-05"}, "This time is still ahead. Please choose the day on which you met."),
        ({"date": "2026-11-01"}, "You were not a pair yet on this day."),
        ({"date": "31/2/2026"}, "Please check the date."),
        ({"answer": "moved", "date": "2027-03-28"}, None),
        ({"answer": "maybe"}, "Please choose one."),
        ({"minutes": "7"}, "This choice is not offered any more"),
    ],
)
def test_answer_that_cannot_be_meant_says_so_and_keeps_the_rest(pair, session, changes, sentence):
    response = press(Client(), link_of(pair.mentee), **changes)

    if sentence is None:
        assert stands(session)[1] == at("2027-03-28 13:00")
        return
    assert sentence in response.content.decode()
    assert response.context["form"]["seen"].value() == session.as_seen
    assert stands(session) == ("planned", at("2026-12-03 14:00"), 60)


def test_pressed_twice_it_is_one_answer(pair, session):
    client, link = Client(), link_of(pair.mentee)
    filled_in = answer_of(client.get(link).context["form"])

    for _press in range(2):
        page = client.post(link, filled_in, follow=True)

    assert page.status_code == 200
    assert stands(session) == ("held", at("2026-12-03 14:00"), 60)


def test_link_used_again_says_what_was_answered_and_lets_it_be_changed(pair, session):
    client, link = Client(), link_of(pair.mentee)
    press(client, link)

    again = client.get(link)
    changed = press(client, link, minutes="90", date="2026-12-02")

    content = again.content.decode()
    assert ("form" in content and "<form" not in content, ">Change</a>" in content) == (True, True)
    assert "You met on Wed 2 Dec 2026, for 90 minutes" in changed.content.decode()
    assert stands(session) == ("held", at("2026-12-02 14:00"), 90)


@pytest.mark.parametrize("first", ["met", "no"])
def test_wrong_answer_becomes_the_other_one(pair, session, first):
    client, link, other = Client(), link_of(pair.mentee), {"met": "no", "no": "met"}[first]
    press(client, link, answer=first)

    press(client, link, answer=other)

    assert stands(session)[0] == {"met": "held", "no": "cancelled"}[other]


def test_partner_sees_what_was_answered(pair, session):
    press(Client(), link_of(pair.mentee))

    page = Client().get(link_of(pair.mentor)).content.decode()

    assert "Minh Mentee answered on Fri 4 Dec, 10:00. Nothing is left to do." in page


def test_of_two_answers_at_once_the_second_is_shown_the_first(pair, session):
    forms = [Client().get(link_of(person)).context["form"] for person in (pair.mentee, pair.mentor)]
    Client().post(link_of(pair.mentee), answer_of(forms[0]))

    page = Client().post(link_of(pair.mentor), answer_of(forms[1], minutes="30"), follow=True).content.decode()

    assert "You met on Thu 3 Dec 2026, for 60 minutes" in page
    assert stands(session)[2] == 60


def test_page_shows_no_private_word_and_takes_none(pair, session):
    services.write_note(mentorship=pair.mentorship, session=session, body="CANARY-note", by=pair.mentee.user)
    services.write_shared_note(session=session, body="CANARY-shared", version=0, by=pair.mentee.user)
    services.add_action(
        mentorship=pair.mentorship,
        session=session,
        words="CANARY-do",
        owner=pair.mentee,
        due_on=None,
        by=pair.mentee.user,
    )
    client, link = Client(), link_of(pair.mentee)

    pages = [client.get(link), press(client, link), client.get(link, {"change": "yes"})]

    shown = "".join(page.content.decode() for page in pages)
    assert "CANARY" not in shown
    assert "Room 4" not in shown
    assert "<textarea" not in shown


def test_page_is_in_the_time_of_its_reader(pair, session):
    pair.mentee.user.time_zone = "Africa/Lagos"
    pair.mentee.user.save()

    assert "You had planned it for Thu 3 Dec, 15:00 WAT." in Client().get(link_of(pair.mentee)).content.decode()


def test_page_says_for_whom_it_answers_and_keeps_its_address_to_itself(pair):
    response = Client().get(link_of(pair.mentee))

    assert "For Minh Mentee, to whom this link was mailed" in response.content.decode()
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "strict-origin")


def refused(response) -> tuple[int, str]:
    return response.status_code, response.context["sentence"]


def test_link_forwarded_to_somebody_who_is_signed_in_does_not_answer_for_them(pair, session, sign_in):
    for person in (pair.mentor, pair.outsider, pair.coordinator):
        client = sign_in(person)
        for response in (client.get(link_of(pair.mentee)), client.post(link_of(pair.mentee), {"answer": "no"})):
            assert refused(response) == (
                403,
                "This link was mailed to somebody else, so it does not answer for you. Please use your own page.",
            )

    assert stands(session)[0] == "planned"


def test_link_works_where_its_own_reader_is_signed_in(pair, session, sign_in):
    press(sign_in(pair.mentee), link_of(pair.mentee))

    assert stands(session)[0] == "held"


def test_link_is_over_thirty_days_after_the_session(pair, session):
    link = link_of(pair.mentee)
    with clock.standing_at(session.ends_at + ANSWERED_WITHIN - timedelta(seconds=1)):
        last = Client().get(link).status_code
    with clock.standing_at(session.ends_at + ANSWERED_WITHIN):
        over = Client().post(link, {"answer": "met"})

    assert last == 200
    assert refused(over) == (
        410,
        "Links in our mails work for a limited time. Please sign in to see what is open for you.",
    )
    assert stands(session)[0] == "planned"


@pytest.mark.parametrize("change", [lambda link: link[:-2] + "x/", lambda link: link.replace("meet/", "meet/0")])
def test_altered_link_is_refused(pair, session, change):
    response = Client().get(change(link_of(pair.mentee)))

    assert response.status_code == 404
    assert "not complete or was changed" in response.context["sentence"]


def test_link_of_another_purpose_is_refused(pair, session):
    reminder = SessionReminder.objects.filter(person=pair.mentee, kind="log").get()
    expires_at = clock.now() + timedelta(days=1)
    token = links.token(purpose="survey", subject_id=reminder.pk, expires_at=expires_at)

    assert Client().get(reverse("agreements:session-answer", args=[token])).status_code == 404


def test_link_to_a_session_that_is_gone_is_refused(pair, session):
    link = link_of(pair.mentee)
    session.delete()

    assert refused(Client().get(link)) == (
        404,
        "This session is no longer there. Please sign in to see what is open for you.",
    )


def end(pair) -> None:
    end_pairs()


def leave(pair) -> None:
    pair.mentee.user.is_active = False
    pair.mentee.user.save()


@pytest.mark.parametrize(("act", "when"), [(end, " It ended on Fri 4 Dec 2026."), (leave, "")])
def test_link_of_a_pair_that_ended_is_over(pair, session, act, when):
    link = link_of(pair.mentee)
    act(pair)

    for response in (Client().get(link), Client().post(link, {"answer": "met"})):
        assert refused(response) == (410, f"This mentoring has ended, so there is nothing left to answer.{when}")


def test_answer_sent_after_the_end_of_the_pair_comes_back(pair, session):
    link = link_of(pair.mentee)
    filled_in = answer_of(Client().get(link).context["form"], answer="met")
    end(pair)

    response = Client().post(link, filled_in)

    assert "Yes, we met" in [each.text for each in response.context["typed"]]
    assert "What you filled in" in response.content.decode()
    assert stands(session)[0] == "planned"


def test_form_without_its_token_changes_nothing(pair, session):
    client, link = Client(enforce_csrf_checks=True), link_of(pair.mentee)
    form = client.get(link).context["form"]

    assert client.post(link, answer_of(form)).status_code == 403
    assert stands(session)[0] == "planned"


def test_session_called_off_before_its_time_is_not_answered(pair, session):
    link = link_of(pair.mentee)
    services.move_session(session=session, starts_at=at("2026-12-10 14:00"), minutes=60, place="", by=pair.mentor.user)
    services.cancel_session(session=session, by=pair.mentor.user)

    page = Client().get(link).content.decode()

    assert ">Change</a>" not in page
    assert "<form" not in page
