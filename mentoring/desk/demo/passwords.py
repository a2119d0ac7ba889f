"""Passwords for the people of the demonstration: others in each installation, and easy to type."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# No letter or figure that looks like another.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LENGTH = 3, 4
# Many turns slow down whoever guesses a password that a person thought of. These have 59 bits of pure chance, and the
# first sign-in replaces what is kept by one of the full number of turns.
TURNS = 1_000


def made_up_password() -> str:
    """Such as "k7fm-2tqp-zs9d", which nobody can guess from another installation."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(LENGTH)) for _group in range(GROUPS))


def hashed(password: str) -> str:
    """As the database keeps it; a third of a second sooner for each than the usual way."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), iterations=TURNS)
