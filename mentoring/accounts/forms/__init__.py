"""What people fill in about their accounts; the forms of signing in stand in `sign_in` and `second_step`."""

from mentoring.accounts.forms.account import (
    AccountForm,
    KeepsTimeZone,
    OwnAccountForm,
    TimeZoneField,
    time_zone_choices,
)

__all__ = ["AccountForm", "KeepsTimeZone", "OwnAccountForm", "TimeZoneField", "time_zone_choices"]
