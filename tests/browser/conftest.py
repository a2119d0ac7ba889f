import os
import re
import shutil
from collections.abc import Callable, Iterator
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from mentoring.local.chromium import NAMES
from tests.browser.door import sign_in
from tests.browser.look import ENGLISH, HEIGHT, PICTURES, Complaints
from tests.running import Product, running_product

# Playwright runs a loop in this thread, beside which Django would refuse the database to the tests that follow.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds: the machine may be busy with other tests
expect.set_options(timeout=PATIENCE)
FRESH = 600  # seconds; the product asks after 900


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip("There is no Chromium: install one, or set CHROMIUM.")
    PICTURES.mkdir(exist_ok=True)
    return {**browser_type_launch_args, "executable_path": program, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """A running product that shows the demonstration company; one for all, for it takes long to start."""
    with running_product() as product:
        yield product


@pytest.fixture(scope="session")
def logins(product) -> dict[str, str]:
    """The addresses of the people that `up` names, by their roles."""
    lines = (product.local / "logins.txt").read_text().splitlines()
    return {role: address for role, address, _password in (re.split(r"\s{2,}", line.strip()) for line in lines)}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the browser says against the pages of one test, until it is told to look no longer; nothing, or it fails."""
    complaints = Complaints()
    yield complaints
    assert complaints.found == []


@pytest.fixture
def open_tab(browser: Browser, product, complaints) -> Iterator[Callable[..., Page]]:
    """A tab of a browser of its own."""
    contexts = []

    def open_(*, width: int = 1280, state: dict | None = None) -> Page:
        context = browser.new_context(
            base_url=product.site,
            viewport={"width": width, "height": HEIGHT},
            reduced_motion="reduce",
            **ENGLISH,
            storage_state=state,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        page = context.new_page()
        complaints.listen(page)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def states() -> dict[str, dict]:
    """The cookies of those who signed in, by their addresses: each signs in once."""
    return {}


@pytest.fixture(scope="session")
def signed_in_at() -> dict[str, float]:
    """When they did, in seconds: pages about the door ask whoever signed in a while ago who they are."""
    return {}


@pytest.fixture
def tab_of(open_tab, states, signed_in_at) -> Callable[[str], Page]:
    """A tab in which somebody is signed in; nobody for an empty address."""

    def open_(address: str) -> Page:
        is_fresh = address in states and monotonic() - signed_in_at.get(address, 0) < FRESH
        if address and not is_fresh:
            page = open_tab()
            sign_in(page, address)
            states[address], signed_in_at[address] = page.context.storage_state(), monotonic()
        return open_tab(state=states.get(address))

    return open_
