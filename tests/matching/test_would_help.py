"""Whoever looks after a cohort reads what would help each mentee for whom nobody was found."""

import pytest

from matching.board import board_of
from matching.services import add_exclusion
from programmes.models import Cohort
from tests.factories import ProfileFactory
from tests.matching.office import board_text
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db


def helps(cohort):
    return {each.person.name: each.help for each in board_of(cohort).without.rows}


def named(name):
    return ProfileFactory(user__name=name)


def test_mentors_who_fit_best_are_named_for_one_more_place(office):
    cohort, client, by = office
    for name, *skills in (("Ada", "Speaking"), ("Ben", "Writing"), ("Cem", "Speaking", "Writing"), ("Dee", "Cooking")):
        mentor_of(cohort, *skills, person=named(name))
    for number in range(4):
        mentee_of(cohort, "Speaking", person=named(f"First {number}"))
    mentee_of(cohort, "Sewing", person=named("Last"))
    run = matched(cohort, by)
    (entry,) = run.unplaced

    (told,) = helps(cohort).values()

    assert len(entry["nearest"]) == 3
    assert told.startswith("One more place with ")
    assert told.endswith(" would help.")
    assert told.count(", ") == told.count(" or ") == 1
    assert told in board_text(client, cohort)


def test_one_mentor_is_named_alone(office):
    cohort, _client, by = office
    mentor_of(cohort, "Speaking", person=named("Ada"))
    mentee_of(cohort, "Speaking", person=named("Placed")), mentee_of(cohort, person=named("Left"))
    matched(cohort, by)

    assert helps(cohort) == {"Left": "One more place with Ada would help."}


def test_nobody_is_named_who_takes_no_part_any_more(office):
    cohort, _client, by = office
    mentor = mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking"), mentee_of(cohort, person=named("Left"))
    matched(cohort, by)

    mentor.status = "withdrawn"
    mentor.save()

    assert helps(cohort)["Left"] == ""


def test_whoever_is_ruled_out_for_everybody_needs_another_mentor_whatever_the_rule():
    """A private wish reads like any other rule, here too."""
    told = []
    for is_private in (True, False):
        cohort, by = open_cohort()
        boss = ProfileFactory()
        mentor_of(cohort, person=boss)
        person = ProfileFactory(user__name="Left", manager=None if is_private else boss)
        if is_private:
            add_exclusion(owner=person, excluded=boss, by=person.user)
        mentee_of(cohort, person=person)
        matched(cohort, by)
        told.append(helps(cohort))

    assert told == [{"Left": "Another mentor would help."}] * 2


def test_nothing_would_help_once_it_is_over(office):
    cohort, _client, by = office
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking"), mentee_of(cohort, person=named("Left"))
    matched(cohort, by)
    cohort.stage = Cohort.Stage.CLOSED
    cohort.save()

    assert set(helps(cohort).values()) == {""}
