import pytest
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


def test_failed_job_says_why_and_leads_back(sign_in, job):
    page = text_of(sign_in, job, state="failed", message="There are no mentors yet.", finished_at=clock.now())

    assert "There are no mentors yet." in page
    assert f'href="/things/{job.subject_id}/">Go back</a>' in page


def test_job_without_a_result_page_shows_no_button_at_the_end(sign_in, job):
    runners.runs("tests.page", lambda job, progress: None)

    page = text_of(sign_in, job, state="done", finished_at=clock.now())

    assert "Work on its way" in page
    assert "btn-primary" not in page


@pytest.mark.parametrize(("state", "status"), [("waiting", 200), ("running", 200), ("done", 286), ("failed", 286)])
def test_part_for_htmx_stops_polling_at_the_end(sign_in, job, state, status):
    Job.objects.update(state=state, finished_at=clock.now())

    response = sign_in(job.started_by).get(job.get_absolute_url(), headers=ASKED_BY_HTMX)

    assert response.status_code == status
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_job_is_nobody_elses(sign_in, job):
    response = sign_in(UserFactory(is_superuser=True, is_staff=True)).get(reverse("jobs:job-detail", args=[job.pk]))

    assert response.status_code == 404
