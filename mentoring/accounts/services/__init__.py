"""What may happen to accounts, and who gets in."""

from mentoring.accounts.services.addresses import (
    apply_due_email_changes,
    cancel_email_change,
    request_email_change,
)
from mentoring.accounts.services.sessions import end_sessions
from mentoring.accounts.services.sign_in import (
    allow_sign_in,
    allow_sign_in_of,
    stop_sign_in,
    stop_sign_in_of,
)
from mentoring.accounts.services.tries import begin_try, counted_try, forget_old_tries, forget_try

__all__ = [
    "allow_sign_in",
    "allow_sign_in_of",
    "apply_due_email_changes",
    "begin_try",
    "cancel_email_change",
    "counted_try",
    "end_sessions",
    "forget_old_tries",
    "forget_try",
    "request_email_change",
    "stop_sign_in",
    "stop_sign_in_of",
]
