"""How plain a text is: the Flesch reading ease, higher is plainer, 60 and more is plain English."""

import re

VOWELS = re.compile(r"[aeiouy]+")
SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)")


def reading_ease(text: str) -> float:
    """206.835 - 1.015 (words per sentence) - 84.6 (syllables per word), after Flesch, 1948."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(len(SENTENCE_END.findall(text)), 1)
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; close enough for short words."""
    groups = len(VOWELS.findall(word.lower()))
    return max(groups - (word.lower().endswith("e") and not word.lower().endswith("le")), 1)
