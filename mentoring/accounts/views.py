from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import confirm_login_code
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mentoring.lib.access import access, anyone


@never_cache
@login_not_required
@access(anyone)
def enter_code(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated and not waits_for_code(request):
        messages.info(request, _("A code works once, and for ten minutes. Please ask for a new one."))
        return redirect("account_login")
    return confirm_login_code(request)


def waits_for_code(request: HttpRequest) -> bool:
    """Whether this browser asked for a code that was neither used nor grew too old."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return stage is not None and LoginCodeVerificationProcess.resume(stage) is not None
