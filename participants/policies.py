"""What may be done with people. Small rules that tell nothing but yes or no."""

from mentoring.accounts.models import User


def can_sign_in(user: User) -> bool:
    """Whether this person has an open account and an address for the code."""
    return user.is_active and bool(user.email)
