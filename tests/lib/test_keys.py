import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from mentoring.lib.keys import parse_ring

KEYS = [bytes(range(start, start + 32)) for start in (0, 32)]
TEXTS = [f"k{number}:{base64.urlsafe_b64encode(key).decode()}" for number, key in enumerate(KEYS)]


def test_ring_keeps_its_order():
    assert parse_ring(TEXTS) == (("k0", KEYS[0]), ("k1", KEYS[1]))


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ([], "holds no key"),
        ([""], "name:key pairs"),
        (["CANARY"], "name:key pairs"),
        (["k1:CANARY"], "name:key pairs"),
        (["k1:CANARÿ"], "name:key pairs"),
        ([f":{TEXTS[0][3:]}"], "name:key pairs"),
        ([TEXTS[0][:-4]], "name:key pairs"),
        ([TEXTS[0], TEXTS[0]], "two keys alike"),
    ],
)
def test_what_is_no_ring_is_refused_without_telling_any_of_it(texts, why):
    with pytest.raises(ImproperlyConfigured, match=why) as refusal:
        parse_ring(texts)

    assert "CANARY" not in str(refusal.value)
