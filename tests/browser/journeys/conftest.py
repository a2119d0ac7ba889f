"""What is done here changes the demonstration: it is a product of its own, that no other test looks at."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import PATIENCE, expect
from tests.browser.journeys.hands import Hands, Keys, NoScripts
from tests.browser.look import ENGLISH, HEIGHT
from tests.running import Product, running_product

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with running_product() as product:
        yield product


@pytest.fixture(scope="session")
def logins(product) -> dict[str, str]:
    lines = (product.local / "logins.txt").read_text().splitlines()
    return {role: address for role, address, _password in (re.split(r"\s{2,}", line.strip()) for line in lines)}


@pytest.fixture(params=[Keys, NoScripts], ids=["keyboard", "no-scripts"])
def hands(request, browser, product, complaints) -> Iterator[Hands]:
    """Somebody with a keyboard and nothing else, and somebody whose browser runs no scripts."""
    context = browser.new_context(
        base_url=product.site,
        viewport={"width": 1280, "height": HEIGHT},
        reduced_motion="reduce",
        **ENGLISH,
        java_script_enabled=request.param is Keys,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints.listen(page)
    yield request.param(page)
    context.close()
