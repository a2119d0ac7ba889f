"""Pages of a pair that has ended say until when its words are kept, and take no note that would not be."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.services import forget_words_of_pairs, write_note
from mentoring.lib import clock
from tests.factories import end_pairs, make_session

CREATE = "agreements:note-create"


@pytest.fixture
def pages(pair):
    """The three pages that show notes, by name."""
    session = make_session(pair.mentorship, days=-1)
    write_note(mentorship=pair.mentorship, session=session, body="I talked too much.", by=pair.mentor.user)
    return {
        "pair": reverse("desk:mentorship-detail", args=[pair.mentorship.pk]),
        "session": session.get_absolute_url(),
        "notes": reverse("agreements:note-list", args=[pair.mentorship.pk]),
    }


def read(sign_in, pair, page: str, *, days: int) -> str:
    with clock.standing_at(clock.now() + timedelta(days=days)):
        forget_words_of_pairs()
        return " ".join(sign_in(pair.mentor).get(page).content.decode().split())


@pytest.mark.parametrize("name", ["pair", "session", "notes"])
def test_page_says_what_becomes_of_the_words(pair, pages, sign_in, name):
    create = reverse(CREATE, args=[pair.mentorship.pk])
    under_way = read(sign_in, pair, pages[name], days=0)
    end_pairs(pk=pair.mentorship.pk)  # on 23 November 2026

    said = {days: read(sign_in, pair, pages[name], days=days) for days in (1, 90, 180)}

    assert ("kept until" in under_way, create in under_way) == (False, True)
    assert "Your own notes are kept until Sun 21 Feb" in said[1]
    assert "of you both until Sat 22 May" in said[1]
    assert "Your own notes were deleted on Sun 21 Feb" in said[90]
    assert "What you two wrote was deleted on Sat 22 May" in said[180]
    assert [create in said[days] for days in said] == [True, False, False]
    assert not any(words in said[180] for words in ("No goal yet", "Nothing written yet.", "Nothing is open."))
    assert not any("a key is missing" in content for content in said.values())


def test_note_that_would_not_be_kept_is_refused_with_the_words_in_the_form(pair, sign_in):
    end_pairs(pk=pair.mentorship.pk)
    page = reverse(CREATE, args=[pair.mentorship.pk])

    with clock.standing_at(clock.now() + timedelta(days=90)):
        response = sign_in(pair.mentor).post(page, {"body": "One more thought."})

    content = response.content.decode()
    assert ("notes about it are no longer kept" in content, "One more thought." in content) == (True, True)
