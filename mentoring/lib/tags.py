"""What templates ask for by name; built into all of them (settings)."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format

from mentoring.lib import clock
from mentoring.lib.days import day_format

register = template.Library()


@register.filter(expects_localtime=True)
def near_day(value: date | datetime | None, more: str = "") -> str:
    """The day of `value`, with its year where it is not near; `more` is the rest of the format, such as ", H:i"."""
    if value is None:
        return ""
    day = value.date() if isinstance(value, datetime) else value
    return date_format(value, day_format(day, clock.today()) + more)
