"""What of a page its content policy would refuse, seen without a browser."""

from html.parser import HTMLParser

from django.http import HttpResponse

# What a browser loads or runs from, by tag.
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
    "object": "data",
    "use": "href",
}
GONE_TO = {"form": "action", "button": "formaction", "input": "formaction"}


class Refused(HTMLParser):
    """What of a page the policy of the product refuses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        source = given.get(LOADED.get(tag, ""), "/")
        runs = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if runs or tag in ("style", "base", "embed", "applet"):
            self.found.append(f"<{tag}>")
        if not (is_ours(source) or (tag == "img" and source.startswith("data:")) or source.startswith("#")):
            self.found.append(f"<{tag}> from {source}")
        if not is_ours(given.get(GONE_TO.get(tag, ""), "/") or "/"):
            self.found.append(f"<{tag}> to {given[GONE_TO[tag]]}")
        self.found += [f"{name} of <{tag}>" for name in given if name == "style" or name.startswith("on")]
        self.found += [f"{value} in <{tag}>" for value in given.values() if value.strip().startswith("javascript:")]


def refused_in(response: HttpResponse) -> list[str]:
    """Nothing, where the answer is no page."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return Refused(response.content.decode()).found if is_page else []


def is_ours(address: str) -> bool:
    return not address.startswith("//") and (address.startswith(("/", "?", "#", ".")) or ":" not in address)
