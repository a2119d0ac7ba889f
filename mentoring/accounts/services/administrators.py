"""Who administers the site."""

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.accounts.services.sessions import end_sessions
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction


@in_transaction
def make_site_administrator(*, user: User) -> bool:
    """Make an account that is here a site administrator's; only whoever has a shell on the server can. False where it
    is one already.

    Every session ends, so that the next sign-in is one of an administrator. Password and second step stay. Refused for
    a closed account: this opens none.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(
            _("The account of %(name)s is closed. Please let them sign in again first, in the office under Accounts.")
            % {"name": user.name}
        )
    if user.is_staff and user.is_superuser:
        return False
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    end_sessions(user=user)
    record_event(verb="account.make_administrator", subject=user, by=None)
    return True
