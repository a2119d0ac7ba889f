import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from programmes.roles import COORDINATOR_PERMISSIONS, COORDINATORS, make_coordinators


def of_programmes(group):
    permissions = group.permissions.filter(content_type__app_label="programmes")
    return set(permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_migrate_makes_the_group_with_exactly_its_permissions():
    group = Group.objects.get(name=COORDINATORS)

    assert of_programmes(group) == COORDINATOR_PERMISSIONS
    assert not [codename for codename in COORDINATOR_PERMISSIONS if codename.startswith("delete")]


@pytest.mark.django_db
def test_group_is_mended_and_what_others_gave_it_stays():
    group = Group.objects.get(name=COORDINATORS)
    group.permissions.set(Permission.objects.filter(codename__in=["delete_programme", "view_profile"]))

    make_coordinators(sender=apps.get_app_config("programmes"))

    assert of_programmes(group) == COORDINATOR_PERMISSIONS
    assert group.permissions.filter(codename="view_profile").exists()


@pytest.mark.django_db
def test_group_that_was_deleted_comes_back():
    Group.objects.all().delete()

    call_command("migrate", verbosity=0)

    assert of_programmes(Group.objects.get(name=COORDINATORS)) == COORDINATOR_PERMISSIONS


@pytest.mark.django_db
def test_migrate_once_more_changes_no_group():
    def all_groups():
        return {
            group.name: sorted(group.permissions.values_list("content_type__app_label", "codename"))
            for group in Group.objects.all()
        }

    before = all_groups()

    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)

    assert sorted(before) == ["Coordinators", "HR analysts"]
    assert all_groups() == before
