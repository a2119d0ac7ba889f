"""How long the pages of the door take for an address that has an account, and for one that has none."""

import logging
import random
import time
from collections.abc import Mapping
from statistics import median
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from mentoring.accounts.models import User

# By name: the page, the field of the address, and what is sent besides.
DOORS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "code": ("account_login", "login", {}),
    "password": ("account_login_password", "login", {"password": "not the right one"}),
    "reset": ("account_reset_password", "email", {}),
}
KNOWN, UNKNOWN = "known", "unknown"
HOST = "localhost"


def measure(*, addresses: int, seed: int) -> dict[str, Any]:
    """Each door is tried `addresses` times with known and as often with unknown ones, mixed; medians in milliseconds.

    Each try comes with an address of its own, from another machine, so that nobody has to wait for too many. `ratio` is
    that of known to unknown; `same` says whether every answer of a door was the same page.
    """
    chance = random.Random(seed)  # noqa: S311 - for measuring
    secret = make_password("the right one, and long")
    known = [f"person{number}@mail.example" for number in range(addresses)]
    User.objects.bulk_create(User(email=email, name="Person", password=secret) for email in known)
    tries = [(KNOWN, email) for email in known] + [(UNKNOWN, f"nobody-{email}") for email in known]
    doors = {}
    logging.disable(logging.WARNING)  # a line for each request would be measured, too
    for name in DOORS:
        chance.shuffle(tries)
        _answer(name, "warm-up@mail.example", 0)  # what is made once is not measured
        spent: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
        answers = set()
        for number, (kind, email) in enumerate(tries, start=1):
            took, answer = _answer(name, email, number)
            spent[kind].append(took)
            answers.add(answer)
        with_account, without = median(spent[KNOWN]), median(spent[UNKNOWN])
        doors[name] = {
            "known_ms": round(with_account, 2),
            "unknown_ms": round(without, 2),
            "ratio": round(with_account / without, 3),
            "same": len(answers) == 1,
        }
    logging.disable(logging.NOTSET)
    return {"bench": "door", "addresses": addresses, "seed": seed, "doors": doors}


def _answer(name: str, email: str, number: int) -> tuple[float, tuple[int, str]]:
    """How many milliseconds one try takes, and what it answers: its status, and where it leads."""
    page, field, more = DOORS[name]
    client = Client(SERVER_NAME=HOST, REMOTE_ADDR=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    url, data = reverse(page), {field: email, **more}
    began = time.perf_counter()
    answer = client.post(url, data)
    took = 1000 * (time.perf_counter() - began)
    if answer.status_code >= 400:
        raise RuntimeError(f"The door answered {answer.status_code}.")
    return took, (answer.status_code, answer.headers.get("Location", ""))
