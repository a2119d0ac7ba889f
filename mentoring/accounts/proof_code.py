"""A code by mail for somebody who is signed in and proves once more who they are."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.conf import settings
from django.http import HttpRequest

from mentoring.lib.promised import promised

STATE = "account_proof_code"


class ProofCode(AbstractCodeVerificationProcess):
    """Kept in the session of whoever asked for it, like the code one signs in with."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(
            state=state,
            user=request.user,
            timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
            max_attempts=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
        )
        self.request = request

    @classmethod
    def initiate(cls, request: HttpRequest) -> "ProofCode":
        proof = cls(request, cls.initial_state(user=request.user, email=address_of(request)))
        proof.send()
        proof.persist()
        return proof

    @classmethod
    def resume(cls, request: HttpRequest) -> "ProofCode | None":
        state = request.session.get(STATE)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        adapter = get_adapter(self.request)
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("account/email/proof_code", address_of(self.request), {"code": self.code})

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)


def address_of(request: HttpRequest) -> str:
    """Only somebody who signed in with their address is asked for a proof."""
    return promised(getattr(request.user, "email", None))
