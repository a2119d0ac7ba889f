"""The page on which people name whom they would like: what it says first, its buttons, what it never says."""

import re

import pytest
from django.urls import reverse

from matching.services import add_exclusion
from tests.factories import make_mentorship, make_proposal
from tests.matching.choosing import seen
from tests.matching.naming import name, naming_cohort
from tests.matching.office import board_text
from tests.matching.people import mentee_of, mentor_of, searched
from tests.matching.suggested import visible_text

pytestmark = pytest.mark.django_db


def page_of(place):
    return reverse("matching:ranking-detail", args=[place.pk])


def press(sign_in, place, other, move="name", **data):
    answer = sign_in(place.person).post(page_of(place), {"other": other.pk, "move": move, **data}, follow=True)
    return visible_text(answer.content.decode())


def listed(text):
    """Whom the page says to be on the list, in order."""
    return re.findall(r"\d\. (\w+)", text.split("Your list")[1].split("Those who fit you")[0])


@pytest.fixture
def three():
    cohort, _by = naming_cohort()
    mentors = [mentor_of(cohort, "Speaking", person__user__name=called) for called in ("Ada", "Bo", "Cy", "Di")]
    return mentee_of(cohort, "Speaking"), mentors


def test_page_says_who_reads_a_list_before_anybody_is_named(sign_in, three):
    mentee, _mentors = three

    text = seen(sign_in, mentee, page_of(mentee))

    assert text.index("Nobody is shown whom you name") < text.index("Your list") < text.index("Put on my list")
    assert "If you name nobody, that neither helps nor harms." in text
    assert "Your list is empty, and it may stay so." in text


def test_buttons_name_move_and_take_out(sign_in, three):
    mentee, (ada, bo, _cy, _di) = three

    assert listed(press(sign_in, mentee, ada)) == ["Ada"]
    assert listed(press(sign_in, mentee, bo)) == ["Ada", "Bo"]
    assert listed(press(sign_in, mentee, bo, "up")) == ["Bo", "Ada"]
    assert listed(press(sign_in, mentee, bo, "down")) == ["Ada", "Bo"]
    assert listed(press(sign_in, mentee, ada, "out")) == ["Bo"]


def test_full_list_says_so_and_offers_nobody_more(sign_in, three):
    mentee, mentors = three
    name(mentee, *mentors[:3])

    text = seen(sign_in, mentee, page_of(mentee))

    assert "Your list is full." in text
    assert "on my list" not in text
    assert text.count("On your list") == 3
    assert "Your list is full. Please take somebody out first." in press(sign_in, mentee, mentors[3])


def test_first_goes_no_higher_and_last_no_lower(sign_in, three):
    mentee, (ada, bo, *_others) = three
    name(mentee, ada, bo)

    page = sign_in(mentee.person).get(page_of(mentee)).content.decode()

    # What is heard is a sentence with the name in it.
    assert re.findall(r'aria-label="(Move [^"]+)">(Up|Down)<', page) == [
        ("Move Ada down", "Down"),
        ("Move Bo up", "Up"),
    ]


def test_one_comes_back_to_where_one_was(sign_in, three):
    mentee, (ada, *_others) = three

    answer = sign_in(mentee.person).post(page_of(mentee), {"other": ada.pk, "move": "name", "q": "speak", "page": "1"})

    assert answer.url == f"{page_of(mentee)}?q=speak&page=1"


@pytest.mark.parametrize("data", [{"move": "name"}, {"other": "nobody", "move": "name"}, {"move": "sideways"}, {}])
def test_what_no_button_sends_is_not_found(sign_in, three, data):
    mentee, (ada, *_others) = three
    sent = {"other": ada.pk, **data} if "sideways" in data.values() else data

    assert sign_in(mentee.person).post(page_of(mentee), sent).status_code == 404


def test_words_find_people_by_what_they_offer(sign_in):
    cohort, _by = naming_cohort()
    mentor_of(cohort, "Speaking", person__user__name="Ada")
    mentor_of(cohort, "Selling", person__user__name="Bo")
    mentee = mentee_of(cohort)

    page = sign_in(mentee.person).get(f"{page_of(mentee)}?q=selling").content.decode()
    none = seen(sign_in, mentee, f"{page_of(mentee)}?q=dancing")

    assert re.findall(r'aria-label="Put on my list: ([^"]+)">Put on my list<', page) == ["Bo"]
    assert "Nobody who fits you has all of these words." in none


def test_page_is_the_same_whoever_named_its_reader(sign_in, three):
    mentee, (_ada, bo, *_others) = three
    before = seen(sign_in, mentee, page_of(mentee))
    name(bo, mentee)

    assert seen(sign_in, mentee, page_of(mentee)) == before


def test_somebody_ruled_out_since_stays_on_the_list_as_anybody(sign_in, three):
    mentee, (ada, bo, *_others) = three
    name(mentee, ada, bo)
    add_exclusion(owner=ada.person, excluded=mentee.person, by=ada.person.user)

    assert listed(seen(sign_in, mentee, page_of(mentee))) == ["Ada", "Bo"]


def test_mentor_names_mentees(sign_in):
    cohort, _by = naming_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, person__user__name="Ben")

    text = press(sign_in, mentor, mentee)

    assert "Name up to 3 mentees, in order." in text
    assert listed(text) == ["Ben"]


def test_mentor_with_all_places_taken_is_led_to_where_that_changes(sign_in):
    cohort, _by = naming_cohort(stage="running")
    mentor = mentor_of(cohort)
    make_mentorship(mentor, mentee_of(cohort))
    mentee_of(cohort, person__user__name="Ben")

    text = seen(sign_in, mentor, page_of(mentor))

    assert "Change this number" in text
    assert "Put on my list" not in text


def test_nobody_who_fits_is_said_in_words(sign_in):
    cohort, _by = naming_cohort()
    mentee = mentee_of(cohort)

    assert "Nobody who fits has a place free at this moment." in seen(sign_in, mentee, page_of(mentee))


def test_page_leads_to_the_place_once_a_suggestion_is_out(sign_in, three):
    mentee, (ada, bo, *_others) = three
    name(mentee, ada)
    make_proposal(bo, mentee)

    text = seen(sign_in, mentee, page_of(mentee))

    assert "Nobody can be named just now. Here is how it stands." in text
    assert "Your list" not in text


def test_page_of_another_is_not_found(sign_in, three):
    mentee, (ada, *_others) = three

    assert sign_in(ada.person).get(page_of(mentee)).status_code == 404


def test_board_says_that_wishes_count_and_shows_the_same_whatever_they_are(sign_in):
    cohort, by = naming_cohort()
    ada, ann = mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    mentor_of(cohort)
    client = sign_in(by)
    searched(cohort, by)
    searched(cohort, by)
    before = board_text(client, cohort)
    name(ann, ada)
    name(ada, ann)
    searched(cohort, by)

    after = board_text(client, cohort)

    assert "Here mentees and mentors may name up to three people whom they would like" in after
    assert "Proven best by fit and wishes together" in after
    assert without_times(after) == without_times(before)


def without_times(text):
    return re.sub(r"\d{1,2}:\d\d|Compared with.*?\.", "", text)
