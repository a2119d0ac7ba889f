"""The pages for what went wrong, in a browser, under the content policy they are sent with; no product has to run."""

import mimetypes

import pytest
from csp.middleware import CSPMiddleware
from django.test import RequestFactory
from playwright.sync_api import Browser, Route

from mentoring.lib.env import BASE_DIR
from tests.browser.look import ENGLISH, Complaints, is_narrow_enough, look_at
from tests.health.test_errors import PAGES

STATIC = BASE_DIR / "static"
SITE = "http://mentoring.test"


def answer(route: Route, name: str) -> None:
    path = route.request.url.removeprefix(SITE)
    if path.startswith("/static/"):
        file = STATIC / path.removeprefix("/static/")
        kind = mimetypes.guess_type(file)[0] or "font/woff2"
        route.fulfill(body=file.read_bytes(), content_type=kind)
        return
    response = CSPMiddleware(PAGES[name])(RequestFactory().get("/"))
    route.fulfill(status=response.status_code, body=response.content, headers=dict(response.headers))


# They are of one make: the short tests look at one in so many, the long ones at all.
SAMPLE = list(PAGES)[::16]


def tiers() -> list:
    return [pytest.param(each, marks=() if each in SAMPLE else pytest.mark.long, id=each) for each in PAGES]


@pytest.mark.parametrize("name", tiers())
def test_error_page_is_open_to_all_in_each_width_and_theme(browser: Browser, complaints: Complaints, name: str):
    context = browser.new_context(reduced_motion="reduce", **ENGLISH)
    page = context.new_page()
    complaints.listen(page)
    page.route("**/*", lambda route: answer(route, name))
    page.goto(f"{SITE}/somewhere/")
    page.wait_for_load_state("networkidle")
    complaints.end()

    look_at(page, f"error-{name.replace(' ', '-')}")

    assert is_narrow_enough(page) == []
    context.close()
