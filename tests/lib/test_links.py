from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.lib import clock, links
from mentoring.lib.links import LinkRefused, read_token, token

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"


def make(subject_id=None, *, purpose="survey", days=7) -> str:
    return token(purpose=purpose, subject_id=subject_id or uuid4(), expires_at=clock.now() + timedelta(days=days))


def test_token_says_what_it_is_bound_to():
    subject_id = uuid4()

    target = read_token(make(subject_id), purpose="survey")

    assert target.subject_id == subject_id


def test_token_can_be_opened_any_number_of_times():
    text = make()

    assert read_token(text, purpose="survey") == read_token(text, purpose="survey")


def test_token_of_another_purpose_is_refused():
    text = make(purpose="session-log")

    with pytest.raises(LinkRefused, match="not complete or was changed"):
        read_token(text, purpose="survey")


def test_token_whose_time_is_over_is_refused_with_what_to_do():
    text = make(days=7)

    with clock.standing_at(clock.now() + timedelta(days=8)), pytest.raises(LinkRefused, match="Please sign in"):
        read_token(text, purpose="survey")


@given(position=st.integers(min_value=0, max_value=200), letter=st.sampled_from(ALPHABET))
def test_altered_token_is_refused(position, letter):
    text = make()
    position %= len(text)
    altered = text[:position] + letter + text[position + 1 :]

    if altered == text:
        return
    with pytest.raises(LinkRefused):
        read_token(altered, purpose="survey")


@given(st.text(max_size=80))
def test_any_other_text_is_refused(text):
    with pytest.raises(LinkRefused):
        read_token(text, purpose="survey")


def test_placeholder_becomes_the_same_link_each_time(settings):
    settings.SITE_URL = "https://mentoring.example"
    where = links.placeholder(
        purpose="survey", subject_id=uuid4(), expires_at=clock.now() + timedelta(days=1), view="feedback:survey-answer"
    )

    first, again = (links.sign_placeholders(links.stored(f"Go to {where}.")) for _ in range(2))

    assert first == again
    assert first.startswith("Go to https://mentoring.example/")


def test_placeholder_holds_no_usable_link():
    subject_id = uuid4()
    expires_at = clock.now() + timedelta(days=1)

    where = links.placeholder(purpose="survey", subject_id=subject_id, expires_at=expires_at, view="desk:home")

    assert token(purpose="survey", subject_id=subject_id, expires_at=expires_at) not in where


ID = "00000000-0000-0000-0000-000000000007"
TYPED = [
    f"[[link session {ID} 9999999999 agreements:session-answer]]",
    f"[[link x {ID} 1 no-such-view]]",
    f"[[link x {ID} 99999999999999999999 desk:home]]",
    "[[link x ------------------------------------ 1 desk:home]]",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_like_a_placeholder_stays_words(typed):
    kept = links.stored(f"Meet at {typed}.")

    assert kept == f"Meet at [ {typed[1:]}."
    assert links.sign_placeholders(kept) == kept


@pytest.mark.parametrize("typed", TYPED)
def test_seal_of_another_placeholder_or_a_made_up_one_is_worth_nothing(typed):
    ours = links.placeholder(purpose="survey", subject_id=uuid4(), expires_at=clock.now(), view="desk:home")
    seal = ours.partition("~")[2].removesuffix("]]")

    for forged in (seal, "x", seal[:-1]):
        text = f"{typed.removesuffix(']]')} ~{forged}]]"
        assert links.stored(text) == f"[ {text[1:]}"


def test_what_is_typed_around_a_placeholder_leaves_it_whole():
    ours = links.placeholder(
        purpose="survey", subject_id=uuid4(), expires_at=clock.now(), view="feedback:survey-answer"
    )

    kept = links.stored(f"[[link {ours} ~x]] [[link {TYPED[0]}")

    assert len(links.PLACEHOLDER.findall(kept)) == 1


@pytest.mark.parametrize("typed", TYPED[1:])
def test_mail_that_was_kept_before_there_were_seals_still_goes(typed):
    good = f"[[link survey {ID} 9999999999 feedback:survey-answer]]"

    sent = links.sign_placeholders(f"{good} {typed}")

    assert sent.count("/surveys/") == 1
    assert sent.endswith(f" [ {typed[1:]}")
