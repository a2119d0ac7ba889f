"""What may happen to accounts, and who gets in."""

from mentoring.accounts.services.addresses import (
    apply_due_email_changes,
    request_email_change,
    request_email_changes,
    take_back_email_change,
)
from mentoring.accounts.services.administrators import make_site_administrator
from mentoring.accounts.services.changes import cancel_account_change
from mentoring.accounts.services.mails import choose_mails, switch_off
from mentoring.accounts.services.second_steps import (
    apply_due_second_step_removals,
    changing_second_steps,
    request_second_step_removal,
)
from mentoring.accounts.services.sessions import end_sessions, forget_old_sessions
from mentoring.accounts.services.sign_in import allow_sign_in, allow_sign_in_of, stop_sign_in
from mentoring.accounts.services.tries import begin_try, counted_try, forget_old_tries, forget_try

__all__ = [
    "allow_sign_in",
    "allow_sign_in_of",
    "apply_due_email_changes",
    "apply_due_second_step_removals",
    "begin_try",
    "cancel_account_change",
    "changing_second_steps",
    "choose_mails",
    "counted_try",
    "end_sessions",
    "forget_old_sessions",
    "forget_old_tries",
    "forget_try",
    "make_site_administrator",
    "request_email_change",
    "request_email_changes",
    "request_second_step_removal",
    "stop_sign_in",
    "switch_off",
    "take_back_email_change",
]
