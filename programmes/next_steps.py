"""What programmes ask of a person: to look at a cohort that takes registrations, or, as a coordinator, to set one up,
to answer, and to end one whose last day has come.
"""

from datetime import timedelta
from itertools import islice

from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.admission import eligibility_of
from programmes.models import Cohort, EligibilityRule, Enrolment, PlaceDraft, Programme, Role
from programmes.policies import works_in_office

# How long after its last day a round may take for its last meetings.
TIME_FOR_ENDINGS = timedelta(days=14)


def register(person: Profile) -> list[NextStep]:
    """The registration this person began and did not finish, and the cohort that closes its registration first.

    Of those alone that this person may join and never asked to; each of the two is one step at most.
    """
    rules = EligibilityRule.objects.filter(programme=OuterRef("programme"))
    asked = Enrolment.objects.filter(cohort=OuterRef("pk"), person=person)
    begun = PlaceDraft.objects.filter(cohort=OuterRef("pk"), person=person)
    cohorts = list(
        Cohort.objects.taking_registrations(clock.today())
        .filter(programme__organisation=person.organisation_id)
        .annotate(has_rules=Exists(rules), is_begun=Exists(begun))
        .filter(Q(is_begun=True) | ~Exists(asked))
        .select_related("programme")
        .order_by(F("registration_ends_on").asc(nulls_last=True), "id")
    )
    prefetch_related_objects([each for each in cohorts if each.has_rules], "programme__eligibility_rules")
    may_join = [cohort for cohort in cohorts if not cohort.has_rules or may_join_at_all(person, cohort)]
    to_finish = (_finish_step(cohort) for cohort in may_join if cohort.is_begun)
    to_begin = (_step(cohort) for cohort in may_join if not cohort.is_begun)
    return [*islice(to_finish, 1), *islice(to_begin, 1)]


def answer_requests(person: Profile) -> list[NextStep]:
    """One step for all requests that wait for this coordinator's answer, for as long as places can be given."""
    waiting = Enrolment.objects.coordinated_by(person.user).filter(
        status=Enrolment.Status.REGISTERED, cohort__stage__in=Cohort.GIVING_PLACES
    )
    count = waiting.count()
    if not count:
        return []
    return [
        NextStep(
            urgency=Urgency.PLACES_TO_ANSWER,
            title=ngettext("One person asks for a place", "%(count)s people ask for a place", count) % {"count": count},
            text=_("Look at who they are and approve them, so that they can be matched."),
            url=f"{reverse('admin:programmes_enrolment_changelist')}?status__exact={Enrolment.Status.REGISTERED}",
            button=_("Answer the requests"),
        )
    ]


def set_up_cohort(person: Profile) -> list[NextStep]:
    """For a coordinator: the first of their programmes that has no cohort yet, so that nobody can join it."""
    if not works_in_office(person.user):
        return []
    programmes = Programme.objects.filter(coordinators__user=person.user, cohorts=None).order_by("name", "pk")
    return [_set_up_step(programme) for programme in programmes[:1]]


def end_round(person: Profile) -> list[NextStep]:
    """For a coordinator: each round whose last day has come, and each that has been closing long enough.

    Nothing ends by itself: a date in a form shall not part anybody (docs/decisions/0008).
    """
    if not works_in_office(person.user):
        return []
    today = clock.today()
    is_due = Q(stage=Cohort.Stage.RUNNING, ends_on__lte=today) | Q(
        stage=Cohort.Stage.CLOSING, ends_on__lte=today - TIME_FOR_ENDINGS
    )
    cohorts = Cohort.objects.coordinated_by(person.user).filter(is_due).select_related("programme")
    return [_end_step(cohort) for cohort in cohorts.order_by("ends_on", "pk")]


def _end_step(cohort: Cohort) -> NextStep:
    is_closing = cohort.stage == Cohort.Stage.CLOSING
    title = _("Close %(cohort)s") if is_closing else _("Bring %(cohort)s to its end")
    text = (
        _("It has been coming to its end since %(day)s. Its pairs end when you close it.")
        if is_closing
        else _("Its last day was %(day)s. Everybody reads what they can still do; nobody is parted yet.")
    )
    return NextStep(
        urgency=Urgency.ROUND_TO_END,
        title=title % {"cohort": cohort},
        text=text % {"day": date_format(promised(cohort.ends_on))},
        url=reverse("admin:programmes_cohort_change", args=[cohort.pk]),
        button=_("Look at what this will do"),
    )


def _set_up_step(programme: Programme) -> NextStep:
    return NextStep(
        urgency=Urgency.COHORT_TO_SET_UP,
        title=_("Set up your first cohort"),
        text=_("%(programme)s has none yet. A cohort is one round with its dates; nobody sees it before you open it.")
        % {"programme": programme.name},
        url=reverse("admin:programmes_cohort_add", query={"programme": programme.pk}),
        button=_("Set it up"),
    )


def _finish_step(cohort: Cohort) -> NextStep:
    until = cohort.registration_ends_on
    return NextStep(
        urgency=Urgency.REGISTRATION_TO_FINISH,
        title=_("Finish your registration for %(programme)s") % {"programme": cohort.programme.name},
        text=_("What you filled in is still there. You can finish until %(day)s.") % {"day": date_format(until)}
        if until
        else _("What you filled in is still there. You can finish at any time."),
        url=reverse("programmes:place-create", args=[cohort.pk]),
        button=_("Go on where I was"),
    )


def may_join_at_all(person: Profile, cohort: Cohort) -> bool:
    return any(eligibility_of(person, cohort, role).ok for role in Role.values)


def _step(cohort: Cohort) -> NextStep:
    until = cohort.registration_ends_on
    return NextStep(
        urgency=Urgency.REGISTER,
        title=_("Take part in %(programme)s") % {"programme": cohort.programme.name},
        text=_("You can join as a mentor or as a mentee until %(day)s.") % {"day": date_format(until)}
        if until
        else _("You can join as a mentor or as a mentee at any time."),
        url=cohort.get_absolute_url(),
        button=_("See what is involved"),
    )
