from collections.abc import Iterator

import pytest

from tests.outbox.conftest import sink
from tests.running import Product, running_product

__all__ = ["sink"]


@pytest.fixture
def product() -> Iterator[Product]:
    """An empty company, served by everything that `manage.py up` starts; a product of its own for each fault."""
    with running_product("--no-demo") as product:
        yield product
