"""What HR says of two people, where a programme asks that it is the same or different: in all searches and proofs."""

from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import NotProven
from matching.barred import barred_by
from matching.bounds import Bounds, HrField, Tie
from matching.candidates import Comparison, candidate_pairs
from matching.choices import choices_for
from matching.hr_says import HrFacts, hr_values
from matching.models import Policy, Run, is_changed_since
from matching.preview import preview_of
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Rule, Style, Weights
from matching.services import change_policy, finding, no_longer_possible, prove_run, send_proposals
from matching.services.finding import choose, compare
from matching.services.finding_large import choose_large
from matching.services.inputs import read_inputs
from matching.services.one_row import read_row
from matching.services.seals import digests_of, keyed
from matching.terms import USUAL
from participants.models import Profile
from programmes.models import Programme
from tests.factories import GradeFactory, OrganisationFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import sealed_anew
from tests.matching.sides import BOUNDS, MENTEES, MENTORS
from tests.matching.test_finding import inputs_of, silent

CLASSIC = USUAL[Style.CLASSIC]
FREE = dict.fromkeys(map(str, HrField), Tie.FREE)
SOME_MENTEES = st.lists(MENTEES, max_size=8, unique_by=lambda side: side.key)
SOME_MENTORS = st.lists(MENTORS, max_size=8, unique_by=lambda side: side.key)
# Of each field what it reads of a person, and two values that differ.
UNLIKE = {
    HrField.ORGANISATIONS: ("organisation", "Our company", "Partner"),
    HrField.COUNTRIES: ("country", "France", "Poland"),
    HrField.BUSINESS_LINES: ("business_line", "Retail", "Energy"),
    HrField.COST_CENTRES: ("cost_centre", "0711", "0712"),
    HrField.JOB_TITLES: ("job_title", "Chef", "Nurse"),
    HrField.GRADES: ("grade", "B1", "B2"),
    HrField.EMPLOYMENT_TYPES: ("employment_type", "Permanent", "Temporary"),
    HrField.YEARS_JOINED: ("hired_on", date(2019, 5, 1), date(2021, 1, 1)),
}
MADE = {"organisation": OrganisationFactory, "grade": GradeFactory}


def found_by(mentees, mentors, bounds):
    rules = {"lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
    return candidate_pairs(mentees, mentors, weights=Weights(), bounds=bounds, **rules)


def keeps(bounds, mentee, mentor):
    """Whether both of whom something is known have it in common just where they must."""
    both = {field: (mentee.hr.get(field), mentor.hr.get(field)) for field in bounds.ties}
    known = {field: values for field, values in both.items() if None not in values}
    return all((len(set(values)) == 1) == (bounds.ties[field] == Tie.SAME) for field, values in known.items())


# --- pairs ---


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SOME_MENTEES, SOME_MENTORS, BOUNDS)
def test_no_pair_is_ever_against_a_tie(mentees, mentors, bounds):
    found = found_by(mentees, mentors, bounds)

    pairs = zip(found.mentee.tolist(), found.mentor.tolist(), strict=True)
    assert all(keeps(bounds, mentees[row], mentors[column]) for row, column in pairs)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SOME_MENTEES, SOME_MENTORS, BOUNDS)
def test_without_ties_what_hr_says_changes_nothing(mentees, mentors, bounds):
    bounds = replace(bounds, **FREE)
    nothing_said = ([replace(side, hr={}) for side in sides] for sides in (mentees, mentors))

    with_it, without = found_by(mentees, mentors, bounds), found_by(*nothing_said, bounds)

    assert Rule.HR_FIELD not in barred_by(bounds, mentees, mentors)
    for name in ("mentee", "mentor", "score", "ruled_out", "unmet"):
        assert np.array_equal(getattr(with_it, name), getattr(without, name)), name


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SOME_MENTEES, SOME_MENTORS, BOUNDS)
def test_tie_takes_pairs_away_and_leaves_every_score(mentees, mentors, bounds):
    tied, free = (found_by(mentees, mentors, each) for each in (bounds, replace(bounds, **FREE)))

    def scores(found):
        return set(zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True))

    assert scores(tied) == {each for each in scores(free) if keeps(bounds, mentees[each[0]], mentors[each[1]])}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SOME_MENTEES, SOME_MENTORS, BOUNDS)
def test_blocks_tables_and_single_pairs_say_the_same(mentees, mentors, bounds):
    rules = {"lines": {}, "excluded": frozenset(), "style": Style.CLASSIC}
    comparison = Comparison(mentees, mentors, weights=Weights(), bounds=bounds, **rules)
    everybody = np.indices((len(mentees), len(mentors))).reshape(2, -1)
    found = comparison.block(0, len(mentees))
    of_blocks = np.full((len(mentees), len(mentors)), -1)
    of_blocks[found.mentee, found.mentor] = found.score

    of_tables = np.full_like(of_blocks, -1)
    for group in comparison.groups():
        of_tables[np.ix_(group.mentees, group.mentors)] = comparison.tables(group.mentors)(group.mentees)

    assert np.array_equal(of_tables, of_blocks)
    assert np.array_equal(comparison.scores(*everybody).reshape(of_blocks.shape), of_blocks)


def people_of_three_titles(objective):
    people = inputs_of(
        {f"mentee{n:02}": (f"skill{n % 3}", "skill1") for n in range(12)},
        {f"mentor{n}": (f"skill{n % 4}",) for n in range(7)},
        objective=objective,
    )

    def titled(sides):
        said = ({HrField.JOB_TITLES: f"title{number % 3}"} if number % 5 else {} for number in range(len(sides)))
        return [replace(side, hr=hr) for side, hr in zip(sides, said, strict=True)]

    return replace(people, mentee_sides=titled(people.mentee_sides), mentor_sides=titled(people.mentor_sides))


@pytest.mark.parametrize("objective", ["total", "fair", "stable"])
@pytest.mark.parametrize("tie", [Tie.SAME, Tie.DIFFERENT])
def test_every_way_to_choose_keeps_to_a_tie_in_a_list_and_in_a_large_search(objective, tie):
    people = replace(people_of_three_titles(objective), bounds=Bounds(job_titles=tie))

    listed, large = choose(people, compare(people, silent), silent), choose_large(people, silent)

    for choice in (listed, large):
        made = [(row, column) for row, column in enumerate(choice.assignment.mentor_of.tolist()) if column >= 0]
        assert len(made) == 7
        assert all(keeps(people.bounds, people.mentee_sides[row], people.mentor_sides[column]) for row, column in made)
    for name in ("cardinality", "minimum", "total"):
        assert getattr(large.assignment, name) == getattr(listed.assignment, name), name


def test_thousands_of_titles_are_no_table_of_all_of_them():
    mentees = [MenteeSide(f"e{n}", hr={HrField.JOB_TITLES: f"title{n}"}) for n in range(5_000)]
    mentors = [MentorSide(f"r{n}", hr={HrField.JOB_TITLES: f"title{2 * n}"}) for n in range(2_000)]

    tied = barred_by(Bounds(job_titles=Tie.SAME), mentees, mentors)[Rule.HR_FIELD]

    assert (tied.mentee.shape, tied.mentor.shape) == ((1, 5_000), (1, 2_000))
    assert np.flatnonzero(~tied.among(np.array([4, 5]), slice(None))).tolist() == [2]
    assert tied.of_pairs(np.array([4, 5]), np.array([2, 2])).tolist() == [False, True]


# --- what is known of a person ---


def test_nothing_else_of_what_hr_says_decides():
    """Who somebody is, is none of it: whoever adds a field has to change this line."""
    of_work = {"organisations", "countries", "business_lines", "cost_centres"}
    assert set(HrField) == of_work | {"job_titles", "grades", "employment_types", "years_joined"}


def test_values_are_of_what_hr_says_and_nothing_is_said_of_what_it_does_not():
    nothing = HrFacts("o", "", "", "", "", None, "", None)
    full = HrFacts("o", "France", "Retail", "07 11", "Head of  IT", "g", "Temporary", date(2019, 9, 1))

    assert hr_values(full) == {
        "organisations": "o",
        "countries": "france",
        "business_lines": "retail",
        "cost_centres": "0711",
        "job_titles": "headofit",
        "grades": "g",
        "employment_types": "temporary",
        "years_joined": "2019",
    }
    assert hr_values(nothing) == hr_values(nothing._replace(job_title=" ")) == {"organisations": "o"}
    assert hr_values(nothing._replace(job_title="HEAD OF IT"))["job_titles"] == "headofit"


# --- a programme ---


def terms_with(**bounds):
    return replace(CLASSIC, bounds=Bounds(**{"least_ahead": 0, **bounds}))


def again(cohort):
    """The cohort as a new request reads it."""
    return type(cohort).objects.select_related("programme").get(pk=cohort.pk)


def unlike(cohort, field):
    """A mentor and a mentee who differ in this field alone."""
    name, *values = UNLIKE[field]
    one, other = (MADE[name](name=value) for value in values) if name in MADE else values
    return mentor_of(cohort, **{f"person__{name}": one}), mentee_of(cohort, **{f"person__{name}": other})


@pytest.mark.django_db
@pytest.mark.parametrize("field", HrField)
def test_search_board_sending_and_choosing_go_by_a_tie(field):
    cohort, by = open_cohort()
    mentor, mentee = unlike(cohort, field)
    draft = make_proposal(mentor, mentee, status="draft")
    assert no_longer_possible(again(cohort), [draft.pk]) == set()
    tied = terms_with(**{str(field): Tie.SAME})
    assert preview_of(again(cohort), tied).tried.placed == 0

    change_policy(programme=cohort.programme, terms=tied, by=by, pairing="chosen")

    assert [option.refusal for option in choices_for(mentee).options.rows] == ["Ruled out"]
    assert read_row(mentee).possible() == read_row(mentor).possible() == []
    assert no_longer_possible(again(cohort), [draft.pk]) == {draft.pk}
    assert send_proposals(cohort=cohort, by=by) == 0
    run = searched(cohort, by)
    assert pairs_of(cohort) == set()
    assert [reason["code"] for reason in run.unplaced[0]["reasons"]] == ["all_ruled_out"]


@pytest.mark.django_db
@pytest.mark.parametrize("field", HrField)
def test_what_differs_may_differ_where_it_must(field):
    cohort, by = open_cohort()
    mentor, mentee = unlike(cohort, field)
    change_policy(programme=cohort.programme, terms=terms_with(**{str(field): Tie.DIFFERENT}), by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(mentor, mentee)}


@pytest.mark.django_db
@pytest.mark.parametrize("tie", [Tie.SAME, Tie.DIFFERENT])
def test_what_is_not_known_rules_nobody_out(tie):
    cohort, by = open_cohort()
    mentor, mentee = mentor_of(cohort, person__job_title=""), mentee_of(cohort, person__job_title="Chef")
    ties = {"job_titles": tie, "grades": tie, "years_joined": tie}
    change_policy(programme=cohort.programme, terms=terms_with(**ties), by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(mentor, mentee)}


@pytest.mark.django_db
@pytest.mark.parametrize("pairing", ["appointed", "ranked"])
@pytest.mark.parametrize("is_large", [False, True])
def test_run_keeps_its_ties_and_proves_them_afterwards(monkeypatch, pairing, is_large):
    if is_large:
        monkeypatch.setattr(finding, "MOST_LISTED", 0)
    cohort, by = open_cohort()
    chef = mentor_of(cohort, "Speaking", person__job_title="Chef")
    mentee_of(cohort, "Speaking", person__job_title="chef")
    nurse = mentee_of(cohort, person__job_title="Nurse")
    weights = Weights(skills=32, choices=10) if pairing == "ranked" else CLASSIC.weights
    terms = replace(terms_with(job_titles=Tie.DIFFERENT), weights=weights)
    change_policy(programme=cohort.programme, terms=terms, by=by, pairing=pairing)

    run = searched(cohort, by)

    assert pairs_of(cohort) == {(chef, nurse)}
    assert (run.policy["bounds"]["job_titles"], run.policy["terms"]["job_titles"]) == ("different", "different")
    call_command("verify_match", str(run.pk))
    Profile.objects.filter(pk=chef.person_id).update(job_title="Cook")
    told = "what is known of people"
    if is_large:
        with pytest.raises(NotProven, match=f"this has changed since: {told}"):
            prove_run(Run.objects.get())
    else:
        assert prove_run(Run.objects.get())[-1].startswith(f"People have changed since ({told})")


@pytest.mark.django_db
def test_what_hr_says_is_no_part_of_a_run_without_ties():
    cohort, by = open_cohort()
    mentor = mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    change_policy(programme=cohort.programme, terms=terms_with(most_hours=5), by=by)
    searched(cohort, by)

    Profile.objects.filter(pk=mentor.person_id).update(job_title="Cook", hired_on=date(2020, 1, 1))

    assert prove_run(Run.objects.get())[-1] == "People are as they were: 1 scores computed anew are the same."


@pytest.mark.django_db
def test_digest_of_bounds_from_before_there_were_ties_has_not_changed():
    cohort, _by = open_cohort()
    sides = {
        "mentee_sides": [MenteeSide("e", ("law",), "IT", hr={HrField.JOB_TITLES: "chef"})],
        "mentor_sides": [MentorSide("r", frozenset({"law"}), "HR", hr={HrField.GRADES: "g"})],
    }
    mentor_of(cohort), mentee_of(cohort)
    inputs = replace(read_inputs(cohort), **sides, weights=Weights(), bounds=Bounds(most_hours=3, sites=Tie.SAME))
    of_before = {"least_ahead": None, "most_ahead": None, "most_hours": 3, "needs_language": False}
    of_before |= {"departments": "free", "sites": "same"}
    later = {"ways", "career", "aims", "interests", "choices"}
    weights = {name: value for name, value in asdict(Weights()).items() if name not in later}

    free = digests_of(inputs)
    tied = digests_of(replace(inputs, bounds=replace(inputs.bounds, job_titles=Tie.SAME)))

    assert free["policy"] == keyed("inputs.policy", {**weights, "style": "classic", "bounds": of_before})
    assert free["facts"] == keyed(
        "inputs.facts",
        {
            "mentees": [[["law"], "IT", None, None, [], None, {}]],
            "mentors": [[["law"], "HR", None, None, [], None, {}]],
        },
    )
    assert {kind for kind in free if free[kind] != tied[kind]} == {"facts", "policy"}


@pytest.mark.django_db
def test_run_from_before_there_were_ties_is_proven_and_not_outdated_until_one_is_set():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    for kept in (run.policy["bounds"], run.policy["terms"]):
        for field in HrField:
            del kept[field]
    sealed_anew(run)
    programme = Programme.objects.get(pk=cohort.programme_id)
    said = [prove_run(Run.objects.get())[-1], is_changed_since(programme, Run.objects.get())]

    change_policy(programme=programme, terms=terms_with(grades=Tie.DIFFERENT), by=by)

    assert said == ["People are as they were: 1 scores computed anew are the same.", False]
    assert is_changed_since(Programme.objects.get(pk=programme.pk), Run.objects.get())
    assert USUAL_BOUNDS[Style.CLASSIC].ties == {}


@pytest.mark.django_db
@pytest.mark.parametrize("field", HrField)
def test_database_knows_no_other_tie(field):
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=by)

    with pytest.raises(IntegrityError, match="policy_ties_of_hr_known"), transaction.atomic():
        Policy.objects.update(**{str(field): "near"})
