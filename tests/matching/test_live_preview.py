"""What the script of the page that says how pairs are found asks for, while somebody moves a slider."""

import re

import pytest
from django.urls import reverse

from matching.models import Policy, Proposal, Run, policy_of
from matching.scoring import Part
from programmes.models import Cohort, Programme
from tests.conftest import coordinator
from tests.factories import DepartmentFactory
from tests.matching.people import mentee_of, mentor_of, open_cohort
from tests.matching.terms import usual_terms

pytestmark = pytest.mark.django_db


def address(programme):
    return reverse("admin:matching_programme_policy", args=[programme.pk])


def ask(client, programme, **data):
    seen = policy_of(Programme.objects.get(pk=programme.pk)).as_seen
    return client.post(address(programme), usual_terms(seen=seen, preview="live", **data))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def said(response):
    """The sentence that is read out."""
    return re.search(r"<p hidden data-says>(.*?)</p>", response.content.decode()).group(1)


@pytest.fixture
def two_and_one(office):
    """Two mentees and one mentor of the department of the first, who has two places."""
    cohort, client, _by = office
    mentor = mentor_of(cohort, "Speaking", capacity=2, person__department=DepartmentFactory(name="Law"))
    mentee_of(cohort, "Speaking", person__user__name="Cem", person__department=mentor.person.department)
    mentee_of(cohort, "Speaking", person__user__name="Dee", person__department=DepartmentFactory(name="Art"))
    return cohort, client


def test_answer_is_the_part_that_changes_and_nothing_is_saved(two_and_one):
    cohort, client = two_and_one

    response = ask(client, cohort.programme, departments="different", skills=21, skills_slider=21)

    text = text_of(response)
    assert "As it is saved now 2 of 2 get a mentor" in text
    assert "With these settings 1 of 2 gets a mentor" in text
    assert said(response).startswith("1 of 2 gets a mentor with these settings, and 2 as it is saved now. Fit: ")
    assert "<form" not in response.content.decode()
    assert "<html" not in response.content.decode()
    assert (Policy.objects.count(), Run.objects.count(), Proposal.objects.count()) == (0, 0, 0)


def test_answer_brings_what_each_weight_comes_to(two_and_one):
    cohort, client = two_and_one

    page = ask(client, cohort.programme, skills=0, skills_slider=0).content.decode()

    shares = dict(re.findall(r'<li data-part="(\w+)">(\d+) of 100</li>', page))
    assert (shares["skills"], sum(map(int, shares.values()))) == ("0", 100)


def test_whole_page_has_a_place_for_each_share_and_says_in_short_what_was_tried(two_and_one):
    cohort, client = two_and_one
    seen = policy_of(Programme.objects.get(pk=cohort.programme_id)).as_seen

    opened = client.get(address(cohort.programme)).content.decode()
    tried = client.post(address(cohort.programme), usual_terms(seen=seen, preview="yes")).content.decode()

    parts = re.findall(r'<li data-part="(\w+)">', ask(client, cohort.programme).content.decode())
    assert re.findall(r'data-share="(\w+)"', opened) == parts
    assert '<p role="status" data-told></p>' in opened
    assert (
        '<p role="status" data-told>2 of 2 get a mentor with these settings, and 2 as it is saved now. Fit: ' in tried
    )


@pytest.mark.parametrize(
    ("wrong", "first"),
    [
        ({"least_ahead": 3, "most_ahead": 1}, "Please check the levels: at least comes before at most."),
        ({"skills": 101, "grade_gap": ""}, "Skills: please write a whole number from 0 to 100"),
    ],
)
def test_what_cannot_be_is_listed_with_links_and_takes_no_focus(two_and_one, wrong, first):
    cohort, client = two_and_one

    response = ask(client, cohort.programme, **wrong)

    page = response.content.decode()
    assert "There is a problem" in text_of(response)
    assert said(response).startswith(first)
    assert ("autofocus" in page, "What a search would find" in page) == (False, False)
    assert not Policy.objects.exists()


def test_what_is_wrong_with_no_single_field_is_said_first(two_and_one):
    cohort, client = two_and_one
    nothing = {f"{part}{of}": 0 for part in Part for of in ("", "_slider")}

    assert said(ask(client, cohort.programme, **nothing)).startswith("At least one part needs a weight above 0")


def test_where_there_is_nobody_to_try_it_on_the_answer_says_so(office):
    cohort, client, _by = office

    nobody = ask(client, cohort.programme)
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)
    no_cohort = ask(client, cohort.programme)

    assert said(nobody).startswith(f"In {cohort} no mentee waits for a mentor just now")
    assert said(no_cohort).startswith("No cohort of this programme takes new pairs just now")
    assert "Nobody to try it on" in text_of(nobody)


def test_coordinator_of_another_programme_is_answered_nothing(office, sign_in):
    cohort, _client, _by = office
    other, _by = open_cohort()
    stranger = sign_in(coordinator("Otto Other", "otto", other.programme).user)

    assert ask(stranger, cohort.programme).status_code == 404
