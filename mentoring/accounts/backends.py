"""How somebody is known at the door, and what they may do."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import QuerySet


class RolesBackend(AuthenticationBackend):
    """Permissions come with a role, that is by a group: nobody has any by themselves, so none are looked up."""

    def _get_user_permissions(self, user_obj: AbstractBaseUser | AnonymousUser) -> QuerySet[Permission]:
        return Permission.objects.none()
