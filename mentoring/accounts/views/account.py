from allauth.account.internal.flows.logout import logout
from allauth.mfa.base.views import IndexView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView

from mentoring.accounts.devices import address_words, device_words
from mentoring.accounts.forms import OwnAccountForm
from mentoring.accounts.models import AccountChange
from mentoring.accounts.policies import has_second_step, lacks_second_step
from mentoring.lib.access import DeclaresAccess, access, signed_in


class AccountView(DeclaresAccess, UpdateView):
    """Everything about one's own account at one address."""

    access_rule = signed_in
    form_class = OwnAccountForm
    template_name = "account/account.html"
    success_url = reverse_lazy("account")

    def get_object(self):
        return self.request.user

    def form_valid(self, form):
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        user = self.request.user
        has_one, asked = has_second_step(user), user.second_step_removals.filter(state=AccountChange.State.WAITING)
        return super().get_context_data(
            email_change=user.email_changes.filter(state=AccountChange.State.WAITING).first(),
            # Whoever took it away themselves meanwhile has none to keep.
            second_step_removal=asked.first() if has_one else None,
            has_password=user.has_usable_password(),
            has_second_step=has_one,
            session_count=UserSession.objects.filter(user=user).count(),
            **kwargs,
        )


class TwoStepView(DeclaresAccess, IndexView):
    access_rule = signed_in

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_required=lacks_second_step(self.request.user), **kwargs)


class SessionsView(DeclaresAccess, ListUserSessionsView):
    access_rule = signed_in

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        own_first = sorted(
            context["sessions"], key=lambda each: (not each.is_current(), -each.last_seen_at.timestamp())
        )
        for session in own_first:
            session.device = device_words(session.user_agent)
            session.address = address_words(session.ip)
        return {**context, "sessions": own_first}


@access(signed_in)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("account_login")
    session.end()
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
