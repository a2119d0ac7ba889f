"""A person at a browser without scripts: opens pages, follows links by their words, fills in forms by their labels."""

import json
from collections.abc import Mapping
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from mentoring.local.waiting import wait_until
from tests.flows.page import Node, Page

PATIENCE = 120  # seconds for one answer: the machine may be busy with other tests
PAUSED = 429

Answers = Mapping[str, str | bool]


class Visitor:
    """Keeps its cookies and the page it is on. `site` is the address that the product told, without a path."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.page = Page(site, 0, "")

    def go(self, address: str, *, status: int = 200, **headers: str) -> Page:
        """Open a path or a full address of the site; any other status than this one is a failure."""
        return self._arrive(self._ask(address, headers=headers), status)

    def ask(self, address: str, **headers: str) -> Page:
        """The answer that a script on the page, or a download, would get: one stays where one is."""
        return self._ask(address, headers=headers)

    def follow(self, words: str) -> Page:
        """Follow the link with these words."""
        return self.go(self.page.link(words))

    def press(self, words: str, answers: Answers | None = None, *, status: int = 200) -> Page:
        """Fill in the form of the button with these words, by label, and press it; all else stays as it stands.

        A choice is given by its words, a box to tick by True or False.
        """
        page, button = self.page, self.page.button(words)
        form = page.form_of(button)
        if form is None:
            raise page.missing(f"form around “{words}”", [])
        data = entries(page, form, button, self._given(page, form, answers or {}))
        address = urljoin(page.address, button["formaction"] or form["action"])
        if (form["method"] or "get").lower() == "get":
            return self.go(f"{address.partition('?')[0]}?{urlencode(data)}", status=status)
        return self._arrive(self._ask(address, data=data), status)

    def _given(self, page: Page, form: Node, answers: Answers) -> dict[int, str | bool]:
        """What each field (by identity) is given."""
        given: dict[int, str | bool] = {}
        for label, answer in answers.items():
            fields = page.labelled(label, form)
            if fields[0]["type"] == "radio":
                given |= {id(field): page.name_of(field) == answer for field in fields}
                if not any(given[id(field)] for field in fields):
                    raise page.missing(f"answer “{answer}” to “{label}”", [page.name_of(each) for each in fields])
            elif fields[0].tag == "select":
                given[id(fields[0])] = self._chosen(page, fields[0], str(answer))
            else:
                given[id(fields[0])] = answer
        return given

    def _chosen(self, page: Page, select: Node, words: str) -> str:
        """The value of a choice. Where a script offers the choices, we ask for them as it does."""
        options = {option.text: value_of(option) for option in select.all("option")}
        if select["data-ajax--url"]:
            query = {"term": words, **{name: select[f"data-{name.replace('_', '-')}"] for name in SEARCHED_BY}}
            found = self._ask(f"{select['data-ajax--url']}?{urlencode(query)}")
            options = {each["text"]: each["id"] for each in json.loads(found.content)["results"]}
        if words not in options:
            raise page.missing(f"choice “{words}”", sorted(options))
        return options[words]

    def _ask(
        self, address: str, *, data: list[tuple[str, str]] | None = None, headers: Mapping[str, str] | None = None
    ) -> Page:
        """The answer, after the redirects. Somebody who is asked to wait a minute does so, and tries again."""
        answers: list[Page] = []

        def is_answered() -> bool:
            answers.append(self._ask_once(address, data, headers or {}))
            return answers[-1].status != PAUSED

        wait_until(is_answered, seconds=PATIENCE, every=2)
        return answers[-1]

    def _ask_once(self, address: str, data: list[tuple[str, str]] | None, headers: Mapping[str, str]) -> Page:
        address = urljoin(f"{self.site}/", address)
        assert address.startswith(f"{self.site}/"), f"{address} leaves the site"
        request = Request(address, None if data is None else urlencode(data).encode())  # noqa: S310 - our own site
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Referer": self.page.address} if data is None else {"Origin": self.site, "Referer": self.page.address}
        for name, value in sent.items():
            request.add_header(name, value)
        try:
            return page_of(self.opener.open(request, timeout=PATIENCE))
        except HTTPError as error:
            return page_of(error)

    def _arrive(self, page: Page, status: int) -> Page:
        assert page.status == status, f"{page.address} answers {page.status}, not {status}. It reads:\n{page.text}"
        self.page = page
        return page

    @property
    def path(self) -> str:
        return urlsplit(self.page.address).path


SEARCHED_BY = ("app_label", "model_name", "field_name")


def page_of(answer: HTTPResponse | HTTPError) -> Page:
    with answer:
        return Page(answer.url, answer.status, answer.read().decode("utf-8-sig"))


def entries(page: Page, form: Node, button: Node, given: Mapping[int, str | bool]) -> list[tuple[str, str]]:
    """What a browser sends: each field that has a name and counts, in the order of the page, and the pressed button."""
    result = []
    for node in page.root.all("input", "select", "textarea", "button"):
        if not node["name"] or node.has("disabled") or page.form_of(node) is not form:
            continue
        if node.tag == "button" or node["type"] in ("submit", "button", "image"):
            result += [(node["name"], node["value"])] if node is button else []
        else:
            result += [(node["name"], value) for value in values_of(node, given.get(id(node)))]
    return result


def values_of(node: Node, given: str | bool | None) -> list[str]:
    if node["type"] in ("checkbox", "radio"):
        is_chosen = node.has("checked") if given is None else given
        return [node["value"] if node.has("value") else "on"] if is_chosen else []
    if given is not None:
        return [str(given)]
    if node.tag == "textarea":
        return ["".join(child for child in node.children if isinstance(child, str)).removeprefix("\n")]
    if node.tag == "select":
        return chosen_by_default(node)
    return [node["value"]]


def chosen_by_default(select: Node) -> list[str]:
    options = list(select.all("option"))
    chosen = [value_of(option) for option in options if option.has("selected")]
    if select.has("multiple") or chosen:
        return chosen
    return [value_of(options[0])] if options else []


def value_of(option: Node) -> str:
    return option["value"] if option.has("value") else option.text
