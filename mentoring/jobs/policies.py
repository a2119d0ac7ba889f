"""Who may start which long work from the pages of this app."""

from mentoring.lib.access import Visitor


def may_verify_record(user: Visitor) -> bool:
    """Site administrators look after the record; what it holds is shown to nobody by this."""
    return user.is_authenticated and user.is_superuser
