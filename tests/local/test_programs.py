import socket

import pytest

from mentoring.local.programs import listener_on
from mentoring.local.sentence import Unable


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - this is what another program may hold
def test_taken_port_is_refused_with_another_one_to_choose(host):
    with socket.create_server((host, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(
            Unable, match=rf"Port {port} is not free: Address already in use\. Choose .* up --port \d+$"
        ):
            listener_on(port)


def test_port_nought_is_any_free_one():
    with listener_on(0) as first, listener_on(0) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.parametrize("port", [-1, 65536])
def test_impossible_port_is_refused(port):
    with pytest.raises(Unable, match="is no port: choose a number from 1 to 65535"):
        listener_on(port)
