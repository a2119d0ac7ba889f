"""Who holds a role that sees or changes what is others', and what is asked of them."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from mentoring.accounts.models import User
from mentoring.lib import registry

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def holds_staff_role(user: User | AnonymousUser) -> bool:
    """Site administrators, whoever may open the office, and the roles that the apps to the right give."""
    if not user.is_authenticated:
        return False
    return user.is_staff or user.is_superuser or any(registry.staff_role.ask(user))


def is_site_administrator(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_active and user.is_superuser


def has_second_step(user: User) -> bool:
    """Whether signing in asks this person for more than a code from the mail or a password."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_STEPS).exists()


def lacks_second_step(user: User | AnonymousUser) -> bool:
    """Whether this person has to set up a second step before anything else opens."""
    if not isinstance(user, User) or not settings.STAFF_MFA_REQUIRED:
        return False
    return holds_staff_role(user) and not has_second_step(user)
