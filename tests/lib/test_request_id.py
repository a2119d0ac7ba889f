from mentoring.lib.request_id import current, standing


def test_there_is_no_id_outside_of_a_request():
    assert current() == ""


def test_id_stands_inside_the_block_alone():
    with standing("outer-request"):
        with standing("inner-request"):
            inner = current()
        outer = current()

    assert (outer, inner, current()) == ("outer-request", "inner-request", "")
