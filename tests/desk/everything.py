"""Somebody who is everything at once, to count what their pages cost. Each part can be left out."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from agreements.models import Session
from agreements.services import confirm_lines_read
from feedback.models import Goal, Invitation, Snapshot, SurveyRun
from feedback.services import record_answers
from matching.models import Mentorship
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, PlaceDraft, Role
from tests import factories
from tests.conftest import person as person_called
from tests.factories import EnrolmentFactory, MentorFactory, in_days, make_mentorship
from tests.matching.choosing import choosing_cohort

Stage = Cohort.Stage


def take_part_in_every_way(cast) -> Profile:
    """Somebody who is everything but what one is in the office, and chooses whom they learn with besides."""
    person = person_called("Eve Everything", "eve")
    office = {"coordinator", "analyst", "administrator"}
    for add in [*(add for name, add in PARTS.items() if name not in office), choose]:
        add(cast, person)
    return Profile.objects.get(pk=person.pk)


def be_everything(cast, *, without: str = "") -> Profile:
    """A new person with all of `PARTS` but one."""
    person = person_called("Eve Everything", "eve")
    for name, add in PARTS.items():
        if name != without:
            add(cast, person)
    return Profile.objects.get(pk=person.pk)


def mentor_one(cast, person: Profile) -> None:
    """With lines that are not read yet."""
    place = MentorFactory(cohort=cast.cohort, person=person)
    make_mentorship(place, named("Mia Mentee", cast.cohort))


def learn_from_one(cast, person: Profile) -> None:
    """In the same round, with sessions held, one to log and a goal to look at again."""
    place = EnrolmentFactory(cohort=cast.cohort, person=person)
    pair = make_mentorship(named("Max Mentor", cast.cohort, Role.MENTOR), place)
    confirm_lines_read(agreement=pair.agreement, by=person.user)
    set_goal(pair, person)
    for days in (-3, -2):
        factories.make_session(pair, days=days, status=Session.Status.HELD)
    factories.make_session(pair, days=-1)


def part_lately(cast, person: Profile) -> None:
    """From a pair with a goal in a round that goes on, where another is looked for."""
    cohort = factories.CohortFactory(stage=Stage.RUNNING)
    pair = make_mentorship(named("Petra Parted", cohort, Role.MENTOR), EnrolmentFactory(cohort=cohort, person=person))
    confirm_lines_read(agreement=pair.agreement, by=person.user)
    set_goal(pair, person)
    factories.end_pairs(pk=pair.pk)


def take_part_before(cast, person: Profile) -> None:
    """In a pair of a round that is over, and in another without one."""
    over = [factories.CohortFactory(stage=Stage.CLOSED) for _ in range(2)]
    pair = make_mentorship(named("Olaf Over", over[0], Role.MENTOR), EnrolmentFactory(cohort=over[0], person=person))
    factories.end_pairs(pk=pair.pk)
    EnrolmentFactory(cohort=over[1], person=person)


def be_suggested(cast, person: Profile) -> None:
    cohort = factories.CohortFactory(stage=Stage.RUNNING)
    factories.make_proposal(MentorFactory(cohort=cohort, person=person), named("Sue Suggested", cohort))


def be_asked(cast, person: Profile) -> None:
    """In a survey of the end, and so also without a pair."""
    Invitation.objects.create(run=survey(cast.cohort, SurveyRun.Kind.END), person=person, cell=0)


def answer(cast, person: Profile) -> None:
    run = survey(cast.cohort, SurveyRun.Kind.START)
    record_answers(invitation=Invitation.objects.create(run=run, person=person, cell=0), answers={"heard": 2})


def survey(cohort: Cohort, kind: str) -> SurveyRun:
    return factories.make_survey_run(cohort, kind=kind)


def coordinate(cast, person: Profile) -> None:
    """The programme of the cast, with rounds at every stage, requests, drafts, and somebody who left their pair."""
    type(person.user).objects.filter(pk=person.user_id).update(is_staff=True)
    factories.CoordinatorFactory(programme=cast.programme, user=person.user)
    for stage in Stage.values:
        cohort = factories.CohortFactory(programme=cast.programme, stage=stage)
        EnrolmentFactory(cohort=cohort, status=Enrolment.Status.REGISTERED)
        factories.make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status="lapsed")
        factories.make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status="draft")
    Profile.objects.filter(pk=cast.mentor.pk).update(last_day=in_days(-1))


def read_reports(cast, person: Profile) -> None:
    factories.HrAnalystFactory(user=person.user, organisation=person.organisation)
    run = factories.make_survey_run(cast.cohort, kind=SurveyRun.Kind.MID, state=SurveyRun.State.CLOSED)
    Snapshot.objects.create(run=run, built_on=clock.today(), figures={"answered": 6})


def administer(cast, person: Profile) -> None:
    type(person.user).objects.filter(pk=person.user_id).update(is_staff=True, is_superuser=True)


def be_offered_a_place(cast, person: Profile) -> None:
    """Where a grade and a department are asked for: once with a registration that was begun, and once without."""
    Profile.objects.filter(pk=person.pk).update(grade=factories.GradeFactory(name="C1", level=3))
    lowest = factories.GradeFactory(name="B1", level=1)
    begun, new = (factories.CohortFactory(registration_ends_on=in_days(3)) for _ in range(2))
    for programme in (begun.programme, new.programme):
        factories.EligibilityRuleFactory(programme=programme, grade_from=lowest)
        factories.EligibilityRuleFactory(programme=programme, department=person.department)
    PlaceDraft.objects.create(cohort=begun, person=person, answers="{}", saved_at=clock.now())


def choose(cast, person: Profile) -> None:
    """As a mentee where mentees choose, with somebody to be asked."""
    cohort, _by = choosing_cohort(stage=Stage.RUNNING)
    EnrolmentFactory(cohort=cohort, person=person)
    MentorFactory(cohort=cohort, person=person_called("Ada Askable", "ada"))


def set_goal(pair: Mentorship, person: Profile) -> None:
    set_at = clock.now() - timedelta(days=30)
    Goal.objects.create(mentorship=pair, owner=person, sentence="Speak up.", set_at=set_at)


def named(name: str, cohort: Cohort, role: str = Role.MENTEE) -> Enrolment:
    return EnrolmentFactory(cohort=cohort, role=role, person=person_called(name, name.replace(" ", ".").lower()))


PARTS: Mapping[str, Callable] = {
    "mentor": mentor_one,
    "mentee": learn_from_one,
    "parted": part_lately,
    "before": take_part_before,
    "suggestion": be_suggested,
    "survey": be_asked,
    "answered": answer,
    "coordinator": coordinate,
    "analyst": read_reports,
    "administrator": administer,
    "offer": be_offered_a_place,
}
