import pytest
from django.contrib.auth.models import AnonymousUser

from mentoring.accounts.models import User
from programmes.policies import administers_site, coordinates, owns_place, works_in_office


def roles_of(rule, cast, *subjects):
    return {name for name, user in cast.users.items() if user is not None and rule(user, *subjects)}


def test_coordinates_is_a_matter_of_the_programme(cast):
    assert roles_of(coordinates, cast, cast.programme) == {"coordinator"}


def test_owns_place_is_the_persons_alone(cast):
    assert roles_of(owns_place, cast, cast.mentee_place) == {"mentee"}


def test_works_in_office_is_for_staff(cast):
    assert roles_of(works_in_office, cast) == {"coordinator", "other_coordinator", "site_administrator"}


def test_administers_site_is_for_superusers(cast):
    assert roles_of(administers_site, cast) == {"site_administrator"}


@pytest.mark.parametrize("rule", [works_in_office, administers_site])
def test_nobody_and_the_locked_out_have_no_office(rule):
    assert not rule(AnonymousUser())
    assert not rule(User(is_active=False, is_staff=True, is_superuser=True))
