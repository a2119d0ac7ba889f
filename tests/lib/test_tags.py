import pytest

from mentoring.lib.tags import address_lines


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
