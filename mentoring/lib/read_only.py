"""Pages of the office on which things are looked at, and changed elsewhere or by nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class ReadOnlyAdmin(admin.ModelAdmin):
    """Nothing is added, changed or taken away here."""

    show_full_result_count = False

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Headed by what it is of."""
        named = {"title": self.name_of(obj), "subtitle": None}
        return super().render_change_form(request, {**context, **named}, add, change, form_url, obj)

    def name_of(self, obj: Any) -> str:
        return str(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
