"""What may happen to accounts, and who gets in."""

from mentoring.accounts.services.sign_in import allow_sign_in, stop_sign_in
from mentoring.accounts.services.tries import begin_try, counted_try, forget_old_tries, forget_try

__all__ = ["allow_sign_in", "begin_try", "counted_try", "forget_old_tries", "forget_try", "stop_sign_in"]
