"""The sentences on the first page of the office: what waits in one cohort, which is named, and what in several."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from mentoring.lib.next_step import Task

# `where` is the name of the one cohort, or of the one programme that has none yet.
IN_THE_ONE: Mapping[Task, Promise] = {
    Task.ANSWER: ngettext_lazy(
        "%(count)d request for a place waits for your decision in %(where)s",
        "%(count)d requests for a place wait for your decision in %(where)s",
        "count",
    ),
    Task.END_PAIR: ngettext_lazy(
        "%(count)d place of somebody who left is still in a pair in %(where)s",
        "%(count)d places of people who left are still in a pair in %(where)s",
        "count",
    ),
    Task.SEND: ngettext_lazy(
        "%(count)d suggestion of %(where)s is ready to be sent",
        "%(count)d suggestions of %(where)s are ready to be sent",
        "count",
    ),
    Task.SEARCH: ngettext_lazy(
        "%(count)d cohort waits for its pairs to be found: %(where)s",
        "%(count)d cohorts wait for their pairs to be found: %(where)s",
        "count",
    ),
    Task.UNANSWERED: ngettext_lazy(
        "%(count)d suggestion of %(where)s got no answer in time",
        "%(count)d suggestions of %(where)s got no answer in time",
        "count",
    ),
    Task.UNPAIRED: ngettext_lazy(
        "%(count)d mentee of %(where)s is without a pair", "%(count)d mentees of %(where)s are without a pair", "count"
    ),
    Task.CLOSES_SOON: ngettext_lazy(
        "%(count)d suggestion of %(where)s closes within two days",
        "%(count)d suggestions of %(where)s close within two days",
        "count",
    ),
    Task.END: ngettext_lazy(
        "%(count)d cohort has reached its last day: %(where)s",
        "%(count)d cohorts have reached their last day: %(where)s",
        "count",
    ),
    Task.CLOSE: ngettext_lazy(
        "%(count)d cohort came to its end and is not closed yet: %(where)s",
        "%(count)d cohorts came to their end and are not closed yet: %(where)s",
        "count",
    ),
    Task.OPEN: ngettext_lazy(
        "%(count)d cohort is not open yet: %(where)s", "%(count)d cohorts are not open yet: %(where)s", "count"
    ),
    Task.SET_UP: ngettext_lazy(
        "%(count)d programme has no cohort yet: %(where)s",
        "%(count)d programmes have no cohort yet: %(where)s",
        "count",
    ),
}
IN_SEVERAL: Mapping[Task, Promise] = {
    Task.ANSWER: ngettext_lazy(
        "%(count)d request for a place waits for your decision",
        "%(count)d requests for a place wait for your decision in %(rounds)d cohorts",
        "count",
    ),
    Task.END_PAIR: ngettext_lazy(
        "%(count)d place of somebody who left is still in a pair",
        "%(count)d places of people who left are still in a pair",
        "count",
    ),
    Task.SEND: ngettext_lazy(
        "%(count)d suggestion is ready to be sent",
        "%(count)d suggestions in %(rounds)d cohorts are ready to be sent",
        "count",
    ),
    Task.SEARCH: ngettext_lazy(
        "%(count)d cohort waits for its pairs to be found",
        "%(count)d cohorts wait for their pairs to be found",
        "count",
    ),
    Task.UNANSWERED: ngettext_lazy(
        "%(count)d suggestion got no answer in time",
        "%(count)d suggestions in %(rounds)d cohorts got no answer in time",
        "count",
    ),
    Task.UNPAIRED: ngettext_lazy(
        "%(count)d mentee is without a pair", "%(count)d mentees in %(rounds)d cohorts are without a pair", "count"
    ),
    Task.CLOSES_SOON: ngettext_lazy(
        "%(count)d suggestion closes within two days",
        "%(count)d suggestions in %(rounds)d cohorts close within two days",
        "count",
    ),
    Task.END: ngettext_lazy(
        "%(count)d cohort has reached its last day", "%(count)d cohorts have reached their last day", "count"
    ),
    Task.CLOSE: ngettext_lazy(
        "%(count)d cohort came to its end and is not closed yet",
        "%(count)d cohorts came to their end and are not closed yet",
        "count",
    ),
    Task.OPEN: ngettext_lazy("%(count)d cohort is not open yet", "%(count)d cohorts are not open yet", "count"),
    Task.SET_UP: ngettext_lazy(
        "%(count)d programme has no cohort yet", "%(count)d programmes have no cohort yet", "count"
    ),
}
