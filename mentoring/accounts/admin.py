from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.forms import AccountForm
from mentoring.accounts.models import User
from mentoring.accounts.services import allow_sign_in, stop_sign_in

# An account has one address, kept on the account; groups are given by services, together with what they stand for;
# second steps and sessions are their owner's alone.
for hidden in (EmailAddress, EmailConfirmation, Group, Authenticator, UserSession):
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = AccountForm
    list_display = ["name", "email", "is_active", "is_staff", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", ("email", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email"]
    search_help_text = _("Search by name or e-mail address")
    show_full_result_count = False
    readonly_fields = ["name", "email", "roles", "last_login", "date_joined"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "email"],
                "description": _(
                    "Names come from the HR file. People sign in with a code that we mail to their address; "
                    "somebody without an address cannot sign in yet."
                ),
            },
        ),
        (_("Signing in"), {"fields": ["is_active", "last_login", "date_joined"]}),
        (_("Times and roles"), {"fields": ["time_zone", "roles"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        own = ["is_active"] if obj == request.user else []
        return [*self.readonly_fields, *own]

    def save_model(self, request, obj, form, change):
        if "time_zone" in form.changed_data:
            obj.save(update_fields=["time_zone"])
        if "is_active" in form.changed_data:
            turn = allow_sign_in if obj.is_active else stop_sign_in
            turn(user=obj, by=request.user)

    @admin.display(description=_("roles"))
    def roles(self, obj):
        names = [group.name for group in obj.groups.all()]
        return ", ".join([str(_("Site administrator")), *names] if obj.is_superuser else names) or _(
            "None besides taking part"
        )
