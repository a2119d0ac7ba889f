from django.utils import timezone, translation

from mentoring.accounts.models import User
from mentoring.lib.reader import as_read_by, zone_of


def test_zone_of_somebody_who_chose_one_is_that():
    assert str(zone_of(User(time_zone="Africa/Lagos"))) == "Africa/Lagos"


def test_zone_of_somebody_who_chose_none_is_the_organisations(settings):
    settings.TIME_ZONE = "Europe/London"

    assert str(zone_of(User())) == "Europe/London"


def test_as_read_by_holds_inside_the_block_alone():
    before = (translation.get_language(), timezone.get_current_timezone_name())

    with as_read_by(User(language="fr", time_zone="Africa/Lagos")):
        inside = (translation.get_language(), timezone.get_current_timezone_name())

    assert inside == ("fr", "Africa/Lagos")
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


def test_as_read_by_somebody_who_chose_no_language_is_the_installations(settings):
    with translation.override("fr"), as_read_by(User()):
        assert translation.get_language() == settings.LANGUAGE_CODE
