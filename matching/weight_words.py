"""The words of what a fit is made of, on the page where a coordinator gives each part its weight."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.scoring import Part

# Whoever reads what cannot be on top of the page reads there which number it is.
NOT_A_WEIGHT = _("%(name)s: please write a whole number from 0 to 100; 0 means that it makes no difference.")
WEIGHTS: Mapping[Part, Any] = {
    Part.SKILLS: _("Skills: the mentor offers what the mentee wants"),
    Part.LEVEL: _("Level: the mentor knows it as well as the mentee would like to"),
    Part.SENIORITY: _("Seniority: the mentor is as many grades ahead as is best"),
    Part.PLACE: _("Place: they work at one site, or at about the same hours"),
    Part.LANGUAGE: _("Language: they speak one in common"),
    Part.DEPARTMENT: _("Department: they come from different ones"),
    Part.WAYS: _("Ways of working: they like to meet in the same way, at the same time of the day and as often"),
    Part.CAREER: _("Career path: the mentor has or had a role that the mentee would like to have one day"),
    Part.AIMS: _("Aims: the mentor can help with what the mentee is aiming for"),
    Part.INTERESTS: _("Interests outside work: they have one or two in common"),
    Part.CHOICES: _("Wishes: they named each other, where people name whom they would like"),
}
NAMES: Mapping[Part, Any] = {
    Part.SKILLS: _("Skills"),
    Part.LEVEL: _("Level"),
    Part.SENIORITY: _("Seniority"),
    Part.PLACE: _("Place"),
    Part.LANGUAGE: _("Language"),
    Part.DEPARTMENT: _("Department"),
    Part.WAYS: _("Ways of working"),
    Part.CAREER: _("Career path"),
    Part.AIMS: _("Aims"),
    Part.INTERESTS: _("Interests outside work"),
    Part.CHOICES: _("Wishes"),
}


def not_a_weight(part: Part) -> str:
    return str(NOT_A_WEIGHT % {"name": NAMES[part]})
