"""What looks like a secret in a text: known shapes, words of chance, and passwords within addresses. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterator

# By what it opens. Each has a shape of its own, which no other text has by chance.
SHAPES = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    "a key of Amazon": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a key of Google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{40,})"),
    "a token of GitLab": re.compile(r"\bglpat-[0-9A-Za-z_-]{20,}"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    "a key of Stripe": re.compile(r"\b[rs]k_live_[0-9A-Za-z]{16,}"),
    "a token of PyPI": re.compile(r"\bpypi-[0-9A-Za-z_-]{50,}"),
    "a signed token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@'\"{}<>$]+:[^\s/@'\"{}<>$]+@[\w.-]+"),
}
# A text of nothing else, in quotes or behind an equals sign or a colon.
WORD = re.compile(r"""(?:["'`]|[=:]\s*)([0-9A-Za-z+/_-]{20,}={0,2})(?:["'`]|\s|$)""", re.M)
HEX = re.compile(r"[0-9a-f]{20,}|[0-9A-F]{20,}")
# Bits of each letter: words and names stay below the first, counted ones and dates below the second.
MOST_OF_WORDS, MOST_OF_HEX = 4.2, 3.0


def secrets_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Each line with what it seems to hold, and that itself."""
    for what, shape in SHAPES.items():
        for found in shape.finditer(text):
            yield line_of(text, found.start()), what, found[0]
    for found in WORD.finditer(text):
        if is_of_chance(found[1]):
            yield line_of(text, found.start(1)), "a word of chance", found[1]


def is_of_chance(word: str) -> bool:
    """Whether its letters lie as chance throws them. Words that people write have letters of one case, or no digit."""
    if HEX.fullmatch(word):
        return len(word) >= 32 and bits_of(word) > MOST_OF_HEX
    kinds = (any(map(str.islower, word)), any(map(str.isupper, word)), any(map(str.isdigit, word)))
    return all(kinds) and bits_of(word) > MOST_OF_WORDS


def bits_of(word: str) -> float:
    """Shannon's measure of how many bits a letter of this word tells."""
    return -sum(number / len(word) * math.log2(number / len(word)) for number in Counter(word).values())


def line_of(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1
