from datetime import time

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.hours import Hours
from mentoring.lib.forms import chips, form_helper
from mentoring.outbox.kinds import TOPICS

HOURS = [time(hour) for hour in range(24)]


def hour_choices(*, is_end: bool) -> list[tuple[str, str]]:
    """An end at midnight is the end of the day, and stands last."""
    hours = [*HOURS[1:], HOURS[0]] if is_end else HOURS
    return [(f"{hour:%H:%M}", "24:00" if is_end and hour == time(0) else time_format(hour, "H:i")) for hour in hours]


class MailsForm(forms.Form):
    """One switch for each topic, and the hours of what nobody waits for."""

    begins = forms.TypedChoiceField(label=_("From"), coerce=time.fromisoformat)
    ends = forms.TypedChoiceField(label=_("Until"), coerce=time.fromisoformat)
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one day.")},
    )

    def __init__(self, *args, off: set[str], hours: Hours, **kwargs):
        initial = {"begins": f"{hours.begins:%H:%M}", "ends": f"{hours.ends:%H:%M}", "days": sorted(hours.days)}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for name, is_end in (("begins", False), ("ends", True)):
            self.fields[name].choices = hour_choices(is_end=is_end)
        for topic in TOPICS:
            self.fields[topic.name] = forms.BooleanField(
                label=topic.words, help_text=topic.meaning, required=False, initial=topic.name not in off
            )
        self.helper = form_helper(submit=_("Save"), mark_optional=False, cancel_url=reverse("account"))
        self.helper.layout = Layout(*self.layout())

    def layout(self) -> list[object]:
        return [
            Div(
                HTML('{% include "account/mails_topics.html" %}'),
                *(topic.name for topic in TOPICS),
                css_class="card mails topics",
            ),
            Div(
                HTML('{% include "account/mails_hours.html" %}'),
                Div("begins", "ends", css_class="hours"),
                chips("days"),
                css_class="card mails",
            ),
        ]

    @property
    def topics(self) -> set[str]:
        """The names of what is switched on, once the form is good."""
        return {topic.name for topic in TOPICS if self.cleaned_data[topic.name]}

    @property
    def hours(self) -> Hours:
        found = self.cleaned_data
        return Hours(found["begins"], found["ends"], frozenset(found["days"]))
