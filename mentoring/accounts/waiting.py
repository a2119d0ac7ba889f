"""Who waits at the door: a browser that asked for a code, and the address it gave."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import context
from django.http import HttpRequest


def waiting_process(request: HttpRequest) -> LoginCodeVerificationProcess | None:
    """The code this browser asked for, while it was neither used nor grew too old."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    return stage and LoginCodeVerificationProcess.resume(stage)


def waiting_address() -> str:
    """The address that the browser of the present request gave, whether anybody has it or not."""
    stage = LoginStageController.enter(context.request, LoginByCodeStage.key)
    return stage.state.get("email", "") if stage else ""
