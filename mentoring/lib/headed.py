"""Forms of the office whose heading is what they are about, as "Leadership", and not "Change skill"."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse


class HeadedByName(admin.ModelAdmin):
    keeps_history = True  # whether a form here saves anything

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        named = {} if obj is None else {"title": self.name_of(obj), "subtitle": None}
        context = {**context, **named, "keeps_history": self.keeps_history}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def name_of(self, obj: Any) -> str:
        return str(obj)
