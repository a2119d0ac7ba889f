from uuid import UUID

from mentoring.accounts.models import User


def account_mail_wanted(kind: str, subject_id: UUID) -> bool | None:
    """Mails about an account are wanted as long as the account is open."""
    if kind != "account":
        return None
    return User.objects.filter(pk=subject_id, is_active=True).exists()
