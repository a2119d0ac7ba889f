from bench.door import DOORS, measure


def test_measure_tries_each_door_with_known_and_unknown_addresses(db):
    found = measure(addresses=4, seed=1)

    assert (found["bench"], found["addresses"], set(found["doors"])) == ("door", 4, set(DOORS))
    for figures in found["doors"].values():
        assert figures["same"]
        assert min(figures["known_ms"], figures["unknown_ms"], figures["ratio"]) > 0
