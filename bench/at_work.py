"""A company at work: pairs under way, others still looked for, a survey that is over, and whoever looks after it."""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group

from bench.company import ALSO_MENTEES, Company, make_company
from bench.pairs import make_pairs
from bench.reports import analyst_of, answered_run
from feedback.services import close_run, freeze_meetings
from matching.models import Mentorship
from matching.services import run_matching, start_run
from mentoring.accounts.models import User
from mentoring.jobs.models import Job
from mentoring.lib import clock
from participants.models import Organisation
from programmes.models import Cohort, Coordinator, Enrolment, Programme, Role
from programmes.roles import COORDINATORS

# Beside each ten who are in a pair, so many have a place and look for one.
MENTORS_WAITING, MENTEES_WAITING = 4, 6
# What else the company offers: programmes whose registration is open.
PROGRAMMES = 8
RUNS_SINCE, RUNS_FOR = timedelta(days=180), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AtWork:
    """The cohort that is measured, one of its pairs, and those who open the pages."""

    cohort: Cohort
    pair: Mentorship
    mentee: User
    coordinator: User
    analyst: User


def make_company_at_work(*, people: int, mentorships: int, sessions: int, seed: int) -> AtWork:
    """One cohort of everybody who takes part; the others only work there. Rows, but for the search and the figures.

    Whoever takes part is about three times as many as there are pairs, so that fewer people than that are made more.
    """
    company = _with_places(people, mentorships, seed)
    cohort = _begun(company.cohort)
    pairs = make_pairs(
        cohort=cohort, places=_paired(cohort, mentorships), began=clock.now() - RUNS_SINCE, sessions=sessions
    )
    freeze_meetings()
    close_run(run=answered_run(cohort, random.Random(seed)))  # noqa: S311 - for measuring
    _search(company)
    _offer_more(cohort.programme.organisation, company.coordinator)
    company.coordinator.groups.add(Group.objects.get(name=COORDINATORS))
    pair = pairs[len(pairs) // 2]
    mentee = User.objects.get(profile__memberships__mentorship=pair, profile__memberships__role=Role.MENTEE)
    return AtWork(cohort, pair, mentee, company.coordinator, analyst_of(cohort))


def _with_places(people: int, mentorships: int, seed: int) -> Company:
    mentors = mentorships + mentorships * MENTORS_WAITING // 10
    mentees = mentorships + mentorships * MENTEES_WAITING // 10
    taking_part = mentors + mentees - round(mentors * ALSO_MENTEES)
    return make_company(mentees=mentees, mentors=mentors, seed=seed, bystanders=max(0, people - taking_part))


def _begun(cohort: Cohort) -> Cohort:
    today = clock.today()
    cohort.stage = Cohort.Stage.RUNNING
    cohort.registration_ends_on = cohort.starts_on = today - RUNS_SINCE
    cohort.mid_survey_on, cohort.ends_on = today - timedelta(days=14), today + RUNS_FOR
    cohort.save()
    return cohort


def _paired(cohort: Cohort, mentorships: int) -> list[tuple[Enrolment, Enrolment]]:
    """The places of those who are in a pair; whoever is both mentor and mentee still looks for one."""
    places = Enrolment.objects.filter(cohort=cohort).order_by("person__employee_number")
    mentors, mentees = list(places.filter(role=Role.MENTOR)), list(places.filter(role=Role.MENTEE))
    both = {place.person_id for place in mentors} & {place.person_id for place in mentees}
    mentors, mentees = ([place for place in side if place.person_id not in both] for side in (mentors, mentees))
    return list(zip(mentors[:mentorships], mentees[:mentorships], strict=True))


def _search(company: Company) -> None:
    """What the review board shows: suggestions for the others."""
    run = start_run(cohort=company.cohort, by=company.coordinator)
    run_matching(run=run, progress=lambda done, total, message: None)
    Job.objects.update(state=Job.State.DONE)


def _offer_more(organisation: Organisation, coordinator: User) -> None:
    today = clock.today()
    programmes = Programme.objects.bulk_create(
        Programme(organisation=organisation, name=f"Programme {number}", purpose="Learn from somebody who was there.")
        for number in range(PROGRAMMES)
    )
    Coordinator.objects.bulk_create(Coordinator(programme=each, user=coordinator) for each in programmes[:2])
    Cohort.objects.bulk_create(
        Cohort(
            programme=programme,
            name="Next",
            stage=Cohort.Stage.REGISTRATION,
            registration_ends_on=today + timedelta(days=14),
            starts_on=today + timedelta(days=30),
            ends_on=today + timedelta(days=210),
        )
        for programme in programmes
    )
