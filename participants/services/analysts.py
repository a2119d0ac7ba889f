"""Who reads reports for an organisation."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants import emails
from participants.models import HrAnalyst, Organisation
from participants.policies import can_sign_in

HR_ANALYSTS = "HR analysts"


def make_hr_analysts_group() -> Group:
    """The group of all HR analysts; it has no permissions of its own."""
    return Group.objects.get_or_create(name=HR_ANALYSTS)[0]


@in_transaction
def grant_hr_analyst(*, user: User, organisation: Organisation, by: User | None) -> HrAnalyst:
    """Let somebody read the reports of an organisation, and tell them; granting it again changes nothing.

    Refused for an account that cannot sign in.
    """
    if not can_sign_in(user):
        raise Refused(_("%(name)s cannot sign in yet: an e-mail address is needed first.") % {"name": user.name})
    analyst, is_new = HrAnalyst.objects.get_or_create(user=user, organisation=organisation)
    user.groups.add(make_hr_analysts_group())
    if is_new:
        record_event(verb="analyst.grant", subject=analyst, by=by)
    if is_new and user != by:
        queue_message(
            kind="analyst_granted",
            subject=analyst,
            recipient=user,
            occurrence="granted",
            mail=emails.analyst_granted(analyst),
        )
    return analyst


@in_transaction
def withdraw_hr_analyst(*, analyst: HrAnalyst, by: User | None) -> None:
    """End somebody's reading of an organisation's reports; with their last one they leave the group."""
    record_event(verb="analyst.withdraw", subject=analyst, by=by)
    analyst.delete()
    if not HrAnalyst.objects.filter(user=analyst.user).exists():
        analyst.user.groups.remove(make_hr_analysts_group())
