"""The form of the office that notes which training as a mentor somebody has done: two days for each level."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mentoring.lib import clock
from mentoring.lib.seen import seen_field
from participants.models import Profile, TrainingRecord
from participants.training import Held, TrainingLevel, trainings_seen

TO_COME = _("%(level)s: a training is noted once it is done. Please choose today or a day before.")
IN_ORDER = _("%(level)s: please check the days. The last one on which it counts is before the day it was done.")
NO_DAY = _("%(level)s: please say when it was done, or leave both days empty.")
NOT_A_DAY = _("%(level)s: please check the day, and write it as in 2026-05-31.")


def day_field(words: str, level: Mapping[str, object]) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=words, required=False, widget=widget, error_messages={"invalid": NOT_A_DAY % level})


class TrainingForm(forms.Form):
    """A level without days is one that the person has not done."""

    def __init__(self, *args: Any, person: Profile, records: list[TrainingRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {record.level: record.held for record in records}
        self.fields["seen"] = seen_field(trainings_seen(person, records))
        for level in TrainingLevel:
            known = held.get(level)
            words = {"level": capfirst(level.label)}
            for name, label, day in (
                ("done_on", _("%(level)s, done on") % words, known and known.done_on),
                ("until", _("%(level)s, counts until") % words, known and known.until),
            ):
                self.fields[f"{name}_{level}"] = day_field(label, words)
                self.initial[f"{name}_{level}"] = day
            self.fields[f"done_on_{level}"].widget.attrs["max"] = clock.company_today().isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for level in TrainingLevel:
            done_on, until = cleaned.get(f"done_on_{level}"), cleaned.get(f"until_{level}")
            words = {"level": capfirst(level.label)}
            if done_on and done_on > clock.company_today():
                self.add_error(f"done_on_{level}", TO_COME % words)
            if until and not done_on and f"done_on_{level}" not in self.errors:
                self.add_error(f"done_on_{level}", NO_DAY % words)
            if until and done_on and until < done_on:
                self.add_error(f"until_{level}", IN_ORDER % words)
        return cleaned

    def trainings(self) -> Mapping[int, Held]:
        """What was filled in, by level."""
        days = {
            level.value: Held(self.cleaned_data[f"done_on_{level}"], self.cleaned_data[f"until_{level}"])
            for level in TrainingLevel
        }
        return {level: held for level, held in days.items() if held.done_on}

    def levels(self) -> list[tuple[Promise, list[tuple[Promise, forms.BoundField]]]]:
        """Each level with its two days, each under what is read within its group."""
        return [
            (
                capfirst(level.label),
                [(_("Done on"), self[f"done_on_{level}"]), (_("Counts until"), self[f"until_{level}"])],
            )
            for level in TrainingLevel
        ]
