"""Whether words can be read in some bytes, as they stand or as programs write them down."""

import base64

MARK = b"CANARY"


def can_be_read_in(content: bytes) -> bool:
    """Plainly, in the two bytes per letter of some programs, as hex digits, or in base64 at any of its three places."""
    plain = MARK in content or MARK.decode().encode("utf-16-le") in content
    return plain or MARK.hex().encode() in content.lower() or any(form in content for form in in_base64())


def in_base64() -> list[bytes]:
    """What base64 makes of the mark after 0, 1 or 2 bytes of a group, without the letters that its neighbours share."""
    letters = ((0, 8), (2, 9), (3, 10))
    return [base64.b64encode(bytes(before) + MARK)[first:last] for before, (first, last) in enumerate(letters)]
