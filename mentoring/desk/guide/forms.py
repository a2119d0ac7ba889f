"""A form with every kind of field, to be looked at; nothing of it is kept."""

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.lib.forms import PREFER_NOT_TO_SAY, chips, choice_cards, form_helper, likert
from participants.own_words import OFFER_LEVELS
from participants.picker import Option, PickerField

SCALE = [
    ("1", _("Disagree")),
    ("2", _("Rather disagree")),
    ("3", _("Neither")),
    ("4", _("Rather agree")),
    ("5", _("Agree")),
    (PREFER_NOT_TO_SAY, _("Prefer not to say")),
]
OFTEN = [("2", _("Every two weeks")), ("3", _("Every three weeks")), ("4", _("Once a month"))]
TOPICS = [
    (_("Work"), [("feedback", _("Giving feedback")), ("delivery", _("Delivery"))]),
    (_("Career"), [("next", _("The next step"))]),
]
SKILLS = [
    Option("feedback", _("Giving feedback"), _("Working together"), about=_("Saying it so that it helps.")),
    Option("negotiation", _("Negotiation"), _("Working together"), words=["bargaining"]),
    Option("budget", _("Planning a budget"), _("Running things")),
]
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("pl", _("Polish"))]


class SampleForm(forms.Form):
    goal = forms.CharField(
        label=_("What would you like to reach?"),
        help_text=_("One sentence, in your own words."),
        error_messages={"required": _("Please say in one sentence what you would like to reach.")},
    )
    address = forms.EmailField(label=_("Another address"), required=False)
    story = forms.CharField(label=_("How will you know?"), widget=forms.Textarea)
    fixed = forms.CharField(
        label=_("Department"), initial=_("Operations"), disabled=True, help_text=_("It comes from your HR team.")
    )
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time in London"), widget=forms.TimeInput(attrs={"type": "time"}))
    length = forms.IntegerField(label=_("How long?"), help_text=_("A whole number."))
    place = forms.ChoiceField(
        label=_("Where"), choices=[("", _("Please choose")), ("l", _("Leeds")), ("o", _("Online"))]
    )
    met = forms.ChoiceField(
        label=_("Did you meet?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    often = forms.ChoiceField(
        label=_("How often"), choices=OFTEN, widget=forms.RadioSelect, help_text=_("You can change it at any time.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=_("What you talk about"), required=False, choices=TOPICS, widget=forms.CheckboxSelectMultiple
    )
    useful = forms.ChoiceField(label=_("Our talks help me in my work."), choices=SCALE, widget=forms.RadioSelect)
    picture = forms.FileField(label=_("A file"), required=False, help_text=_("A picture, 2 MB at most."))
    read = forms.BooleanField(label=_("I have read it"))

    helper = form_helper(
        "goal",
        "address",
        "story",
        "fixed",
        Row(Column("day"), Column("time")),
        AppendedText("length", _("minutes")),
        "place",
        "met",
        choice_cards("often"),
        chips("languages"),
        "topics",
        likert("useful"),
        "skills",
        "picture",
        "read",
        submit=None,
        form_tag=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skills"] = PickerField(
            label=_("What you can help with"),
            required=False,
            options=SKILLS,
            most=2,
            levels=OFFER_LEVELS,
            search_label=_("Add a skill you offer"),
            initial=[("feedback", 3)],
        )


class RefusedForm(forms.Form):
    """Sent empty, with an error of the whole and one of each field."""

    goal = SampleForm.base_fields["goal"]
    place = SampleForm.base_fields["place"]
    often = SampleForm.base_fields["often"]
    read = SampleForm.base_fields["read"]

    helper = form_helper(
        "goal",
        "place",
        choice_cards("often"),
        "read",
        submit=_("Save my goal"),
        method="get",
        cancel_url="#forms",
        cancel_label=_("Go back"),
    )

    def clean(self):
        raise forms.ValidationError(_("Two goals are open already. Close one before you set another."))
