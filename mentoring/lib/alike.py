"""When two ways to write the same words are one."""


def bare(words: str) -> str:
    """Words without blanks and capital letters, which are alike where this is: "Head of  IT" and "head of it"."""
    return "".join(words.split()).casefold()
