import zoneinfo
from datetime import date, time

import pytest
from crispy_forms.utils import render_crispy_form

from agreements.forms import AgreementForm, LogForm, MoveForm, NoteForm, SessionForm
from agreements.models import Agreement, Session
from agreements.services import LONGEST_NOTE
from mentoring.lib import clock
from tests.factories import at, make_session

LONDON, LAGOS = zoneinfo.ZoneInfo("Europe/London"), zoneinfo.ZoneInfo("Africa/Lagos")
DAY = {"date": "2026-12-03", "time": "14:00", "minutes": "60", "place": "by video"}


def session_form(data=None, zone=LONDON, minutes=60, place="office") -> SessionForm:
    return SessionForm(data, agreement=Agreement(minutes=minutes, place=place), zone=zone)


def log_form(day: str, usual_time=time(12), zone=LONDON) -> LogForm:
    return LogForm(
        {"date": day, "minutes": "45"},
        day=date(2026, 11, 23),
        usual_time=usual_time,
        minutes=60,
        zone=zone,
        now=clock.now(),
    )


def starts_at(form):
    assert form.is_valid(), form.errors
    return form.cleaned_data["starts_at"]


def test_agreement_form_is_filled_in_with_what_stands():
    stands = Agreement(cadence="monthly", minutes=50)
    form = AgreementForm(agreement=stands, has_agreed=False, former={})

    filled_in = {name: form[name].value() for name in form.fields}
    choices = {"cadence": "monthly", "minutes": 50, "place": "video", "contact": "mail"}
    assert filled_in == {**choices, "seen": stands.as_seen}
    assert [label for _value, label in form.fields["minutes"].choices] == [
        "30 minutes",
        "45 minutes",
        "50 minutes",
        "60 minutes",
        "90 minutes",
    ]


@pytest.mark.parametrize(("has_agreed", "words"), [(False, "We agree"), (True, "Save changes")])
def test_agreement_form_names_its_button(has_agreed, words):
    form = AgreementForm(agreement=Agreement(), has_agreed=has_agreed, former={})

    assert form.helper.inputs[0].value == words


def test_agreement_form_without_an_answer_says_so():
    form = AgreementForm({"cadence": "monthly"}, agreement=Agreement(), has_agreed=False, former={})

    assert form.errors == {
        "minutes": ["Please choose how long."],
        "place": ["Please choose one."],
        "contact": ["Please choose one."],
    }


def test_session_form_takes_place_and_length_from_the_agreement():
    form = session_form(minutes=45)

    assert (form["place"].value(), form["minutes"].value()) == ("In the office", 45)
    assert form.fields["time"].label == "Time in London"


@pytest.mark.parametrize(
    ("place", "shown"), [("video", "By video"), ("office", "In the office"), ("neutral", None), ("mixed", None)]
)
def test_session_form_asks_for_the_place_where_the_agreement_names_none(place, shown):
    assert session_form(place=place)["place"].value() == shown


@pytest.mark.parametrize(
    ("change", "zone", "expected"),
    [
        ({}, LONDON, "2026-12-03 14:00"),
        ({}, LAGOS, "2026-12-03 13:00"),
        ({"date": "3/12/2026"}, LONDON, "2026-12-03 14:00"),
        # 01:30 comes twice; of any other time it does not matter which was said.
        ({"date": "2027-10-31", "time": "01:30", "which": "first"}, LONDON, "2027-10-31 00:30"),
        ({"date": "2027-10-31", "time": "01:30", "which": "second"}, LONDON, "2027-10-31 01:30"),
        ({"date": "2027-10-31", "time": "02:30", "which": "second"}, LONDON, "2027-10-31 02:30"),
        ({"date": "2027-10-31", "time": "01:30"}, LAGOS, "2027-10-31 00:30"),
    ],
)
def test_session_form_means_the_clocks_of_whoever_plans(change, zone, expected):
    assert starts_at(session_form(DAY | change, zone)) == at(expected)


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"date": "2026-02-30"}, {"date": ["Please check the date. Write it like 3/12/2026."]}),
        ({"date": "tomorrow"}, {"date": ["Please check the date. Write it like 3/12/2026."]}),
        ({"date": "0001-01-01"}, {"date": ["Please check the date. Write it like 3/12/2026."]}),
        ({"date": "9999-12-31"}, {"date": ["Please check the date. Write it like 3/12/2026."]}),
        ({"date": ""}, {"date": ["Please choose the date."]}),
        ({"time": "25:00"}, {"time": ["Please check the time. Write it like 14:30."]}),
        ({"time": ""}, {"time": ["Please choose a time."]}),
        # Clocks jump from 01:00 to 02:00.
        (
            {"date": "2027-03-28", "time": "01:30"},
            {
                "time": [
                    "Clocks go forward that night, so this time does not come in London. Please choose another one."
                ]
            },
        ),
        ({"minutes": ""}, {"minutes": ["Please choose how long."]}),
    ],
)
def test_session_form_with_a_wrong_date_or_time_says_what_to_do(change, errors):
    assert session_form(DAY | change).errors == errors


def test_session_form_asks_which_only_of_a_time_that_comes_twice():
    asks = session_form(DAY | {"date": "2027-10-31", "time": "01:30"})
    others = [session_form(), session_form(DAY), session_form(DAY | {"date": "2027-10-31", "time": "00:59"})]

    assert asks.errors == {
        "which": ["Clocks go back that night, so this time comes twice in London. Please choose one."]
    }
    assert asks.fields["which"].choices == [("first", "The first: 01:30 BST"), ("second", "The second: 01:30 GMT")]
    assert ['name="which"' in render_crispy_form(form) for form in (asks, *others)] == [True, False, False, False]
    nonsense = session_form(DAY | {"date": "2027-10-31", "time": "01:30", "which": "third"})
    assert nonsense.errors == {"which": ["Please choose one."]}


@pytest.mark.parametrize(("starts_at", "which"), [("2027-10-31 00:30", "first"), ("2027-10-31 01:30", "second")])
def test_move_form_of_a_time_that_comes_twice_says_which_it_is(starts_at, which):
    form = MoveForm(session=Session(starts_at=at(starts_at), minutes=60, place=""), zone=LONDON)

    assert (form["time"].value().isoformat("minutes"), form["which"].value()) == ("01:30", which)
    assert 'name="which"' in render_crispy_form(form)
    once = MoveForm(session=Session(starts_at=at("2027-11-01 01:30"), minutes=60, place=""), zone=LONDON)
    assert 'name="which"' not in render_crispy_form(once)


@pytest.mark.parametrize(
    ("day", "usual_time", "zone", "expected"),
    [
        ("2026-11-20", time(12), LONDON, "2026-11-20 12:00"),
        ("2026-11-20", time(12), LAGOS, "2026-11-20 11:00"),
        # Today at noon is still ahead at 09:00; the hour that has begun is not.
        ("2026-11-23", time(12), LONDON, "2026-11-23 09:00"),
        ("2026-11-23", time(8, 30), LONDON, "2026-11-23 08:30"),
        # What is ahead stays ahead, so that it can be refused.
        ("2026-11-24", time(12), LONDON, "2026-11-24 12:00"),
    ],
)
def test_log_form_makes_a_moment_of_a_day(day, usual_time, zone, expected):
    assert starts_at(log_form(day, usual_time, zone)) == at(expected)


def test_log_form_with_a_wrong_date_says_what_to_do():
    assert log_form("31/11/2026").errors == {"date": ["Please check the date. Write it like 3/12/2026."]}


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("", ["Please write something first."]),
        (" \n", ["Please write something first."]),
        ("x" * (LONGEST_NOTE + 1), ["This note is too long. Please make two of it."]),
    ],
)
def test_note_form_without_or_with_too_many_words_says_so(body, errors):
    assert NoteForm({"body": body}).errors == {"body": errors}


def test_note_form_offers_the_sessions_it_is_given(pair, other_pair):
    session, foreign = make_session(pair.mentorship), make_session(other_pair)
    sessions = Session.objects.filter(mentorship=pair.mentorship)

    form = NoteForm({"body": "Mine", "session": foreign.pk}, sessions=sessions)

    choices = [(str(value), label) for value, label in form.fields["session"].choices]
    assert choices == [("", "None in particular"), (str(session.pk), "Mon 30 Nov 2026")]
    assert form.errors == {"session": ["Please choose one of your own sessions."]}
