"""The button that copies a programme, behind a page that names what it will make."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from mentoring.lib.access import DeclaresAccess
from mentoring.lib.errors import Refused
from programmes import services
from programmes.forms import CopyForm
from programmes.models import Programme
from programmes.policies import works_in_office

PAGE = "admin:programmes_programme_change"


class CopyProgrammeView(DeclaresAccess, DetailView):
    """Says what would be made; only the POST makes it, and once under the name that the page gave."""

    access_rule = works_in_office
    template_name = "admin/programmes/programme/copy.html"
    context_object_name = "programme"

    def get_queryset(self):
        return Programme.objects.coordinated_by(self.request.user)

    def get_context_data(self, **kwargs):
        everywhere, name = admin.site.each_context(self.request), services.name_of_copy(self.object)
        return super().get_context_data(
            **everywhere, title=_("Copy this programme"), opts=Programme._meta, form=CopyForm({"name": name}), **kwargs
        )

    def post(self, request, *args, **kwargs):
        self.object, form = self.get_object(), CopyForm(request.POST)
        if not form.is_valid():
            return self.get(request, *args, **kwargs)
        name = form.cleaned_data["name"]
        try:
            copy = services.duplicate_programme(programme=self.object, name=name, by=request.user)
        except Refused as refusal:
            messages.warning(request, refusal.message)
            there = services.made_already(self.object, name=name, by=request.user)
            return redirect(PAGE, (there or self.object).pk)
        messages.success(request, _("This is the copy, without cohorts and people. Please give it a name of its own."))
        return redirect(PAGE, copy.pk)
