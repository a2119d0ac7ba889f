import pytest

from participants.managers import NEAREST_FOR, Directory, NoManager, Person

PEOPLE = (
    Person("00-1", "Ada Lark", "ada@mail.example"),
    Person("00-2", "Bo Wren", ""),
    Person("00-3", "Cy Finch", ""),
    Person("00-4", "Cy Finch", ""),
    Person("00-5", "", ""),
)


def find(text: str) -> str:
    return Directory.of(PEOPLE).find(text, besides="00-9")


@pytest.mark.parametrize("text", ["00-1", "ada@mail.example", "ADA@Mail.Example", "Ada Lark", "ADA LARK", "Lark, Ada"])
def test_manager_is_found_by_number_address_or_name(text):
    assert find(text) == "00-1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ada Lerk", "Nobody is found as the manager “Ada Lerk”; nearest: Ada Lark (00-1)."),
        ("adda@mail.example", "Nobody is found as the manager “adda@mail.example”; nearest: Ada Lark (00-1)."),
        ("00-22", "Nobody is found as the manager “00-22”; nearest: Bo Wren (00-2)."),
        ("Zoe Quist", "Nobody is found as the manager “Zoe Quist”."),
        ("Cy Finch", "2 people are called “Cy Finch”. Please give the employee number of the manager."),
    ],
)
def test_manager_who_is_not_found_is_told_with_the_nearest(text, reason):
    with pytest.raises(NoManager) as refused:
        find(text)

    assert refused.value.reason == reason
    assert text not in refused.value.kept


def test_nobody_is_their_own_manager():
    with pytest.raises(NoManager, match="Nobody is their own manager"):
        Directory.of(PEOPLE).find("Ada Lark", besides="00-1")


def test_nearest_is_looked_for_a_few_times_only():
    directory = Directory.of([Person(str(number), f"Ada Number{number}", "") for number in range(50)])
    reasons = []
    for number in range(NEAREST_FOR + 2):
        with pytest.raises(NoManager) as refused:
            directory.find(f"Ada Numbr{number}x", besides="")
        reasons.append(refused.value.reason)

    assert ["nearest" in reason for reason in reasons] == [True] * NEAREST_FOR + [False] * 2


def test_later_person_of_a_number_stands_for_the_earlier():
    directory = Directory.of([Person("1", "Ada Lark", ""), Person("1", "Ada Wren", "")])

    assert directory.find("Ada Wren", besides="") == "1"
    with pytest.raises(NoManager):
        directory.find("Ada Lark", besides="")
