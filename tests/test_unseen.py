"""What one may not see in the office answers as what is not there does, so that no address tells that it exists."""

import uuid

import pytest
from django.contrib import admin
from django.urls import URLPattern, reverse

from tests import factories
from tests.conftest import coordinator
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOBODY = uuid.UUID(int=7)


@pytest.fixture
def elsewhere(cast):
    """A programme that nobody of the cast runs, with something in it of every kind."""
    programme = factories.ProgrammeFactory()
    coordinator("Strange Coordinator", "strange", programme)
    cohort, _by = open_cohort(programme=programme, stage="matching")
    proposal = factories.make_proposal(mentor_of(cohort), mentee_of(cohort), status="draft")
    factories.make_message(cast.mentor.user, kind="suggestion_closed")
    factories.ImportBatchFactory()
    return [programme, cohort, proposal, proposal.sides.first().enrolment]


def addresses_of_rows() -> list[tuple[str, type | None]]:
    """Every address of the office that takes an id, with the model of Django's own pages about a row."""
    found = []
    for model, each in admin.site._registry.items():
        for url in each.urls:
            if isinstance(url, URLPattern) and url.name and len(url.pattern.converters) == 1:
                found.append((f"admin:{url.name}", model))
    return found


def statuses(client, name, key) -> list[int]:
    """Of looking there and of sending something."""
    return [getattr(client, method)(reverse(name, args=[key])).status_code for method in ("get", "post")]


@pytest.mark.parametrize("role", ["coordinator", "mentor", "site_administrator"])
def test_what_one_may_not_see_answers_as_what_is_not_there(cast, sign_in, elsewhere, role):
    user = cast.users[role]
    client, told = sign_in(user), {}
    for name, model in addresses_of_rows():
        nowhere = statuses(client, name, NOBODY)
        for row in (*elsewhere, *model._base_manager.all()[:1]):
            if not sees(client, user, row) and (here := statuses(client, name, row.pk)) != nowhere:
                told[f"{name} {row._meta.label}"] = (here, nowhere)

    assert told == {}


def sees(client, user, row) -> bool:
    """Whether this person has the row in the office, which is then theirs to look at."""
    request = client.get("/office/").wsgi_request
    request.user = user
    its_admin = admin.site._registry.get(type(row))
    return bool(its_admin and its_admin.get_queryset(request).filter(pk=row.pk).exists())
