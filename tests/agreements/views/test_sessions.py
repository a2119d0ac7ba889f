import re
from datetime import date

import pytest
from django.urls import reverse

from agreements import services
from agreements.models import Session
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort
from tests.factories import at, end_pairs, make_session

PLAN = {"date": "2026-12-03", "time": "14:00", "minutes": "60", "place": "by video"}


@pytest.fixture
def new_page(cast) -> str:
    return reverse("agreements:session-create", args=[cast.mentorship.pk])


@pytest.fixture
def met_page(cast) -> str:
    return reverse("agreements:session-log-met", args=[cast.mentorship.pk])


def of(session: Session, verb: str) -> str:
    return reverse(f"agreements:session-{verb}", args=[session.pk])


def met_on(day: str, session: Session) -> dict[str, str]:
    """As the form about a session sends it, opened while that stood like this."""
    return {"date": day, "minutes": "45", "seen": session.as_seen}


@pytest.mark.parametrize("name", ["session-create", "session-log-met", "note-create"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_a_pair_lead_to_the_lines_until_they_are_read(cast, sign_in, name, method):
    client = sign_in(cast.mentee)

    response = getattr(client, method)(reverse(f"agreements:{name}", args=[cast.mentorship.pk]), PLAN)

    assert response.url == reverse("agreements:agreement-detail", args=[cast.mentorship.pk])
    assert not Session.objects.exists()


@pytest.mark.parametrize("verb", ["detail", "log", "cancel"])
def test_pages_of_a_session_lead_to_the_lines_until_they_are_read(cast, sign_in, verb):
    response = sign_in(cast.mentee).get(of(make_session(cast.mentorship), verb))

    assert response.url == reverse("agreements:agreement-detail", args=[cast.mentorship.pk])


def test_session_create_plans_it_in_the_persons_own_time(pair, sign_in, new_page):
    pair.mentor.user.time_zone = "Africa/Lagos"
    pair.mentor.user.save()

    response = sign_in(pair.mentor).post(new_page, PLAN)

    session = Session.objects.get()
    assert session.starts_at == at("2026-12-03 13:00")
    assert response.url == of(session, "detail")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Kathmandu", ["For {name} it is 14:45 in Kathmandu now."]),
        ("Pacific/Kiritimati", ["For {name} it is 23:00 in Kiritimati now."]),
        ("Europe/Lisbon", []),
        ("", []),
    ],
)
def test_planning_and_moving_say_what_time_it_is_for_the_other_one_where_clocks_differ(
    pair, sign_in, new_page, zone, said
):
    User.objects.filter(pk=pair.mentee.user.pk).update(time_zone=zone)
    client, move = sign_in(pair.mentor), of(make_session(pair.mentorship), "move")
    name = pair.mentee.user.get_short_name()

    pages = [" ".join(client.get(page).content.decode().split()) for page in (new_page, move)]

    expected = [words.format(name=name) for words in said]
    assert [re.findall(r"For \w+ it is [^<]+? now\.", page) for page in pages] == [expected, expected]


def test_session_create_pressed_twice_is_one_session(pair, sign_in, new_page):
    client = sign_in(pair.mentor)

    for _press in range(2):
        client.post(new_page, PLAN)

    assert (Session.objects.count(), OutgoingMessage.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": "2026-11-20"}, "This time has already passed. Please choose a later one."),
        ({"date": "2030-12-03"}, "This is more than a year away. Please check the date."),
        ({"date": "2026-13-03"}, "Please check the date. Write it like 3/12/2026."),
    ],
)
def test_session_create_with_a_wrong_date_says_so_and_keeps_the_rest(pair, sign_in, new_page, change, sentence):
    response = sign_in(pair.mentor).post(new_page, PLAN | {"place": "Room 4"} | change)

    content = response.content.decode()
    assert response.context["form"].errors == {"date": [sentence]}
    assert 'value="Room 4"' in content
    assert "<title>Error: " in content
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("goes_on_until", "is_warned"), [(None, True), (date(2027, 6, 29), True), (date(2027, 6, 30), False)]
)
def test_session_after_the_last_day_is_planned_and_both_planning_and_moving_say_so(
    pair, sign_in, new_page, goes_on_until, is_warned
):
    Cohort.objects.update(ends_on=date(2027, 6, 28))
    Mentorship.objects.update(goes_on_until=goes_on_until)
    client, plan = sign_in(pair.mentor), PLAN | {"date": "2027-06-30"}

    planned = client.post(new_page, plan, follow=True).content.decode()
    move = of(Session.objects.get(), "move")
    later = plan | {"time": "15:00", "seen": client.get(move).context["form"]["seen"].value()}
    moved = client.post(move, later, follow=True).content.decode()

    last = "Tue 29 Jun 2027" if goes_on_until else "Mon 28 Jun 2027"
    words = f"This is after the last day of your mentoring, {last}."
    assert [words in page for page in (planned, moved)] == [is_warned, is_warned]


def test_session_create_after_the_end_says_so(pair, sign_in, new_page):
    end_pairs()

    response = sign_in(pair.mentor).post(new_page, PLAN)

    assert "This mentorship has ended" in response.context["form"].non_field_errors()[0]


def ended_pages(pair, session) -> list[str]:
    """Forms that ask for what an ended pair cannot do any more."""
    names = ("session-create", "session-log-met", "action-create")
    pages = [reverse(f"agreements:{name}", args=[pair.mentorship.pk]) for name in names]
    return [*pages, *(of(session, name) for name in ("log", "move", "change")), shared_note(session)]


def shared_note(session) -> str:
    return reverse("agreements:shared-note", args=[session.pk])


def test_forms_of_an_ended_pair_say_so_and_lead_back_to_its_page(pair, sign_in):
    session, client = make_session(pair.mentorship), sign_in(pair.mentee)
    goal = reverse("feedback:goal-create", args=[pair.mentorship.pk])
    end_pairs()

    for page in [*ended_pages(pair, session), goal]:
        response = client.get(page, follow=True)

        assert response.redirect_chain == [(pair.mentorship.get_absolute_url(), 302)], page
        assert "This mentorship has ended, so no" in response.content.decode()


def test_session_of_an_ended_pair_asks_for_no_note_that_cannot_be_written(pair, sign_in):
    session = make_session(pair.mentorship, days=-3, status=Session.Status.HELD)
    end_pairs()

    content = sign_in(pair.mentee).get(of(session, "detail")).content.decode()

    assert "What do you both want to remember" not in content
    assert "You two wrote nothing about this session." in content


def test_session_that_is_off_leads_to_another_one(pair, sign_in):
    session = make_session(pair.mentorship, status=Session.Status.CANCELLED)

    content = sign_in(pair.mentee).get(of(session, "detail")).content.decode()

    create, note = (
        reverse(f"agreements:{name}", args=[pair.mentorship.pk]) for name in ("session-create", "note-create")
    )
    assert f'<a class="btn btn-primary" href="{create}">Plan another one</a>' in content
    assert f'<a class="btn" href="{note}?session={session.pk}">Write a note</a>' in content


def test_session_create_for_a_foreign_pair_is_not_found(pair, other_pair, sign_in):
    response = sign_in(pair.mentor).post(reverse("agreements:session-create", args=[other_pair.pk]), PLAN)

    assert response.status_code == 404
    assert not Session.objects.exists()


def test_session_detail_shows_both_clocks(pair, sign_in):
    pair.mentee.user.time_zone = "Africa/Lagos"
    pair.mentee.user.save()
    session = make_session(pair.mentorship, place="https://meet.example/us")

    content = sign_in(pair.mentor).get(of(session, "detail")).content.decode()

    assert "Mon 30 Nov, 09:00 GMT" in content
    assert "For Minh" in content
    assert "10:00 in Lagos" in content
    assert '<a href="https://meet.example/us"' in content


@pytest.mark.parametrize(
    ("fields", "words", "buttons"),
    [
        ({}, "Planned", ["You met earlier instead?", "Move it", "Cancel the session"]),
        ({"days": -1}, "Did you meet?", ["We met", "Move it", "We did not meet"]),
        ({"days": -1, "status": "held"}, "You met", ["Change the answer"]),
        ({"status": "cancelled"}, "Cancelled", []),
    ],
)
def test_session_detail_says_how_it_stands(pair, sign_in, fields, words, buttons):
    session = make_session(pair.mentorship, **fields)

    content = sign_in(pair.mentor).get(of(session, "detail")).content.decode()

    known = [
        "We met",
        "You met earlier instead?",
        "Move it",
        "Cancel the session",
        "We did not meet",
        "Change the answer",
    ]
    assert f"{words}</span>" in content
    assert [label for label in known if f">{label}</a>" in content] == [label for label in known if label in buttons]
    # Before its time nothing is to be done but to meet.
    assert content.count("btn-primary") == (words != "Planned")


def test_session_detail_after_the_end_offers_nothing_to_log(pair, sign_in):
    session = make_session(pair.mentorship)
    end_pairs()

    assert ">We met</a>" not in sign_in(pair.mentor).get(of(session, "detail")).content.decode()


def test_session_that_nobody_told_of_is_asked_about_nowhere_after_the_end(pair, sign_in):
    session = make_session(pair.mentorship, days=-1)
    end_pairs()
    client = sign_in(pair.mentor)

    urls = [of(session, "detail"), reverse("agreements:session-list", args=[pair.mentorship.pk])]
    pages = [client.get(url).content.decode() for url in urls]

    assert ["Did you meet?" in page for page in pages] == [False, False]
    assert [page.count("Not noted</span>") for page in pages] == [1, 1]


def test_session_detail_costs_the_same_with_one_note_and_with_three(pair, sign_in, django_assert_max_num_queries):
    session, client = make_session(pair.mentorship), sign_in(pair.mentor)
    counts = []
    for number in range(3):
        services.write_note(mentorship=pair.mentorship, session=session, body=f"Thought {number}", by=pair.mentor.user)
        with django_assert_max_num_queries(9) as captured:
            client.get(of(session, "detail"))
        counts.append(len(captured))

    assert counts == [9, 9, 9]


def test_session_log_is_filled_in_with_the_planned_day(pair, sign_in):
    past, ahead = make_session(pair.mentorship, days=-3, minutes=50), make_session(pair.mentorship, days=3)
    client = sign_in(pair.mentor)

    forms = [client.get(of(session, "log")).context["form"] for session in (past, ahead)]

    assert [str(form["date"].value()) for form in forms] == ["2026-11-20", "2026-11-23"]
    assert [form["minutes"].value() for form in forms] == [50, 60]


def test_session_log_before_its_time_says_what_becomes_of_the_planned_session(pair, sign_in, met_page):
    client, session, past = sign_in(pair.mentor), make_session(pair.mentorship), make_session(pair.mentorship, days=-1)
    words = "the planned session is then removed from both calendars"

    pages = [client.get(of(each, "log")).content.decode() for each in (session, past)]
    done = client.post(of(session, "log"), met_on("2026-11-23", session), follow=True).content.decode()

    assert [(words in page, met_page in page, "No, we did not meet" in page) for page in pages] == [
        (True, True, False),
        (False, False, True),
    ]
    assert "Both of you get a mail that takes the planned session out of your calendars." in done
    (answers,) = re.findall(r'<div class="buttons">(.*?)</div>', pages[1], re.DOTALL)
    assert re.findall(r">([^<>]+)</(?:button|a)>", answers) == ["Yes, we met", "No, we did not meet", "Go back"]


def test_session_log_keeps_that_they_met(pair, sign_in):
    Mentorship.objects.update(started_at=at("2026-11-02 09:00"))
    session = make_session(pair.mentorship, days=-3)

    response = sign_in(pair.mentor).post(of(session, "log"), met_on("2026-11-19", session))

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.minutes) == ("held", at("2026-11-19 09:00"), 45)
    assert response.url == of(session, "detail")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-24", "This time is still ahead. Please choose the day on which you met."),
        ("2026-11-22", "You were not a pair yet on this day. You began on Mon 23 Nov 2026."),
        ("2026-11-31", "Please check the date. Write it like 3/12/2026."),
        ("", "Please choose the date."),
    ],
)
@pytest.mark.parametrize("page", ["planned", "met"])
def test_session_log_with_a_wrong_date_says_so_and_changes_nothing(pair, sign_in, met_page, page, day, sentence):
    session = make_session(pair.mentorship)
    url = of(session, "log") if page == "planned" else met_page

    response = sign_in(pair.mentor).post(url, met_on(day, session) | {"minutes": "90"})

    assert response.context["form"].errors == {"date": [sentence]}
    assert response.context["form"]["minutes"].value() == "90"
    assert Session.objects.get().status == "planned"


def test_session_log_met_keeps_a_meeting_of_today(pair, sign_in, met_page):
    for _press in range(2):
        sign_in(pair.mentor).post(met_page, {"date": "2026-11-23", "minutes": "30"})

    stored = Session.objects.get()
    assert (stored.status, stored.starts_at, stored.minutes) == ("held", at("2026-11-23 09:00"), 30)


def test_session_cancel_asks_first(pair, sign_in):
    session = make_session(pair.mentorship)

    content = sign_in(pair.mentor).get(of(session, "cancel")).content.decode()

    assert "You and Minh Mentee get a mail that takes the session of Mon 30 Nov, 09:00 GMT out of" in content
    home = pair.mentorship.get_absolute_url()
    assert f'<p class="kicker"><a href="{home}">You and Minh Mentee</a></p>' in content
    assert Session.objects.get().status == "planned"


def test_session_cancel_takes_it_off(pair, sign_in):
    session = make_session(pair.mentorship)

    response = sign_in(pair.mentor).post(of(session, "cancel"), follow=True)

    assert "The session is off." in response.content.decode()
    assert Session.objects.get().status == "cancelled"


def test_session_cancel_of_one_that_is_over_asks_for_no_reason(pair, sign_in):
    session = make_session(pair.mentorship, days=-1)

    content = sign_in(pair.mentor).get(of(session, "cancel")).content.decode()

    assert "You did not meet?" in content
    assert "nobody has to give a reason" in content


def test_session_cancel_of_one_that_was_held_says_so(pair, sign_in):
    session = make_session(pair.mentorship, days=-1, status="held")

    response = sign_in(pair.mentor).post(of(session, "cancel"), follow=True)

    assert "You two have met in this session, so there is nothing to move or to cancel" in response.content.decode()
    assert Session.objects.get().status == "held"


def test_of_a_time_that_comes_twice_people_choose_which_when_they_plan_and_when_they_move(pair, sign_in, new_page):
    client, twice = sign_in(pair.mentor), PLAN | {"date": "2026-10-25", "time": "01:30"}
    with clock.standing_at(at("2026-10-20 09:00")):
        asked = client.post(new_page, twice).content.decode()
        assert not Session.objects.exists()
        client.post(new_page, twice | {"which": "second"})
        session = Session.objects.get()
        page = client.get(of(session, "move"))
        shown, seen = page.content.decode(), page.context["form"]["seen"].value()
        client.post(of(session, "move"), twice | {"which": "first", "seen": seen})

    assert "Clocks go back that night, so this time comes twice in London. Please choose one." in asked
    assert ("01:30 BST" in asked, "01:30 GMT" in asked) == (True, True)
    assert session.starts_at == at("2026-10-25 01:30")
    assert re.search(r'value="second"[^>]* checked', shown)
    session.refresh_from_db()
    assert session.starts_at == at("2026-10-25 00:30")
