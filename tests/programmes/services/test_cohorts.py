from datetime import date, timedelta

import pytest
from django.urls import reverse

from feedback.services import tend_surveys
from mentoring.lib import clock, registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from programmes import services
from programmes.models import Cohort, Enrolment, Programme
from programmes.signals import cohort_closed
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    EnrolmentFactory,
    MentorFactory,
    ProgrammeFactory,
    UserFactory,
    at,
    in_days,
)
from tests.programmes.services.records import audited, mails

Stage, Status = Cohort.Stage, Enrolment.Status


# The stages of a cohort


def draft(programme, **fields):
    return CohortFactory(programme=programme, stage=Stage.DRAFT, **fields)


def test_open_registration_shows_the_cohort(programme, coordinator):
    cohort = draft(programme)

    opened = services.open_registration(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert (opened.stage, cohort.stage) == (Stage.REGISTRATION, Stage.REGISTRATION)
    assert audited() == [("cohort.open_registration", cohort.pk, coordinator.user.pk)]
    assert mails() == []


@pytest.mark.parametrize(
    ("programme_fields", "cohort_fields", "reason"),
    [
        ({"purpose": " "}, {}, "Please say in two or three sentences what the programme is for."),
        ({"hr_contact_name": ""}, {}, "Please name an HR contact with an e-mail address."),
        ({"hr_contact_email": ""}, {}, "Please name an HR contact with an e-mail address."),
        ({}, {"starts_on": None}, "Please say when registration ends, and when the cohort starts and ends."),
        ({}, {"registration_ends_on": in_days(-1)}, "Please let registration end today or later."),
        ({}, {"mid_survey_on": None}, "Please choose the day of the mid survey."),
        (
            {},
            {"mid_survey_on": in_days(5)},
            "Please choose a day for the mid survey between the start and the end.",
        ),
    ],
)
def test_open_registration_is_refused_with_its_reason(programme, coordinator, programme_fields, cohort_fields, reason):
    Programme.objects.filter(pk=programme.pk).update(**programme_fields)
    cohort = draft(programme, **cohort_fields)

    with pytest.raises(Refused) as refusal:
        services.open_registration(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert refusal.value.message == f"Registration cannot open yet. {reason}"
    assert (cohort.stage, audited()) == (Stage.DRAFT, [])


def test_open_registration_names_all_reasons_at_once(db, asked_to_the_right):
    nobody = UserFactory()
    programme = ProgrammeFactory(purpose="", hr_contact_name="")
    cohort = draft(programme, registration_ends_on=None, mid_survey_on=None)
    asked_to_the_right(lambda cohort, stage: [(f"Something for {stage}.", "/office/")])

    with pytest.raises(Refused) as refusal:
        services.open_registration(cohort=cohort, by=nobody)

    assert refusal.value.message == (
        "Registration cannot open yet. "
        "Please say in two or three sentences what the programme is for. "
        "Please say when registration ends, and when the cohort starts and ends. "
        "Please choose the day of the mid survey. "
        "Please name an HR contact with an e-mail address. "
        "Please add a coordinator who can sign in. "
        "Something for registration."
    )


def test_start_matching_ends_registration(cohort, coordinator):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    services.start_matching(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert (cohort.stage, cohort.registration_ends_on) == (Stage.MATCHING, clock.company_today())
    assert audited() == [("cohort.start_matching", cohort.pk, coordinator.user.pk)]


@pytest.mark.parametrize("days", [-1, 0])
def test_start_matching_leaves_a_last_day_that_has_come(programme, coordinator, days):
    cohort = CohortFactory(programme=programme, registration_ends_on=in_days(days))
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    services.start_matching(cohort=cohort, by=coordinator.user)

    assert Cohort.objects.get(pk=cohort.pk).registration_ends_on == in_days(days)


def test_start_matching_without_both_roles_is_refused(cohort, coordinator):
    MentorFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)

    with pytest.raises(Refused, match="Please approve at least one mentor and one mentee"):
        services.start_matching(cohort=cohort, by=coordinator.user)


def test_start_matching_leaves_registration_open_where_it_is_always_on(programme, coordinator):
    cohort = AlwaysOnFactory(programme=programme)
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    for service, stage in ((services.start_matching, Stage.MATCHING), (services.start_running, Stage.RUNNING)):
        cohort = service(cohort=cohort, by=coordinator.user)

        assert (cohort.stage, cohort.takes_registrations(clock.today())) == (stage, True)

    cohort = services.begin_closing(cohort=cohort, reason="Nobody joins any more.", by=coordinator.user)
    assert not cohort.takes_registrations(clock.today())


def test_start_running_follows_matching(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)

    running = services.start_running(cohort=cohort, by=coordinator.user)

    assert running.stage == Stage.RUNNING
    assert audited() == [("cohort.start_running", cohort.pk, coordinator.user.pk)]


def test_start_running_asks_the_apps_to_the_right(programme, coordinator, asked_to_the_right):
    cohort = CohortFactory(programme=programme, stage=Stage.MATCHING)
    asked_to_the_right(lambda cohort, stage: [("No suggestion is ready.", "/board/")])

    with pytest.raises(Refused, match=r"The pairs cannot start yet\. No suggestion is ready\."):
        services.start_running(cohort=cohort, by=coordinator.user)


def test_close_cohort_tells_the_apps_to_the_right(programme, coordinator, heard):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)

    services.close_cohort(cohort=cohort, by=coordinator.user)

    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSED
    assert heard == [{"cohort": cohort, "by": coordinator.user}]
    assert audited() == [("cohort.close", cohort.pk, coordinator.user.pk)]


def test_close_cohort_stays_undone_when_a_receiver_fails(programme, coordinator):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)

    def fail(**kwargs):
        raise ZeroDivisionError

    cohort_closed.connect(fail)
    with pytest.raises(ZeroDivisionError):
        services.close_cohort(cohort=cohort, by=coordinator.user)
    cohort_closed.disconnect(fail)

    cohort.refresh_from_db()
    assert (cohort.stage, audited()) == (Stage.CLOSING, [])


@pytest.mark.parametrize(
    ("service", "from_stage"),
    [
        (services.open_registration, Stage.DRAFT),
        (services.start_matching, Stage.REGISTRATION),
        (services.start_running, Stage.MATCHING),
        (services.begin_closing, Stage.RUNNING),
        (services.close_cohort, Stage.CLOSING),
        (services.archive_cohort, Stage.CLOSED),
    ],
)
def test_cohort_moves_only_along_its_table(programme, coordinator, service, from_stage):
    for stage in set(Stage) - {from_stage}:
        cohort = CohortFactory(programme=programme, stage=stage)

        with pytest.raises(Refused, match="This has already changed"):
            service(cohort=cohort, by=coordinator.user)

        cohort.refresh_from_db()
        assert cohort.stage == stage


# The end of a round


@pytest.fixture
def running(programme):
    return CohortFactory(programme=programme, stage=Stage.RUNNING)


def announced(cohort, target):
    return [each for answer in registry.mails_of_move.ask(cohort, target) for each in answer]


def test_begin_closing_tells_everybody_who_takes_part_once(running, coordinator, heard):
    both = MentorFactory(cohort=running).person
    EnrolmentFactory(cohort=running, person=both)
    asked = EnrolmentFactory(cohort=running, status=Status.REGISTERED).person
    EnrolmentFactory(cohort=running, status=Status.WITHDRAWN)
    EnrolmentFactory(cohort=running, person__user__email=None)
    EnrolmentFactory(cohort=running, person__user__is_active=False)
    (number, _words), *surveys = announced(running, Stage.CLOSING)

    closing = services.begin_closing(cohort=running, reason="We start anew.", by=coordinator.user)

    told = OutgoingMessage.objects.filter(kind="round_closing_alone", subject_id__in=running.enrolments.values("pk"))
    assert {message.address for message in told} == {both.user.email, asked.user.email}
    assert (number, [mails for mails, _words in surveys]) == (2, [0, 0])
    assert OutgoingMessage.objects.count() == 2
    assert (closing.stage, heard) == (Stage.CLOSING, [])
    assert audited() == [("cohort.begin_closing", running.pk, coordinator.user.pk)]


def test_round_that_nears_its_end_is_told_of_the_next_morning_with_the_survey_that_looks_back(cast):
    with clock.standing_at(at("2026-11-09 17:00")):
        services.begin_closing(cohort=cast.cohort, reason="We start anew.", by=cast.coordinator.user)
        tend_surveys()

    with clock.standing_at(at("2026-11-10 09:00") + timedelta(seconds=5)):
        tend_surveys()

    due = OutgoingMessage.objects.filter(
        address=cast.mentee.user.email, kind__in=["round_closing", "survey-invitation"]
    )
    assert list(due.values_list("due_at", flat=True)) == [at("2026-11-10 09:01")] * 2


def test_round_that_nears_its_end_speaks_of_meeting_to_those_in_a_pair_alone(cast):
    waiting = EnrolmentFactory(cohort=cast.cohort, status=Status.WAITING).person
    EnrolmentFactory(cohort=cast.cohort, status=Status.REGISTERED)
    (paired, in_pair), (others, alone), *_surveys = announced(cast.cohort, Stage.CLOSING)

    services.begin_closing(cohort=cast.cohort, reason="We start anew.", by=cast.coordinator.user)

    told = OutgoingMessage.objects.filter(kind__startswith="round_closing")
    speaks_of_meeting = {message.address for message in told if "Meet once more" in message.text}
    assert speaks_of_meeting == {cast.mentor.user.email, cast.mentee.user.email}
    assert "You are in no pair now" in told.get(address=waiting.user.email).text
    plan = reverse("agreements:session-create", args=[cast.mentorship.pk])
    assert plan in told.get(address=cast.mentor.user.email).text
    assert waiting.enrolments.get().get_absolute_url() in told.get(address=waiting.user.email).text
    assert (paired + others, told.count()) == (told.count(), paired + others)
    assert in_pair.startswith("2 people in a pair read that the end is near")
    assert alone.startswith(f"{others} people in no pair, who have a place or asked for one, read that no new pairs")
    later = "Whoever had two mails this month already reads it with their next."
    assert (later in in_pair, alone.endswith(later)) == (False, True)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"ends_on": date(2026, 9, 30)}, "Please say why it comes to its end before Wed 30 Sep 2026."),
        ({"ends_on": date(2026, 9, 1)}, None),
        ({"ends_on": None, "registration_ends_on": None, "always_on": True}, "Please say why it comes to its end."),
    ],
)
def test_end_before_the_last_day_asks_why(programme, coordinator, fields, asked):
    days = {"registration_ends_on": date(2026, 3, 1), "starts_on": date(2026, 3, 2), "mid_survey_on": None}
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING, **{**days, **fields})

    with clock.standing_at(at("2026-09-01 09:00")):
        if asked:
            with pytest.raises(Refused) as refusal:
                services.begin_closing(cohort=cohort, reason="  ", by=coordinator.user)
            assert refusal.value.message == asked
        closing = services.begin_closing(cohort=cohort, reason="Enough." if asked else "", by=coordinator.user)

    (change,) = cohort.stage_changes.all()
    assert closing.stage == change.to_stage == Stage.CLOSING
    assert (change.reason, change.made_by) == ("Enough." if asked else "", coordinator.user)


def test_archive_asks_why_and_takes_the_cohort_out_of_the_lists(programme, coordinator, person):
    closed = CohortFactory(programme=programme, stage=Stage.CLOSED)
    EnrolmentFactory(cohort=closed, person=person)
    with pytest.raises(Refused, match="Please say why you put it away"):
        services.archive_cohort(cohort=closed, by=coordinator.user)
    listed = Cohort.objects.visible_to(person.user).filter(pk=closed.pk)
    assert listed.exists()

    services.archive_cohort(cohort=closed, reason="Two years ago.", by=coordinator.user)

    assert not listed.exists()
    assert not Cohort.objects.coordinated_by(coordinator.user).listed().exists()
    assert mails() == []


@pytest.mark.parametrize("stage", Stage)
def test_nobody_reads_a_mail_of_a_step_but_at_the_end(running, stage):
    EnrolmentFactory(cohort=running)

    assert bool(sum(number for number, _words in announced(running, stage))) == (stage in (Stage.CLOSING, Stage.CLOSED))
