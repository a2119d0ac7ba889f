import zoneinfo
from functools import cache
from importlib import resources
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User
from mentoring.accounts.services.addresses import checked_address
from mentoring.lib.errors import Refused
from mentoring.lib.forms import form_helper

# Names in the machine's list that are no zone anybody lives in.
NO_PLACES = {"Factory", "localtime", "posixrules"}
# Each place of the world with the name of its zone in the third column; comes with the time zones.
PLACES = "zone.tab"


class TimeZoneField(forms.ChoiceField):
    """One of the time zones of the world, by its IANA name; none means that of the installation."""

    def __init__(self, **kwargs) -> None:
        super().__init__(label=_("Time zone"), choices=time_zone_choices, required=False, **kwargs)


class KeepsTimeZone(forms.ModelForm):
    """A form that offers also the zone that stands, by whatever old name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field, present = self.fields.get("time_zone"), self.instance.time_zone
        if field and present not in dict(field.choices):
            field.choices = [*field.choices, (present, present)]


def time_zone_choices() -> list[tuple[str, object]]:
    usual = gettext("Company time (%(city)s)") % {"city": in_words(settings.TIME_ZONE).rpartition("/")[2]}
    return [("", usual), *((name, in_words(name)) for name in time_zones_of_places())]


def in_words(zone: str) -> str:
    return zone.replace("_", " ")


@cache
def time_zones_of_places() -> list[str]:
    """The zones as the world's list of places names them today, without their old names; all where it is not there."""
    known = zoneinfo.available_timezones()
    for folder in (*map(Path, zoneinfo.TZPATH), resources.files("tzdata") / "zoneinfo"):
        table = folder / PLACES
        if table.is_file():
            rows = (line.split("\t") for line in table.read_text().splitlines() if not line.startswith("#"))
            return sorted({"UTC", *(row[2] for row in rows)} & known)
    return sorted(known - NO_PLACES)


class ChoosesTimeZone(KeepsTimeZone):
    """Choosing a time zone makes it one's own; without one, that of the HR file comes again."""

    def _post_clean(self):
        super()._post_clean()
        if "time_zone" in self.changed_data:
            self.instance.chose_time_zone = bool(self.instance.time_zone)


class AccountForm(ChoosesTimeZone):
    time_zone = TimeZoneField()
    new_address = forms.EmailField(
        label=_("Another e-mail address"),
        required=False,
        help_text=_("The address until now is told at once and may stop it; the new one holds a day later."),
    )

    class Meta:
        model = User
        fields = ("is_active", "time_zone")

    def clean_new_address(self):
        address = self.cleaned_data["new_address"]
        if address:
            try:
                return checked_address(self.instance, address)
            except Refused as refusal:
                raise forms.ValidationError(refusal.message) from refusal
        return ""


class OwnAccountForm(ChoosesTimeZone):
    """What everybody may choose for themselves. A language is asked for where there is more than one."""

    time_zone = TimeZoneField(help_text=_("Times on pages and in mails are shown in it."))
    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = User
        fields = ("time_zone", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As everybody else")), *settings.LANGUAGES]
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        self.helper = form_helper(submit=_("Save"), mark_optional=False)
