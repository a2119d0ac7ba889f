"""Passwords for the people of the demonstration: others in each installation, and easy to type."""

import secrets

# No letter or figure that looks like another.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LENGTH = 3, 4


def made_up_password() -> str:
    """Such as "k7fm-2tqp-zs9d", which nobody can guess from another installation."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(LENGTH)) for _group in range(GROUPS))
