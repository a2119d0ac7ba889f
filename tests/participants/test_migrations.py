import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from participants.models import Site
from tests.factories import OrganisationFactory, SiteFactory

ONCE = ("participants", "0026_sites_named_once")


@pytest.mark.django_db
def test_site_called_like_its_city_is_named_once_and_keeps_its_time_zone():
    company, partner = OrganisationFactory(), OrganisationFactory(name="Partner", kind="partner")
    for name in ("Leeds, leeds", "Tower, Leeds", "York, York", "York", "Remote"):
        SiteFactory(organisation=company, name=name, time_zone="Europe/London")
    SiteFactory(organisation=partner, name="York, York", time_zone="Asia/Tokyo")

    (operation,) = MigrationLoader(connection, replace_migrations=False).get_migration(*ONCE).operations
    with connection.cursor() as cursor:
        cursor.execute(operation.sql)

    names = sorted(Site.objects.filter(organisation=company).values_list("name", flat=True))
    assert names == ["Leeds", "Remote", "Tower, Leeds", "York", "York, York"]
    assert Site.objects.get(name="Leeds").time_zone == "Europe/London"
    assert str(Site.objects.get(organisation=partner)) == "York"
