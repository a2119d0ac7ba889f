"""A cohort with people to match."""

from matching.models import Proposal
from matching.own_steps import OwnSteps, answer_or_choose
from matching.place_stands import with_found
from matching.services import run_matching, start_run
from mentoring.jobs.services import run_next_job
from participants.models import ProfileSkill
from programmes.models import Cohort, Enrolment, Role
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    EnrolmentFactory,
    MentorFactory,
    ProfileSkillFactory,
    SkillFactory,
)

ALWAYS_ON = {"always_on": True, "registration_ends_on": None, "ends_on": None, "mid_survey_on": None}


def open_cohort(**fields):
    """A cohort in which pairs may be looked for, and its coordinator."""
    cohort = CohortFactory(**{"stage": Cohort.Stage.MATCHING, **fields})
    return cohort, CoordinatorFactory(programme=cohort.programme).user


def mentor_of(cohort, *offers, **fields):
    """A mentor's approved place; `offers` are names of skills."""
    return with_skills(MentorFactory(cohort=cohort, **fields), ProfileSkill.Kind.OFFERS, offers)


def mentee_of(cohort, *wants, **fields):
    """A mentee's approved place; `wants` are names of skills, the dearest first."""
    return with_skills(EnrolmentFactory(cohort=cohort, **fields), ProfileSkill.Kind.WANTS, wants)


def with_skills(place, kind, names):
    for rank, name in enumerate(names, start=1):
        ProfileSkillFactory(profile=place.person, skill=SkillFactory(name=name), kind=kind, rank=rank)
    return place


def silent(done, total, message):
    """Progress that nobody watches."""


def matched(cohort, by, **how):
    """The finished run of a search."""
    return run_matching(run=start_run(cohort=cohort, by=by, **how), progress=silent)


def searched(cohort, by, **how):
    """The same through the job that a tick would pick up."""
    run = start_run(cohort=cohort, by=by, **how)
    assert run_next_job()
    run.refresh_from_db()
    return run


def pairs_of(cohort, *statuses):
    """{(mentor's place, mentee's place)} of the suggestions in these states, by default the drafts."""
    proposals = Proposal.objects.filter(cohort=cohort, status__in=statuses or [Proposal.Status.DRAFT])
    return {
        (proposal.sides.get(role=Role.MENTOR).enrolment, proposal.sides.get(role=Role.MENTEE).enrolment)
        for proposal in proposals
    }


def own_of(person) -> OwnSteps:
    """What somebody is asked, and may do with their places."""
    return answer_or_choose(person, found_of(person))


def found_of(person):
    """Their places with what was found for each."""
    return list(with_found(Enrolment.objects.filter(person=person)))


def steps_of(person):
    return own_of(person).steps
