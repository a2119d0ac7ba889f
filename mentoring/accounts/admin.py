from datetime import datetime

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from mentoring.accounts.forms import AccountForm
from mentoring.accounts.models import AccountChange, User
from mentoring.accounts.policies import has_second_step, is_site_administrator
from mentoring.accounts.services import (
    allow_sign_in,
    request_email_change,
    request_second_step_removal,
    stop_sign_in,
)
from mentoring.lib.access import DeclaresAccess
from mentoring.lib.days import moment
from mentoring.lib.errors import Refused
from mentoring.lib.filters import in_words
from mentoring.lib.headed import HeadedByName
from mentoring.lib.tags import address_lines

Empty, Boolean = admin.EmptyFieldListFilter, admin.BooleanFieldListFilter
ADMINISTRATORS = (_("Only site administrators"), _("Everybody else"))

# An account has one address, kept on the account; groups are given by services, together with what they stand for;
# second steps and sessions are their owner's alone.
for hidden in (EmailAddress, EmailConfirmation, Group, Authenticator, UserSession):
    if admin.site.is_registered(hidden):
        admin.site.unregister(hidden)


class SecondStepRemovalView(DeclaresAccess, DetailView):
    """Says what will happen; only the POST asks for it. No page shows what somebody's second step is."""

    access_rule = is_site_administrator
    queryset = User.objects.all()
    context_object_name = "account"  # `user` is who reads the page
    template_name = "admin/accounts/second_step_removal.html"

    def get_context_data(self, **kwargs):
        everywhere = admin.site.each_context(self.request)
        more = {"title": _("Take away the second step"), "opts": User._meta, "has_one": has_second_step(self.object)}
        return super().get_context_data(**everywhere, **more, **kwargs)

    def post(self, request, *args, **kwargs):
        user = self.get_object()
        try:
            request_second_step_removal(user=user, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.info(
                request, _("This person has been told. Their second step is gone in a day, unless they stop it.")
            )
        return redirect("admin:accounts_user_change", user.pk)


def _moment(at: datetime) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', moment(at))


def yes_or_no(answer: bool) -> str:
    return _("Yes") if answer else _("No")


@admin.register(User)
class UserAdmin(HeadedByName):
    form = AccountForm
    list_display = ["name", "address", "signs_in", "works_here", "last_came"]
    list_filter = [
        ("is_active", in_words(Boolean, _("account"), (_("Open"), _("Closed")))),
        ("is_staff", in_words(Boolean, _("programme office"), (_("May open it"), _("May not")))),
        (
            "is_superuser",
            in_words(Boolean, _("site administrators"), (_("Only site administrators"), _("Everybody else"))),
        ),
        ("email", in_words(Empty, _("e-mail address"), (_("None, so no way to sign in"), _("Known")))),
    ]
    empty_words = _("The accounts of people appear here. There are none yet.")
    search_fields = ["name", "email"]
    search_help_text = _("Name or e-mail address")
    show_full_result_count = False
    list_per_page = 30  # a screen or two on a phone, where each account is a card
    readonly_fields = ["name", "email", "waiting_change", "second_step", "roles", "last_came", "joined"]
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
        (_("Signing in"), {"fields": ["is_active", "second_step", "last_came", "joined"]}),
        (_("Address"), {"fields": ["new_address", "waiting_change"]}),
        (_("Times and roles"), {"fields": ["time_zone", "roles"]}),
    ]

    def name_of(self, obj):
        return _("Account of %(name)s") % {"name": obj.name}

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(SecondStepRemovalView.as_view())
        return [path("<uuid:pk>/second-step/", view, name="accounts_user_second_step"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        """One's own second step is looked after under "Your account", where one has to prove who one is.

        Whether one may sign in is said of oneself, and cannot be changed.
        """
        parts = super().get_fieldsets(request, obj)
        if obj != request.user:
            return parts
        own = {"is_active": ["signs_in"], "second_step": []}
        return [
            (name, {**part, "fields": [own_name for each in part["fields"] for own_name in own.get(each, [each])]})
            for name, part in parts
        ]

    def get_readonly_fields(self, request, obj=None):
        own = ["is_active", "signs_in"] if obj == request.user else []
        return [*self.readonly_fields, *own]

    def save_model(self, request, obj, form, change):
        if "time_zone" in form.changed_data:
            obj.save(update_fields=["time_zone", "chose_time_zone"])
        if "is_active" in form.changed_data:
            turn = allow_sign_in if obj.is_active else stop_sign_in
            turn(user=obj, by=request.user)
        if form.cleaned_data.get("new_address"):
            self.ask_for_change(request, obj, form.cleaned_data["new_address"])

    def ask_for_change(self, request, obj, new_address):
        """Closing the account in the same form comes first, and then there is nobody to tell."""
        try:
            request_email_change(user=obj, new_address=new_address, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.info(request, _("The address until now has been told. The new one holds in a day."))

    @admin.display(description=_("e-mail address"), ordering="email", empty_value=_("none"))
    def address(self, obj):
        return address_lines(obj.email)

    @admin.display(description=_("may sign in"), ordering="is_active")
    def signs_in(self, obj):
        return yes_or_no(obj.is_active)

    @admin.display(description=_("programme office"), ordering="is_staff", empty_value="")
    def works_here(self, obj):
        """Said of those who may open it: of everybody else it need not be said."""
        if obj.is_superuser:
            return _("Site administrator")
        return _("May open it") if obj.is_staff else ""

    @admin.display(description=_("signed in last"), ordering="last_login")
    def last_came(self, obj):
        return _moment(obj.last_login) if obj.last_login else _("not yet")

    @admin.display(description=_("since"))
    def joined(self, obj):
        return _moment(obj.date_joined)

    @admin.display(description=_("change that waits"))
    def waiting_change(self, obj):
        waiting = obj.email_changes.filter(state=AccountChange.State.WAITING).first()
        if waiting is None:
            return _("none")
        return _("%(address)s, from %(moment)s") % {"address": waiting.new_address, "moment": moment(waiting.due_at)}

    @admin.display(description=_("second step"))
    def second_step(self, obj):
        """Whether there is one, and the way to have it taken away; never what it is."""
        if not has_second_step(obj):
            return _("none")
        waiting = obj.second_step_removals.filter(state=AccountChange.State.WAITING).first()
        if waiting is not None:
            return _("To be taken away on %(moment)s, unless this person stops it") % {"moment": moment(waiting.due_at)}
        url = reverse("admin:accounts_user_second_step", args=[obj.pk])
        return format_html('{}. <a href="{}">{}</a>', _("On"), url, _("Take away the second step"))

    @admin.display(description=_("roles"))
    def roles(self, obj):
        names = [group.name for group in obj.groups.all()]
        return ", ".join([str(_("Site administrator")), *names] if obj.is_superuser else names) or _(
            "none besides taking part"
        )
