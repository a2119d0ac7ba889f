"""Things to test with. Everything is built in the database, without services, unless a name says otherwise."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from agreements.models import Agreement, MentorshipKey, Session
from feedback.models import SurveyRun
from matching.models import Membership, Mentorship, Proposal, ProposalSide, Seat
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.crypto import new_data_key
from mentoring.outbox.models import OutgoingMessage
from participants.models import (
    Department,
    Grade,
    HrAnalyst,
    ImportBatch,
    ImportSource,
    Organisation,
    Profile,
    ProfileSkill,
    Site,
    Skill,
)
from participants.training import TrainingLevel, TrainingRecord
from programmes.models import Cohort, Coordinator, EligibilityRule, Enrolment, Programme, Role
from programmes.services import close_cohort


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person Number{n}")
    email = factory.Sequence(lambda n: f"person{n}@mail.example")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(**kwargs)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    name = "Our company"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("organisation", "name")

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Engineering"


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site
        django_get_or_create = ("organisation", "name")

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Leeds"


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Skill {n}")
    category = "Working with people"


class ProfileFactory(DjangoModelFactory):
    class Meta:
        model = Profile

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    employee_number = factory.Sequence(lambda n: f"E-{n:06d}")
    department = factory.SubFactory(DepartmentFactory, organisation=factory.SelfAttribute("..organisation"))
    site = factory.SubFactory(SiteFactory, organisation=factory.SelfAttribute("..organisation"))
    job_title = "Engineer"


class GradeFactory(DjangoModelFactory):
    class Meta:
        model = Grade
        django_get_or_create = ("organisation", "name")

    organisation = factory.SubFactory(OrganisationFactory)
    name = "B1"


class ImportBatchFactory(DjangoModelFactory):
    """An import that changed nothing."""

    class Meta:
        model = ImportBatch

    source = factory.LazyFunction(
        lambda: ImportSource.objects.get_or_create(organisation=OrganisationFactory(), name="HR")[0]
    )
    file_name = "people.csv"
    file_digest = "0" * 64
    applied_at = factory.LazyFunction(clock.now)
    new = changed = unchanged = leavers = errors = 0


class ProfileSkillFactory(DjangoModelFactory):
    class Meta:
        model = ProfileSkill

    profile = factory.SubFactory(ProfileFactory)
    skill = factory.SubFactory(SkillFactory)
    kind = ProfileSkill.Kind.OFFERS
    rank = 1


class TrainingRecordFactory(DjangoModelFactory):
    class Meta:
        model = TrainingRecord

    profile = factory.SubFactory(ProfileFactory)
    level = TrainingLevel.INTRODUCTION
    done_on = factory.LazyFunction(lambda: in_days(-30))
    until = None


class HrAnalystFactory(DjangoModelFactory):
    class Meta:
        model = HrAnalyst

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Programme {n}")
    purpose = "Learn from somebody who has been there."
    hr_contact_name = "Hana Ruiz"
    hr_contact_email = "hana.ruiz@mail.example"


class CoordinatorFactory(DjangoModelFactory):
    class Meta:
        model = Coordinator

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory, is_staff=True)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


class CohortFactory(DjangoModelFactory):
    """A cohort whose registration is open."""

    class Meta:
        model = Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Cohort {n}")
    stage = Cohort.Stage.REGISTRATION
    registration_ends_on = factory.LazyFunction(lambda: in_days(14))
    starts_on = factory.LazyFunction(lambda: in_days(30))
    ends_on = factory.LazyFunction(lambda: in_days(210))
    mid_survey_on = factory.LazyFunction(lambda: in_days(120))


def close_round(cohort: Cohort, *, by: User) -> Cohort:
    """Close a cohort whose end was told before, as the services do it."""
    Cohort.objects.filter(pk=cohort.pk).update(stage=Cohort.Stage.CLOSING)
    return close_cohort(cohort=cohort, by=by)


class AlwaysOnFactory(CohortFactory):
    """A cohort that people join at any time."""

    always_on = True
    registration_ends_on = ends_on = mid_survey_on = None


class EligibilityRuleFactory(DjangoModelFactory):
    class Meta:
        model = EligibilityRule

    programme = factory.SubFactory(ProgrammeFactory)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(ProfileFactory, organisation=factory.SelfAttribute("..cohort.programme.organisation"))
    role = Role.MENTEE
    status = Enrolment.Status.APPROVED
    registered_at = factory.LazyFunction(clock.now)


class MentorFactory(EnrolmentFactory):
    role = Role.MENTOR


def make_proposal(
    mentor: Enrolment, mentee: Enrolment, *, status: str = Proposal.Status.SENT, **fields: object
) -> Proposal:
    """A suggestion between two places of one cohort; what was sent is open for ten days."""
    asked = {}
    if status not in (Proposal.Status.DRAFT, Proposal.Status.REMOVED):
        asked = {"sent_at": clock.now(), "reply_by": in_days(10), "lapses_at": clock.now() + timedelta(days=11)}
    proposal = Proposal.objects.create(
        cohort=mentor.cohort, status=status, score=700_000, created_at=clock.now(), **{**asked, **fields}
    )
    for enrolment in (mentor, mentee):
        ProposalSide.objects.create(proposal=proposal, enrolment=enrolment, role=enrolment.role)
    return proposal


def make_request(asker: Enrolment, other: Enrolment, *, status: str = Proposal.Status.SENT) -> Proposal:
    """A suggestion that one of the two asked for, and said yes to."""
    mentor, mentee = (asker, other) if asker.role == Role.MENTOR else (other, asker)
    proposal = make_proposal(mentor, mentee, status=status, origin=Proposal.Origin.REQUEST, asked_by=asker)
    proposal.sides.filter(enrolment=asker).update(answer=ProposalSide.Answer.YES, answered_at=clock.now())
    return proposal


def make_mentorship(mentor: Enrolment, mentee: Enrolment) -> Mentorship:
    """A running pair with its seats and, as its first step, a drafted agreement, and the key of its words.

    A mentor whose places are all taken offers one more for it, and a mentee in a pair wishes for one more; a mentee
    whose pair has ended takes that place again.
    """
    mentorship = Mentorship.objects.create(cohort=mentor.cohort, started_at=clock.now())
    taken = Seat.objects.filter(person=mentor.person).count()
    if mentor.capacity <= taken:
        mentor.capacity = taken + 1
        mentor.save(update_fields=["capacity"])
    had = mentee.memberships.filter(ended_at=None).count()
    if mentee.capacity <= had:
        mentee.capacity = had + 1
        mentee.save(update_fields=["capacity"])
    seats = {
        Role.MENTOR: Seat.objects.create(person=mentor.person, number=taken + 1),
        Role.MENTEE: Seat.objects.get_or_create(enrolment=mentee, number=had + 1)[0],
    }
    for enrolment in (mentor, mentee):
        Membership.objects.create(
            mentorship=mentorship,
            person=enrolment.person,
            enrolment=enrolment,
            role=enrolment.role,
            seat=seats[enrolment.role],
        )
    Agreement.objects.create(mentorship=mentorship, lines=["What we say stays between us."], drafted_at=clock.now())
    MentorshipKey.objects.create(mentorship=mentorship, key=new_data_key(), made_at=clock.now())
    return mentorship


def end_pairs(**which: object) -> None:
    """These running pairs have ended, all where none is named, without what would follow from it."""
    keys, now = list(Mentorship.objects.active().filter(**which).values_list("pk", flat=True)), clock.now()
    Mentorship.objects.filter(pk__in=keys).update(status=Mentorship.Status.ENDED, ended_at=now)
    Membership.objects.filter(mentorship__in=keys).update(ended_at=now)


def make_session(mentorship: Mentorship, *, days: int = 7, **fields: object) -> Session:
    """A session `days` from now (negative: in the past), planned by the mentor."""
    mentor = mentorship.memberships.get(role=Role.MENTOR).person
    starts_at = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    return Session.objects.create(mentorship=mentorship, starts_at=starts_at, planned_by=mentor, **fields)


def make_survey_run(cohort: Cohort, **fields: object) -> SurveyRun:
    """An open mid survey of one item."""
    now = clock.now()
    values = {
        "kind": SurveyRun.Kind.MID,
        "state": SurveyRun.State.OPEN,
        "items": [{"id": "heard", "text": "I feel heard.", "options": ["Disagree", "Neither", "Agree"]}],
        "minimum_group": 5,
        "dimensions": ["department"],
        "cells": [{"department": ["Engineering"]}],
        "opens_at": now - timedelta(days=1),
        "reminds_at": now + timedelta(days=6),
        "closes_at": now + timedelta(days=13),
    }
    return SurveyRun.objects.create(cohort=cohort, **{**values, **fields})


def make_message(recipient: User, **fields: object) -> OutgoingMessage:
    """A message to somebody; it waits, unless the fields say otherwise."""
    key = str(uuid4())
    values = {
        "key": key,
        "kind": "invitation",
        "recipient_id": recipient.pk,
        "address": recipient.email,
        "subject_label": "accounts.user",
        "subject_id": recipient.pk,
        "occurrence": key,
        "mail_subject": "Welcome",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "due_at": clock.now(),
        "message_id": f"<{key}@mail.example>",
        "created_at": clock.now(),
    }
    return OutgoingMessage.objects.create(**{**values, **fields})


def at(text: str) -> datetime:
    """An instant in UTC from "2026-03-02 09:00"."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
