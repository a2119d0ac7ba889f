"""A page as a person without scripts meets it: words, links, buttons, and fields known by their labels."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
UNSEEN = frozenset({"head", "script", "style", "template"})
FIELDS = frozenset({"input", "select", "textarea"})
BESIDE_LABEL = re.compile(r"( \((?:optional|needed)\)|:)$")


class Missing(AssertionError):
    """What somebody looked for is not on the page; the message shows what is."""


class Node:
    """An element, its attributes and what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    def all(self, *tags: str) -> Iterator["Node"]:
        """Every element below with one of these names (or any), in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def within(self, *tags: str) -> "Node | None":
        """The nearest element around this one with one of these names."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    @property
    def text(self) -> str:
        """The words, with single spaces."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNSEEN:
                yield from child._pieces()
                yield " " if child.tag not in ("b", "em", "span", "strong") else ""


class Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.open = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(node)
        if tag not in VOID:
            self.open = node

    def handle_endtag(self, tag: str) -> None:
        opened = self.open if self.open.tag == tag else self.open.within(tag)
        if opened is not None and opened.parent is not None:
            self.open = opened.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


class Page:
    """One answer of the site."""

    def __init__(self, address: str, status: int, content: str) -> None:
        self.address = address
        self.status = status
        self.content = content
        builder = Builder()
        builder.feed(content)
        self.root = builder.root
        self._by_id = {node["id"]: node for node in self.root.all() if node["id"]}

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def title(self) -> str:
        return next((node.text for node in self.root.all("title")), "")

    @property
    def heading(self) -> str:
        return next((node.text for node in self.root.all("h1")), "")

    @property
    def fields(self) -> list[Node]:
        return [node for node in self.root.all(*FIELDS) if node["type"] != "hidden"]

    def missing(self, what: str, there: list[str]) -> Missing:
        return Missing(f"{self.address} ({self.status}) has no {what}, but {there}. It reads:\n{self.text}")

    def link(self, words: str) -> str:
        """Where the first link with these words leads."""
        links = {self.name_of(node): node["href"] for node in reversed(list(self.root.all("a"))) if node.has("href")}
        if words not in links:
            raise self.missing(f"link “{words}”", sorted(links))
        return links[words]

    def button(self, words: str) -> Node:
        """The one button with these words that can be pressed."""
        found = [node for node in self.buttons if self.name_of(node) == words and not node.has("disabled")]
        if len({(id(self.form_of(node)), node["name"], node["value"]) for node in found}) != 1:
            raise self.missing(f"single button “{words}”", [self.name_of(node) for node in self.buttons])
        return found[0]

    def offers(self, words: str) -> bool:
        """Whether there is a button with these words."""
        return any(self.name_of(node) == words for node in self.buttons)

    @property
    def buttons(self) -> list[Node]:
        inputs = [node for node in self.root.all("input") if node["type"] in ("submit", "button", "image")]
        return [*self.root.all("button"), *inputs]

    def form_of(self, node: Node) -> Node | None:
        return self._by_id.get(node["form"]) if node.has("form") else node.within("form")

    def labelled(self, label: str, form: Node | None) -> list[Node]:
        """The field of a form with this label; all its radio buttons where it is a question with answers.

        Where several have the same, the question around it may stand before: "What can you help with?: Second".
        """
        fields = [node for node in self.fields if self.form_of(node) is form]
        found = [node for node in fields if label in (self.label_of(node), self.full_label_of(node))]
        if not found:
            raise self.missing(f"field “{label}”", sorted({self.label_of(node) for node in fields}))
        return found

    def label_of(self, node: Node) -> str:
        """What the field asks for; of a radio button it is the question, of which it is an answer."""
        return self.question_of(node) if node["type"] == "radio" else tidy(self.name_of(node))

    def full_label_of(self, node: Node) -> str:
        return f"{self.question_of(node)}: {self.label_of(node)}"

    def question_of(self, node: Node) -> str:
        """What stands above a group of fields."""
        fieldset = node.within("fieldset")
        legend = next(fieldset.all("legend"), None) if fieldset else None
        return tidy(legend.text) if legend else ""

    def name_of(self, node: Node) -> str:
        """The words by which a person, or what reads the page aloud, knows a field, link or button."""
        if node["aria-label"]:
            return node["aria-label"].strip()
        if node["aria-labelledby"]:
            return " ".join(self._by_id[each].text for each in node["aria-labelledby"].split() if each in self._by_id)
        if node.tag in FIELDS and node["type"] not in ("submit", "button"):
            return self._words_of_label(node)
        return node.text or node["value"]

    def _words_of_label(self, node: Node) -> str:
        around = node.within("label")
        labels = [each for each in self.root.all("label") if node["id"] and each["for"] == node["id"]]
        for label in [*labels, *([around] if around else [])]:
            return " ".join("".join(words_outside_fields(label)).split())
        return node["placeholder"]


def tidy(label: str) -> str:
    return BESIDE_LABEL.sub("", label)


def words_outside_fields(label: Node) -> Iterator[str]:
    """A label may stand around its field, whose own words are no part of it."""
    for child in label.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in FIELDS:
            yield from words_outside_fields(child)
