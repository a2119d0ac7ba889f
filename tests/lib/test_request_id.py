from contextvars import copy_context

import pytest

from mentoring.lib import request_id


def test_outside_of_a_request_there_is_no_id():
    assert request_id.current() == ""


def test_id_stands_inside_the_block_and_the_one_before_comes_back():
    with request_id.standing("first"):
        with request_id.standing("second"):
            assert request_id.current() == "second"
        assert request_id.current() == "first"

    assert request_id.current() == ""


def test_id_goes_when_the_request_fails():
    with pytest.raises(ZeroDivisionError), request_id.standing("first"):
        1 / 0  # noqa: B018

    assert request_id.current() == ""


def test_requests_side_by_side_keep_their_ids_apart():
    other = copy_context()

    with request_id.standing("first"):
        assert other.run(request_id.current) == ""


def test_longer_id_than_the_record_keeps_is_cut():
    with request_id.standing("x" * 65):
        assert request_id.current() == "x" * 64
