"""Requests for a place that still waited when their cohort ended: what the office says of them, and offers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment
from tests.factories import CohortFactory, EnrolmentFactory
from tests.programmes.admin.pages import address, rows, said
from tests.programmes.admin.test_places import choose, statuses, waiting

Stage, Status = Cohort.Stage, Enrolment.Status
ANSWERS = ("approve_places", "put_on_waiting_list", "decline_places", "take_back_places")
NOBODY_WAITS = "None of the chosen places waits for this answer."


@pytest.fixture
def ended(programme):
    """A cohort of this stage, with its name."""
    return lambda stage: CohortFactory(programme=programme, stage=stage, name=f"Round {stage}")


@pytest.mark.parametrize("stage", Cohort.OVER)
def test_page_of_a_cohort_that_is_over_asks_for_no_answer(office, ended, stage):
    cohort = ended(stage)
    waiting(cohort, 2), EnrolmentFactory(cohort=cohort, status=Status.WAITING)

    response = office.get(address(Cohort, "change", cohort.pk))

    page = response.content.decode()
    assert ("for your answer" in page, "Read and answer" in page) == (False, False)
    link = address(Enrolment, "changelist", cohort=cohort.pk, status__exact="unanswered").replace("&", "&amp;")
    assert f'<a class="nowrap" href="{link}">2 never answered</a>' in page
    link = link.replace("unanswered", "no-place")
    assert f'<a class="nowrap" href="{link}">1 waited to the end</a>' in page
    assert "on the waiting list" not in page
    assert "See all 3 places" in page


def test_page_of_a_cohort_that_is_ending_still_asks_for_answers(office, ended):
    cohort = ended(Stage.CLOSING)
    waiting(cohort, 2)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert "2 requests wait for your answer." in page
    assert "never answered" not in page


@pytest.mark.parametrize(
    ("stage", "status", "offered"),
    [
        (Stage.RUNNING, Status.REGISTERED, ANSWERS[:3]),
        (Stage.CLOSING, Status.REGISTERED, ("decline_places",)),
        (Stage.CLOSING, Status.APPROVED, ("take_back_places",)),
        (Stage.CLOSED, Status.REGISTERED, ()),
        (Stage.CLOSED, Status.APPROVED, ()),
        (Stage.ARCHIVED, Status.REGISTERED, ()),
    ],
)
def test_place_offers_the_answers_that_its_person_can_still_get(office, ended, stage, status, offered):
    place = EnrolmentFactory(cohort=ended(stage), status=status)

    page = office.get(address(Enrolment, "change", place.pk)).content.decode()

    assert tuple(action for action in ANSWERS if f'value="{action}"' in page) == offered
    assert ("Waits for you" in page) == (status == Status.REGISTERED and stage not in Cohort.OVER)
    assert ("Never answered" in page) == (status == Status.REGISTERED and stage in Cohort.OVER)


@pytest.mark.parametrize("action", ANSWERS)
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes", "words": "Sorry."}])
def test_nothing_is_asked_or_done_where_all_is_over(office, ended, action, confirmed):
    status = Status.APPROVED if action == "take_back_places" else Status.REGISTERED
    cohort = ended(Stage.CLOSED)
    places = [EnrolmentFactory(cohort=cohort, status=status) for _ in range(2)]

    response = choose(office, action, places, **confirmed)

    over = "2 of the chosen places belong to a cohort that is over and stay as they are."
    assert said(response) == [f"{NOBODY_WAITS} {over}"]
    assert statuses(places) == {status}
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("action", ANSWERS[:2])
def test_no_place_is_given_where_a_cohort_is_ending(office, ended, action):
    places = waiting(ended(Stage.CLOSING), 1)

    response = choose(office, action, places, confirmed="yes")

    ending = (
        "1 of the chosen places belongs to a cohort that is coming to its end: nobody new gets a place there, and it "
        "stays as it is."
    )
    assert said(response) == [f"{NOBODY_WAITS} {ending}"]
    assert statuses(places) == {Status.REGISTERED}


def test_not_this_time_can_still_be_said_where_a_cohort_is_ending(office, ended):
    places = waiting(ended(Stage.CLOSING), 1)

    choose(office, "decline_places", places, confirmed="yes")

    assert statuses(places) == {Status.DECLINED}


def test_question_counts_those_who_can_get_the_answer_and_says_why_others_stay(office, cohort, ended):
    waits, answered = waiting(cohort, 3), EnrolmentFactory(cohort=cohort)
    over, ending = waiting(ended(Stage.CLOSED), 2), waiting(ended(Stage.CLOSING), 1)
    chosen = [*waits, answered, *over, *ending]

    with CaptureQueriesContext(connection) as queries:
        page = choose(office, "approve_places", chosen).content.decode()

    assert len(queries) <= 15
    assert ("Approve 3 places?" in page, "3 mails go out now." in page) == (True, True)
    assert page.count('name="_selected_action"') == 3
    assert page.count("of the chosen places") == 3
    assert "1 of the chosen places has an answer already and stays as it is." in page
    assert "1 of the chosen places belongs to a cohort that is coming to its end" in page
    assert "2 of the chosen places belong to a cohort that is over and stay as they are." in page


def test_list_tells_who_waits_from_who_was_never_answered(office, cohort, ended):
    waits, over = waiting(cohort, 1), waiting(ended(Stage.CLOSED), 1)
    places = address(Enrolment, "changelist")

    assert rows(office.get(places, {"status__exact": "registered"})) == set(waits)
    assert rows(office.get(places, {"status__exact": "unanswered"})) == set(over)
    assert rows(office.get(places, {"status__exact": "nonsense"})) == set()
    page = office.get(places).content.decode()
    assert page.count('<span class="pill ">Never answered</span>') == 1
    assert page.count('<span class="pill info">Waits for you</span>') == 1


@pytest.mark.parametrize("stage", Cohort.OVER)
def test_waiting_list_of_a_cohort_that_is_over_waits_for_nothing(office, cohort, ended, stage):
    waits, over = (EnrolmentFactory(cohort=each, status=Status.WAITING) for each in (cohort, ended(stage)))
    places = address(Enrolment, "changelist")

    assert rows(office.get(places, {"status__exact": "waiting"})) == {waits}
    assert rows(office.get(places, {"status__exact": "no-place", "cohort": over.cohort_id})) == {over}
    page = office.get(places, {"status__exact": "no-place", "cohort": over.cohort_id}).content.decode()
    assert page.count('<span class="pill ">Waited to the end</span>') == 1
    page = office.get(address(Enrolment, "change", over.pk)).content.decode()
    assert '<span class="pill ">Waited to the end</span>' in page
