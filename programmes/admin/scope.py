"""Who sees which rows of the office: those of the programmes they coordinate, and no rank opens others."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mentoring.lib.filters import asked_once
from mentoring.lib.headed import HeadedByName
from programmes.models import Cohort, Programme
from programmes.readiness import BACK_TO
from programmes.stage_words import Pill


def coordinated_programmes(request: HttpRequest) -> frozenset[UUID]:
    """The ids of the programmes this person coordinates."""
    programmes = Programme.objects.coordinated_by(request.user).values_list("pk", flat=True)
    return asked_once(request, "coordinated programmes", lambda: frozenset(programmes))


def drawn(pill: Pill) -> SafeString:
    return format_html('<span class="pill {}">{}</span>', pill.tone, pill.words)


def choice_alone(db_field: models.Field, field: Any) -> Any:
    """The field of a form without links to add, change or delete what can be chosen."""
    if db_field.many_to_one or db_field.one_to_one:
        for tool in ("add", "change", "delete", "view"):
            setattr(field.widget, f"can_{tool}_related", False)
    return field


def cohort_mended(request: HttpRequest) -> Cohort | None:
    """The cohort whose page led here to mend something; only one of this person's own."""
    try:
        key = UUID(request.GET.get(BACK_TO, ""))
    except ValueError:
        return None
    return Cohort.objects.coordinated_by(request.user).filter(pk=key).first()


class CoordinatedAdmin(HeadedByName):
    """Rows reach lists, filters, choices and addresses through the model's `coordinated_by` alone.

    Nothing is deleted here, and an address of somebody else's row does not exist.
    """

    list_per_page = 50
    # What a list would hold and why it is empty, said where nothing was searched for or filtered.
    empty_words = ""
    view_on_site = False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context.update(show_save_and_add_another=False)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_add(self, request, obj):
        return self.back_to_cohort(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self.back_to_cohort(request) or super().response_post_save_change(request, obj)

    def back_to_cohort(self, request: HttpRequest) -> HttpResponse | None:
        cohort = cohort_mended(request)
        return redirect("admin:programmes_cohort_change", cohort.pk) if cohort else None

    def get_queryset(self, request):
        return super().get_queryset(request).coordinated_by(request.user)

    def get_urls(self):
        return [url for url in super().get_urls() if url.name]  # without the nameless redirect of old addresses

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.related_model is Programme:
            kwargs["queryset"] = self.programmes_to_choose(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return choice_alone(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    def programmes_to_choose(self, request: HttpRequest) -> models.QuerySet[Programme]:
        return Programme.objects.coordinated_by(request.user)

    def has_module_permission(self, request):
        return super().has_module_permission(request) and self.admits(request)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.admits(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and self.admits(request)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.admits(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def admits(self, request: HttpRequest) -> bool:
        return bool(coordinated_programmes(request))
