"""Light or dark, as a person chose; pages that must not ask a database or a session know it too."""

from django.http import HttpRequest

THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest) -> str:
    """The theme of the cookie; "" to follow the device."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""
