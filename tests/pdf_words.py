"""Reads the words of a PDF as a screen reader would get them: the text of its pages through each font's own table."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\r?\n(.*?)endobj", re.DOTALL)
# Typst ends a stream with one line feed; a carriage return before it is the last byte of what was packed.
STREAM = re.compile(rb"stream\r?\n(.*?)\nendstream", re.DOTALL)
# The same words once more, for where a sign stands for several.
ACTUAL_TEXT = re.compile(rb"/ActualText\s*(?=[(<])")
# A literal may hold brackets of its own, in pairs.
TOKEN = re.compile(rb"/(?P<font>f\d+) [\d.]+ Tf|(?P<literal>\()|(?P<over>\bET\b)")
BRACKETS = re.compile(rb"\\.|[()]", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of_pdf(pdf: bytes) -> str:
    """All of its text in the order in which it was written, lines joined by spaces."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts = {name: _table(objects, int(number)) for name, number in _fonts(objects)}
    return " ".join(_text(_content(objects[page]), fonts) for page in _pages(objects))


def _fonts(objects: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
    return [found for body in objects.values() for found in re.findall(rb"/(f\d+) (\d+) 0 R", body)]


def _pages(objects: dict[int, bytes]) -> list[int]:
    contents = (re.search(rb"/Contents (\d+) 0 R", body) for body in objects.values() if b"/Type/Page/" in body)
    return [int(found[1]) for found in contents if found]


def _content(body: bytes) -> bytes:
    stream = STREAM.search(body)[1]
    return zlib.decompress(stream) if b"FlateDecode" in body.partition(b"stream")[0] else stream


def _table(objects: dict[int, bytes], number: int) -> dict[int, str]:
    """What each two-byte code of a font stands for."""
    table = _content(objects[int(re.search(rb"/ToUnicode (\d+) 0 R", objects[number])[1])])
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font, text, at = {}, [], 0
    while token := TOKEN.search(content, at):
        at = token.end()
        if token["font"]:
            font = fonts[token["font"]]
        elif token["over"]:
            text.append(" ")
        else:
            is_spoken = not ACTUAL_TEXT.search(content, max(0, token.start() - 14), token.end())
            at = _end_of_literal(content, at)
            raw = ESCAPED.sub(_unescaped, content[token.end() : at - 1]) if is_spoken else b""
            codes = (int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2))
            text.extend(font.get(code, "") for code in codes)
    return re.sub(r"\s+", " ", "".join(text).replace("\u200b", ""))


def _end_of_literal(content: bytes, at: int) -> int:
    depth = 1
    while depth:
        bracket = BRACKETS.search(content, at)
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
        at = bracket.end()
    return at


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else SIGNS.get(sign, sign)
