"""Who may start which long work from the pages of this app."""

from django.contrib.auth.models import AnonymousUser

from mentoring.accounts.models import User


def may_verify_record(user: User | AnonymousUser) -> bool:
    """Site administrators look after the record; what it holds is shown to nobody by this."""
    return user.is_authenticated and user.is_superuser
