import pytest

from programmes.models import Programme
from programmes.services import add_coordinator


@pytest.fixture
def office(sign_in, programme, coordinator):
    """The office as the coordinator of one programme, "Old doors", sees it."""
    Programme.objects.filter(pk=programme.pk).update(name="Old doors")
    programme.coordinators.all().delete()
    add_coordinator(programme=programme, user=coordinator.user, by=coordinator.user)
    return sign_in(coordinator)
