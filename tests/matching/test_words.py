import re

import pytest

from matching.explain import Code, Reason
from matching.words import fit_line, fit_word, sentence
from programmes.models import Role

UNWANTED = re.compile(r"\d|score|stuck|overdue|\bcase|invalid|submit|enrolment|proposal|baseline", re.IGNORECASE)
NAMES = {"law": "Employment law"}
VALUES = {"skill": "law", "role": "Head of IT", "interest": "chess", "aim": "lead"}


@pytest.mark.parametrize("reader", ["", *Role.values])
@pytest.mark.parametrize("code", Code)
def test_sentence_is_whole_and_plain(code, reader):
    said = sentence(Reason(code, VALUES), NAMES, reader=reader)

    assert said[0].isupper()
    assert said.endswith(".")
    assert "%" not in said
    assert not UNWANTED.search(said)


def test_sentence_names_the_skill():
    reason = Reason(Code.OFFERS_FIRST, {"skill": "law"})

    assert sentence(reason, NAMES) == "The mentor offers what comes first on the wish list: Employment law."


@pytest.mark.parametrize("reader", Role.values)
def test_sentence_speaks_to_its_reader_of_you_and_never_of_them(reader):
    said = [sentence(Reason(code, VALUES), NAMES, reader=reader) for code in Code]

    assert not [each for each in said if re.search(r"\b(They|them|Both work)\b", each)]
    assert sentence(Reason(Code.OTHER_SITE), NAMES, reader=reader) == (
        "You work at different sites, so calls may suit you best."
    )


def test_sentence_about_meeting_tells_the_two_what_it_tells_of_them():
    reason = Reason(Code.DAY_APART)

    assert sentence(reason, {}) == "They like to meet at different times of the day."
    assert {sentence(reason, {}, reader=reader) for reader in Role.values} == {
        "You like to meet at different times of the day."
    }


def test_sentence_names_the_role_as_the_mentee_wrote_it():
    reason = Reason(Code.ROLE_NOW, {"role": "Head of 100 % IT"})

    assert {reader: sentence(reason, NAMES, reader=reader) for reader in ["", *Role.values]} == {
        "": "The mentor works as “Head of 100 % IT”, which is where the mentee wants to go.",
        "mentor": "You work as “Head of 100 % IT”, which is where this mentee wants to go.",
        "mentee": "This mentor works as “Head of 100 % IT”, which is where you want to go.",
    }


def test_sentence_sets_the_name_of_a_skill_apart_from_its_own_words():
    reason = Reason(Code.LEVEL_REACHED, {"skill": "Leading a team for the first time"})

    assert {reader: sentence(reason, {}, reader=reader) for reader in ["", *Role.values]} == {
        "": "The mentor knows “Leading a team for the first time” as well as the mentee would like to.",
        "mentor": "You know “Leading a team for the first time” as well as this mentee would like to.",
        "mentee": "This mentor knows “Leading a team for the first time” as well as you would like to.",
    }


def test_sentence_names_an_interest_in_words_and_one_no_longer_offered_by_its_code():
    said = [sentence(Reason(Code.INTEREST_SHARED, {"interest": code}), {}, reader="mentee") for code in ("chess", "x")]

    assert said == ["You share an interest outside work: Chess.", "You share an interest outside work: x."]


def test_sentence_names_an_aim_in_words_to_whoever_reads_it():
    reason = Reason(Code.AIM_MET, {"aim": "field"})

    assert {reader: sentence(reason, NAMES, reader=reader) for reader in ["", *Role.values]} == {
        "": "The mentor knows the way to something that the mentee is aiming for: A change of field.",
        "mentor": "You know the way to something that this mentee is aiming for: A change of field.",
        "mentee": "This mentor knows the way to something that you are aiming for: A change of field.",
    }
    assert sentence(Reason(Code.AIM_MET, {"aim": "law"}), NAMES).endswith(": law.")


def test_sentence_tells_mentor_and_mentee_who_is_more_senior():
    more = {reader: sentence(Reason(Code.MORE_SENIOR), {}, reader=reader) for reader in ["", *Role.values]}

    assert more == {
        "": "The mentor works at a more senior level.",
        "mentor": "You work at a more senior level.",
        "mentee": "This mentor works at a more senior level.",
    }


def test_sentence_falls_back_to_the_key_of_a_skill():
    reason = Reason(Code.OFFERS_SOME, {"skill": "100 % focus"})

    assert sentence(reason, NAMES) == "The mentor offers something from the wish list: 100 % focus."


@pytest.mark.parametrize("reader", ["", *Role.values])
def test_sentences_differ_from_one_another(reader):
    assert len({sentence(Reason(code, VALUES), NAMES, reader=reader) for code in Code}) == len(Code)


@pytest.mark.parametrize(("total", "word"), [(1_000_000, "strong"), (500_000, "good"), (0, "possible")])
def test_fit_is_a_word_and_never_a_number(total, word):
    assert fit_word(total) == word
    assert fit_line(total) == f"Fit: {word}"
