"""What is told of shares: never that nobody or everybody gave an answer, whatever the answers."""

import random
from collections import defaultdict
from itertools import combinations, pairwise, product

import pytest

from mentoring.lib.bands import EDGES, Band, tell, tell_together
from mentoring.lib.disclosure import rounded_count

SMALL, LARGER = range(5, 15), range(15, 31)


def histograms(people, options=5):
    """Every way in which so many people can answer."""
    for cuts in combinations(range(people + options - 1), options - 1):
        ends = (-1, *cuts, people + options - 1)
        yield tuple(after - before - 1 for before, after in pairwise(ends))


def told_alike(people, top, *, options=5):
    """Histograms of so many people in groups: those of a group cannot be told apart, with `people` known exactly."""
    groups = defaultdict(list)
    for histogram in histograms(people, options):
        told = tell(histogram, top)
        groups[tuple(told.options), told.top].append(histogram)
    return groups.values()


def assert_hides_nobody_and_everybody(people, top, *, options=5):
    for group in told_alike(people, top, options=options):
        for option in range(options):
            counts = {histogram[option] for histogram in group}
            assert 0 not in counts or 1 in counts, (people, option, group)
            assert people not in counts or people - 1 in counts, (people, option, group)
        together = {sum(histogram[-top:]) for histogram in group}
        assert 0 not in together or 1 in together, (people, group)
        assert people not in together or people - 1 in together, (people, group)


@pytest.mark.parametrize("top", [2, 3])
@pytest.mark.parametrize("people", [*SMALL, *(pytest.param(n, marks=pytest.mark.long) for n in LARGER)])
def test_nobody_is_told_as_one_person_and_everybody_as_all_but_one(people, top):
    """All histograms on five options: agreement is the last two, goals as expected or further the last three."""
    assert_hides_nobody_and_everybody(people, top)


@pytest.mark.parametrize(("options", "top"), [(2, 1), (3, 1), (4, 2)])
def test_it_holds_for_other_numbers_of_options(options, top):
    for people in range(5, 25):
        assert_hides_nobody_and_everybody(people, top, options=options)


def test_bands_alone_would_give_nobody_away():
    """Three options of at least two in six leave nobody for the others: no rule by option could be enough."""
    by_itself = [tell((count, 6 - count), 1).options[0] for count in (2, 0)]

    told = tell((2, 2, 2, 0, 0), 2)

    assert by_itself == [Band(25, 75), Band(0, 25)]
    assert list(told.options) == [Band(0, 25), Band(25, 75), Band(25, 75), Band(0, 25), Band(0, 25)]


@pytest.mark.parametrize("people", [*range(5, 121), 500, 1000])
def test_each_band_holds_two_counts_or_more_and_depends_on_the_rounded_number_alone(people):
    counts = [tell((people - count, count), 1).top for count in range(people + 1)]

    edges = next(edges for least, edges in EDGES if rounded_count(people) >= least)
    assert sorted(set(counts), key=lambda band: band.low) == [
        Band(*ends) for ends in zip((0, *edges), (*edges, 100), strict=True)
    ]
    assert all(counts.count(band) >= 2 for band in counts)


def is_close(band, count, people, *, by):
    """Whether a count lies in a band, or so many people outside it."""
    return (band.low * people) <= 100 * (count + by) and 100 * (count - by) <= band.high * people


def test_what_is_told_is_true_to_one_person():
    rng = random.Random(3)
    for people in [*range(5, 60), *range(60, 400, 7)]:
        for _each in range(40):
            histogram = [0] * 5
            for _person in range(people):
                histogram[rng.choice((0, 1, 2, 3, 4, 4, 4))] += 1
            told = tell(histogram, 2)
            assert all(is_close(band, count, people, by=1) for band, count in zip(told.options, histogram, strict=True))
            assert is_close(told.top, sum(histogram[3:]), people, by=1)


def test_large_groups_are_told_whatever_they_answered():
    """Also where all options stand at the lowest count of their bands."""
    for people in range(31, 200):
        for histogram in [(0, 0, 0, 0, people), (people // 2, 0, 0, 0, people - people // 2), (0, *[people // 4] * 4)]:
            exact = (*histogram[:4], people - sum(histogram[:4]))
            assert len(tell(exact, 2).options) == 5


@pytest.mark.parametrize(
    ("histogram", "texts"),
    [
        ((0, 0, 0, 0, 5), ["<25 %", "<25 %", "<25 %", "<25 %", ">75 %"]),
        ((0, 0, 0, 1, 4), ["<25 %", "<25 %", "<25 %", "<25 %", ">75 %"]),
        ((0, 1, 1, 2, 3), ["<25 %", "<25 %", "<25 %", "25–75 %", "25–75 %"]),
        ((0, 1, 2, 4, 3), ["<25 %", "<25 %", "<25 %", "25–50 %", "25–50 %"]),
        ((0, 2, 3, 9, 6), ["<20 %", "<20 %", "<20 %", "40–60 %", "20–40 %"]),
        ((0, 3, 4, 10, 13), ["<10 %", "10–20 %", "10–20 %", "30–40 %", "40–50 %"]),
        ((0, 5, 10, 25, 60), ["<10 %", "<10 %", "10–15 %", "25–30 %", "55–60 %"]),
    ],
)
def test_bands_are_finer_the_more_people_answered(histogram, texts):
    assert [band.text for band in tell(histogram, 2).options] == texts


def test_everybody_beside_their_groups_are_told_by_what_adds_up():
    """Counted by themselves, under a fifth of everybody and over a quarter of one group leave nobody for the other."""
    groups = [(2, 0, 6), (0, 3, 7)]

    everybody = tell_together(groups, 1)

    assert [band.text for band in tell((2, 3, 13), 1).options] == ["<20 %", "<20 %", "60–80 %"]
    assert [[band.text for band in tell(group, 1).options] for group in groups] == [
        ["25–50 %", "<25 %", "50–75 %"],
        ["<25 %", "25–50 %", "50–75 %"],
    ]
    assert [band.text for band in everybody.options] == ["10–40 %", "10–40 %", "50–75 %"]
    assert tell_together(groups[:1], 1) == tell(groups[0], 1)


def test_nobody_in_a_group_is_told_as_one_person_also_beside_everybody():
    """Every way in which two groups of eight and nine can answer three options."""
    alike = defaultdict(list)
    for groups in product(histograms(8, 3), histograms(9, 3)):
        told = [tell_together(groups, 1), *(tell(group, 1) for group in groups)]
        alike[tuple((*each.options, each.top) for each in told)].append(groups)

    for found in alike.values():
        for number, size in enumerate((8, 9)):
            for option in range(3):
                counts = {groups[number][option] for groups in found}
                assert 0 not in counts or 1 in counts
                assert size not in counts or size - 1 in counts


def test_the_rest_of_a_share_is_said_as_coarsely():
    assert (Band(0, 25).rest.text, Band(25, 50).rest.text, Band(75, 100).rest.text) == (">75 %", "50–75 %", "<25 %")


@pytest.mark.parametrize("histogram", [(1, 1, 1, 1, 0), (0, 0, 0, 0, 0)])
def test_nothing_is_told_of_fewer_than_five(histogram):
    with pytest.raises(ValueError, match="5 or more"):
        tell(histogram, 2)


@pytest.mark.parametrize("top", [0, 2])
def test_a_part_of_the_options_is_some_of_them(top):
    with pytest.raises(ValueError, match="no part"):
        tell((3, 3), top)
