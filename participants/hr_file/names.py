"""Names in one column, the last name first or with what people put after their name."""

import re

# What may stand between commas without being a first name. "Md" is Mohammed, "MD" is not.
GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
TITLES = frozenset(("dr", "prof", "dring", "dipling", "dres"))
DEGREES = frozenset(
    (
        *("phd", "dphil", "mba", "emba", "md", "esq", "cpa", "cfa", "dr", "dring", "dipling", "dds", "dmd", "dvm"),
        *("rn", "pmp", "msc", "bsc", "llm", "mph", "pharmd", "psyd", "prof", "acca", "phr", "sphr"),
    )
)
MOHAMMED = frozenset(("Md", "Md."))
# Degrees that are names, too: a last name alone has no degree yet.
ALSO_A_NAME = frozenset(("MD", "MBA", "Mba"))
MARKS = re.compile(r"[.\-]")


def first_name_first(name: str) -> str:
    """ "Lark, Ada" is Ada Lark; "Smith, Jr., John" is John Smith Jr., and "Ada Lark, PhD" is Ada Lark."""
    if "," not in name:
        return name.strip()
    parts = [part for each in name.split(",") if (part := each.strip())]
    if not parts:
        return ""
    before, *others = parts
    before = without_titles(before)
    if len(others) == 1 and others[0] in ALSO_A_NAME and " " not in before:
        return f"{others[0]} {before}"
    given: list[str] = []
    suffixes: list[str] = []
    for part in others:
        (suffixes if is_suffix(part) else given).append(part)
    generations = [word for part in suffixes for word in part.split() if is_generation(word)]
    if given:
        given[0] = without_titles(given[0])
        given[-1], trailing = parted(without_degrees(given[-1]))
        generations = trailing + generations
    return " ".join([*([", ".join(given)] if given else []), before, *generations])


def parted(given: str) -> tuple[str, list[str]]:
    """First names without the generation behind them, and that: of "John Jr." it belongs behind the last name."""
    words = given.split()
    end = len(words)
    while end > 1 and is_generation(words[end - 1]):
        end -= 1
    return " ".join(words[:end]), words[end:]


def without_titles(part: str) -> str:
    """ "Dr. Lark" is Lark, as long as a name is left."""
    words = part.split()
    while len(words) > 1 and MARKS.sub("", words[0]).lower() in TITLES:
        words = words[1:]
    return " ".join(words)


def without_degrees(part: str) -> str:
    """ "Ada PhD" and "Ada MBA" are Ada; "Ali MD", "Ada Mba" and "ADA MBA" stay, for these may be names here."""
    words = part.split()
    names = ALSO_A_NAME if part.isupper() else ALSO_A_NAME - {"MBA"}
    while len(words) > 1 and is_degree(words[-1]) and words[-1] not in names:
        words = words[:-1]
    return " ".join(words)


def is_suffix(part: str) -> bool:
    return all(is_generation(word) or is_degree(word) for word in part.split())


def is_generation(word: str) -> bool:
    return MARKS.sub("", word).lower() in GENERATIONS


def is_degree(word: str) -> bool:
    return word not in MOHAMMED and MARKS.sub("", word).lower() in DEGREES
