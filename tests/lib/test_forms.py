"""Forms as a person meets them: what the factory and our overrides of the form pack put on the page."""

import re
from html.parser import HTMLParser

import pytest
from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Row
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.template.loader import render_to_string

from mentoring.lib.forms import PREFER_NOT_TO_SAY, chips, choice_cards, form_helper, likert

SCALE = [("1", "Disagree"), ("2", "Neither"), ("3", "Agree"), (PREFER_NOT_TO_SAY, "Prefer not to say")]
# Django's widgets name their own kind as a class; nothing needs to look different for it.
WIDGET_KINDS = {name.lower() for name in forms.widgets.__all__}


class KitchenSink(forms.Form):
    goal = forms.CharField(help_text="One sentence.", error_messages={"required": "Write down your goal"})
    address = forms.EmailField(required=False)
    story = forms.CharField(widget=forms.Textarea)
    start = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.ChoiceField(label="Where", choices=[("", "Please choose"), ("a", "Leeds")])
    length = forms.IntegerField(help_text="A whole number.")
    often = forms.ChoiceField(
        label="How often", choices=[("2", "Every two weeks")], widget=forms.RadioSelect, help_text="You can change it."
    )
    topics = forms.MultipleChoiceField(
        required=False, choices=[("Work", [("f", "Feedback")])], widget=forms.CheckboxSelectMultiple
    )
    useful = forms.ChoiceField(choices=SCALE, widget=forms.RadioSelect)
    picture = forms.FileField(required=False, help_text="PNG.")
    read = forms.BooleanField(label="I have read it")
    quiet = forms.BooleanField(required=False, help_text="Only what waits for you.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("The two of you cannot be the same person")


LAYOUT = (
    "goal",
    "address",
    "story",
    Row(Column("start"), Column("place")),
    AppendedText("length", "minutes"),
    choice_cards("often"),
    chips("topics"),
    likert("useful"),
    "picture",
    "read",
    "quiet",
    "token",
)


class Page(HTMLParser):
    """Every start tag with its attributes, and the text of elements that have an id."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _tag, attrs in self.elements if name in attrs]


def render(data: dict | None, *fields, **options) -> str:
    form = KitchenSink(data)
    options.setdefault("submit", "Save my goal")
    return render_crispy_form(form, form_helper(*fields, **options))


@pytest.fixture(params=[LAYOUT, ()], ids=["with layout", "without layout"])
def refused(request):
    return render({}, *request.param)


def test_refused_form_has_one_summary_that_leads_to_every_field(refused):
    page = Page(refused)
    alerts = [attrs for _tag, attrs in page.elements if attrs.get("role") == "alert"]
    links = [link for link in page.values("href") if link.startswith("#")]

    assert [(alert["class"], alert["tabindex"]) for alert in alerts] == [("error-summary", "-1")]
    assert "There is a problem" in refused
    assert "The two of you cannot be the same person" in refused
    assert links == [
        "#id_goal",
        "#id_story",
        "#id_start",
        "#id_place",
        "#id_length",
        "#id_often_0",
        "#id_useful_0",
        "#id_read",
    ]
    assert {link[1:] for link in links} <= set(page.values("id"))


@pytest.mark.parametrize("data", [None, {}], ids=["fresh", "refused"])
@pytest.mark.parametrize("fields", [LAYOUT, ()], ids=["with layout", "without layout"])
def test_every_description_is_on_the_page_once(data, fields):
    page = Page(render(data, *fields))
    named = [name for value in page.values("aria-describedby") for name in value.split()]
    ids = page.values("id")

    assert named
    assert {name: ids.count(name) for name in named} == dict.fromkeys(named, 1)
    assert len(ids) == len(set(ids))


def test_every_input_has_a_label(refused):
    page = Page(refused)
    inputs = [
        attrs["id"]
        for tag, attrs in page.elements
        if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden"
    ]

    assert set(inputs) <= set(page.values("for"))


def test_help_and_error_stand_before_the_input(refused):
    positions = [refused.index(part) for part in ('for="id_goal"', "id_goal_helptext", "id_goal_error")]
    field = re.search(r'<input[^>]*id="id_goal"', refused)

    assert positions == sorted(positions)
    assert refused.index('class="form-text"') < field.start()
    assert refused.index('id="id_goal_error"') < field.start()


def test_errors_begin_with_a_word_for_those_who_cannot_see_red(refused):
    assert refused.count('<span class="visually-hidden">Error: </span>') == 8
    assert '<span class="visually-hidden">Error: </span>Write down your goal' in refused


def test_stock_words_for_an_empty_field_never_show(refused):
    assert "This field is required" not in refused
    assert "Please answer: Where" in refused


def test_what_may_be_left_out_says_so_in_words():
    fresh = render(None, *LAYOUT)

    assert fresh.count("(optional)") == 3  # address, topics, picture; a single tick box explains itself
    assert "*" not in fresh
    assert "(optional)" not in render(None, *LAYOUT, mark_optional=False)


def test_likert_keeps_the_way_out_apart():
    fresh = render(None, likert("useful"))
    scale, apart = fresh.split('class="likert-option apart"')

    assert scale.count('class="likert-option"') == 3
    assert f'value="{PREFER_NOT_TO_SAY}"' in apart
    assert "checked" not in fresh


def test_button_is_a_verb_and_posts_no_name():
    page = Page(render(None, "goal", cancel_url="/", cancel_label="Go back"))

    assert [attrs for tag, attrs in page.elements if tag == "button"] == [
        {"type": "submit", "class": "btn btn-primary"}
    ]
    assert [attrs for tag, attrs in page.elements if tag == "a"] == [{"class": "btn btn-link", "href": "/"}]


def test_cancel_link_also_stands_without_a_layout():
    assert 'href="/back/"' in render(None, cancel_url="/back/", cancel_label="Go back")


def test_form_in_another_form_brings_neither_tag_nor_token():
    inner = render(None, "goal", submit=None, form_tag=False)

    assert "<form" not in inner
    assert "<button" not in inner
    assert "novalidate" in render(None, "goal")


def test_page_title_says_that_there_is_an_error():
    title = re.compile(r"<title>(.*?)</title>", re.DOTALL)

    fresh = title.search(render_to_string("base.html", {"form": KitchenSink()}))[1]
    refused = title.search(render_to_string("base.html", {"form": KitchenSink({})}))[1]

    assert refused == f"Error: {fresh}"


@pytest.mark.parametrize("data", [None, {}], ids=["fresh", "refused"])
@pytest.mark.parametrize("fields", [LAYOUT, ()], ids=["with layout", "without layout"])
def test_every_class_of_the_pack_is_styled(data, fields):
    styles = "".join(path.read_text() for path in (settings.BASE_DIR / "static/css").glob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", styles))

    used = {name for value in Page(render(data, *fields)).values("class") for name in value.split()}

    assert used - styled - WIDGET_KINDS - {"col-md"} == set()
