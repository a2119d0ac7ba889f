"""Forms of the office whose heading is what they are about, as "Leadership", and not "Change skill"."""

from django.contrib import admin


class HeadedByName(admin.ModelAdmin):
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        named = {} if obj is None else {"title": str(obj), "subtitle": None}
        return super().render_change_form(request, {**context, **named}, add, change, form_url, obj)
