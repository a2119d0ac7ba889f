"""What waits, as filters of the lists of places and cohorts: each finds the very rows that there is work with."""

from collections.abc import Mapping
from itertools import chain
from uuid import UUID

from django.contrib import admin
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.lib import registry
from mentoring.lib.filters import Queue, asked_once
from mentoring.lib.next_step import Task
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

Status = Enrolment.Status
GIVING = Q(cohort__stage__in=Cohort.GIVING_PLACES)
# A request that nobody answered before its cohort was over, and one for which no place came free; no status of its own.
UNANSWERED = "unanswered"
NO_PLACE = "no-place"
IS_OVER = Q(cohort__stage__in=Cohort.OVER)
# What those who wait are called once their cohort is over.
CALLED_THEN: Mapping[str, str] = {Status.REGISTERED: UNANSWERED, Status.WAITING: NO_PLACE}
CALLED: Mapping[str, Q] = {
    **{status: Q(status=status) & ~IS_OVER for status in CALLED_THEN},
    **{called: Q(status=status) & IS_OVER for status, called in CALLED_THEN.items()},
}
# Every place has a number of mentees; this one stands in the form until a mentor chooses another.
PROPOSED_CAPACITY = Enrolment._meta.get_field("capacity").default
DECISIONS = Queue("answer", _("Waits for a decision"), Q(status=Status.REGISTERED) & GIVING)
NO_CAPACITY = Queue(
    "one-mentee",
    _("Mentor who left the number at one"),
    Q(status=Status.APPROVED, role=Role.MENTOR, capacity=PROPOSED_CAPACITY) & GIVING,
)
# Of the work that Today names, what is done in a cohort as a whole.
COHORT_WORK: Mapping[Task, Promise] = {
    Task.ANSWER: _("Requests wait for a decision"),
    Task.SEARCH: _("Pairs can be found"),
    Task.SEND: _("Suggestions are ready to be sent"),
    Task.CLOSES_SOON: _("Suggestions close within two days"),
    Task.UNANSWERED: _("Suggestions got no answer in time"),
    Task.UNPAIRED: _("Mentees are without a pair"),
    Task.END: _("Its last day has come"),
    Task.CLOSE: _("Ready to be closed"),
}


NOBODY = UUID(int=0)


class QueueFilter(admin.SimpleListFilter):
    """Any value that is none of the queues finds nothing."""

    title = _("what to look at")
    parameter_name = "work"

    def queryset(self, request, queryset):
        return queryset if self.value() is None else self.waiting(request, queryset)


class PlaceQueueFilter(QueueFilter):
    """What programmes know of places, and what the apps to the right add."""

    def queues(self) -> list[Queue]:
        return [DECISIONS, *chain.from_iterable(registry.place_queues.ask()), NO_CAPACITY]

    def lookups(self, request, model_admin):
        return [(queue.name, queue.words) for queue in self.queues()]

    def waiting(self, request, queryset):
        rows = {queue.name: queue.rows for queue in self.queues()}
        return queryset.filter(rows[self.value()]) if self.value() in rows else queryset.none()


class CohortQueueFilter(QueueFilter):
    """The cohorts that Today names, asked for where one of these is chosen or counted, and then once."""

    def lookups(self, request, model_admin):
        return [(str(work), words) for work, words in COHORT_WORK.items()]

    def waiting(self, request, queryset):
        answers = registry.coordinator_steps.ask
        steps = asked_once(request, "steps", lambda: list(chain.from_iterable(answers(Profile(user=request.user)))))
        cohorts = {cohort for step in steps if step.task == self.value() for cohort in step.cohorts}
        # Of nobody's id rather than of none: an empty list makes Django count nothing beside it, either.
        return queryset.filter(pk__in=cohorts or {NOBODY})
