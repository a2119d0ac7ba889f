import pytest

from participants.services import ImportCounts, counts_in_words

COUNTS = ImportCounts(new=22_214, changed=0, unchanged=1_000, leavers=3, errors=1)
REST = "0 changed, 1,000 unchanged; 3 left or are missing from the file; 1 line was left out."


@pytest.mark.parametrize(
    ("new_gone", "words"),
    [
        (4_120, f"22,214 new, of whom 4,120 had already left, {REST}"),
        (0, f"22,214 new, {REST}"),
        (None, f"22,214 new, {REST}"),
    ],
)
def test_counts_are_one_sentence_which_names_those_who_had_left_before(new_gone, words):
    assert counts_in_words(COUNTS, new_gone=new_gone) == words
