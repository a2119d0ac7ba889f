import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.jobs import runners
from mentoring.jobs.models import Job
from mentoring.lib import clock
from tests.factories import UserFactory

ASKED_BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(db):
    runners.runs(
        "tests.page",
        lambda job, progress: None,
        title="Finding the best pairs",
        result_url=lambda job: f"/things/{job.subject_id}/",
        result_label="Review pairs",
    )
    user = UserFactory()
    return Job.objects.create(kind="tests.page", subject_id=user.pk, started_by=user, created_at=clock.now())


def text_of(sign_in, job, **fields):
    Job.objects.filter(pk=job.pk).update(**fields)
    return sign_in(job.started_by).get(job.get_absolute_url()).content.decode()


def test_waiting_job_polls_and_works_without_script(sign_in, job):
    page = text_of(sign_in, job)

    assert "<h1>Finding the best pairs</h1>" in page
    assert f'hx-get="{job.get_absolute_url()}" hx-trigger="every 2s"' in page
    assert f'href="{job.get_absolute_url()}">Look again</a>' in page


def test_running_job_says_how_far_it_is(sign_in, job):
    page = text_of(sign_in, job, state="running", done=412, total=1300, message="Comparing people")

    assert "Comparing people" in page
    assert '<progress value="412" max="1300"' in page
    assert "412 of 1,300" in page


def test_running_job_without_a_total_shows_no_bar(sign_in, job):
    assert "<progress" not in text_of(sign_in, job, state="running")


def test_finished_job_leads_to_its_result(sign_in, job):
    page = text_of(sign_in, job, state="done", finished_at=clock.now())

    assert f'href="/things/{job.subject_id}/">Review pairs</a>' in page
    assert "hx-get" not in page
    assert "Look again" not in page


def test_finished_job_shows_the_sentence_it_ended_with(sign_in, job):
    page = text_of(sign_in, job, state="done", message="All is well.", finished_at=clock.now())

    assert "<p><strong>All is well.</strong></p>" in page


def test_failed_job_says_why_and_leads_back(sign_in, job):
    page = text_of(sign_in, job, state="failed", message="There are no mentors yet.", finished_at=clock.now())

    assert "There are no mentors yet." in page
    assert f'href="/things/{job.subject_id}/">Go back</a>' in page


def test_job_without_a_result_page_shows_no_button_at_the_end(sign_in, job):
    runners.runs("tests.page", lambda job, progress: None)

    page = text_of(sign_in, job, state="done", finished_at=clock.now())

    assert "Work on its way" in page
    assert "btn-primary" not in page


@pytest.mark.parametrize(
    ("state", "status"), [("waiting", 200), ("running", 200), ("done", 286), ("failed", 286), ("cancelled", 286)]
)
def test_part_for_htmx_stops_polling_at_the_end(sign_in, job, state, status):
    Job.objects.update(state=state, finished_at=clock.now())

    response = sign_in(job.started_by).get(job.get_absolute_url(), headers=ASKED_BY_HTMX)

    assert response.status_code == status
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_progress_is_told_in_the_words_of_the_kind(sign_in, job):
    runners.runs("tests.page", lambda job, progress: None, progress_words="%(done)s of %(total)s entries checked")

    assert "12,000 of 48,000 entries checked" in text_of(sign_in, job, state="running", done=12_000, total=48_000)


def test_kind_that_a_former_version_knew_has_a_page_all_the_same(sign_in, job):
    page = text_of(sign_in, job, kind="tests.gone", state="done", finished_at=clock.now())

    assert "<h1>Work on its way</h1>" in page


# --- stopping ---


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "Nothing has been done yet, so stopping it leaves everything as it is."),
        ("running", "Stopping undoes the step it is in. Steps that are finished stay."),
    ],
)
def test_open_job_can_be_stopped_and_says_what_that_does(sign_in, job, state, words):
    page = text_of(sign_in, job, state=state)

    assert f'action="{reverse("jobs:job-cancel", args=[job.pk])}"' in page
    assert words in page


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_job_that_is_over_cannot_be_stopped(sign_in, job, state):
    assert "Stop this work" not in text_of(sign_in, job, state=state, finished_at=clock.now())


def test_stopping_leads_back_to_the_page_which_says_so(sign_in, job):
    client = sign_in(job.started_by)

    page = client.post(reverse("jobs:job-cancel", args=[job.pk]), follow=True)

    assert page.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "because you asked for it." in page.content.decode()


def test_stopping_what_is_over_is_refused_in_a_sentence(sign_in, job):
    Job.objects.update(state="done", finished_at=clock.now())

    page = sign_in(job.started_by).post(reverse("jobs:job-cancel", args=[job.pk]), follow=True)

    assert "This is over already: there is nothing to stop." in page.content.decode()


def test_job_at_work_that_is_to_be_stopped_says_so_and_goes_on_polling(sign_in, job):
    page = text_of(sign_in, job, state="running", cancel_requested=True)

    assert "It stops at its next step." in page
    assert "Stop this work" not in page
    assert 'hx-trigger="every 2s"' in page


def test_job_that_was_finished_before_it_could_be_stopped_says_so(sign_in, job):
    page = text_of(sign_in, job, state="done", cancel_requested=True, finished_at=clock.now())

    assert "You asked for this to be stopped, but it was finished before." in page


def test_nobody_stops_the_work_of_another(sign_in, job):
    administrator = UserFactory(is_superuser=True, is_staff=True)

    response = sign_in(administrator).post(reverse("jobs:job-cancel", args=[job.pk]))

    job.refresh_from_db()
    assert (response.status_code, job.state, job.cancel_requested) == (404, "waiting", False)


# --- the list ---


def list_of(sign_in, user, query=""):
    return sign_in(user).get(reverse("jobs:job-list") + query)


def test_list_shows_a_persons_own_work_the_newest_first(sign_in, job):
    others = UserFactory()
    Job.objects.create(kind="tests.page", subject_id=others.pk, started_by=others, created_at=clock.now())
    newer = Job.objects.create(
        kind="tests.gone", subject_id=job.pk, started_by=job.started_by, created_at=clock.now(), state="failed"
    )

    response = list_of(sign_in, job.started_by)

    rows = response.context["rows"]
    assert [(row.job, str(row.title), row.tone) for row in rows] == [
        (newer, "Work on its way", "bad"),
        (job, "Finding the best pairs", ""),
    ]
    assert "Waiting to start" in response.content.decode()


def test_list_without_work_says_what_will_stand_there(sign_in, db):
    page = list_of(sign_in, UserFactory()).content.decode()

    assert "Nothing started yet" in page
    assert "<table" not in page


def test_list_is_paged(sign_in, job):
    for _ in range(25):
        Job.objects.create(
            kind="tests.gone", subject_id=job.pk, started_by=job.started_by, created_at=clock.now(), state="done"
        )

    first, second = (list_of(sign_in, job.started_by, query).content.decode() for query in ("", "?page=2"))

    assert ("1 to 25 of 26" in first, "Older" in first, "Newer" in first) == (True, True, False)
    assert ("26 to 26 of 26" in second, "Older" in second, "Newer" in second) == (True, False, True)


def test_list_asks_the_database_as_often_for_three_as_for_one(sign_in, job, django_assert_num_queries):
    client = sign_in(job.started_by)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("jobs:job-list"))
    for _ in range(2):
        Job.objects.create(
            kind="tests.gone", subject_id=job.pk, started_by=job.started_by, created_at=clock.now(), state="done"
        )

    with django_assert_num_queries(len(one)):
        client.get(reverse("jobs:job-list"))


def test_page_of_a_job_leads_to_the_list(sign_in, job):
    assert f'href="{reverse("jobs:job-list")}"' in text_of(sign_in, job)


def test_office_leads_to_the_list(sign_in, db):
    office = sign_in(UserFactory(is_superuser=True, is_staff=True)).get(reverse("admin:index")).content.decode()

    assert f'<a href="{reverse("jobs:job-list")}">Work you started</a>' in office


def test_list_leads_those_who_look_after_the_record_to_its_check(sign_in, db):
    pages = [list_of(sign_in, UserFactory(is_superuser=who)).content.decode() for who in (True, False)]

    assert [reverse("jobs:audit-verify") in page for page in pages] == [True, False]


# --- checking the record ---


def test_check_of_the_record_is_started_from_its_page(sign_in, db):
    administrator = UserFactory(is_superuser=True)

    response = sign_in(administrator).post(reverse("jobs:audit-verify"))

    job = Job.objects.get()
    assert (job.kind, job.started_by, response["Location"]) == ("audit.verify", administrator, job.get_absolute_url())


def test_check_under_way_is_shown_instead_of_a_second_one(sign_in, db):
    client = sign_in(UserFactory(is_superuser=True))
    client.post(reverse("jobs:audit-verify"))

    page = client.post(reverse("jobs:audit-verify"), follow=True)

    job = Job.objects.get()
    assert page.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "already under way" in page.content.decode()


def test_page_of_the_check_shows_the_last_ones(sign_in, db):
    administrator = UserFactory(is_superuser=True)
    client = sign_in(administrator)
    before = client.get(reverse("jobs:audit-verify")).content.decode()
    for number in range(6):
        Job.objects.create(
            kind="audit.verify",
            subject_id=administrator.pk,
            started_by=administrator,
            state="done",
            created_at=clock.now(),
            finished_at=clock.now(),
            message=f"Number {number}",
        )

    page = client.get(reverse("jobs:audit-verify")).content.decode()

    assert "Your last checks" not in before
    assert re.findall(r"Number \d", page) == [f"Number {number}" for number in (5, 4, 3, 2, 1)]


def test_job_is_nobody_elses(sign_in, job):
    response = sign_in(UserFactory(is_superuser=True, is_staff=True)).get(reverse("jobs:job-detail", args=[job.pk]))

    assert response.status_code == 404
