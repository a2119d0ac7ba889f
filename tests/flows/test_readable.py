import base64

import pytest

from tests.flows.readable import MARK, can_be_read_in

SENTENCE = b"her " + MARK + b" words"
BYTE = b"\xff"


@pytest.mark.parametrize(
    "content",
    [
        SENTENCE,
        SENTENCE.decode().encode("utf-16-le"),
        SENTENCE.hex().encode(),
        SENTENCE.hex().upper().encode(),
        *(base64.b64encode(BYTE * number + SENTENCE) for number in range(4)),
        base64.urlsafe_b64encode(BYTE + SENTENCE),
    ],
)
def test_mark_is_found_in_each_form(content):
    assert can_be_read_in(b"before " + content + b" after")


def test_mark_is_not_found_in_other_words():
    other = SENTENCE.lower()

    assert not can_be_read_in(other + other.hex().encode() + base64.b64encode(other))
