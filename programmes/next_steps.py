"""What programmes ask of a person: to look at a cohort that takes registrations, or, as a coordinator, to set one up,
to answer, and to end one whose last day has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Task, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.admission import Judged, rules_beside, rules_in
from programmes.models import Cohort, Enrolment, PlaceDraft, Programme, Role
from programmes.policies import works_in_office

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Open(TypedDict):
    """What is asked of each cohort that takes registrations, for one person."""

    # As `programmes.admission.rules_in` reads them.
    rules: list[dict[str, Any]]
    is_begun: bool
    is_open: bool
    # Its programme has another one that is open.
    is_one_of_several: bool


OpenCohort: TypeAlias = "WithAnnotations[Cohort, Open]"

# How long after its last day a round may take for its last meetings.
TIME_FOR_ENDINGS = timedelta(days=14)


def register(person: Profile) -> list[NextStep]:
    """The registration this person began and did not finish, and the cohort that closes its registration first.

    Of those alone that this person may join and never asked to; each of the two is one step at most. What was begun
    and came to its end with registration is told until it is forgotten. One query.
    """
    asked = Enrolment.objects.filter(cohort=OuterRef("pk"), person=person)
    begun = PlaceDraft.objects.filter(cohort=OuterRef("pk"), person=person)
    open_now = Cohort.objects.taking_registrations(clock.today())
    beside = open_now.filter(programme=OuterRef("programme")).exclude(pk=OuterRef("pk"))
    cohorts: list[OpenCohort] = list(
        Cohort.objects.filter(programme__organisation=person.organisation_id)
        .annotate(
            rules=rules_beside(),
            is_open=Exists(open_now.filter(pk=OuterRef("pk"))),
            is_begun=Exists(begun),
            is_asked=Exists(asked),
            is_one_of_several=Exists(beside),
        )
        .filter(Q(is_open=True, is_begun=True) | Q(is_asked=False), Q(is_open=True) | Q(is_begun=True))
        .select_related("programme")
        .order_by(F("registration_ends_on").asc(nulls_last=True), "id")
    )
    judged = Judged(person, lambda cohort: rules_in(cohort.rules))
    open_ones = [each for each in cohorts if each.is_open]
    # One of each is told, so nobody asks of the others whether they may be joined.
    to_finish = (_finish_step(each) for each in open_ones if each.is_begun and may_join_at_all(judged, each))
    to_begin = (_step(each) for each in open_ones if not each.is_begun and may_join_at_all(judged, each))
    too_late = [_too_late_step(cohort) for cohort in cohorts if not cohort.is_open]
    return [*islice(to_finish, 1), *islice(to_begin, 1), *too_late]


@dataclass(frozen=True, slots=True)
class Round:
    """A cohort that somebody coordinates, or their programme that has none yet: then `cohort` is None."""

    programme: UUID
    programme_name: str
    cohort: UUID | None
    name: str
    stage: str
    ends_on: date | None
    # Requests for a place that nobody has answered.
    waiting: int

    def __str__(self) -> str:
        return f"{self.programme_name}, {self.name}"


def look_after(person: Profile) -> list[NextStep]:
    """For a coordinator: requests to answer, a cohort to set up or to open, and rounds whose last day has come.

    One query, and none for anybody who does not work in the office.
    """
    if not works_in_office(person.user):
        return []
    rounds = _rounds_of(person.user)
    return [*_answer_requests(rounds), *_set_up_cohort(rounds), *_open_drafts(rounds), *_end_rounds(rounds)]


def _rounds_of(user: User) -> list[Round]:
    """Everything this person coordinates, in the order of names and dates."""
    requests = Enrolment.objects.filter(cohort=OuterRef("cohorts"), status=Enrolment.Status.REGISTERED).order_by()
    counted = Subquery(requests.values("cohort").annotate(number=Count("pk")).values("number"))
    rows = (
        Programme.objects.coordinated_by(user)
        .annotate(waiting=Coalesce(counted, 0))
        .order_by("name", "pk", "cohorts__ends_on", "cohorts__pk")
        .values_list("pk", "name", "cohorts", "cohorts__name", "cohorts__stage", "cohorts__ends_on", "waiting")
    )
    return [Round(*row) for row in rows]


def _answer_requests(rounds: Sequence[Round]) -> list[NextStep]:
    """One step for all requests that wait for an answer, for as long as places can be given."""
    asked = [each for each in rounds if each.waiting and each.stage in Cohort.GIVING_PLACES]
    count = sum(each.waiting for each in asked)
    if not count:
        return []
    return [
        NextStep(
            urgency=Urgency.PLACES_TO_ANSWER,
            title=ngettext(
                "One request for a place waits for you", "%(count)s requests for a place wait for you", count
            )
            % {"count": count},
            text=_("Look at who they are, and answer. Those you approve take part in the search for pairs."),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?status__exact={Enrolment.Status.REGISTERED}",
            button=_("Answer the requests"),
            cohorts=tuple(each.cohort for each in asked if each.cohort),
            task=Task.ANSWER,
            number=count,
            where=str(asked[0]) if len(asked) == 1 else "",
        )
    ]


def _set_up_cohort(rounds: Sequence[Round]) -> list[NextStep]:
    """The first programme that has no cohort yet, so that nobody can join it."""
    empty = [each for each in rounds if each.cohort is None]
    is_first = len(empty) == len(rounds)
    return [_set_up_step(each, is_first=is_first, number=len(empty)) for each in empty[:1]]


def _open_drafts(rounds: Sequence[Round]) -> list[NextStep]:
    """The first round that nobody sees yet; whether anything is missing stands on its page."""
    drafts = [each for each in rounds if each.stage == Cohort.Stage.DRAFT]
    return [_open_step(each, number=len(drafts)) for each in drafts[:1]]


def _open_step(draft: Round, *, number: int) -> NextStep:
    return NextStep(
        urgency=Urgency.COHORT_TO_SET_UP,
        title=_("Open registration for %(cohort)s") % {"cohort": draft},
        text=_("Nobody sees it yet. Its page says what is still missing, and opens it."),
        url=reverse("admin:programmes_cohort_change", args=[draft.cohort]),
        button=_("Look at its page"),
        task=Task.OPEN,
        number=number,
        where=str(draft) if number == 1 else "",
    )


def _end_rounds(rounds: Sequence[Round]) -> list[NextStep]:
    """Each round whose last day has come, and each that has been closing long enough.

    Nothing ends by itself: a date in a form shall not part anybody (docs/decisions/0009).
    """
    today = clock.today()
    until: dict[str, date] = {Cohort.Stage.RUNNING: today, Cohort.Stage.CLOSING: today - TIME_FOR_ENDINGS}
    return [
        _end_step(each) for each in rounds if each.stage in until and each.ends_on and each.ends_on <= until[each.stage]
    ]


def _end_step(ending: Round) -> NextStep:
    is_closing = ending.stage == Cohort.Stage.CLOSING
    title = _("Close %(cohort)s") if is_closing else _("Start closing %(cohort)s")
    text = (
        _("It has been coming to its end since %(day)s. Its pairs end when you close it.")
        if is_closing
        else _("Its last day was %(day)s. Everybody reads what they can still do; nobody is parted yet.")
    )
    return NextStep(
        urgency=Urgency.ROUND_TO_END,
        title=title % {"cohort": ending},
        text=text % {"day": date_format(promised(ending.ends_on))},
        url=reverse("admin:programmes_cohort_change", args=[ending.cohort]),
        button=_("Look at what this will do"),
        cohorts=(ending.cohort,) if ending.cohort else (),
        task=Task.CLOSE if is_closing else Task.END,
        where=str(ending),
    )


def _set_up_step(empty: Round, *, is_first: bool, number: int) -> NextStep:
    """Today shows the title alone, so that it names the programme."""
    title = _("Set up your first cohort of %(programme)s") if is_first else _("Set up a cohort of %(programme)s")
    return NextStep(
        urgency=Urgency.COHORT_TO_SET_UP,
        title=title % {"programme": empty.programme_name},
        text=_("%(programme)s has none yet. A cohort is one round with its dates; nobody sees it before you open it.")
        % {"programme": empty.programme_name},
        url=reverse("admin:programmes_cohort_add", query={"programme": empty.programme}),
        button=_("Set it up"),
        # The first page of the office says it of a first cohort by itself.
        task=None if is_first else Task.SET_UP,
        number=number,
        where=empty.programme_name if number == 1 else "",
    )


def _called(cohort: OpenCohort) -> str:
    """The programme, and the round where registration is open for more than one of it."""
    return str(cohort) if cohort.is_one_of_several else cohort.programme.name


def _finish_step(cohort: OpenCohort) -> NextStep:
    until = cohort.registration_ends_on
    return NextStep(
        urgency=Urgency.REGISTRATION_TO_FINISH,
        title=_("Finish your registration for %(programme)s") % {"programme": _called(cohort)},
        text=_("What you filled in is still there. You can finish until %(day)s.") % {"day": date_format(until)}
        if until
        else _("What you filled in is still there. You can finish at any time."),
        url=reverse("programmes:place-create", args=[cohort.pk], query={"finish": "1"}),
        button=_("Go on with it"),
    )


def _too_late_step(cohort: OpenCohort) -> NextStep:
    """For whoever had begun to ask when registration ended, maybe sooner than was said. Nobody else knows of it."""
    words = _(
        "You had begun to ask for a place and had not sent it. What you filled in is deleted, and nobody else knows "
        "of it."
    )
    return NextStep(
        urgency=Urgency.REGISTRATION_TO_FINISH,
        title=_("Registration for %(cohort)s has ended") % {"cohort": cohort},
        text=words,
        url=reverse("programmes:programme-list"),
        button=_("See what else there is"),
        is_offer=True,
    )


def may_join_at_all(judged: Judged, cohort: OpenCohort) -> bool:
    return any(judged.verdict(cohort, role).ok for role in Role.values)


def _step(cohort: OpenCohort) -> NextStep:
    until = cohort.registration_ends_on
    return NextStep(
        urgency=Urgency.REGISTER,
        title=_("Take part in %(programme)s") % {"programme": _called(cohort)},
        text=_("You can join as a mentor or as a mentee until %(day)s.") % {"day": date_format(until)}
        if until
        else _("You can join as a mentor or as a mentee at any time."),
        url=cohort.get_absolute_url(),
        button=_("See what is involved"),
    )
