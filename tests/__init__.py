"""Modules beside the tests whose assertions explain themselves as well as those in tests."""

import pytest

pytest.register_assert_rewrite(
    "tests.running", "tests.flows.line", "tests.browser.look", "tests.browser.door", "tests.browser.line"
)
