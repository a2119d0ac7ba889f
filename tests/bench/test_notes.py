from bench.notes import measure


def test_measure_seals_and_opens_and_tells_the_median():
    found = measure(letters=300, repeats=20)

    assert (found["bench"], found["letters"], found["repeats"]) == ("notes", 300, 20)
    for figures in (found["encrypt_ms"], found["decrypt_ms"]):
        assert 0 < figures["median"] <= figures["p95"] <= figures["longest"]
    assert found["sealed_bytes"] == 1 + 12 + 300 + 16  # format, nonce, words, tag
