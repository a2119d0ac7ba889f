import pytest

from tests.factories import CohortFactory, CoordinatorFactory, ProfileFactory, ProgrammeFactory, SkillFactory


@pytest.fixture
def coordinator(db):
    """Somebody who runs a programme of their company."""
    return ProfileFactory(user__name="Cora Coordinator", user__email="cora@mail.example")


@pytest.fixture
def programme(coordinator):
    programme = ProgrammeFactory(name="Open doors")
    CoordinatorFactory(programme=programme, user=coordinator.user)
    return programme


@pytest.fixture
def cohort(programme):
    """A cohort whose registration is open."""
    return CohortFactory(programme=programme, name="Spring")


@pytest.fixture
def person(db):
    """An employee who takes part in nothing yet."""
    return ProfileFactory(user__name="Pia Person", user__email="pia@mail.example")


@pytest.fixture
def skills(db):
    return [SkillFactory(name=name) for name in ("Listening", "Planning", "Presenting")]
