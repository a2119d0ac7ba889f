"""The first page of the office: what needs somebody, each line with a number and the way to exactly so many rows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Proposal
from mentoring.desk.attention import MOST_LINES, attention_of
from mentoring.desk.attention_words import IN_SEVERAL, IN_THE_ONE
from mentoring.desk.today import steps_of
from mentoring.lib.next_step import Task
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile, Site
from programmes.admin.queues import COHORT_WORK
from programmes.models import Cohort, Enrolment
from tests import factories
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, in_days, make_mentorship, make_proposal

OFFICE = reverse("admin:index")
Stage = Cohort.Stage


@pytest.fixture
def office(cast, sign_in):
    Site.objects.update(time_zone="UTC")
    return sign_in(cast.coordinator)


def words_of(user) -> list[str]:
    return [line.words for line in attention_of(user).lines]


def ask(cohort: Cohort, number: int = 1) -> None:
    EnrolmentFactory.create_batch(number, cohort=cohort, status=Enrolment.Status.REGISTERED)


def suggest(cohort: Cohort, status: str, **fields: object) -> None:
    proposal = make_proposal(MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort), status=status)
    Proposal.objects.filter(pk=proposal.pk).update(status=status, **fields)


def leave(cohort: Cohort) -> Enrolment:
    place = MentorFactory(cohort=cohort)
    make_mentorship(place, EnrolmentFactory(cohort=cohort))
    Profile.objects.filter(pk=place.person_id).update(last_day=in_days(-1))
    return place


def test_nothing_to_do_is_said_calmly(office):
    page = office.get(OFFICE).content.decode()

    assert "Nothing needs you now." in page
    assert "button default" not in page


def test_requests_of_one_cohort_name_it_and_lead_to_exactly_these(cast, office):
    ask(cast.cohort, 4)
    ask(CohortFactory(programme=cast.programme, stage=Stage.CLOSED))
    ask(CohortFactory())

    (line,) = attention_of(cast.coordinator.user).lines

    assert line.words == "4 requests for a place wait for your decision in Open doors, Spring"
    assert office.get(line.url).context["cl"].result_count == 4
    assert line.words in unescape(office.get(OFFICE).content.decode())


def test_requests_of_several_cohorts_are_one_line(cast, office):
    ask(cast.cohort, 2)
    ask(CohortFactory(programme=cast.programme))

    (line,) = attention_of(cast.coordinator.user).lines

    assert line.words == "3 requests for a place wait for your decision in 2 cohorts"
    assert office.get(line.url).context["cl"].result_count == 3


def test_one_who_left_is_led_to_as_today_leads_and_several_as_a_list(cast, office):
    place = leave(cast.cohort)
    (first,) = attention_of(cast.coordinator.user).lines
    leave(cast.cohort)
    (both,) = attention_of(cast.coordinator.user).lines

    assert first.words == "1 place of somebody who left is still in a pair in Open doors, Spring"
    assert first.url == reverse("admin:matching_leaver_end", args=[place.pk])
    assert both.words == "2 places of people who left are still in a pair in Open doors, Spring"
    assert office.get(both.url).context["cl"].result_count == 2


def cohort_with(task: Task, programme) -> Cohort:
    """A cohort in which this waits, as Today says it."""
    stages = {
        Task.SEARCH: {"stage": Stage.MATCHING},
        Task.END: {"stage": Stage.RUNNING, "starts_on": in_days(-90), "ends_on": in_days(0)},
        Task.CLOSE: {"stage": Stage.CLOSING, "starts_on": in_days(-90), "ends_on": in_days(-20)},
    }
    dates = {"registration_ends_on": in_days(-100)} if task in (Task.END, Task.CLOSE) else {}
    fields = {"stage": Stage.RUNNING, **stages.get(task, {}), **dates}
    cohort = CohortFactory(programme=programme, **fields)
    if task == Task.ANSWER:
        ask(cohort)
    elif task == Task.SEND:
        suggest(cohort, "draft")
    elif task == Task.UNANSWERED:
        suggest(cohort, "lapsed")
    elif task == Task.UNPAIRED:
        EnrolmentFactory(cohort=cohort)
    elif task == Task.CLOSES_SOON:
        suggest(cohort, "sent", reply_by=in_days(1))
    return cohort


@pytest.mark.parametrize("task", COHORT_WORK, ids=str)
def test_what_waits_in_one_cohort_leads_there_and_in_several_to_exactly_these(cast, office, task):
    first = cohort_with(task, cast.programme)
    (one,) = attention_of(cast.coordinator.user).lines
    second = cohort_with(task, cast.programme)
    (two,) = attention_of(cast.coordinator.user).lines

    listed = office.get(reverse("admin:programmes_cohort_changelist"), {"work": str(task)})
    assert one.words == IN_THE_ONE[task] % {"count": 1, "where": str(first)}
    assert two.words == IN_SEVERAL[task] % {"count": 2, "rounds": 2}
    assert str(first.pk) in one.url
    assert set(listed.context["cl"].queryset) == {first, second}
    assert task == Task.ANSWER or two.url == listed.wsgi_request.get_full_path()


def test_cohorts_that_are_not_open_yet_lead_to_the_drafts(cast, office):
    draft = CohortFactory(programme=cast.programme, stage=Stage.DRAFT)
    (one,) = attention_of(cast.coordinator.user).lines
    CohortFactory(programme=cast.programme, stage=Stage.DRAFT)
    (two,) = attention_of(cast.coordinator.user).lines

    assert (one.words, two.words) == (f"1 cohort is not open yet: {draft}", "2 cohorts are not open yet")
    assert one.url == reverse("admin:programmes_cohort_change", args=[draft.pk])
    assert office.get(two.url).context["cl"].result_count == 2


def test_programmes_without_a_cohort_are_counted_and_lead_to_the_first(cast):
    for _ in range(2):
        factories.CoordinatorFactory(user=cast.coordinator.user)

    (line,) = attention_of(cast.coordinator.user).lines

    assert line.words == "2 programmes have no cohort yet"
    assert line.url.startswith(reverse("admin:programmes_cohort_add"))


def test_first_cohort_of_all_is_said_once_as_the_first_step(db):
    user = factories.CoordinatorFactory(user__is_staff=True).user

    assert attention_of(user).lines == []
    assert len(steps_of(user)) == 1


def test_lines_are_five_at_most_the_most_urgent_first_and_today_has_the_rest(cast, office):
    tasks = (Task.ANSWER, Task.SEARCH, Task.UNANSWERED, Task.UNPAIRED, Task.CLOSES_SOON, Task.END)
    for task in tasks:
        cohort_with(task, cast.programme)
    leave(cast.cohort)

    attention = attention_of(cast.coordinator.user)
    page = office.get(OFFICE).content.decode()

    assert len(attention.lines) == MOST_LINES
    assert attention.lines[0].words.startswith("1 place of somebody who left")
    assert [line.urgency for line in attention.lines] == sorted(line.urgency for line in attention.lines)
    assert attention.more == 2
    assert "2 more things come after these." in page
    assert f'href="{reverse("desk:today")}"' in page
    assert page.count("button default") == 1


def test_work_in_other_programmes_is_nobody_elses(cast):
    cohort = CohortFactory()
    for task in COHORT_WORK:
        cohort_with(task, cohort.programme)
    leave(cohort)

    assert words_of(cast.coordinator.user) == []


def test_mails_that_were_given_up_are_for_site_administrators_alone(cast, sign_in):
    Site.objects.update(time_zone="UTC")
    for _ in range(3):
        message = factories.make_message(cast.mentee.user)
        OutgoingMessage.objects.filter(pk=message.pk).update(state="failed")
    factories.make_message(cast.mentee.user)

    (line,) = attention_of(cast.site_administrator).lines

    assert line.words == "3 mails could not be sent"
    assert sign_in(cast.site_administrator).get(line.url).context["cl"].result_count == 3
    assert words_of(cast.coordinator.user) == []


def test_every_task_has_its_words():
    assert set(IN_THE_ONE) == set(IN_SEVERAL) == set(Task)


def test_rows_cost_no_query_more(cast, office):
    fill(cast.programme, 1)
    few = queries(office)
    fill(cast.programme, 4)

    assert queries(office) == few <= 15


@pytest.mark.long
def test_thousand_rows_cost_no_query_more_than_ten(cast, office):
    fill(cast.programme, 1)
    ask(cast.cohort, 10)
    few = queries(office)
    fill(cast.programme, 4)
    ask(cast.cohort, 800)
    CohortFactory.create_batch(200, programme=cast.programme, stage=Stage.RUNNING)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself where rows come one after the other

    assert queries(office) == few <= 15


@pytest.mark.parametrize(
    "more",
    [{"work": "unanswered"}, {"_facets": "True"}, {"_facets": "True", "work": "unanswered", "stage": "running"}],
    ids=["rows", "counts", "counts of the chosen"],
)
def test_list_of_cohorts_asks_what_waits_once_however_much_does(cast, office, more):
    url = reverse("admin:programmes_cohort_changelist", query=more)
    fill(cast.programme, 1)
    few = queries(office, url)
    fill(cast.programme, 4)

    assert queries(office, url) == few <= 15


def test_counts_beside_the_queues_are_those_of_each_also_where_most_are_empty(cast, office):
    cohort_with(Task.UNANSWERED, cast.programme)

    page = office.get(reverse("admin:programmes_cohort_changelist"), {"_facets": "True"}).content.decode()

    told = dict(re.findall(r"([A-Z][\w ]+) \((\d+)\)", page))
    assert told["Suggestions got no answer in time"] == "1"
    assert told["Suggestions are ready to be sent"] == "0"


def fill(programme, number: int) -> None:
    for _ in range(number):
        for task in COHORT_WORK:
            leave(cohort_with(task, programme))


def queries(client, url: str = OFFICE) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)
