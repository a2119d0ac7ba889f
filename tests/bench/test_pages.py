import json
import os
import time

import pytest

from agreements.models import Session
from bench.at_work import make_company_at_work
from bench.pages import REFERENCE, look_at, pages_of, table
from bench.server import cpu_clock
from bench.site import BARE, FRAMED
from matching.models import Mentorship, Proposal
from participants.models import Profile
from programmes.models import Enrolment
from tests.bench.alone import bench

SIZE = {"people": 90, "mentorships": 20, "sessions": 110, "seed": 1}
MOST_QUERIES = 15


@pytest.mark.django_db
def test_company_at_work_has_what_was_asked_for_and_something_on_every_page():
    company = make_company_at_work(**SIZE)

    held = company.pair.sessions.held().count()
    assert (Profile.objects.count(), Mentorship.objects.count(), Session.objects.count()) == (90, 20, 110)
    assert 0 < Enrolment.objects.values("person").distinct().count() < 90
    assert 0 < held < company.pair.sessions.count()
    assert Proposal.objects.drafts_of(company.cohort).count() > 5
    assert company.cohort.survey_runs.get().snapshot.figures["answered"] == 40


@pytest.mark.django_db
def test_company_of_few_people_has_as_many_as_its_pairs_need():
    make_company_at_work(**{**SIZE, "people": 5})

    assert Profile.objects.count() == Enrolment.objects.values("person").distinct().count() > 40


@pytest.mark.long
@pytest.mark.django_db
def test_each_page_opens_for_its_reader_with_few_queries():
    pages = pages_of(make_company_at_work(**SIZE))

    looked = look_at(pages)

    queries = {name: each.queries for name, each in looked.items()}
    assert len(pages) == 12
    assert queries[REFERENCE] == 3  # the session, who that is, and one of its own
    assert all(each <= MOST_QUERIES for each in queries.values()), queries
    assert all("sessionid=" in each.cookie for each in looked.values())


@pytest.mark.django_db
@pytest.mark.parametrize("path", [BARE, FRAMED])
def test_bare_page_is_no_page_of_the_product(cast, sign_in, path):
    assert sign_in(cast.mentee).get(path).status_code == 404


def test_clock_of_a_process_is_the_one_it_reads_itself():
    before = time.process_time_ns()
    read = time.clock_gettime_ns(cpu_clock(os.getpid()))

    assert before <= read <= time.process_time_ns()


def test_table_has_a_line_for_each_page_below_the_headings():
    row = {"queries": 3, "kb": 0.1, "cpu_ms": 0.91, "requests_per_cpu_second": 1098.9, "p50_ms": 1.2, "p95_ms": 2.0}
    machine = {"cores": 2, "processor": "Some CPU", "python": "3.12.1", "postgresql": "18.6", "workers": 2}

    lines = table(
        {
            **SIZE,
            "repeats": 3,
            "requests": 4,
            "machine": machine,
            "pages": [{"page": "bare", **row, "ratio": 1.0}, {"page": "home", **row, "ratio": 3.5}],
        }
    ).splitlines()

    assert lines == [
        "90 people, 20 mentorships, 110 sessions, seed 1; 3 rounds of 4 requests for each page",
        "2 cores of Some CPU, Python 3.12.1, PostgreSQL 18.6, gunicorn with 2 processes",
        "",
        "page  queries   KB  CPU ms  requests/CPU s  p50 ms  p95 ms  times bare",
        "bare        3  0.1    0.91          1098.9     1.2     2.0         1.0",
        "home        3  0.1    0.91          1098.9     1.2     2.0         3.5",
    ]


@pytest.mark.long
def test_command_measures_on_a_real_server_and_leaves_nothing_behind(django_db_setup):
    sizes = {**SIZE, "repeats": 3, "requests": 5}

    code, printed, complained = bench(
        "pages", *(word for name, number in sizes.items() for word in (f"--{name}", str(number))), "--json"
    )

    assert (code, complained) == (0, "")
    found = json.loads(printed)
    bare, _framed, *others = found["pages"]
    assert {name: found[name] for name in sizes} == sizes
    assert (bare["page"], bare["ratio"], len(others)) == (REFERENCE, 1.0, 10)
    for page in found["pages"]:
        assert 0 < page["queries"] <= MOST_QUERIES
        assert 0 < page["p50_ms"] <= page["p95_ms"]
        assert page["requests_per_cpu_second"] == pytest.approx(1000 / page["cpu_ms"], rel=0.05)
    assert all(page["ratio"] > 1 for page in others)
