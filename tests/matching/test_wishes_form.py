"""The page that says how pairs are found, where people name whom they would like."""

import pytest
from django.db import IntegrityError, connection, transaction

from matching.models import Policy, policy_of
from programmes.models import Programme
from tests.factories import CohortFactory, ProgrammeFactory
from tests.matching.naming import naming_cohort
from tests.matching.office import text_of
from tests.matching.people import mentee_of, mentor_of
from tests.matching.terms import usual_terms
from tests.matching.test_how_pairs import address, press

pytestmark = pytest.mark.django_db


def weights_of(programme):
    return policy_of(Programme.objects.get(pk=programme.pk)).terms.weights


def pairing_of(programme):
    return policy_of(Programme.objects.get(pk=programme.pk)).pairing


def test_wishes_are_worth_what_is_usual_until_somebody_says_otherwise(office):
    cohort, client, _by = office

    press(client, cohort.programme, pairing="ranked")

    weights = weights_of(cohort.programme)
    assert pairing_of(cohort.programme) == "ranked"
    assert (weights.choices, weights.skills, weights.department) == (15, 36, 8)


@pytest.mark.parametrize(("wished", "worth"), [(25, 20), (100, 50), (1, 1)])
def test_their_weight_is_shared_out_with_the_others(office, wished, worth):
    cohort, client, _by = office

    press(client, cohort.programme, pairing="ranked", choices=wished)

    assert weights_of(cohort.programme).choices == worth


def test_wishes_never_outweigh_what_is_known_of_people(office):
    cohort, client, _by = office

    page = press(client, cohort.programme, pairing="ranked", skills=10, level=0, department=0, choices=100)

    assert "Wishes: please keep them to half of it" in text_of(page)
    assert pairing_of(cohort.programme) == "appointed"


def test_wishes_alone_are_no_fit(office):
    cohort, client, _by = office
    nothing = dict.fromkeys(("skills", "level", "seniority", "place", "language", "department"), 0)

    page = press(client, cohort.programme, pairing="ranked", choices=50, **nothing)

    assert "At least one part needs a weight above 0" in text_of(page)


def test_wishes_have_no_weight_where_nobody_says_them(office):
    cohort, client, _by = office
    press(client, cohort.programme, pairing="ranked")

    press(client, cohort.programme, pairing="chosen", choices=40)

    assert (pairing_of(cohort.programme), weights_of(cohort.programme).choices) == ("chosen", 0)


def test_preview_leaves_wishes_out_and_still_works(office):
    cohort, client, _by = office
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")

    page = client.post(address(cohort.programme), usual_terms(pairing="ranked", choices=20, preview="yes"))

    assert "1 of 1" in text_of(page)


@pytest.mark.parametrize(("pairing", "choices", "skills"), [("ranked", 0, 51), ("ranked", 51, 0), ("chosen", 15, 36)])
def test_database_holds_wishes_to_where_they_are_said(pairing, choices, skills):
    cohort, _by = naming_cohort()
    rest = 100 - choices - skills
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="policy_choices_where_ranked"),
        transaction.atomic(),
    ):
        cursor.execute(
            "UPDATE matching_policy SET pairing = %s, choices = %s, skills = %s, level = %s, seniority = 0, place = 0,"
            " language = 0, department = 0 WHERE programme_id = %s",
            [pairing, choices, skills, rest, cohort.programme_id],
        )


def test_programme_of_former_versions_gives_wishes_no_weight():
    """Whoever writes a row without knowing of them."""
    programme = CohortFactory(programme=ProgrammeFactory()).programme

    assert Policy._meta.get_field("choices").db_default == 0
    assert policy_of(programme).terms.weights.choices == 0
