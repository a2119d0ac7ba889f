"""What the office fills in about a text that pairs begin with."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext_lazy as _

from agreements.lines import MOST_LINES, MOST_WORDS
from agreements.wording import Template
from programmes.models import lines_of


class TemplateForm(forms.ModelForm):
    """A text that pairs begin with, a promise on each line."""

    lines = forms.CharField(
        label=_("Confidentiality lines"),
        widget=AdminTextareaWidget(attrs={"rows": 16}),
        help_text=_(
            "Up to six promises, one on each line, in the first person. Where you write [HR contact], the HR contact of"
            " the programme is named. Pairs under way keep what they agreed to; you can ask them anew afterwards."
        ),
    )

    class Meta:
        model = Template
        fields = ("name", "programme", "lines", "cadence", "minutes", "place", "contact")
        error_messages = {
            "programme": {"unique": _("This programme has a text of its own already. Please change that.")}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["lines"] = "\n".join(self.instance.lines or [])
        programme = self.fields.get("programme")
        if isinstance(programme, forms.ModelChoiceField):
            programme.required, programme.empty_label = True, _("Choose…")

    def clean_lines(self) -> list[str]:
        lines = lines_of(self.cleaned_data["lines"])
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Please keep to six lines: more is not read."))
        if sum(len(line.split()) for line in lines) > MOST_WORDS:
            raise forms.ValidationError(_("Please keep to %(most)d words in all.") % {"most": MOST_WORDS})
        return lines
