"""What matching asks of a coordinator: to find pairs and to send them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import policy_of
from matching.reports import leavers_in_pairs
from matching.waiting import Waiting, mentees_who_wait, with_work
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Task, Urgency
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from programmes.policies import works_in_office

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class LeaverPlace(TypedDict):
    """A place in an open pair, whose it was, and the last day on which they were here, as year-month-day."""

    place: str
    name: str
    last_day: str


class Work(Waiting):
    """Also what waits because somebody left, and whether a cohort that is always on has somebody to pair."""

    # Places in open pairs of people who left, the longest gone first.
    leavers: list[LeaverPlace]
    can_begin: bool


CohortToReview: TypeAlias = "WithAnnotations[Cohort, Work]"


def look_after_pairs(person: Profile) -> list[NextStep]:
    """For a coordinator: each cohort whose pairs wait to be sent, whose registration is over and has no pairs, or in
    which mentees were left without a pair by the last search or an answer since; and pairs that somebody left.

    One query, and none for anybody who does not work in the office.
    """
    if not works_in_office(person.user):
        return []
    cohorts = list(_cohorts_of(person.user))
    steps = [step for cohort in cohorts if cohort.stage in Cohort.GIVING_PLACES for step in _steps_of(cohort)]
    return steps + _leaver_steps(cohorts)


def _cohorts_of(user: User) -> "QuerySet[CohortToReview]":
    """The cohorts in which pairs begin or run, of the programmes that somebody coordinates."""
    cohorts = Cohort.objects.coordinated_by(user).filter(stage__in=[*Cohort.GIVING_PLACES, Cohort.Stage.CLOSING])
    return (
        with_work(cohorts.select_related("programme__policy"))
        .annotate(leavers=_leavers(user), can_begin=_can_begin())
        .order_by("starts_on", "pk")
    )


def _steps_of(cohort: CohortToReview) -> list[NextStep]:
    steps = [_review_step(cohort)] if _is_to_review(cohort) else []
    words = {Task.UNANSWERED: _unanswered_step, Task.UNPAIRED: _without_pair_step}
    return steps + [words[task](cohort, number) for task, number in mentees_who_wait(cohort)]


def _is_to_review(cohort: CohortToReview) -> bool:
    """Whether pairs wait to be sent, or a first search can be made."""
    if cohort.drafts:
        return True
    if cohort.stage == Cohort.Stage.MATCHING:  # where people choose for themselves, nobody waits for a search
        return policy_of(cohort.programme).chooser is None
    ends_on = cohort.registration_ends_on
    is_over = ends_on is not None and ends_on < clock.today()
    return cohort.stage == Cohort.Stage.REGISTRATION and (is_over or cohort.can_begin)


def _leavers(user: User) -> ArraySubquery:
    """The `LeaverPlace` of each place in an open pair of a cohort whose person has left."""
    places = leavers_in_pairs(user).filter(cohort=OuterRef("pk")).order_by("person__last_day", "pk")
    words = JSONObject(place="pk", name="person__user__name", last_day="person__last_day")
    return ArraySubquery(places.values_list(words))


def _leaver_steps(cohorts: Iterable[CohortToReview]) -> list[NextStep]:
    """Each place in an open pair of somebody who left, whose pair nobody else can end well."""
    places = [(place, cohort) for cohort in cohorts for place in cohort.leavers]
    return [_leaver_step(*each) for each in sorted(places, key=lambda each: (each[0]["last_day"], each[0]["place"]))]


def _leaver_step(place: LeaverPlace, cohort: Cohort) -> NextStep:
    return NextStep(
        urgency=Urgency.PAIR_OF_LEAVER,
        title=_("%(name)s has left: end the pair") % {"name": place["name"]},
        text=_("The other one of the pair still waits in %(programme)s, and can then find somebody else.")
        % {"programme": cohort.programme.name},
        url=reverse("admin:matching_leaver_end", args=[place["place"]]),
        button=_("End the pair"),
        cohorts=(cohort.pk,),
        task=Task.END_PAIR,
        where=str(cohort),
    )


def _can_begin() -> Q:
    """Of cohorts that are always on, whose registration is never over: whether there is somebody to pair."""
    approved = Enrolment.objects.approved().filter(cohort=OuterRef("pk"), person__user__is_active=True)
    mentor, mentee = (Exists(approved.filter(role=role)) for role in (Role.MENTOR, Role.MENTEE))
    return Q(mentor, mentee, always_on=True)


def _unanswered_step(cohort: Cohort, number: int) -> NextStep:
    title = ngettext(
        "%(cohort)s: %(count)s suggestion got no answer in time",
        "%(cohort)s: %(count)s suggestions got no answer in time",
        number,
    )
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"count": number, "cohort": cohort},
        text=_("Send it again with a new day, or find pairs again. Nobody was told that an answer is missing."),
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Review pairs"),
        cohorts=(cohort.pk,),
        task=Task.UNANSWERED,
        number=number,
        where=str(cohort),
    )


def _without_pair_step(cohort: Cohort, number: int) -> NextStep:
    text = _("In %(cohort)s, no suggestion is open for them. Perhaps another mentor fits.")
    if policy_of(cohort.programme).chooser:
        text = _("In %(cohort)s people choose for themselves. You can find somebody for these as well.")
    title = ngettext(
        "%(cohort)s: %(count)s mentee is without a pair",
        "%(cohort)s: %(count)s mentees are without a pair",
        number,
    )
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"count": number, "cohort": cohort},
        text=text % {"cohort": cohort.name},
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Review pairs"),
        cohorts=(cohort.pk,),
        task=Task.UNPAIRED,
        number=number,
        where=str(cohort),
    )


def _review_step(cohort: CohortToReview) -> NextStep:
    title = _("Review the pairs of %(cohort)s") if cohort.drafts else _("Find the best pairs of %(cohort)s")
    text = _("Registration is over. It takes a moment, and nothing is sent until you say so.")
    if not cohort.drafts and _begins_with_people(cohort):
        return _let_choose_step(cohort)
    if cohort.drafts:
        text = _next_up_words(cohort.next_up) or _(
            "They are ready to be sent. Nobody reads a suggestion before you send it."
        )
    elif policy_of(cohort.programme).namers:
        text = _("People name whom they would like until you search. Nothing is sent until you say so.")
    elif cohort.always_on:
        text = _("There is somebody for each side. It takes a moment, and nothing is sent until you say so.")
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=title % {"cohort": cohort},
        text=text,
        url=reverse("admin:matching_cohort_board", args=[cohort.pk]),
        button=_("Go to the pairs"),
        cohorts=(cohort.pk,),
        task=Task.SEND if cohort.drafts else Task.SEARCH,
        number=cohort.drafts or 1,
        where=str(cohort),
    )


def _next_up_words(number: int) -> str:
    """How many suggestions that wait to be sent followed one that came to nothing; empty where none did."""
    words = ngettext(
        "The next best is ready for %(count)d mentee whose suggestion came to nothing. Nobody reads it before you"
        " send it.",
        "The next best is ready for %(count)d mentees whose suggestions came to nothing. Nobody reads one before you"
        " send it.",
        number,
    )
    return words % {"count": number} if number else ""


def _begins_with_people(cohort: CohortToReview) -> bool:
    """Whether people choose for themselves, or still have to be let name whom they would like before a search."""
    policy = policy_of(cohort.programme)
    is_before = cohort.stage == Cohort.Stage.REGISTRATION and not cohort.always_on
    return policy.chooser is not None or (bool(policy.namers) and is_before)


def _let_choose_step(cohort: CohortToReview) -> NextStep:
    text = _("Once that begins, whoever has a place sees who fits best, and asks one of them.")
    if policy_of(cohort.programme).namers:
        text = _("Once that begins, people see who fits best and name whom they would like. Then you search.")
    return NextStep(
        urgency=Urgency.PAIRS_TO_REVIEW,
        title=_("Let people choose in %(cohort)s") % {"cohort": cohort},
        text=text,
        url=reverse("admin:programmes_cohort_match", args=[cohort.pk]),
        button=_("Begin to find pairs") if cohort.always_on else _("End registration"),
        cohorts=(cohort.pk,),
        task=Task.SEARCH,
        where=str(cohort),
    )
