"""R49: files that were made to harm, or are broken in every way that files break.

Each is answered in a sentence, or its bad lines are; nothing raises anything else, and none takes long.
"""

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from participants.hr_file import HrFile, WrongFile, read_hr_content, samples_of
from participants.hr_file.text import LARGEST_FILE
from tests.participants.hr_files import TODAY

HEAD = "id,name,department"
GOOD = "1,Ada Lark,Sales"
Given = str | bytes | Callable[[], str | bytes]


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows, ""])


def bomb() -> bytes:
    """A workbook of ten thousand bytes that unpacks to ten million."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet1.xml", b"0" * 10_000_000)
    return packed.getvalue()


def noise(seed: int) -> bytes:
    return random.Random(seed).randbytes(20_000)


# What is no file of people at all.
REFUSED: dict[str, Given] = {
    "nothing": b"",
    "spaces alone": b" \n\t \r\n ",
    "byte-order mark alone": b"\xef\xbb\xbf",
    "zip bomb": bomb,
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 40,
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "program": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
    "page of the web": "<!DOCTYPE html><html><table><tr><td>id</td></tr></table></html>",
    "entities that grow": '<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>',
    "JSON": '[{"id": 1, "name": "Ada Lark"}]',
    "noise": lambda: noise(1),
    "more noise": lambda: noise(2),
    "NUL in a cell": lines("1,Ada\0Lark,Sales"),
    "escape codes of terminals": lines("1,\x1b[31mAda,Sales"),
    "UTF-32": lambda: lines(GOOD).encode("utf-32"),
    "half a letter of UTF-16": lambda: lines(GOOD).encode("utf-16") + b"\x00",
    "lone surrogate of UTF-16": lambda: b"\xff\xfe" + lines("1,").encode("utf-16-le") + b"\x00\xd8",
    "damaged UTF-8": lambda: lines("1,Émile Ødegård,Søren").encode() + b"\xc3\x28",
    "no headings": lines("2,Bo Wren,Legal", head="1,Ada Lark,Sales"),
    "headings alone": HEAD,
    "headings twice": lines("1,2,Ada Lark", head="id,ID,name"),
    "no number": lines("Ada Lark", head="name"),
    "no name": lines("1", head="id"),
    "column of pay as number": lines("1,Ada", head="salary,name"),
    "quote never closed": lines('1,"Ada Lark,Sales'),
    "text after a quote": lines('1,"Ada"Lark,Sales'),
    "51 columns": lambda: lines(GOOD, head=",".join(["id", "name", *(f"c{n}" for n in range(49))])),
    "million columns": lambda: lines(GOOD, head="id,name" + ",x" * 1_000_000),
    "heading without end": lambda: lines(GOOD, head=f"id,name,{'gender ' * 10_000}"),
    "fifty long headings": lambda: lines(GOOD, head=",".join(["name", *(f"{n}{'x' * 190}" for n in range(49))])),
    "cell of a million letters": lambda: lines(f"1,{'x' * 1_000_000},Sales"),
    "line of ten million letters": lambda: "x" * (LARGEST_FILE - 10),
    "one byte too many": lambda: b"x" * (LARGEST_FILE + 1),
    "too many lines": lambda: lines(*["x"] * 100_001),
    "dates that may be either": lines("1,Ada,01/02/2020", head="id,name,hire date"),
    "dates half and half": lines("1,Ada,13/02/2020", "2,Bo,02/13/2020", head="id,name,hire date"),
}
NO_DAYS = ("31/02/2020", "0/0/0000", "99/99/9999", "٢٠٢٠-٠١-٠١", "9999-12-31")
# Files of people with lines that nobody can use: how many come in, and how many are left out.
TAKEN: dict[str, tuple[Given, int, int]] = {
    "Ctrl-Z at the end": (lines(GOOD) + "\x1a", 1, 0),
    "two byte-order marks": ("\ufeff\ufeff" + lines(GOOD), 1, 0),
    "formulas": (lines("1,=HYPERLINK(0),@SUM(1)", "2,+44 Bo,-1+1"), 2, 0),
    "markup": (lines("1,<script>alert(1)</script>,<b>"), 1, 0),
    "commands of databases": (lines("1,Robert'); DROP TABLE students;--,x"), 1, 0),
    "paths": (lines("../../etc/passwd,Ada Lark,%00"), 1, 0),
    "places for values": (lines("1,%(name)s {0} {{ user }},%s"), 1, 0),
    "homoglyph": (lines("1,Ada Lark,Sales", "1,Аda Lark,Sales"), 1, 1),
    "number with a letter nobody sees": (lines("1,Ada Lark,Sales", "1\u200b,Bo Wren,Sales"), 1, 1),
    "direction turned": (lines("1,\u202eAda,Sales"), 1, 0),
    "name of nothing to see": (lines("1,\u200b\u2060,Sales"), 0, 1),
    "number twice": (lines(GOOD, GOOD, GOOD), 1, 2),
    "address twice": (lines("1,Ada,a@mail.example", "2,Bo,A@mail.example", head="id,name,email"), 1, 1),
    "address with a second line": (lines('1,Ada,"a@mail.example\nBcc: b@mail.example"', head="id,name,email"), 0, 1),
    "addresses that are none": (lines("1,Ada,@", "2,Bo,a@b@c.d", "3,Cy,a b@c.d", head="id,name,email"), 0, 3),
    "long address": (lines(f"1,Ada,{'a' * 300}@mail.example", head="id,name,email"), 0, 1),
    "too few cells": (lines("1,Ada", GOOD.replace("1", "2", 1)), 1, 1),
    "too many cells": (lines(f"{GOOD},more", "2,Bo,Legal,,,"), 1, 1),
    "many cells": (lambda: lines("1,Ada" + ",x" * 200_000), 0, 1),
    "long cell": (lambda: lines(f"1,Ada,{'x' * 20_000}"), 0, 1),
    "long cell that nobody reads": (lambda: lines(f"1,Ada,{'x' * 20_000}", head="id,name,notes"), 0, 1),
    "long name": (lines(f"1,{'x' * 151},Sales"), 0, 1),
    "accents without end": (lines(f"1,A{chr(0x301) * 500},Sales"), 0, 1),
    "days that are none": (
        lines(*(f"{n},A,{day}" for n, day in enumerate(NO_DAYS)), head="id,name,hired on"),
        0,
        5,
    ),
    "last day before the first": (lines("1,Ada,2020-05-02,2020-05-01", head="id,name,hire date,last day"), 0, 1),
    "privileges": (lines("1,Ada,1,1,admin", head="id,name,is_superuser,is_staff,groups"), 1, 0),
    "blank lines": ("\n\n" + HEAD + "\n\n\n" + GOOD + "\n\n", 1, 0),
    "old ends of lines": (lines(GOOD).replace("\n", "\r"), 1, 0),
    "mixed ends of lines": (f"{HEAD}\r\n{GOOD}\r2,Bo,Legal\n", 2, 0),
    "no end of the last line": (f"{HEAD}\n{GOOD}", 1, 0),
    "managers of everybody": (lines("1,Ada,1", "2,Bo,3", "3,Cy,2", head="id,name,manager"), 3, 0),
}  # fmt: skip


def made(given: Given) -> bytes:
    content = given() if callable(given) else given
    return content.encode() if isinstance(content, str) else content


def read(content: bytes) -> HrFile:
    return read_hr_content(content, name="people.csv", today=TODAY)


def refusal_or(read: Callable[[], object]) -> object:
    """What is read, or the sentence that refuses it."""
    try:
        return read()
    except WrongFile as refused:
        return refused.message


def is_sentence(words: str) -> bool:
    return words[0].isupper() or (words.startswith("people.csv") and words.rstrip()[-1] in ".?)")


def test_corpus_is_large_enough():
    assert len(REFUSED) + len(TAKEN) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_none_is_refused_in_a_sentence(name):
    with pytest.raises(WrongFile) as refused:
        read(made(REFUSED[name]))

    assert is_sentence(refused.value.message)
    assert len(refused.value.message) < 2_000


@pytest.mark.parametrize("name", TAKEN)
def test_bad_lines_are_left_out_with_a_reason_and_the_others_come_in(name):
    given, taken, left_out = TAKEN[name]

    file = read(made(given))

    assert (len(file.rows), len(file.errors)) == (taken, left_out)
    assert all(error.reason.endswith((".", "!")) and error.kept for error in file.errors)
    assert max((len(error.reason) for error in file.errors), default=0) < 400


@pytest.mark.parametrize("name", [*REFUSED, *TAKEN])
def test_columns_of_any_file_are_shown_or_refused(name):
    content = made(REFUSED[name] if name in REFUSED else TAKEN[name][0])

    found = refusal_or(lambda: samples_of(content, name="people.csv"))

    if isinstance(found, str):
        assert is_sentence(found)
    else:
        assert all(len(value) <= 40 for sample in found for value in sample.values)


@pytest.mark.parametrize("seed", range(20))
def test_file_of_noise_in_its_cells_never_breaks_the_reader(seed):
    chance = random.Random(seed)
    letters = [
        '"',
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "'",
        "\\",
        "\ufeff",
        "\u202e",
        "=",
        "%",
        "é",
        "€",
        "A",
        "1",
        " ",
        "/",
        "-",
    ]
    text = HEAD + ",hire date,email,manager\n" + "".join(chance.choices(letters, k=3_000))
    content = text.encode(chance.choice(["utf-8", "utf-16", "cp1252"]), errors="replace")

    found = refusal_or(lambda: read(content))

    if isinstance(found, str):
        assert is_sentence(found)
    else:
        assert all(row.employee_number and row.name for row in found.rows)
