"""A crowd around the cast: the same product with many people in it, so that what grows with them is seen."""

from itertools import cycle

from agreements.models import Action, Note, Session, SharedNote
from feedback.models import Goal, GoalReview
from matching.models import Proposal
from mentoring.audit.services import record_event
from mentoring.jobs.models import Job
from mentoring.lib import clock
from participants.models import ImportBatch, ImportSource, ProfileSkill
from programmes.models import Cohort, Enrolment, Role
from tests import factories

STATUSES = (Enrolment.Status.APPROVED, Enrolment.Status.REGISTERED, Enrolment.Status.DECLINED)
STAGES = (Cohort.Stage.REGISTRATION, Cohort.Stage.RUNNING, Cohort.Stage.CLOSED)


def gather_crowd(cast, number: int) -> None:
    """`number` more of nearly everything: around each role of the cast, and elsewhere in the company."""
    statuses, stages = cycle(STATUSES), cycle(STAGES)
    source, _made = ImportSource.objects.get_or_create(organisation=cast.programme.organisation, name="Crowd")
    skills = [factories.SkillFactory() for _ in range(5)]
    for _ in range(number):
        add_place(cast.cohort, next(statuses), skills)
        add_pair(cast, Proposal.Status.SENT, skills)
        add_pair(cast, Proposal.Status.DRAFT, skills)
        add_programme(cast, next(stages))
        add_traces(cast, source)


def add_place(cohort: Cohort, status: str, skills: list) -> Enrolment:
    place = factories.EnrolmentFactory(cohort=cohort, status=status, person=somebody())
    add_skills(place, skills)
    return place


def add_pair(cast, status: str, skills: list) -> None:
    """A suggestion between two others, and a running pair of two more, in the cast's cohort."""
    mentors, mentees = ([_place(cast, role, skills) for _ in range(2)] for role in (Role.MENTOR, Role.MENTEE))
    factories.make_proposal(mentors[0], mentees[0], status=status)
    factories.make_mentorship(mentors[1], mentees[1])


def add_programme(cast, stage: str) -> None:
    """Another programme of the coordinator, in which the mentor and the mentee of the cast take part as well."""
    programme = factories.ProgrammeFactory()
    factories.CoordinatorFactory(programme=programme, user=cast.coordinator.user)
    cohort = factories.CohortFactory(programme=programme, stage=stage)
    mentee = factories.EnrolmentFactory(cohort=cohort, person=cast.mentee)
    mentor = factories.MentorFactory(cohort=cohort, person=cast.mentor)
    if stage == Cohort.Stage.RUNNING:
        factories.make_proposal(mentor, factories.EnrolmentFactory(cohort=cohort, person=somebody()))
        factories.make_proposal(factories.MentorFactory(cohort=cohort, person=somebody()), mentee)


def add_traces(cast, source: ImportSource) -> None:
    """What work leaves behind: sessions, notes, goals, messages, jobs, imports, entries of the record."""
    pair, now = cast.mentorship, clock.now()
    days = 10 + Session.objects.filter(mentorship=pair).count()
    factories.make_session(pair, days=days)
    held = factories.make_session(pair, days=-days, status=Session.Status.HELD)
    SharedNote.objects.create(mentorship=pair, session=held, body="Ours.", changed_by=cast.mentor, changed_at=now)
    Action.objects.create(mentorship=pair, session=held, owner=cast.mentee, words="To do.", added_at=now)
    Note.objects.create(mentorship=pair, author=cast.mentor, body="A note.", written_at=now)
    goal = Goal.objects.create(mentorship=pair, owner=cast.mentee, sentence="A goal.", set_at=now)
    GoalReview.objects.create(goal=goal, level=1, reviewed_on=clock.today())
    factories.make_message(cast.mentee.user)
    for starter in (cast.coordinator.user, cast.site_administrator):
        state, about = Job.State.DONE, {"subject_label": "matching.mentorship", "subject_id": pair.pk}
        Job.objects.create(kind="test.work", state=state, started_by=starter, created_at=now, finished_at=now, **about)
    counts = dict.fromkeys(("new", "changed", "unchanged", "leavers", "errors"), 1)
    ImportBatch.objects.create(source=source, file_name="people.csv", applied_at=now, **counts)
    record_event(verb="test.done", subject=pair, by=cast.coordinator.user)


def somebody():
    """A person of a department and a place of their own."""
    person = factories.ProfileFactory()
    person.department = factories.DepartmentFactory(name=f"Department of {person.employee_number}")
    person.site = factories.SiteFactory(name=f"Place of {person.employee_number}")
    person.save()
    return person


def add_skills(place: Enrolment, skills: list) -> None:
    kind = ProfileSkill.Kind.OFFERS if place.role == Role.MENTOR else ProfileSkill.Kind.WANTS
    for rank, skill in enumerate(skills, 1):
        factories.ProfileSkillFactory(profile=place.person, skill=skill, kind=kind, rank=rank)


def _place(cast, role: str, skills: list) -> Enrolment:
    factory = factories.MentorFactory if role == Role.MENTOR else factories.EnrolmentFactory
    place = factory(cohort=cast.cohort, person=somebody())
    add_skills(place, skills)
    return place
