"""What pages say to somebody whose words are kept while they write (static/js/keeps.js)."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from mentoring.lib.errors import Refused

UNKEPT = gettext_lazy("What you did last could not be kept. Please press the button before you leave.")


def not_kept(refusal: Refused) -> HttpResponse:
    """The answer to the script, which shows its sentence in place of `UNKEPT`."""
    return HttpResponse(refusal.message, status=409, content_type="text/plain; charset=utf-8")
