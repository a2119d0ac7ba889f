"""What a cohort needs before it moves on: our own checks, and what the apps to the right say is missing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.lib import clock, registry
from mentoring.lib.promised import promised
from programmes.admission import everybody_of, let_in, rules_for
from programmes.models import COHORT_MOVES, Cohort, Coordinator, Enrolment, Programme, Role
from programmes.stages import OVER

# Where a page of the office is told for which cohort it mends something.
BACK_TO = "for"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition in words, as it stands now, and the page where it is mended."""

    ok: bool
    sentence: str
    url: str = ""


def next_stage(cohort: Cohort) -> str | None:
    """The one stage that can follow, or None for a cohort that was put away."""
    return next(iter(COHORT_MOVES[cohort.stage]), None)


def readiness(cohort: Cohort) -> list[Check]:
    """Every check before the stage that comes next, those that hold included."""
    target = next_stage(cohort)
    return checks_before(cohort, target) if target else []


def checks_before(cohort: Cohort, target: str) -> list[Check]:
    """Our own checks of the cohort before `target`, then whatever the apps to the right miss."""
    own = [check(cohort) for check in OWN_CHECKS.get(target, ())]
    asked = [
        Check(False, str(sentence), url)
        for answer in registry.missing_for_stage.ask(cohort, target)
        for sentence, url in answer
    ]
    return own + asked


def has_purpose(cohort: Cohort) -> Check:
    if cohort.programme.purpose.strip():
        return Check(True, _("The purpose is written."))
    return Check(
        False, _("Please say in two or three sentences what the programme is for."), _programme_page(cohort, "purpose")
    )


def has_hr_contact(cohort: Cohort) -> Check:
    programme = cohort.programme
    if programme.hr_contact_name.strip() and programme.hr_contact_email:
        return Check(True, _("%(name)s is the HR contact.") % {"name": programme.hr_contact_name})
    field = "hr_contact_email" if programme.hr_contact_name.strip() else "hr_contact_name"
    return Check(False, _("Please name an HR contact with an e-mail address."), _programme_page(cohort, field))


def has_working_style(cohort: Cohort) -> Check:
    """The other styles can be described already, but not yet be carried to the end."""
    programme = cohort.programme
    if programme.style in Programme.WORKING_STYLES:
        return Check(True, _("The style is %(style)s.") % {"style": programme.style_name})
    sentence = _("The style “%(style)s” comes later. Classic and reverse programmes can open now.")
    return Check(False, sentence % {"style": programme.style_name}, _programme_page(cohort, "style"))


def has_coordinator(cohort: Cohort) -> Check:
    """Somebody who can sign in: a closed account runs nothing."""
    if Coordinator.objects.able_to_sign_in().filter(programme=cohort.programme_id).exists():
        return Check(True, _("The programme has a coordinator."))
    query = {"programme": cohort.programme_id, BACK_TO: str(cohort.pk)}
    page = reverse("admin:programmes_coordinator_add", query=query, fragment="id_email")
    return Check(False, _("Please add a coordinator who can sign in."), page)


def has_people(cohort: Cohort) -> Check:
    """Where there are rules, they let in somebody of each role."""
    rules, everybody = rules_for(cohort.programme), everybody_of(cohort.programme)
    if not rules:
        return Check(True, _("Everybody in the company may join."))
    page = _programme_page(cohort, "eligibility_rules-0-role")
    if not everybody.filter(let_in(rules, Role.MENTOR)).exists():
        return Check(False, _("Nobody may join as a mentor. Please change who may join."), page)
    if not everybody.filter(let_in(rules, Role.MENTEE)).exists():
        return Check(False, _("Nobody may join as a mentee. Please change who may join."), page)
    return Check(True, _("There are people who may join."))


def has_dates(cohort: Cohort) -> Check:
    problem = _problem_of_dates(cohort)
    if problem:
        sentence, field = problem
        return Check(False, sentence, _cohort_page(cohort, field))
    if cohort.always_on:
        start = date_format(promised(cohort.starts_on))
        return Check(True, _("It is always on from %(start)s, and people can join at any time.") % {"start": start})
    days = {
        "registration": date_format(promised(cohort.registration_ends_on)),
        "start": date_format(promised(cohort.starts_on)),
        "end": date_format(promised(cohort.ends_on)),
    }
    return Check(True, _("Registration until %(registration)s, then from %(start)s to %(end)s.") % days)


def has_mid_survey(cohort: Cohort) -> Check:
    day, start, end = cohort.mid_survey_on, cohort.starts_on, cohort.ends_on
    page = _cohort_page(cohort, "mid_survey_on")
    if day is None and cohort.always_on:
        return Check(True, _("No mid survey is planned."))
    if day is None:
        return Check(False, _("Please choose the day of the mid survey."), page)
    if cohort.always_on and start and day <= start:
        return Check(False, _("Please choose a day for the mid survey after the start."), page)
    if start and end and not start < day < end:
        return Check(False, _("Please choose a day for the mid survey between the start and the end."), page)
    if day <= clock.today():
        return Check(False, _("Please choose a day for the mid survey after today."), page)
    return Check(True, _("The mid survey goes out on %(day)s.") % {"day": date_format(day)})


def has_both_roles(cohort: Cohort) -> Check:
    """A first pair needs one approved place of each role; how many more there are is not ours to judge."""
    roles = list(cohort.enrolments.approved().values_list("role", flat=True))
    mentors, mentees = roles.count(Role.MENTOR), roles.count(Role.MENTEE)
    if mentors and mentees:
        return Check(
            True,
            ngettext("%(count)d mentor has a place.", "%(count)d mentors have a place.", mentors) % {"count": mentors}
            + " "
            + ngettext("%(count)d mentee has a place.", "%(count)d mentees have a place.", mentees)
            % {"count": mentees},
        )
    places = reverse("admin:programmes_enrolment_changelist", query={"cohort": cohort.pk})
    return Check(False, _("Please approve at least one mentor and one mentee."), places)


def note_on_contact(cohort: Cohort) -> Check | None:
    """That the HR contact takes part: allowed, but people turn to that person about their own pair."""
    programme = cohort.programme
    if not programme.hr_contact_email or cohort.stage in OVER:
        return None
    theirs = cohort.enrolments.filter(person__user__email__iexact=programme.hr_contact_email)
    if not theirs.filter(status__in=Enrolment.TAKING_PART).exists():
        return None
    sentence = _(
        "%(name)s is the HR contact of this programme and takes part. In their own pair somebody else is named."
    )
    name = programme.hr_contact_name or programme.hr_contact_email
    return Check(True, sentence % {"name": name}, _programme_page(cohort, "hr_contact_name"))


OWN_CHECKS: dict[str, tuple[Callable[[Cohort], Check], ...]] = {
    Cohort.Stage.REGISTRATION: (
        has_purpose,
        has_working_style,
        has_people,
        has_dates,
        has_mid_survey,
        has_hr_contact,
        has_coordinator,
    ),
    Cohort.Stage.MATCHING: (has_both_roles,),
    Cohort.Stage.RUNNING: (has_mid_survey,),
}


def reason_asked(cohort: Cohort, target: str) -> str:
    """The question that whoever leads a cohort to `target` answers in words; empty where none is asked."""
    if target == Cohort.Stage.ARCHIVED:
        return _("Please say why you put it away.")
    if target != Cohort.Stage.CLOSING or cohort.has_reached_its_end(clock.today()):
        return ""
    if cohort.ends_on is None:
        return _("Please say why it comes to its end.")
    return _("Please say why it comes to its end before %(day)s.") % {"day": date_format(cohort.ends_on)}


def _problem_of_dates(cohort: Cohort) -> tuple[str, str] | None:
    """What is wrong with the dates, and the field that mends it."""
    registration, start, end = cohort.registration_ends_on, cohort.starts_on, cohort.ends_on
    if cohort.always_on:
        return None if start else (_("Please say when it starts."), "starts_on")
    if not (registration and start and end):
        missing = next(name for name in ("registration_ends_on", "starts_on", "ends_on") if not getattr(cohort, name))
        return _("Please say when registration ends, and when the cohort starts and ends."), missing
    if not registration <= start < end:
        return _("Please put the dates in order: registration, then start, then end."), "starts_on"
    if registration < clock.today():
        return _("Please let registration end today or later."), "registration_ends_on"
    return None


def _programme_page(cohort: Cohort, field: str) -> str:
    """Saving it there leads back to the cohort that it was mended for."""
    query = {BACK_TO: str(cohort.pk)}
    return reverse("admin:programmes_programme_change", args=[cohort.programme_id], query=query, fragment=f"id_{field}")


def _cohort_page(cohort: Cohort, field: str) -> str:
    return reverse("admin:programmes_cohort_change", args=[cohort.pk], fragment=f"id_{field}")
