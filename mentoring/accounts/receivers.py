from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mentoring.accounts import session
from mentoring.accounts.models import User
from mentoring.outbox.kinds import Kind
from mentoring.outbox.models import OutgoingMessage

# A code that comes twice confuses more than one that does not come: a new one is asked for on the page.
ACCOUNT_MAIL = Kind("account", _("Code or notice about an account"), on_doubt=OutgoingMessage.OnDoubt.HOLD)


def account_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """Mails about an account are wanted as long as the account is open."""
    if kind != "account":
        return None
    return User.objects.filter(pk=subject_id, is_active=True).exists()


def time_zone_of(person_id: UUID) -> ZoneInfo | None:
    """The zone a person chose; None for the organisation's."""
    name = User.objects.filter(pk=person_id).values_list("time_zone", flat=True).first()
    return ZoneInfo(name) if name else None


def session_begins(request: HttpRequest, user: User, **kwargs: object) -> None:
    """Receiver of Django's user_logged_in. Whoever just came in has proved who they are, to allauth's pages too."""
    session.begin(request.session)
    record_authentication(request, user, method="sign_in", reauthenticated=True)


def identity_proved(request: HttpRequest, reauthenticated: bool = False, **kwargs: object) -> None:
    """Receiver of allauth's authentication_step_completed: somebody signed in was asked once more."""
    if reauthenticated:
        session.note(request.session, session.PROVED)
