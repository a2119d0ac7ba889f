from allauth.account.views import confirm_login_code
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mentoring.accounts.waiting import waiting_process
from mentoring.lib.access import access, anyone


@never_cache
@login_not_required
@access(anyone)
def enter_code(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated and waiting_process(request) is None:
        messages.info(request, _("A code works once, and for ten minutes. Please ask for a new one."))
        return redirect("account_login")
    return confirm_login_code(request)
