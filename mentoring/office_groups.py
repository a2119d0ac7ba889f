"""What stands where on the first page and in the margin of the programme office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Things one comes for with the same purpose: what each is for, by model label, in the order they are shown."""

    key: str
    name: str | Promise
    things: Mapping[str, str | Promise]

    def entry(self, models: Mapping[str, dict[str, Any]], here: str = "") -> dict[str, Any] | None:
        """As Django lists an app, of the models that this person may see; None where there is nothing to see.

        `here` is the label of the model whose page is open.
        """
        seen = [
            {**models[label], "purpose": purpose, "is_here": label == here}
            for label, purpose in self.things.items()
            if label in models
        ]
        if not seen:
            return None
        return {"name": self.name, "app_label": self.key, "app_url": "", "has_module_perms": True, "models": seen}


GROUPS = (
    Group(
        "run",
        _("Run"),
        {
            "programmes.Programme": _("What each programme is for, and the HR contact people are told about"),
            "programmes.Cohort": _("The cohorts of a programme with their dates, and what each needs next"),
            "programmes.Enrolment": _("Requests for a place, and your answers"),
            "programmes.Coordinator": _("Who looks after which programme"),
        },
    ),
    Group(
        "library",
        _("Library"),
        {
            "participants.Skill": _("What mentors offer and mentees would like to learn"),
            "agreements.Template": _("What two people promise each other, and the choices they begin with"),
        },
    ),
    Group(
        "people",
        _("People"),
        {
            "participants.Profile": _("Who works here, as the HR file says"),
            "accounts.User": _("Who can sign in, and with which address"),
            "participants.HrAnalyst": _("Who reads the reports"),
            "participants.Department": _("The departments of the HR file"),
            "participants.Grade": _("The grades of the HR file, and their order"),
            "participants.Site": _("Places of work and their time zones"),
            "participants.Organisation": _("Your company"),
            "participants.ImportBatch": _("Each HR file that was read, and what it changed"),
        },
    ),
    Group(
        "system",
        _("System"),
        {
            "outbox.OutgoingMessage": _("What was sent to whom and when, never what it said"),
        },
    ),
)

# Pages that are about another thing than the one that gives them their address; the first beginning that fits decides.
ABOUT: Mapping[str, str] = {
    "matching_programme_": "programmes.Programme",
    "matching_": "programmes.Cohort",
    "agreements_cohort_": "programmes.Cohort",
    "participants_import_": "participants.ImportBatch",
}


def place_of(page: str) -> str:
    """The label of the model that a page of the office is about, by the name of its address; empty for none."""
    for beginning, label in ABOUT.items():
        if page.startswith(beginning):
            return label
    labels = (label for group in GROUPS for label in group.things)
    return next((label for label in labels if page.startswith(f"{label.lower().replace('.', '_')}_")), "")
