"""The whole line by services, from the HR file to the figures HR reads, with the clock moved along."""

from datetime import timedelta

import pytest

from agreements.models import Session
from agreements.services import agree, confirm_lines_read, log_session, plan_session, write_note
from feedback.models import Draft, Invitation, Response, Snapshot, SurveyRun
from feedback.services import close_due_runs, open_due_runs, plan_survey_runs, record_answers, set_goal
from matching.models import Membership, Mentorship, Proposal
from matching.services import accept_proposal, end_registration_and_start_run, send_proposals
from mentoring.accounts.models import User
from mentoring.jobs.services import run_next_job
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.hr_file import read_hr_content
from participants.models import Department, Organisation, Profile, Skill
from participants.services import import_people, invite_people
from programmes.models import Cohort, Enrolment, Programme, Role
from programmes.services import (
    approve_enrolment,
    begin_closing,
    close_cohort,
    create_programme,
    open_registration,
    register_interest,
)
from tests.factories import at

MONDAY = at("2026-03-02 09:00")
HEADINGS = "id,first_name,last_name,department,jobtitle,location,location_city,hire_date,termdate"
PEOPLE = [f"00-{n:07d},First{n},Last{n},Sales,Agent,Headquarters,Leeds,1/20/2010," for n in range(16)]


@pytest.fixture
def people(db) -> list[Profile]:
    """Sixteen people of one department, with addresses; the first will coordinate."""
    content = "\n".join([HEADINGS, *PEOPLE]).encode()
    with clock.standing_at(MONDAY):
        import_people(file=read_hr_content(content, name="people.csv", today=clock.today()))
        invite_people(department="Sales", domain="mail.example", limit=16)
    return list(Profile.objects.select_related("user").order_by("employee_number"))


@pytest.fixture
def cohort(people) -> Cohort:
    """A cohort of six mentors and nine mentees whose registration was opened and approved."""
    by = people[0].user
    programme = Programme(organisation=Organisation.objects.get(), name="Open doors", purpose="Learn from others.")
    with clock.standing_at(MONDAY):
        create_programme(programme=programme, by=by)
        cohort = Cohort.objects.create(programme=programme, name="Spring")
        with pytest.raises(Refused, match="Registration cannot open yet"):
            open_registration(cohort=cohort, by=by)
        make_ready(cohort)
        open_registration(cohort=cohort, by=by)
        register_everybody(cohort, people[1:], by=by)
    return cohort


def make_ready(cohort: Cohort) -> None:
    programme, today = cohort.programme, clock.today()
    programme.hr_contact_name, programme.hr_contact_email = "Hana Ruiz", "hana.ruiz@mail.example"
    programme.save()
    cohort.registration_ends_on, cohort.starts_on = today + timedelta(days=14), today + timedelta(days=21)
    cohort.mid_survey_on, cohort.ends_on = today + timedelta(days=90), today + timedelta(days=200)
    cohort.save()


def register_everybody(cohort: Cohort, people: list[Profile], *, by: User) -> None:
    skills = list(Skill.objects.order_by("name")[:4])
    for number, person in enumerate(people):
        is_mentor = number < 6
        place = register_interest(
            cohort=cohort,
            person=person,
            role=Role.MENTOR if is_mentor else Role.MENTEE,
            skills=skills[number % 3 :],
            capacity=2 if is_mentor else 1,
            by=person.user,
        )
        approve_enrolment(enrolment=place, by=by)


def pair_everybody(cohort: Cohort, by: User) -> list[Mentorship]:
    end_registration_and_start_run(cohort=cohort, by=by)
    assert run_next_job()
    send_proposals(cohort=cohort, by=by)
    for proposal in Proposal.objects.filter(cohort=cohort):
        for side in proposal.sides.select_related("enrolment__person__user"):
            accept_proposal(proposal=proposal, by=side.enrolment.person.user, no_line=True)
    return list(Mentorship.objects.filter(cohort=cohort).with_people())


def test_line_from_file_to_report(cohort, people):
    by = people[0].user

    with clock.standing_at(MONDAY + timedelta(days=21)):
        pairs = pair_everybody(cohort, by)
    assert len(pairs) == 9
    assert {pair.status for pair in pairs} == {Mentorship.Status.ACTIVE}

    mentor, mentee = work_together(pairs[0], MONDAY + timedelta(days=22))
    assert pairs[0].goals.get().sentence == "Lead a project."
    assert pairs[0].notes.get().author.user == mentor
    assert not pairs[0].notes.visible_to(mentee).exists()

    run = ask_everybody(MONDAY + timedelta(days=91))
    asked = Membership.objects.values("person").distinct().count()
    assert (run.invitations.count(), Draft.objects.count()) == (asked, 12)

    with clock.standing_at(run.closes_at + timedelta(minutes=1)):
        close_due_runs()
    figures = Snapshot.objects.get(run=run).figures
    assert (Response.objects.count(), Draft.objects.count(), figures["answered"]) == (12, 0, 12)

    with clock.standing_at(MONDAY + timedelta(days=200)):
        begin_closing(cohort=cohort, reason="Everybody has met often enough.", by=by)
        close_cohort(cohort=cohort, by=by)
    assert set(Mentorship.objects.values_list("status", flat=True)) == {Mentorship.Status.ENDED}
    assert not Membership.objects.filter(ended_at=None).exists()


def work_together(pair: Mentorship, day) -> tuple[User, User]:
    """Read the lines, agree, plan and log a session, keep a note, set a goal."""
    members = {each.role: each.person.user for each in pair.memberships.all()}
    mentor, mentee = members[Role.MENTOR], members[Role.MENTEE]
    with clock.standing_at(day):
        for person in (mentor, mentee):
            confirm_lines_read(agreement=pair.agreement, by=person)
        starts_at = day + timedelta(days=3)
        session = plan_session(mentorship=pair, starts_at=starts_at, minutes=60, place="Room 4", by=mentee)
    with clock.standing_at(day + timedelta(days=3, hours=2)):
        log_session(session=session, starts_at=session.starts_at, minutes=50, by=mentee)
        for person in (mentor, mentee):
            agree(agreement=pair.agreement, cadence="monthly", minutes=60, place="office", contact="chat", by=person)
        write_note(mentorship=pair, session=session, body="Ask about the move.", by=mentor)
        set_goal(mentorship=pair, sentence="Lead a project.", where_now="", what_good="", by=mentee)
    assert Session.objects.held().get().minutes == 50
    return mentor, mentee


def ask_everybody(day) -> SurveyRun:
    """The survey is planned and opened, and twelve of fifteen answer."""
    with clock.standing_at(day):
        plan_survey_runs()
        open_due_runs()
        run = SurveyRun.objects.get()
        for invitation in Invitation.objects.order_by("person__employee_number")[:12]:
            record_answers(invitation=invitation, answers={item["id"]: 4 for item in run.items})
    return run


def test_line_writes_each_person_few_mails(cohort, people):
    with clock.standing_at(MONDAY + timedelta(days=21)):
        pair_everybody(cohort, people[0].user)

    kinds = OutgoingMessage.objects.filter(recipient_id=people[10].user_id).values_list("kind", flat=True)

    assert sorted(kinds) == sorted(set(kinds)), "no kind of mail came twice"
    assert len(kinds) <= 5


def test_seats_never_exceed_what_a_mentor_offered(cohort, people):
    with clock.standing_at(MONDAY + timedelta(days=21)):
        pair_everybody(cohort, people[0].user)

    for place in Enrolment.objects.filter(role=Role.MENTOR):
        assert place.memberships.filter(ended_at=None).count() <= place.capacity


def test_people_of_one_department_have_one_cell(cohort, people):
    with clock.standing_at(MONDAY + timedelta(days=21)):
        pair_everybody(cohort, people[0].user)

    run = ask_everybody(MONDAY + timedelta(days=91))

    assert Department.objects.count() == 1
    assert set(run.invitations.values_list("cell", flat=True)) == {0}
