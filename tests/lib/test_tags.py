import pytest

from mentoring.lib.tags import address_lines, beginning, whole_days


def whole(day: str) -> str:
    return f'<span class="nowrap">{day}</span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hana.ruiz@mail.example", "hana<wbr>.ruiz@<wbr>mail<wbr>.example"),
        ("Leeds, v. 2.0", "Leeds, v. 2.0"),
        ("<b>a@b.example</b>", "&lt;b&gt;a@<wbr>b<wbr>.example&lt;/b&gt;"),
        ('"o&m"@b.example', "&quot;o&amp;m&quot;@<wbr>b<wbr>.example"),
        ("", ""),
        (None, ""),
    ],
)
def test_lines_of_an_address_end_after_its_at_or_before_a_dot(text, shown):
    assert address_lines(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write 29/06/2020 or 2020-06-29.", f"write {whole('29/06/2020')} or {whole('2020-06-29')}."),
        ("<06-29-20>", f"&lt;{whole('06-29-20')}&gt;"),
        ("line 2, 14-3", "line 2, 14-3"),
        (None, ""),
    ],
)
def test_no_line_ends_within_a_day(text, shown):
    assert whole_days(text) == shown


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (None, ""),
        ("Two\nlines", "Two\nlines"),
        ("\n".join("abcdefghijkl"), "\n".join("abcdefghij") + " …"),
        ("word " * 200, ("word " * 120).strip() + " …"),
        ("word " * 120, ("word " * 120).strip()),
    ],
)
def test_only_the_beginning_of_a_long_text_stands_where_others_follow(text, start):
    assert beginning(text) == start
