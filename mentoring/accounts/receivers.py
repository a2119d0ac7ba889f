from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest

from mentoring.accounts import session
from mentoring.accounts.models import User


def account_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """Mails about an account are wanted as long as the account is open."""
    if kind != "account":
        return None
    return User.objects.filter(pk=subject_id, is_active=True).exists()


def session_begins(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receiver of Django's user_logged_in. Whoever just came in has proved who they are, to allauth's pages too."""
    session.begin(request.session)
    record_authentication(request, user, method="sign_in", reauthenticated=True)


def identity_proved(request: HttpRequest, reauthenticated: bool = False, **kwargs: object) -> None:
    """Receiver of allauth's authentication_step_completed: somebody signed in was asked once more."""
    if reauthenticated:
        session.note(request.session, session.PROVED)
