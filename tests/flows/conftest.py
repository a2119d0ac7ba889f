from collections.abc import Iterator

import pytest

from tests.flows.line.people import Line
from tests.outbox.conftest import sink
from tests.running import Product, running_product

__all__ = ["sink"]


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """An empty company, served by everything that `manage.py up` starts."""
    with running_product("--no-demo") as product:
        yield product


@pytest.fixture(scope="session")
def line(product) -> Line:
    """One walk for all tests; `walk(line)` takes it on from wherever it has got to."""
    return Line(product)
