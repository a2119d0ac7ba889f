import re

import pytest
import typst

from mentoring.lib.pdf import render_pdf
from tests.factories import at
from tests.pdf_words import words_of_pdf

MADE_AT = at("2026-11-23 09:00")
HOSTILE = [
    '#read("/etc/passwd")',
    '#eval("1+1")',
    "#let x = 1; #x",
    "*bold* _thin_ `code` $x^2$ @ref <label> [block] \\ // no comment",
    '"}], "lines": ["mine"]',
]


def agreement(**more: object) -> dict[str, object]:
    """The words of an agreement, some of them given."""
    return {
        "lang": "en",
        "title": "How Ana and Ben work together",
        "kicker": "Open doors, Spring",
        "publisher": "Mentoring",
        "lines_heading": "What we promise each other",
        "lines": ["What you tell me stays between us."],
        "choices_heading": "How we work",
        "choices": [{"label": "How often", "value": "Once a month"}],
        "sides_heading": "Who agreed",
        "sides": [{"name": "Ana", "words": "Agreed on Mon 23 Nov 2026"}, {"name": "Ben", "words": "Not yet"}],
        "standing": "A new yes is still missing.",
        "keywords": ["version 1"],
        "footer": "For the two of you.",
        **more,
    }


def words(**more: object) -> str:
    return words_of_pdf(render_pdf("agreement", agreement(**more), made_at=MADE_AT))


def test_pdf_is_tagged_and_says_its_language_and_title():
    pdf = render_pdf("agreement", agreement(lang="de"), made_at=MADE_AT)

    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/Type/Catalog.*?/StructTreeRoot \d+ 0 R", pdf, re.DOTALL)
    assert b"/MarkInfo<</Marked true" in pdf
    assert b"/Lang(de)" in pdf
    assert b'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">How Ana and Ben work together' in pdf
    for role in (b"/S/H1", b"/S/H2", b"/S/L/", b"/S/LI/", b"/S/LBody"):
        assert b"/Type/StructElem" + role in pdf


def test_pdf_says_everything_in_order():
    assert words() == (
        "Open doors, Spring How Ana and Ben work together What we promise each other"
        " 1. What you tell me stays between us. How we work A new yes is still missing. How often : Once a month"
        " Who agreed Ana Agreed on Mon 23 Nov 2026 Ben Not yet For the two of you. 1 / 1 "
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_what_somebody_wrote_is_never_read_as_markup(name):
    text = words(title=name, kicker=name, lines=[name], sides=[{"name": name, "words": "Agreed"}] * 2)

    assert text.count(name) == 5
    assert "root:" not in text


def test_long_name_breaks_and_loses_nothing():
    name = "Aeiou" * 40

    text = words(sides=[{"name": name, "words": "Agreed"}] * 2)

    assert text.replace(" ", "").count(name) == 2


def test_signs_without_a_font_and_unprintable_ones_do_not_stop_the_document():
    text = words(title="Ana \x00\u202eand \U000f0000 work together")

    assert "Ana and ? work together" in text


def test_letters_of_many_scripts_are_kept():
    text = words(lines=["Žižek Łódź Ελλάδα Привет"])

    assert "Žižek Łódź Ελλάδα Привет" in text


def test_fault_of_a_template_is_not_swallowed():
    with pytest.raises(typst.TypstError):
        render_pdf("agreement", {"lang": "en"}, made_at=MADE_AT)
