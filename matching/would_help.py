"""What would help a mentee for whom the last search found nobody, in a sentence for the coordinator."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Code
from programmes.models import Cohort, Enrolment

# Where no single mentor would do with one place more. Every rule reads alike (docs/decisions/0003).
_OTHERWISE: Mapping[str, str] = {
    Code.NO_MENTORS: gettext_noop("A mentor with a place would help."),
    Code.ALL_RULED_OUT: gettext_noop("Another mentor would help."),
}


def would_help(cohort: Cohort, entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By place of the mentee; `entries` are of a run, of those who had nobody in it. One query for all of them."""
    entries = list(entries)
    asked = {key for entry in entries for key in entry.get("nearest", ())}
    found = Enrolment.objects.matchable(cohort).filter(pk__in=asked) if asked else Enrolment.objects.none()
    names = {str(pk): name for pk, name in found.values_list("pk", "person__user__name")}
    return {entry["enrolment"]: _sentence(entry, names) for entry in entries}


def _sentence(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    nearest = [names[key] for key in entry.get("nearest", ()) if key in names]
    if nearest:
        return _("One more place with %(names)s would help.") % {"names": _either(nearest)}
    codes = [reason["code"] for reason in entry["reasons"]]
    return next((_(words) for code, words in _OTHERWISE.items() if code in codes), "")


def _either(names: list[str]) -> str:
    *others, last = names
    return _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last
