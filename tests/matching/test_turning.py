import pytest
from django.http import QueryDict

from matching.board import ROWS, Rows
from matching.turning import WORDS, turn_of


def test_list_on_one_page_is_not_turned():
    assert turn_of(Rows([], ROWS, 1), "drafts", QueryDict("")) is None


def test_page_in_the_middle_leads_both_ways_and_keeps_what_was_looked_for():
    turn = turn_of(Rows([], 2 * ROWS + 1, 2), "sent", QueryDict("q=Møller&sent=2&drafts=3"))

    assert turn.before == "?q=M%C3%B8ller&sent=1&drafts=3#sent"
    assert turn.after == "?q=M%C3%B8ller&sent=3&drafts=3#sent"
    assert turn.words == (
        "Previous suggestions",
        "Next suggestions",
        f"{ROWS + 1} to {2 * ROWS} of {2 * ROWS + 1} suggestions",
        "Pages of suggestions",
    )


@pytest.mark.parametrize(("page", "before", "after"), [(1, "", "?page=2"), (2, "?page=1", ""), (9, "?page=2", "")])
def test_first_and_last_page_lead_one_way(page, before, after):
    turn = turn_of(Rows([], ROWS + 1, page), "page", QueryDict("page=1"))

    assert (turn.before, turn.after) == (before, after)


ARE = {
    "drafts": "pairs",
    "removed": "pairs",
    "sent": "suggestions",
    "without": "mentees",
    "mentors": "mentors",
    "page": "mentors",
}


def test_every_list_is_called_by_its_own_word():
    called = {name: turn_of(Rows([], ROWS + 1, 1), name, QueryDict("")).words for name in WORDS}

    assert called == {
        name: (f"Previous {word}", f"Next {word}", f"1 to {ROWS} of {ROWS + 1} {word}", f"Pages of {word}")
        for name, word in ARE.items()
    }
