"""What was written about places is forgotten when their round has long been over."""

from datetime import timedelta

from django.db.models import Q

from mentoring.audit.services import record_events
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Enrolment

KEPT_FOR = timedelta(days=90)
AT_ONCE = 1_000


def forget_words_of_places() -> int:
    """Delete why people took part, and what the programme team wrote to them, of cohorts that closed 90 days ago.
    Returns for how many places; that somebody had a place stays.
    """
    forgotten = 0
    while some := _forget_some():
        forgotten += some
    return forgotten


@in_transaction
def _forget_some() -> int:
    """As many as are quickly done; what somebody else holds is for the next tick."""
    written = Q(aims__isnull=False) | Q(answer_words__isnull=False)
    old = Enrolment.objects.filter(written, cohort__in=Cohort.objects.closed_by(clock.now() - KEPT_FOR))
    free = old.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    keys = dict(free.values_list("pk", "cohort")[:AT_ONCE])
    Enrolment.objects.filter(pk__in=keys).update(aims=None, answer_words=None)
    cohorts = Cohort.objects.filter(pk__in=keys.values()).order_by("pk")
    record_events(verb="cohort.forget_words", subjects=cohorts, by=None)
    return len(keys)
