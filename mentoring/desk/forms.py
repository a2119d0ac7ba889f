from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.desk.light import Light
from programmes.models import Cohort

LONGEST_NAME = 80


class PairFilterForm(forms.Form):
    """Which pairs a coordinator looks at: of one cohort they run, by name and light. Every part may be left out."""

    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    q = forms.CharField(label=_("Search by name"), required=False, max_length=LONGEST_NAME)
    light = forms.ChoiceField(choices=[(light, light) for light in Light], required=False)

    def __init__(self, *args, cohorts: Sequence[Cohort], **kwargs):
        super().__init__(*args, **kwargs)
        self.cohorts = {str(cohort.pk): cohort for cohort in cohorts}
        self.fields["cohort"].choices = [(key, str(cohort)) for key, cohort in self.cohorts.items()]
        self.fields["cohort"].widget.attrs["class"] = "form-select"
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "class": "form-control", "maxlength": LONGEST_NAME}
        )
