"""UTF-16 that no mark in front announces, whatever letters it is written in, and what only looks like it."""

import pytest

from participants.hr_file import WrongFile, read_hr_content
from tests.participants.hr_files import TODAY

# Headings and two people, in letters of which few or none stand in the Latin half of the table.
SCRIPTS = {
    "Russian": ("табельный;имя", "Анна Лебедева", "Илья Вольф"),
    "Serbian": ("број;име", "ЊЕГОШ Њ", "Ања ЊОЊИЋ"),
    "Greek": ("αριθμός;όνομα", "Άννα Παππά", "Νίκος Δήμου"),
    "Hebrew": ("מספר;שם", "דנה כהן", "יעל לוי"),
    "Arabic": ("الرقم;الاسم", "ليلى حداد", "عمر ناصر"),
    "Hindi": ("संख्या;नाम", "आशा राव", "रवि मेहता"),
    "Punjabi": ("ਨੰਬਰ;ਨਾਮ", "ਅਮਨ ਸਿੰਘ", "ਜੀਤ ਕੌਰ"),
    "Korean": ("사번;이름", "김민지", "이서준"),
    "Chinese": ("工号;姓名", "丁一一", "一丁"),
    "Japanese": ("社員番号;氏名", "佐藤　一郎", "鈴木　花子"),
    "names with accents": ("Nr;Név", "Āzis Őrsi", "Łucja Żak"),
}
ORDERS = ("utf-16-le", "utf-16-be")


def read(content: bytes, **chosen: str):
    return read_hr_content(content, name="people.csv", today=TODAY, chosen=chosen)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_utf16_without_a_mark_is_read_in_any_letters(script, order, line_end):
    headings, *names = SCRIPTS[script]
    number, name = headings.split(";")
    text = line_end.join([headings, *(f"{place};{each}" for place, each in enumerate(names)), ""])

    file = read(text.encode(order), **{number: "employee_number", name: "name"})

    assert (file.encoding, list(file.errors)) == (order, [])
    assert [row.name for row in file.rows] == [" ".join(each.split()) for each in names]


@pytest.mark.parametrize("order", ORDERS)
def test_letters_beyond_the_first_lines_leave_utf16_what_it_is(order):
    text = "".join(["id,name\n", *(f"{number},Анна Лебедева\n" for number in range(50))])

    assert len(read(text.encode(order)).rows) == 50


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    "content",
    [
        "id,name\n1,Åsa Ek\x00\n",
        "id,name\n1,Åsa Ek\n\x002,Bo Wren\n\x00",
        "id,name\n1,\x00Åsa Ek\n2,\x00Bo Wren\n",
        "id\x00,name\n\x001,\x00Åsa Ek\x00\n",
        "id,name\x00\x00\n1,Åsa\x00\x00\x00\n",
        "\x00" * 400,
        "id,name,\n\x00,\x00" * 30,
    ],
)
def test_empty_letters_in_other_text_make_it_no_utf16(content, encoding):
    for shifted in (content, f"x{content}"):
        with pytest.raises(WrongFile, match=r"people.csv is not a text file"):
            read(shifted.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_text_without_empty_letters_is_never_taken_for_utf16(encoding):
    file = read("id;name\n1;Zoë Ångström\n2;Ñusta Ÿ\n".encode(encoding))

    assert (file.encoding, [row.name for row in file.rows]) == (encoding, ["Zoë Ångström", "Ñusta Ÿ"])
