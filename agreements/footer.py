"""What stands at the foot of every page of a pair: help and the confidentiality lines, one tap away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Mentorship


@dataclass(frozen=True, slots=True)
class FooterLink:
    url: str
    label: str


def footer_links(mentorship: Mentorship) -> list[FooterLink]:
    """For the context of a pair's page, as `footer_links`."""
    return [
        FooterLink(reverse("agreements:help-detail", args=[mentorship.pk]), _("Get help")),
        FooterLink(reverse("agreements:agreement-detail", args=[mentorship.pk]), _("What stays between us")),
    ]
