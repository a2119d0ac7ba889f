import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Cohort, EligibilityRule, Enrolment, Programme, Role
from programmes.services import keep_draft
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    GradeFactory,
    ProgrammeFactory,
    in_days,
)

Status = Enrolment.Status


# The catalogue


def test_programme_list_shows_what_is_open(sign_in, cohort, person):
    page = sign_in(person).get(reverse("programmes:programme-list")).content.decode()

    for words in ("Open doors", "Spring", "Learn from somebody who has been there.", "About 2 hours a month"):
        assert words in page
    assert "Nobody has registered yet. Be the first." in page
    assert f'href="{cohort.get_absolute_url()}"' in page


def test_programme_list_shows_ones_own_place(sign_in, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person, status=Status.REGISTERED)

    page = sign_in(person).get(reverse("programmes:programme-list")).content.decode()

    assert "Waiting for an answer" in page
    assert f'<a href="{place.get_absolute_url()}">You asked for a mentor</a>' in page


def test_programme_list_is_calm_when_nothing_is_open(sign_in, person):
    assert "No programme is open yet" in sign_in(person).get(reverse("programmes:programme-list")).content.decode()


def test_programme_list_is_calm_without_an_employee_record(sign_in, cast):
    page = sign_in(cast.site_administrator).get(reverse("programmes:programme-list")).content.decode()

    assert "You look after this site; people are in the programme office." in page
    assert cast.programme.name not in page


@pytest.mark.parametrize("number", [1, 3])
def test_programme_list_costs_the_same_for_one_and_three(
    sign_in, programme, person, number, django_assert_max_num_queries
):
    for _ in range(number):
        EnrolmentFactory(cohort=CohortFactory(programme=programme), person=person)
    client = sign_in(person)

    with django_assert_max_num_queries(8):  # session, user, profile, cohorts, rules, places, drafts, the navigation
        response = client.get(reverse("programmes:programme-list"))

    assert len(response.context["offers"]) == number


def many(programme, number):
    for index in range(number):
        other = ProgrammeFactory(name=f"Number {index}", purpose="Negotiating." if index == 3 else "Listening.")
        CohortFactory(programme=other)


def test_programme_list_offers_a_search_from_ten_on(sign_in, cohort, person):
    client, url = sign_in(person), reverse("programmes:programme-list")
    many(cohort.programme, 8)
    assert "Search programmes" not in client.get(url).content.decode()

    many_more = ProgrammeFactory(name="Tenth")
    CohortFactory(programme=many_more)

    assert "Search programmes" in client.get(url).content.decode()
    found = client.get(url, {"q": "NEGOTIATING"}).context["shown"]
    assert [offer.cohort.programme.name for offer in found] == ["Number 3"]


def test_programme_list_shows_what_is_open_for_me_alone(sign_in, cohort, person, programme):
    CohortFactory(programme=programme, name="Over", registration_ends_on=in_days(-1))

    response = sign_in(person).get(reverse("programmes:programme-list"), {"show": "open-for-me"})

    assert [offer.cohort for offer in response.context["shown"]] == [cohort]
    assert [(tab.words, tab.is_current) for tab in response.context["tabs"]] == [
        ("All (2)", False),
        ("Mentors wanted (1)", False),
        ("Open for me (1)", True),
    ]


def test_programme_list_says_so_when_nothing_fits(sign_in, cohort, person):
    page = sign_in(person).get(reverse("programmes:programme-list"), {"q": "no such thing"}).content.decode()

    assert "No programme fits this choice" in page


def test_programme_list_shows_what_is_not_open_with_the_reason(sign_in, cohort, person):
    EligibilityRule.objects.create(programme=cohort.programme, department=DepartmentFactory(name="Sales"))

    page = sign_in(person).get(reverse("programmes:programme-list")).content.decode()

    assert "Not open to you. For people in Sales." in page
    assert "See what is involved" not in page


def test_programme_list_leads_back_to_an_unfinished_registration(sign_in, cohort, person):
    keep_draft(cohort=cohort, person=person, answers={"role": "mentor"}, by=person.user)

    page = sign_in(person).get(reverse("programmes:programme-list")).content.decode()

    assert "Finish your registration" in page


# One cohort


def test_cohort_detail_says_what_is_involved(sign_in, cohort, person):
    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    for words in ("What is involved", "Hana Ruiz", "hana.ruiz@mail.example", "I want a mentor", "I can mentor"):
        assert words in page
    assert page.count("btn-primary") == 1


def card_of_who_may_join(page):
    """The words of the card, or None where the page has none."""
    found = re.search(r'aria-labelledby="may-join">(.*?)</section>', page, re.DOTALL)
    return found and re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group(1))).strip()


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("", "Who may join For grades B1 to B3."),
        ("mentor", "Who may join As a mentor Mentors have grades B1 to B3. As a mentee For everybody who works here."),
    ],
)
def test_cohort_detail_says_who_may_join(sign_in, cohort, person, role, words):
    before = sign_in(person).get(cohort.get_absolute_url()).content.decode()
    grades = {"grade_from": GradeFactory(name="B1", level=3), "grade_to": GradeFactory(name="B3", level=5)}
    EligibilityRuleFactory(programme=cohort.programme, role=role, **grades)

    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    assert (card_of_who_may_join(before), card_of_who_may_join(page)) == (None, words)


def test_cohort_detail_costs_the_same_for_one_line_and_many(sign_in, cohort, person):
    client, numbers = sign_in(person), []
    for level in range(1, 5):
        EligibilityRuleFactory(programme=cohort.programme, grade_from=GradeFactory(name=f"B{level}", level=level))
        with CaptureQueriesContext(connection) as queries:
            client.get(cohort.get_absolute_url())
        numbers.append(len(queries))

    assert numbers[1:] == numbers[1:2] * 3
    assert numbers[-1] <= 15


def test_cohort_detail_offers_the_other_role_alone(sign_in, cohort, person):
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)

    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    assert ("I want a mentor" in page, "I can mentor" in page) == (False, True)


def test_cohort_detail_offers_nothing_once_registration_is_over(sign_in, programme, person):
    cohort = CohortFactory(programme=programme, registration_ends_on=in_days(-1))

    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    assert ("I want a mentor" in page, "I can mentor" in page) == (False, False)


def test_cohort_detail_says_what_each_does(sign_in, cohort, person):
    Programme.objects.update(
        outcomes="You took a step.\nYou know more people.",
        mentor_card="You listen.",
        mentee_card="You prepare.",
        manager_card="You give time.",
    )

    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    for words in ("You took a step.", "What you do as a mentor", "You listen.", "You prepare.", "You give time."):
        assert words in page


def test_cohort_detail_says_why_one_cannot_join(sign_in, cohort, person):
    EligibilityRule.objects.create(programme=cohort.programme, role=Role.MENTOR, months_from=24)

    page = sign_in(person).get(cohort.get_absolute_url()).content.decode()

    assert ("I want a mentor" in page, "I can mentor" in page) == (True, False)


def test_cohort_detail_of_a_draft_is_nobodys(sign_in, programme, coordinator):
    draft = CohortFactory(programme=programme, stage=Cohort.Stage.DRAFT)

    assert sign_in(coordinator).get(draft.get_absolute_url()).status_code == 404


# One's own place


def test_pages_of_what_is_always_on_name_no_day(programme, person, sign_in):
    cohort = AlwaysOnFactory(programme=programme, stage=Cohort.Stage.RUNNING)
    place = EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE, status=Enrolment.Status.WITHDRAWN)
    client = sign_in(person)

    pages = [
        client.get(url).content.decode()
        for url in (reverse("programmes:programme-list"), cohort.get_absolute_url(), place.get_absolute_url())
    ]
    Enrolment.objects.update(status=Enrolment.Status.APPROVED)
    pages.append(client.get(reverse("programmes:place-withdraw", args=[place.pk])).content.decode())

    for page, words in zip(
        pages,
        ["Always on: join at any time", "at any time", "ask again at any time", "ask again at any time"],
        strict=True,
    ):
        assert words in page
        assert "None" not in page
    assert client.get(reverse("programmes:place-create", args=[cohort.pk])).status_code == 200


def test_place_in_a_round_that_was_put_away_is_still_read(programme, person, sign_in):
    cohort = CohortFactory(programme=programme, stage=Cohort.Stage.ARCHIVED)
    place = EnrolmentFactory(cohort=cohort, person=person)
    client = sign_in(person)

    page = client.get(place.get_absolute_url())

    assert page.status_code == 200
    assert "Step back" not in page.content.decode()
    assert client.get(cohort.get_absolute_url()).status_code == 404
    assert programme.name not in client.get(reverse("programmes:programme-list")).content.decode()
