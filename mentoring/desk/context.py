"""What every page's frame needs: the navigation of this person and the theme they chose."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from mentoring.lib.theme import chosen_theme
from participants.policies import is_hr_analyst


@dataclass(frozen=True, slots=True)
class NavigationItem:
    url: str
    label: str
    is_current: bool


def layout(request: HttpRequest) -> dict[str, object]:
    """Costs nothing until a template uses it."""
    return {
        "theme": chosen_theme(request),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
    }


def navigation(request: HttpRequest) -> list[NavigationItem]:
    """The pages of this person's role; empty for somebody who is signed out."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    pages = [(reverse("desk:home"), _("Home")), (reverse("programmes:programme-list"), _("Programmes"))]
    if is_hr_analyst(user):
        pages.append((reverse("feedback:report-list"), _("Reports")))
    if user.is_staff:
        pages.append((reverse("admin:index"), _("Programme office")))
    return [NavigationItem(url, label, _is_current(request.path, url)) for url, label in pages]


def _is_current(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
