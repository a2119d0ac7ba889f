import pytest
from django.core.exceptions import ValidationError

from mentoring.accounts.forms import AccountForm, OwnAccountForm, TimeZoneField
from mentoring.accounts.models import known_time_zone
from tests.factories import UserFactory


@pytest.mark.long
def test_every_zone_that_may_be_stored_can_be_chosen():
    (empty, words), *zones = TimeZoneField().choices

    assert (empty, words) == ("", "Company time (London)")
    assert ("America/New_York", "America/New York") in zones
    for name, _words in zones:
        known_time_zone(name)


def test_zone_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError):
        TimeZoneField().clean("Mars/Base")


def test_account_form_changes_nothing_else(db):
    assert list(AccountForm(instance=UserFactory()).fields) == ["is_active", "time_zone", "new_address"]


def test_names_that_are_no_place_are_not_offered():
    offered = {name for name, _words in TimeZoneField().choices}

    assert {"Factory", "localtime", "posixrules"} & offered == set()
    assert "UTC" in offered


def test_zones_are_offered_by_the_names_of_today_and_an_old_one_only_to_who_has_it(db):
    offered = {name for name, _words in TimeZoneField().choices}
    form = OwnAccountForm(
        {"time_zone": "Asia/Calcutta"}, instance=UserFactory(time_zone="Asia/Calcutta", language="en-gb")
    )

    assert {"Asia/Kolkata", "Europe/Amsterdam", "America/New_York", "UTC"} <= offered
    assert {"Asia/Calcutta", "US/Eastern", "GB", "EST5EDT", "Etc/GMT+5"} & offered == set()
    assert form.is_valid()
    assert "Asia/Calcutta" not in dict(OwnAccountForm(instance=UserFactory()).fields["time_zone"].choices)
