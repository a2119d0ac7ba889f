import re

import pytest

from agreements.lines import digest, house_lines
from tests.agreements.flesch import reading_ease


def test_house_lines_are_six_at_most_and_short():
    lines = house_lines("Hana Ruiz")

    assert len(lines) <= 6
    assert len(" ".join(lines).split()) <= 300


def test_house_lines_are_plain():
    assert reading_ease(" ".join(house_lines("Hana Ruiz"))) >= 60


def test_reading_ease_knows_plain_from_heavy():
    plain = "I keep it to myself. You can ask me. We meet again soon."
    heavy = "Confidentiality obligations notwithstanding, participants acknowledge organisational accountability."

    assert reading_ease(plain) > 90
    assert reading_ease(heavy) < 0


@pytest.mark.parametrize("line", house_lines("Hana Ruiz"))
def test_house_line_speaks_in_the_first_person(line):
    assert re.search(r"\b(I|me|us|we)\b", line)


@pytest.mark.parametrize(
    "promise",
    [
        "stays between us",
        "no role in this product can open them",
        "They never see what we say",
        "Two things only must be passed on: a danger to life, and what the law tells me to report",
        "I never ignore bullying or harassment. I encourage you to get help, and I come along if you want me to."
        " You decide.",
    ],
)
def test_house_lines_keep_each_promise(promise):
    assert promise in " ".join(house_lines("Hana Ruiz"))


def test_house_lines_name_the_hr_contact():
    assert "we can ask Hana Ruiz from HR" in house_lines("Hana Ruiz")[-1]


def test_house_lines_without_a_contact_are_whole_sentences():
    last = house_lines("")[-1]

    assert last.startswith("When one of us does not know what to do, we can ask HR.")


def test_house_lines_take_a_name_as_it_is():
    assert "100%(contact)s Ruiz" in house_lines("100%(contact)s Ruiz")[-1]


def test_digest_is_equal_for_equal_lines_alone():
    lines = ["One.", "Two."]

    assert digest(lines) == digest(["One.", "Two."])
    assert len({digest(lines), digest(["Two.", "One."]), digest(["One. Two."]), digest(["One.", "Two"])}) == 4
