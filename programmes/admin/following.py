"""The button that prepares the round after this one, behind a page that names what it will make."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from mentoring.lib.access import DeclaresAccess
from mentoring.lib.errors import Refused
from programmes import services
from programmes.models import Cohort
from programmes.policies import works_in_office

PAGE = "admin:programmes_cohort_change"


class NextRoundView(DeclaresAccess, DetailView):
    """Says what would be made; only the POST makes it, and once. Afterwards both lead to what is there."""

    access_rule = works_in_office
    template_name = "admin/programmes/cohort/next.html"
    context_object_name = "cohort"

    def get_queryset(self):
        return Cohort.objects.coordinated_by(self.request.user).select_related("programme")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            following = services.next_round_of(self.object)
        except Refused as refusal:
            return self.lead_on(refusal)
        return self.render_to_response(self.get_context_data(following=following))

    def get_context_data(self, **kwargs):
        everywhere = admin.site.each_context(self.request)
        title = _("Prepare the next cohort")
        return super().get_context_data(**everywhere, title=title, opts=Cohort._meta, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        try:
            following = services.prepare_next_round(cohort=self.object, by=request.user)
        except Refused as refusal:
            return self.lead_on(refusal)
        words = _("This is the next cohort, with nobody in it yet. Please look at its name and dates.")
        messages.success(request, words)
        return redirect(PAGE, following.pk)

    def lead_on(self, refusal):
        """To the round that was prepared already, where that is why; else back."""
        messages.warning(self.request, refusal.message)
        return redirect(PAGE, (services.prepared_after(self.object) or self.object).pk)
