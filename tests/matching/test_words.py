import re

import pytest

from matching.explain import Code, Reason
from matching.words import fit_line, fit_word, sentence

UNWANTED = re.compile(r"\d|score|stuck|overdue|\bcase|invalid|submit|enrolment|proposal|baseline", re.IGNORECASE)
NAMES = {"law": "Employment law"}


@pytest.mark.parametrize("code", Code)
def test_sentence_is_whole_and_plain(code):
    said = sentence(Reason(code, {"skill": "law"}), NAMES)

    assert said[0].isupper()
    assert said.endswith(".")
    assert "%" not in said
    assert not UNWANTED.search(said)


def test_sentence_names_the_skill():
    reason = Reason(Code.OFFERS_FIRST, {"skill": "law"})

    assert sentence(reason, NAMES) == "The mentor offers what comes first on the wish list: Employment law."


def test_sentence_falls_back_to_the_key_of_a_skill():
    reason = Reason(Code.OFFERS_SOME, {"skill": "100 % focus"})

    assert sentence(reason, NAMES) == "The mentor offers something from the wish list: 100 % focus."


def test_sentences_differ_from_one_another():
    assert len({sentence(Reason(code, {"skill": "law"}), NAMES) for code in Code}) == len(Code)


@pytest.mark.parametrize(("total", "word"), [(1_000_000, "strong"), (500_000, "good"), (0, "possible")])
def test_fit_is_a_word_and_never_a_number(total, word):
    assert fit_word(total) == word
    assert fit_line(total) == f"Fit: {word}"
