"""Whom people avoid, or would like to be a pair with again, is forgotten when they have long taken part in nothing, and
whom they named long after the round.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from matching.models import Exclusion, Membership, Ranking
from mentoring.audit.models import AuditEvent
from mentoring.audit.services import record_events
from mentoring.lib import clock
from mentoring.lib.transactions import in_transaction
from participants.models import Profile
from programmes.models import Cohort, Enrolment

KEPT_FOR = timedelta(days=90)
PEOPLE_AT_ONCE = 500


def forget_exclusions() -> int:
    """Delete whom people avoid, 90 days after their last round closed or they last added somebody. Returns how many.

    Whoever never asked for a place is about to: their list stays. A place that was given back or not given counts for
    nothing.
    """
    forgotten = 0
    while some := _forget_some(clock.now() - KEPT_FOR):
        forgotten += some
    return forgotten


@in_transaction
def forget_rankings() -> int:
    """Delete whom people named, 90 days after the round closed, or once the place was given back. Returns how many."""
    places = Enrolment.objects.filter(cohort__in=Cohort.objects.closed_by(clock.now() - KEPT_FOR))
    gone = Enrolment.objects.exclude(pk__in=Enrolment.objects.taking_part())
    forgotten = Ranking.objects.filter(Q(enrolment__in=places) | Q(enrolment__in=gone))
    people = list(Profile.objects.filter(enrolments__in=forgotten.values("enrolment")).distinct())
    deleted, _rows = forgotten.delete()
    record_events(verb="ranking.forget", subjects=people, by=None)
    return deleted


@in_transaction
def forget_wishes_again() -> int:
    """Forget who would like to be a pair with somebody again, 90 days after their last round closed. Returns how many.

    A place that was given back or not given counts for nothing. The record of acts does not mention it.
    """
    places = places_not_long_over(clock.now() - KEPT_FOR).filter(person=OuterRef("person")).order_by()
    return Membership.objects.filter(~Exists(places), wish__isnull=False).update(wish=None)


def places_not_long_over(before: datetime) -> QuerySet[Enrolment]:
    """Asked for or given, in rounds that were not over at this moment."""
    return Enrolment.objects.taking_part().exclude(cohort__in=Cohort.objects.closed_by(before))


@in_transaction
def _forget_some(before: datetime) -> int:
    """The lists of some people, whole. They are locked, as by whoever adds to their list."""
    people = _done_since(before).select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
    locked = [person.pk for person in people[:PEOPLE_AT_ONCE]]
    # A statement of its own: what was added while we waited for the lock is seen only now.
    owners = list(_done_since(before).filter(pk__in=locked))
    deleted, _rows = Exclusion.objects.filter(owner__in=owners).delete()
    record_events(verb="exclusion.forget", subjects=owners, by=None)
    return deleted


def _done_since(before: datetime) -> QuerySet[Profile]:
    """People with such a list, all of whose rounds were over at this moment, and who added to it no later."""
    places = Enrolment.objects.filter(person=OuterRef("pk")).order_by()
    under_way = places_not_long_over(before).filter(person=OuterRef("pk")).order_by()
    added = AuditEvent.objects.filter(
        verb="exclusion.add", subject_label=Profile._meta.label_lower, subject_id=OuterRef("pk"), at__gt=before
    )
    with_list = Profile.objects.filter(Exists(Exclusion.objects.filter(owner=OuterRef("pk"))))
    return with_list.filter(Exists(places), ~Exists(under_way), ~Exists(added))
