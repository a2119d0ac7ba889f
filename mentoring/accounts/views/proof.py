from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.accounts.forms.sign_in import ProofCodeForm
from mentoring.accounts.proof_code import ProofCode
from mentoring.lib.access import DeclaresAccess, signed_in


class ProveByCodeView(DeclaresAccess, BaseReauthenticateView):
    """Somebody signed in proves who they are by a code from their mail. Opening the page sends none: a button does."""

    access_rule = signed_in
    form_class = ProofCodeForm
    template_name = "account/reauthenticate_code.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.proof = ProofCode.resume(request) if request.user.is_authenticated else None

    def post(self, request, *args, **kwargs):
        if request.POST.get("action") == "send":
            return self.send()
        if self.proof is None:
            messages.info(request, _("A code works once, and for ten minutes. Please ask for a new one."))
            return redirect(self.here())
        return super().post(request, *args, **kwargs)

    def send(self):
        if ratelimit.consume(self.request, action="request_login_code", key=self.request.user.email):
            ProofCode.initiate(self.request)
        else:
            messages.error(self.request, get_adapter().error_messages["rate_limited"])
        return redirect(self.here())

    def here(self):
        return self.passthrough_next_url(reverse("account_reauthenticate_code"))

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "code": self.proof.code if self.proof else ""}

    def form_valid(self, form):
        self.proof.abort()
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form):
        if self.proof.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect(self.here())

    def get_context_data(self, **kwargs):
        return super().get_context_data(proof=self.proof, **kwargs)
