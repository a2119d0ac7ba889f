import pytest

from mentoring.lib.alike import bare


@pytest.mark.parametrize("words", ["Head of IT", "head of it", " Head\tof \u00a0IT\n", "HEADOFIT"])
def test_blanks_and_capital_letters_make_no_difference(words):
    assert bare(words) == "headofit"


def test_other_letters_do():
    assert bare("Maß") == bare("MASS") != bare("Mast")
    assert bare("  ") == ""
