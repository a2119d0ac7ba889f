"""What needs somebody in the programme office: at most five lines, each with a number and the way there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.accounts.models import User
from mentoring.desk.attention_words import IN_SEVERAL, IN_THE_ONE
from mentoring.desk.today import steps_of
from mentoring.lib.next_step import NextStep, Task, Urgency
from mentoring.outbox import kinds
from mentoring.outbox.models import OutgoingMessage
from participants.models import Grade, Profile, Site
from participants.policies import imports_people
from programmes.models import Cohort
from programmes.policies import administers_site

MOST_LINES = 5
# Counted no further: a log of millions opens as fast as one of ten.
MOST_COUNTED = 10_000
# Task with places, which the list of them shows by itself.
PLACES = (Task.ANSWER, Task.END_PAIR)
# Where what the installation needs stands among the work of coordinators: between pairs and rounds, and at the end.
MAILS_GIVEN_UP, PEOPLE_MISSING, LISTS_TO_FILL_IN = Urgency.PAIR_OF_LEAVER, Urgency.PAIRS_TO_REVIEW, Urgency.SKILLS


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with a number, and the page from which it can be done."""

    urgency: int
    words: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class Attention:
    """The most urgent lines, how many come after them, and whether Today says more of some."""

    lines: Sequence[Line]
    more: int
    is_on_today: bool


def attention_of(user: User) -> Attention:
    """What waits for this person in the office: as coordinator of their programmes, and for the whole installation."""
    steps = steps_of(user)
    lines = sorted([*_lines_of(steps), *_lines_of_site(user)], key=lambda line: line.urgency)
    return Attention(lines[:MOST_LINES], more=len(lines[MOST_LINES:]), is_on_today=bool(steps))


def _lines_of(steps: Sequence[NextStep]) -> Iterator[Line]:
    """One line for each kind of work, however many cohorts it waits in."""
    by_work: dict[Task, list[NextStep]] = {}
    for step in steps:
        if step.task:
            by_work.setdefault(step.task, []).append(step)
    return (_line(work, same) for work, same in by_work.items())


def _line(work: Task, steps: Sequence[NextStep]) -> Line:
    """What waits at one place alone names it and leads where Today leads; else the line leads to all of it."""
    first, number = steps[0], sum(step.number for step in steps)
    cohorts = {cohort for step in steps for cohort in step.cohorts}
    places = {step.where for step in steps}
    where = first.where if len(places) == 1 else ""
    words = (IN_THE_ONE if where else IN_SEVERAL)[work] % {"count": number, "where": where, "rounds": len(cohorts)}
    url = _list_of(work, cohorts)
    is_of_rows = work in PLACES and (work == Task.ANSWER or number > 1)
    if url and (is_of_rows or not where):
        return Line(first.urgency, words, url, first.button if work == Task.ANSWER else _("See them"))
    return Line(first.urgency, words, first.url, first.button)


def _list_of(work: Task, cohorts: set[UUID]) -> str:
    """The list of the office in which exactly what waits is shown; of programmes without a cohort there is none."""
    if work in PLACES:
        only = {"cohort": next(iter(cohorts))} if len(cohorts) == 1 else {}
        return reverse("admin:programmes_enrolment_changelist", query={"work": str(work), **only})
    if work == Task.OPEN:
        return reverse("admin:programmes_cohort_changelist", query={"stage": Cohort.Stage.DRAFT.value})
    return "" if work == Task.SET_UP else reverse("admin:programmes_cohort_changelist", query={"work": str(work)})


def _lines_of_site(user: User) -> Iterator[Line]:
    """What only they can mend who look after the installation or its people."""
    if administers_site(user) and (count := _mails_given_up()):
        words = ngettext("%(count)d mail could not be sent", "%(count)d mails could not be sent", count)
        url = reverse("admin:outbox_outgoingmessage_changelist", query={"work": "failed"})
        yield Line(MAILS_GIVEN_UP, words % {"count": count}, url, _("Look at them"))
    if imports_people(user) and (count := Profile.objects.missing().count()):
        words = ngettext(
            "%(count)d person is missing from the HR file. Until you say that they left, nothing ends.",
            "%(count)d people are missing from the HR file. Until you say that they left, nothing ends.",
            count,
        )
        url = reverse("admin:participants_profile_changelist", query={"here": "missing"})
        yield Line(PEOPLE_MISSING, words % {"count": count}, url, _("See who they are"))
    yield from _lines_of_lists(user)


def _lines_of_lists(user: User) -> Iterator[Line]:
    """What an HR file does not say of the sites and grades it names."""
    if user.has_perm("participants.change_site") and (count := Site.objects.filter(time_zone="").count()):
        words = ngettext(
            "%(count)d site has no time zone. Searches cannot compare the hours of people there.",
            "%(count)d sites have no time zone. Searches cannot compare the hours of people there.",
            count,
        )
        url = reverse("admin:participants_site_changelist", query={"time_zone__isempty": 1})
        yield Line(LISTS_TO_FILL_IN, words % {"count": count}, url, _("See them"))
    if user.has_perm("participants.change_grade") and (count := Grade.objects.filter(level=None).count()):
        words = ngettext(
            "%(count)d grade has no place in the order yet. It rules nobody out when pairs are found, but programmes"
            " that ask for a grade do not take its people.",
            "%(count)d grades have no place in the order yet. They rule nobody out when pairs are found, but programmes"
            " that ask for a grade do not take their people.",
            count,
        )
        url = reverse("admin:participants_grade_changelist", query={"level__isempty": 1})
        yield Line(LISTS_TO_FILL_IN, words % {"count": count}, url, _("Put them in order"))


def _mails_given_up() -> int:
    listed = [kind.name for kind in kinds.declared() if kind.is_listed]
    failed = OutgoingMessage.objects.filter(state=OutgoingMessage.State.FAILED, kind__in=listed)
    return failed.order_by()[:MOST_COUNTED].count()
