import pytest

from mentoring.accounts.devices import address_words, device_words


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.5 Safari/605.1",
            "Safari on Mac",
        ),
        ("curl/8.5 (Windows)", "Windows"),
        ("Firefox/140.0", "Firefox"),
        ("", "A device we do not know"),
    ],
)
def test_device_is_named_as_its_owner_knows_it(user_agent, words):
    assert device_words(user_agent) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", "this computer"),
        ("::1", "this computer"),
        ("203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
        ("", ""),
        (None, ""),
    ],
)
def test_address_of_the_machine_itself_is_told_in_words(address, words):
    assert address_words(address) == words
