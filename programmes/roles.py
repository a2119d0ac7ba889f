"""The groups of the programme office and exactly the permissions they need, made after each migrate."""

from collections.abc import Collection

from django.apps import AppConfig
from django.contrib.auth.models import Group, Permission

COORDINATORS = "Coordinators"
COORDINATOR_PERMISSIONS = frozenset(
    {
        "view_programme",
        "add_programme",
        "change_programme",
        "view_cohort",
        "add_cohort",
        "change_cohort",
        "view_coordinator",
        "add_coordinator",
        "view_enrolment",
    }
)


def keep_permissions(*, group: str, app_config: AppConfig, codenames: Collection[str]) -> None:
    """Let `group` have these permissions of one app and no others of that app; made anew where it is missing."""
    keeper, _created = Group.objects.get_or_create(name=group)
    of_app = Permission.objects.filter(content_type__app_label=app_config.label)
    keeper.permissions.remove(*of_app.exclude(codename__in=codenames))
    keeper.permissions.add(*of_app.filter(codename__in=codenames))


def make_coordinators(sender: AppConfig, **kwargs: object) -> None:
    """Receiver of post_migrate of this app."""
    keep_permissions(group=COORDINATORS, app_config=sender, codenames=COORDINATOR_PERMISSIONS)
