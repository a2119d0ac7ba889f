"""Which mentor training a programme asks its mentors for: in all searches, choices and proofs."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import NotProven
from matching.bounds import Bounds
from matching.candidates import Hindrance, candidate_pairs
from matching.choices import choices_for
from matching.explain import Code, explain_unplaced
from matching.models import Policy, Proposal, Run, is_changed_since
from matching.preview import preview_of
from matching.rules import rules_in_words
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Rule, Style, Weights, forbidden
from matching.services import change_policy, finding, no_longer_possible, pair_by_hand, prove_run, send_proposals
from matching.services.asking import NotAmongThem
from matching.services.free_places import Freed
from matching.services.inputs import read_inputs
from matching.services.one_row import read_row
from matching.services.seals import digests_of, keyed
from matching.terms import USUAL
from matching.would_help import would_help
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.models import TrainingRecord
from participants.training import TrainingLevel
from programmes.models import Cohort, Programme
from tests.factories import TrainingRecordFactory, make_proposal
from tests.matching.choosing import ask, choosing_cohort
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import sealed_anew
from tests.matching.sides import BOUNDS, MENTEES, MENTORS
from tests.matching.test_how_pairs import address, press

INTRODUCTION, PRACTICE, ADVANCED = TrainingLevel
SOME_MENTEES = st.lists(MENTEES, max_size=8, unique_by=lambda side: side.key)
SOME_MENTORS = st.lists(MENTORS, max_size=8, unique_by=lambda side: side.key)
AS_THEY_WERE = "People are as they were: 1 scores computed anew are the same."
AS_WRITTEN = "Suggestions that it wrote: 1. As they were written: 1."
UNTRAINED = "Has no mentor training of that level yet, or it is over."


def asking_for(level, style=Style.CLASSIC):
    usual = USUAL[style]
    return replace(usual, bounds=replace(usual.bounds, least_training=level))


def again(cohort):
    """The cohort as a new request reads it."""
    return Cohort.objects.select_related("programme").get(pk=cohort.pk)


def trained(mentor, level=PRACTICE, **days):
    TrainingRecordFactory(profile=mentor.person, level=level, **days)
    return mentor


# --- pairs ---


@pytest.mark.parametrize(
    ("asked", "has", "is_barred"),
    [(None, None, False), (1, None, True), (1, 1, False), (2, 1, True), (2, 3, False), (3, 2, True)],
)
def test_mentor_needs_the_level_asked_for_or_a_higher_one(asked, has, is_barred):
    bounds = Bounds(least_training=asked)

    assert bounds.bar_training(has) is is_barred
    assert forbidden(MenteeSide("x"), MentorSide("y", training=has), {}, bounds=bounds) is (
        Rule.TRAINING if is_barred else None
    )


@pytest.mark.parametrize("level", [0, 4])
def test_there_is_no_other_level_to_ask_for(level):
    with pytest.raises(ValueError, match=r"The levels of training are 1 to 3\."):
        Bounds(least_training=level)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SOME_MENTEES, SOME_MENTORS, BOUNDS)
def test_training_asked_for_takes_untrained_mentors_away_and_leaves_every_score(mentees, mentors, bounds):
    def found_by(bounds):
        rules = {"lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
        return candidate_pairs(mentees, mentors, weights=Weights(), bounds=bounds, **rules)

    def scores(found):
        return set(zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True))

    asked, free = found_by(bounds), found_by(replace(bounds, least_training=None))

    least = bounds.least_training or 0
    assert scores(asked) == {each for each in scores(free) if (mentors[each[1]].training or 0) >= least}
    assert (asked.untrained, free.untrained) == (sum((mentor.training or 0) < least for mentor in mentors), 0)


# --- words ---


@pytest.mark.parametrize(
    ("hindrance", "codes"),
    [
        (Hindrance(0, 0, False), [Code.NO_MENTORS]),
        (Hindrance(3, 3, False, untrained=3), [Code.ALL_UNTRAINED]),
        (Hindrance(3, 3, False, untrained=2), [Code.TRAINED_RULED_OUT, Code.SOME_UNTRAINED]),
        (Hindrance(3, 1, True, untrained=1), [Code.PLACES_TAKEN, Code.SOME_UNTRAINED, Code.NOT_OFFERED]),
        (Hindrance(3, 3, False), [Code.ALL_RULED_OUT]),
    ],
)
def test_reason_of_a_mentee_tells_training_by_itself(hindrance, codes):
    assert [reason.code for reason in explain_unplaced(hindrance)] == codes


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (PRACTICE, ["Every mentor has done mentor training of the level “practice” or higher, and it still counts."]),
        (ADVANCED, ["Every mentor has done mentor training of the level “advanced”, and it still counts."]),
    ],
)
def test_rule_is_told_where_it_holds(level, told):
    asked, free = (
        rules_in_words("classic", Bounds(least_training=each), knows_managers=True) for each in (level, None)
    )

    assert [line for line in asked if line not in free] == told


# --- a programme ---


@pytest.mark.django_db
@pytest.mark.parametrize("style", Style)
def test_search_board_sending_and_choosing_go_by_it_in_every_style(style):
    cohort, by = open_cohort(programme__style=style)
    mentor, mentee = trained(mentor_of(cohort), INTRODUCTION), mentee_of(cohort)
    draft = make_proposal(mentor, mentee, status="draft")
    assert no_longer_possible(again(cohort), [draft.pk]) == set()

    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE, style), by=by, pairing="chosen")

    cohort = again(cohort)
    assert choices_for(mentee).untrained == [mentor.person.user.name]
    assert read_row(mentee).possible() == read_row(mentor).possible() == []
    assert no_longer_possible(cohort, [draft.pk]) == {draft.pk}
    assert send_proposals(cohort=cohort, by=by) == 0
    run = searched(cohort, by)
    assert pairs_of(cohort) == set()
    assert [reason["code"] for reason in run.unplaced[0]["reasons"]] == ["all_untrained"]


@pytest.mark.django_db
@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("is_large", [False, True])
def test_trained_mentor_is_found_and_a_late_one_after_them(monkeypatch, style, is_large):
    if is_large:
        monkeypatch.setattr(finding, "MOST_LISTED", 0)
    cohort, by = open_cohort(programme__style=style)
    mentor, untrained = trained(mentor_of(cohort), ADVANCED, until=clock.company_today()), mentor_of(cohort)
    first, late = mentee_of(cohort), None
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE, style), by=by)
    searched(cohort, by)
    assert pairs_of(cohort) == {(mentor, first)}

    late = mentee_of(cohort)
    run = searched(cohort, by, drafts=Run.Drafts.ALL)

    assert pairs_of(cohort) == {(mentor, first)}
    assert [reason["code"] for reason in run.unplaced[0]["reasons"]] == ["places_taken", "some_untrained"]
    trained(untrained)
    searched(cohort, by, drafts=Run.Drafts.ALL)
    assert pairs_of(cohort) == {(mentor, first), (untrained, late)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ({"until": 0}, True),
        ({"until": -1}, False),
        ({"done_on": 0}, True),
        ({"done_on": 1}, False),
        ({}, True),
    ],
)
def test_training_counts_from_the_day_it_was_done_to_its_last_one(days, counts):
    cohort, by = open_cohort()
    mentor = mentor_of(cohort)
    today = clock.company_today()
    trained(mentor, **{name: today + timedelta(days=number) for name, number in days.items()})
    mentee = mentee_of(cohort)
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by, pairing="chosen")

    row = bool(read_row(mentee).possible())
    searched(cohort, by)

    assert (row, bool(pairs_of(cohort))) == (counts, counts)


@pytest.mark.django_db
def test_whoever_chooses_for_themselves_asks_no_untrained_mentor():
    cohort, by = choosing_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    change_policy(programme=cohort.programme, terms=asking_for(INTRODUCTION), by=by)

    with pytest.raises(NotAmongThem):
        ask(mentee, mentor)
    trained(mentor)

    assert ask(mentee, mentor).status == Proposal.Status.SENT


@pytest.mark.django_db
def test_coordinator_pairs_no_untrained_mentor_by_hand():
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    change_policy(programme=cohort.programme, terms=asking_for(INTRODUCTION), by=by)

    with pytest.raises(Refused, match="no mentor training of the level that this programme asks for"):
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)


# --- pages ---


@pytest.mark.django_db
def test_policy_page_saves_it_and_says_before_how_many_it_leaves_out(office):
    cohort, client, _by = office
    trained(mentor_of(cohort, person__user__name="Tom")), mentor_of(cohort, person__user__name="Una"), mentee_of(cohort)

    none, one, both = (
        text_of(press(client, cohort.programme, least_training=level, preview="yes")) for level in ("", "2", "3")
    )
    unsaved = Policy.objects.exists()
    press(client, cohort.programme, least_training="2")

    assert "would be left out" not in none
    assert "1 of 2 mentors would be left out for want of that training: Una." in one
    assert "2 of 2 mentors would be left out for want of that training: Tom, Una." in both
    assert (unsaved, Policy.objects.get().least_training) == (False, PRACTICE)
    assert client.get(address(cohort.programme)).context["form"]["least_training"].value() == PRACTICE


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "words"), [(11, "Mentor 09 and 1 more."), (10, "Mentor 09.")])
def test_preview_names_a_few_of_many_also_while_no_mentee_waits(number, words):
    cohort, _by = open_cohort()
    for each in range(number):
        mentor_of(cohort, person__user__name=f"Mentor {each:02}")

    said = preview_of(again(cohort), asking_for(INTRODUCTION))
    nothing = preview_of(again(cohort), asking_for(None))

    assert said.startswith(f"{nothing} {number} of {number} mentors would be left out for want of that training: ")
    assert said.endswith(words)


@pytest.mark.django_db
def test_board_and_choice_name_the_untrained_and_no_private_wish(office):
    cohort, client, by = office
    mentee = mentee_of(cohort)
    untrained = mentor_of(cohort, person__user__name="Una Untrained")
    trained(mentor_of(cohort, person__user__name="Tom Trained", person__manager=mentee.person))
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by)
    searched(cohort, by)

    board = board_text(client, cohort)
    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk])).content.decode()
    choose = text_of(client.get(reverse("admin:matching_mentee_mentor", args=[mentee.pk])))

    assert board.count(UNTRAINED) == 1
    assert board.index("Una Untrained") < board.index(f"{UNTRAINED} Note it")
    assert reverse("admin:programmes_enrolment_trainings", args=[untrained.pk]) in page
    assert "Every mentor who has the training asked for is ruled out. Some mentors have no mentor training of" in board
    assert "Ruled out: Tom Trained No mentor training of that level yet, or it is over: Una Untrained" in choose


@pytest.mark.django_db
def test_board_of_a_programme_that_asks_for_none_says_nothing_of_it(office):
    cohort, client, by = office
    mentee_of(cohort), mentor_of(cohort), mentor_of(cohort)
    searched(cohort, by)

    assert "training" not in board_text(client, cohort)


def test_what_would_help_is_training(db):
    cohort, by = open_cohort()
    mentor_of(cohort), mentee_of(cohort)
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by)
    run = searched(cohort, by)

    said = would_help(run.unplaced[0]["reasons"], had_one=False, freed=Freed())

    assert said == "A mentor with that training would help. Once it is noted, find pairs again."


# --- proofs ---


@pytest.mark.django_db
@pytest.mark.parametrize(("is_large", "later"), [(False, AS_THEY_WERE), (True, AS_WRITTEN)])
@pytest.mark.parametrize("drafts", Run.Drafts)
def test_run_proves_by_what_was_known_of_training_on_its_day(monkeypatch, is_large, later, drafts):
    if is_large:
        monkeypatch.setattr(finding, "MOST_LISTED", 0)
    cohort, by = open_cohort()
    mentor = trained(mentor_of(cohort), until=clock.company_today())
    mentor_of(cohort), mentee_of(cohort)
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by)
    run = searched(cohort, by, drafts=drafts)
    call_command("verify_match", str(run.pk))
    assert (run.policy["bounds"]["least_training"], run.policy["terms"]["least_training"]) == (PRACTICE, PRACTICE)

    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert prove_run(Run.objects.get())[-1] == later
    TrainingRecord.objects.filter(profile=mentor.person).update(level=ADVANCED)

    told = "what is known of people"
    if is_large:
        with pytest.raises(NotProven, match=f"this has changed since: {told}"):
            prove_run(Run.objects.get())
    else:
        assert prove_run(Run.objects.get())[-1].startswith(f"People have changed since ({told})")


@pytest.mark.django_db
def test_training_is_no_part_of_a_run_that_asks_for_none():
    cohort, by = open_cohort()
    mentor = mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    searched(cohort, by)

    trained(mentor)

    assert prove_run(Run.objects.get())[-1] == AS_THEY_WERE


@pytest.mark.django_db
def test_digest_of_bounds_from_before_there_was_training_has_not_changed():
    cohort, _by = open_cohort()
    sides = {
        "mentee_sides": [MenteeSide("e", ("law",))],
        "mentor_sides": [MentorSide("r", frozenset({"law"}), training=2)],
    }
    mentor_of(cohort), mentee_of(cohort)
    inputs = replace(read_inputs(cohort), **sides, weights=Weights(), bounds=Bounds(most_hours=3))
    later = {"ways", "career", "aims", "interests", "choices"}
    weights = {name: value for name, value in asdict(Weights()).items() if name not in later}
    of_before = {"least_ahead": None, "most_ahead": None, "most_hours": 3, "needs_language": False}
    of_before |= {"departments": "free", "sites": "free"}

    free = digests_of(inputs)
    asked = digests_of(replace(inputs, bounds=replace(inputs.bounds, least_training=2)))

    assert free["policy"] == keyed("inputs.policy", {**weights, "style": "classic", "bounds": of_before})
    assert free["facts"] == keyed(
        "inputs.facts",
        {
            "mentees": [[["law"], None, None, None, [], None, {}]],
            "mentors": [[["law"], None, None, None, [], None, {}]],
        },
    )
    assert {kind for kind in free if free[kind] != asked[kind]} == {"facts", "policy"}


@pytest.mark.django_db
def test_run_from_before_there_was_training_is_not_outdated_until_some_is_asked_for():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    for kept in (run.policy["bounds"], run.policy["terms"]):
        del kept["least_training"]
    sealed_anew(run)
    programme = Programme.objects.get(pk=cohort.programme_id)
    said = [prove_run(Run.objects.get())[-1], is_changed_since(programme, Run.objects.get())]

    change_policy(programme=programme, terms=asking_for(PRACTICE), by=by)

    assert said == [AS_THEY_WERE, False]
    assert is_changed_since(Programme.objects.get(pk=programme.pk), Run.objects.get())
    assert {bounds.least_training for bounds in USUAL_BOUNDS.values()} == {None}


@pytest.mark.django_db
@pytest.mark.parametrize("level", [0, 4])
def test_database_knows_no_other_level(level):
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by)

    with pytest.raises(IntegrityError, match="policy_training_known"), transaction.atomic():
        Policy.objects.update(least_training=level)
