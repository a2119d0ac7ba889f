"""The tests need no network: a socket to another machine is refused, whoever opens it."""

import socket
import tomllib
from urllib.request import urlopen

import pytest
from pytest_socket import SocketConnectBlockedError

from mentoring.lib.env import BASE_DIR

# Otherwise the warning, which is an error in each test, would come before the refusal.
pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket")
# Addresses that are nobody's, kept for examples (RFC 5737 and 3849).
OTHERS = ["192.0.2.1", "198.51.100.7", "2001:db8::1"]


@pytest.mark.parametrize("host", OTHERS)
def test_socket_to_another_machine_is_refused(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with socket.socket(family) as opened, pytest.raises(SocketConnectBlockedError):
        opened.connect((host, 443))


def test_page_of_another_machine_is_refused():
    with pytest.raises(SocketConnectBlockedError):
        urlopen("http://192.0.2.1/", timeout=3)


def test_socket_to_this_machine_is_let_through():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as opened:
        opened.connect(server.getsockname())


def test_every_run_closes_the_network_by_itself():
    options = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"][
        "addopts"
    ].split()

    assert [option for option in options if option.startswith("--allow-")] == [
        "--allow-unix-socket",
        "--allow-hosts=127.0.0.1,localhost,::1",
    ]
