"""Pytest plugin: tests of one `xdist_group` stay on one worker, so that what they share is started once.

xdist 3.8 writes the group behind the name of a test in a place where pytest 9.2 no longer looks: each group was torn
apart in silence, and every worker started its own product for its part.
"""

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After xdist's own hook: where its name for a test did not take, it does now."""
    for item in items:
        grouped = vars(item).get("_nodeid")
        if isinstance(grouped, str) and grouped != item.nodeid:
            item._id = NodeId.parse(grouped)
