"""How far the demonstration goes: each stage shows what its name says, and nothing from later."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from agreements.models import Action, Consent, Session
from feedback.models import Goal, GoalReview, Invitation, MeetingSnapshot, Response, SurveyRun
from matching.models import Mentorship, Proposal
from mentoring.desk.demo.days import at_work
from mentoring.desk.management.commands import demo
from participants.models import HrAnalyst
from programmes.models import Cohort, Enrolment

ROLES = ["Coordinator", "Mentor", "Mentee", "Employee without a place", "HR analyst", "Site administrator"]


@pytest.fixture
def tell(db, tmp_path, monkeypatch):
    """Builds the demonstration up to a stage and gives the roles that one can sign in as."""
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)

    def build(stage: str, people: int = 24) -> list[str]:
        call_command("demo", "--stage", stage, "--people", str(people))
        return [line[:26].strip() for line in (tmp_path / "logins.txt").read_text().splitlines()]

    return build


def test_in_registration_some_have_a_place_some_wait_and_nobody_is_paired(tell):
    assert tell("registration") == ROLES

    (cohort,) = Cohort.objects.all()
    answers = set(Enrolment.objects.values_list("status", flat=True))
    assert cohort.stage == Cohort.Stage.REGISTRATION
    assert answers == {Enrolment.Status.REGISTERED, Enrolment.Status.APPROVED}
    assert not Proposal.objects.exists()

    whom_one_can_ask = HrAnalyst.objects.get().user.profile
    assert whom_one_can_ask.department.name == "People"
    assert whom_one_can_ask.job_title == "HR partner", "HR listens in confidence, not a seller"


@pytest.mark.long
def test_in_matching_the_suggestions_lie_on_the_board_and_nobody_has_heard_of_them(tell):
    assert tell("matching") == ROLES

    (cohort,) = Cohort.objects.all()
    assert cohort.stage == Cohort.Stage.MATCHING
    assert set(Proposal.objects.values_list("status", flat=True)) == {Proposal.Status.DRAFT}
    assert Enrolment.objects.filter(status=Enrolment.Status.REGISTERED).exists()
    assert not Mentorship.objects.exists()


@pytest.mark.long
@pytest.mark.parametrize(("stage", "rounds", "of_over"), [("running", 1, 0), ("closed", 2, 2)])
def test_months_of_meetings_were_counted_when_they_would_have_been(tell, stage, rounds, of_over):
    tell(stage, people=60)

    counted = MeetingSnapshot.objects.counted()
    days = {row.built_on for row in counted.filter(is_last=False)}
    assert counted.values("cohort").distinct().count() == rounds
    assert counted.count() >= 3 * rounds
    assert {day.day for day in days} == {8}
    assert len(days) > 2
    assert MeetingSnapshot.objects.filter(is_last=True, cohort__stage=Cohort.Stage.CLOSED).count() == of_over


@pytest.mark.long
def test_running_round_tells_a_change_of_the_agreement_to_two_people_alone(tell):
    tell("running", people=60)

    unseen = Consent.objects.filter(seen_at__lt=F("agreement__changed_at"))
    assert unseen.count() == unseen.values("agreement").distinct().count() == 2


@pytest.mark.long
def test_closed_company_of_three_hundred_is_large_enough_to_read_its_reports(tell):
    assert tell("closed", people=300) == ROLES

    stages = sorted(Cohort.objects.values_list("stage", flat=True))
    assert stages == [Cohort.Stage.CLOSED, Cohort.Stage.CLOSED, Cohort.Stage.REGISTRATION]
    assert Mentorship.objects.count() >= 100
    assert not Mentorship.objects.active().exists()
    assert Session.objects.held().count() >= 500
    assert Goal.objects.count() >= 200
    assert Response.objects.count() >= 300


@pytest.mark.long
def test_rounds_that_are_over_went_each_in_its_own_way(tell):
    tell("closed", people=120)

    over = Cohort.objects.filter(stage=Cohort.Stage.CLOSED)
    pairs = Mentorship.objects.annotate(met=Count("sessions", filter=Q(sessions__status=Session.Status.HELD)))
    for cohort in over:
        of_round = pairs.filter(cohort=cohort)
        closing = cohort.stage_changes.get(to_stage=Cohort.Stage.CLOSING).made_at
        assert of_round.filter(met=0).exists(), "some never met"
        assert of_round.filter(met__gt=0, ended_at__lt=closing).exists(), "some parted early"
        assert of_round.filter(met__gt=2, ended_at__gte=closing).count() > of_round.count() / 2
    reviews = GoalReview.objects.values_list("level", "reviewed_on")
    assert len({level for level, _day in reviews}) >= 4
    assert len({day for _level, day in reviews}) > 10
    answered = Invitation.objects.exclude(run__kind=SurveyRun.Kind.START).values_list("answered_on", flat=True)
    assert [day for day in answered if day and at_work(day) != day] == []
    assert len({cohort.enrolments.count() for cohort in over}) == 2
    assert 0 < Session.objects.filter(status=Session.Status.CANCELLED).count() < Session.objects.held().count() / 5
    late = Action.objects.filter(due_on__gt=F("mentorship__ended_at__date"))
    assert (Action.objects.exists(), late.exists()) == (True, False)


@pytest.mark.parametrize("people", [23, 601])
def test_company_of_a_size_that_cannot_be_told_is_refused_with_both_ends(tell, people):
    with pytest.raises(CommandError, match="24 to 600 people"):
        tell("running", people=people)
