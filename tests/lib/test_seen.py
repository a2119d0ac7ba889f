from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django import forms

from mentoring.lib.crypto import keyed_digest
from mentoring.lib.forms import form_helper
from mentoring.lib.seen import LENGTH, ChangedMeanwhile, ask_again, seen_field, seen_of, stand_on_top
from tests.factories import at

ROW, OTHER_ROW = UUID(int=1), UUID(int=2)
MOMENT = at("2026-12-03 14:00")


def test_same_state_is_seen_the_same_in_whichever_zone_it_is_in_hand():
    there = MOMENT.astimezone(ZoneInfo("Asia/Tokyo"))

    assert seen_of("session", ROW, MOMENT, 60, "Room 4") == seen_of("session", ROW, there, 60, "Room 4")


@pytest.mark.parametrize(
    ("label", "row", "values"),
    [
        ("session", ROW, (MOMENT, 60, "Room 5")),
        ("session", ROW, (MOMENT, 60, None)),
        ("session", ROW, (MOMENT, 60)),
        ("session", OTHER_ROW, (MOMENT, 60, "Room 4")),
        ("action", ROW, (MOMENT, 60, "Room 4")),
    ],
)
def test_whatever_is_another_is_seen_as_another(label, row, values):
    assert seen_of(label, row, *values) != seen_of("session", ROW, MOMENT, 60, "Room 4")


def test_words_that_run_into_each_other_are_told_apart():
    assert seen_of("goal", ROW, "a", "b") != seen_of("goal", ROW, "ab", "") != seen_of("goal", ROW, "", "ab")


def test_what_was_seen_is_short_and_made_under_our_keys(settings):
    seen = seen_of("note", ROW, "I doubt myself.")
    ring = settings.FIELD_KEYS
    settings.FIELD_KEYS = [ring[0][:-5] + "AAAA="] if not ring[0].endswith("AAAA=") else ring[::-1]

    assert (len(seen), seen_of("note", ROW, "I doubt myself.") == seen) == (LENGTH, False)
    assert not keyed_digest("I doubt myself.", label="seen|note").startswith(seen)


class Plan(forms.Form):
    day = forms.DateField(label="Day")
    long = forms.ChoiceField(label="How long?", choices=[("30", "half an hour"), ("60", "an hour")])
    words = forms.CharField(label="Words", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field("now")
        self.helper = form_helper(*self.fields, submit="Keep")


def test_form_comes_back_on_top_of_what_stands_and_shows_where_the_two_differ(rf):
    sent = rf.post("/", {"day": "2026-12-10", "long": "60", "words": "Mine", "seen": "before"}).POST
    form = Plan(sent, initial={"day": date(2026, 12, 3), "long": "60", "words": ""})

    ask_again(form, ChangedMeanwhile(changer="Ann"), back="/there/")

    shown = form.helper.layout.fields[0].context
    assert shown == {"says_now": [("Day", "Thu 3 Dec 2026"), ("Words", "Nothing is written here.")], "back": "/there/"}
    assert (form["seen"].value(), form["words"].value(), form["day"].value()) == ("now", "Mine", "2026-12-10")
    assert form.non_field_errors()[0].startswith("Ann changed this meanwhile. Nothing of yours is lost")


def test_page_that_draws_its_form_itself_gets_what_stands_where_it_differs():
    stands = {"day": date(2026, 12, 3), "long": "60", "words": ""}
    form = Plan({"day": "2026-12-04", "long": "60", "words": "Room 4", "seen": "before"}, initial=stands)

    told = stand_on_top(form, ChangedMeanwhile(changer="Ada Lark"))

    assert told == [("Day", "Thu 3 Dec 2026"), ("Words", "Nothing is written here.")]
    assert form.data["seen"] == "now"
    assert form.non_field_errors()[0].startswith("Ada Lark changed this meanwhile.")
