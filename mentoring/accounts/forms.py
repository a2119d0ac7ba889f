import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from mentoring.accounts.models import User


class TimeZoneField(forms.ChoiceField):
    """One of the time zones of the world, by its IANA name; none means that of the installation."""

    def __init__(self, **kwargs) -> None:
        super().__init__(label=_("Time zone"), choices=time_zone_choices, required=False, **kwargs)


def time_zone_choices() -> list[tuple[str, object]]:
    zones = sorted(zoneinfo.available_timezones())
    return [("", _("As everybody else")), *((name, name.replace("_", " ")) for name in zones)]


class AccountForm(forms.ModelForm):
    time_zone = TimeZoneField()

    class Meta:
        model = User
        fields = ("is_active", "time_zone")
