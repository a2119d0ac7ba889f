from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programmes import services
from programmes.admin.scope import CoordinatedAdmin
from programmes.forms import CoordinatorForm
from programmes.models import Coordinator, Programme
from programmes.policies import administers_site


class CoordinatorAdmin(CoordinatedAdmin):
    """Who runs which programme. A site administrator names the first; coordinators name others for their own."""

    form = CoordinatorForm
    list_display = ("name", "runs")
    list_select_related = ("user", "programme")
    search_fields = ("user__name",)
    empty_words = _("People who run programmes appear here. There is nobody yet.")
    search_help_text = _("Name")
    ordering = ("programme__name", "user__name")

    def get_queryset(self, request):
        if administers_site(request.user):
            return Coordinator.objects.order_by(*self.ordering)
        return super().get_queryset(request)

    def admits(self, request):
        return administers_site(request.user) or super().admits(request)

    def programmes_to_choose(self, request):
        if administers_site(request.user):
            return Programme.objects.all()
        return super().programmes_to_choose(request)

    def name_of(self, obj):
        return _("%(name)s, coordinator of %(programme)s") % {"name": obj.user.name, "programme": obj.programme.name}

    def has_change_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ("programme", "name") if obj else ()

    def get_fields(self, request, obj=None):
        return ("programme", "name") if obj else ("programme", "email")

    @admin.display(description=_("name"), ordering="user__name")
    def name(self, coordinator: Coordinator) -> str:
        return coordinator.user.name

    @admin.display(description=_("programme"), ordering="programme__name")
    def runs(self, coordinator: Coordinator) -> str:
        return coordinator.programme.name

    def save_model(self, request, obj, form, change):
        made = services.add_coordinator(programme=obj.programme, user=obj.user, by=request.user)
        obj.pk, obj._state.adding = made.pk, False
