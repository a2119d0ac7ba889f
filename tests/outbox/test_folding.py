from django.template.loader import render_to_string

from mentoring.outbox.folding import fold_html, fold_text, language_of

TEXT = "Dear Minh\n\nCome and see.\n\n--\nYou get this mail because you take part.\n"
FRAME = '<html lang="en-gb"><body><!-- letter --><h1>{}</h1><p>{}</p><!-- end of letter --><p>footer</p></body></html>'


def test_mail_alone_stays_as_it_is():
    assert (fold_text(TEXT, [], language="en-gb"), fold_html(FRAME, [], language="en-gb")) == (TEXT, FRAME)


def test_other_letters_stand_between_the_letter_and_its_footer():
    folded = fold_text(TEXT, ["Second\n\n--\nfooter of the second\n"], language="en-gb")

    lines = [line for line in folded.split("\n") if line and set(line) != {"-"}]
    assert lines == [
        "Dear Minh",
        "Come and see.",
        "Also for you",
        "Second",
        "You get this mail because you take part.",
    ]
    assert folded.count("\n--\n") == 1


def test_other_letters_stand_in_the_html_one_level_lower():
    folded = fold_html(FRAME.format("One", "first"), [FRAME.format("Two", "second")], language="en-gb")

    assert folded.index("first") < folded.index("Also for you") < folded.index("<h2>Two</h2>") < folded.index("footer")
    assert (folded.count("<body"), folded.count("footer"), folded.count("<h1>")) == (1, 1, 1)


def test_html_without_our_marks_loses_nothing():
    folded = fold_html("<p>first</p>", ["<html><body class='x'><p>second</p></body></html>"], language="en-gb")

    assert folded.startswith("<p>first</p>")
    assert folded.endswith("<p>second</p>")


def test_our_own_mails_bear_the_marks_and_their_language():
    html = render_to_string("emails/base.html")
    text = render_to_string("emails/base.txt")

    assert html.index("<!-- letter -->") < html.index("<h1") < html.index("<!-- end of letter -->")
    assert text.count("\n--\n") == 1
    assert language_of(html) == "en-gb"


def test_what_is_folded_in_can_be_read_in_the_dark():
    """What bears a colour of its own has another one for dark mail programs."""
    html = fold_html(render_to_string("emails/base.html"), [FRAME.format("Two", "second")], language="en-gb")
    dark = html[html.index("prefers-color-scheme: dark") : html.index("</style>")]

    assert [name in dark for name in (".ink h1", ".ink h2", ".ink .also", ".ink hr")] == [True] * 4
    assert [mark in html for mark in ("<h2>Two</h2>", 'class="also"', "<hr ")] == [True] * 3
