"""Parts of a fit that came later: a run of before is proven as it was, and one that they decide, with them."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from matching.bounds import HrField
from matching.meeting import Ways
from matching.models import Policy, Proposal, Run, is_changed_since
from matching.scoring import MenteeSide, MentorSide, Part, Style, Weights
from matching.services import change_policy, prove_run
from matching.services.inputs import read_inputs
from matching.services.seals import LATER, digests_of, keyed
from matching.terms import USUAL
from participants.models import Profile
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import sealed_anew

pytestmark = pytest.mark.django_db
CLASSIC = USUAL[Style.CLASSIC]
WAYS = Ways("remote", "morning", "weekly")
# What each part was worth, by all the names there were when digests were first written.
OF_BEFORE = {
    "skills": 42,
    "level": 10,
    "seniority": 18,
    "place": 9,
    "language": 12,
    "department": 9,
    "grade_gap": 2,
}


def again(cohort):
    """The cohort as a new request reads it."""
    return type(cohort).objects.select_related("programme").get(pk=cohort.pk)


def of_two():
    """What a search knows of a round with one mentor and one mentee."""
    cohort, _by = open_cohort()
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    return read_inputs(cohort)


def test_run_from_before_there_were_more_parts_is_proven_as_it_was():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking", person__meets="remote")
    mentee_of(cohort, "Speaking", person__meets="remote")
    run = searched(cohort, by)
    later = {str(part) for part in LATER}
    terms = {name: value for name, value in run.policy["terms"].items() if name not in later | set(HrField)}
    run.policy = {name: value for name, value in run.policy.items() if name not in later} | {"terms": terms}
    sealed_anew(run)
    Profile.objects.update(meets="in_person")

    assert later
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 1 scores computed anew are the same."
    assert not is_changed_since(again(cohort).programme, run)


def test_what_a_digest_holds_of_before_there_were_more_parts_has_not_changed(settings):
    """Written down once: a run of then is told from one of which something changed by just these letters."""
    settings.AUDIT_KEY = "one key for this test, long enough to be one"
    sides = {
        "mentee_sides": [MenteeSide("e", ("law",), "IT", "Leeds", 3, frozenset({"en"}), 0, {"law": 2}, WAYS)],
        "mentor_sides": [MentorSide("r", frozenset({"law"}), "HR", None, None, frozenset(), None, {}, WAYS)],
    }
    inputs = replace(of_two(), **sides, weights=Weights())

    digests = digests_of(inputs)

    assert digests["facts"] == keyed(
        "inputs.facts",
        {
            "mentees": [[["law"], "IT", "Leeds", 3, ["en"], 0, {"law": 2}]],
            "mentors": [[["law"], "HR", None, None, [], None, {}]],
        },
    )
    assert digests["policy"] == keyed("inputs.policy", {**OF_BEFORE, "style": "classic"})


@pytest.mark.parametrize("part", LATER)
def test_what_a_part_reads_is_in_the_digest_once_it_has_a_weight(part):
    inputs = replace(of_two(), weights=Weights())
    weighty = replace(inputs, weights=Weights(**{"skills": 41, str(part): 1}))

    without, with_it = digests_of(inputs), digests_of(weighty)

    assert {kind for kind in without if without[kind] != with_it[kind]} == {"facts", "policy"}


def test_roles_find_the_pair_in_which_the_mentor_was_where_the_mentee_wants_to_go():
    cohort, by = open_cohort()
    other, chef = (mentor_of(cohort, "Speaking", person__roles_had=had) for had in (["Buyer"], ["CHEF"]))
    mentee = mentee_of(cohort, "Speaking", person__roles_wanted=["Chef"])
    change_policy(programme=cohort.programme, terms=replace(CLASSIC, weights=Weights(skills=22, career=20)), by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(chef, mentee)}
    [reason] = [each for each in Proposal.objects.get().reasons if each["code"] == "role_before"]
    assert reason["values"] == {"role": "Chef"}
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 2 scores computed anew are the same."
    Profile.objects.filter(pk=other.person_id).update(job_title="Cook")
    assert prove_run(Run.objects.get())[-1].startswith("People have changed since (what is known of people)")


def test_interests_find_the_pair_that_shares_two():
    cohort, by = open_cohort()
    shared = [["chess"], ["hiking", "chess", "baking"], []]
    places = [mentor_of(cohort, "Speaking", person__interests=interests) for interests in shared]
    mentee = mentee_of(cohort, "Speaking", person__interests=["baking", "chess"])
    terms = replace(CLASSIC, weights=Weights(skills=22, interests=20))
    change_policy(programme=cohort.programme, terms=terms, by=by)

    searched(cohort, by)

    assert pairs_of(cohort) == {(places[1], mentee)}
    assert {"code": "interests_shared", "values": {"interest": "baking"}} in Proposal.objects.get().reasons
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 3 scores computed anew are the same."


def test_aims_find_the_pair_in_which_the_mentor_can_help_with_more_of_them():
    cohort, by = open_cohort()
    known = [["field"], ["speak", "lead"], []]
    places = [mentor_of(cohort, "Speaking", person__aims_known=aims) for aims in known]
    mentee = mentee_of(cohort, "Speaking", person__aims_wanted=["lead", "field"], person__aims_known=["decide"])
    terms = replace(CLASSIC, weights=Weights(skills=22, aims=20))
    change_policy(programme=cohort.programme, terms=terms, by=by)
    Profile.objects.filter(pk=places[0].person_id).update(aims_known=["field", "lead"])

    searched(cohort, by)

    assert pairs_of(cohort) == {(places[0], mentee)}
    assert {"code": "aims_met", "values": {}} in Proposal.objects.get().reasons
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 3 scores computed anew are the same."
    Profile.objects.filter(pk=mentee.person_id).update(aims_known=[])
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 3 scores computed anew are the same."
    Profile.objects.filter(pk=places[1].person_id).update(aims_known=["lead"])
    assert prove_run(Run.objects.get())[-1].startswith("People have changed since (what is known of people)")


# Whom people named has its weight where they are asked to name somebody alone.
@pytest.mark.parametrize("part", [part for part in LATER if part != Part.CHOICES])
def test_database_counts_the_weight_of_every_part(part):
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=replace(CLASSIC, weights=Weights(grade_gap=1)), by=by)

    with pytest.raises(IntegrityError, match="policy_weights_sum_to_100"), transaction.atomic():
        Policy.objects.update(**{str(part): 1})
    Policy.objects.update(**{str(part): 1, "skills": 41})


def test_version_of_before_can_go_on_writing():
    """Whoever goes back to it writes rows without the columns that came later."""
    later = {str(part) for part in LATER} | {"roles_wanted", "roles_had", "interests"} | set(map(str, HrField))
    later |= {"aims_wanted", "aims_known", "country", "business_line", "cost_centre", "employment_type"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, column_default FROM information_schema.columns "
            "WHERE table_name IN ('matching_policy', 'participants_profile') AND column_name = ANY(%s)",
            [sorted(later)],
        )
        columns = cursor.fetchall()

    assert {name for name, _default in columns} == later
    assert [name for name, default in columns if default is None] == []


def test_ways_of_working_find_the_pair_that_meets_alike():
    """What people say of how they like to meet decides once it has a weight, and the run is proven with it."""
    cohort, by = open_cohort()
    remote, there = (mentor_of(cohort, "Speaking", person__meets=how) for how in ("remote", "in_person"))
    mentee = mentee_of(cohort, "Speaking", person__meets="in_person")
    change_policy(programme=cohort.programme, terms=replace(CLASSIC, weights=Weights(skills=22, ways=20)), by=by)

    run = searched(cohort, by)

    assert pairs_of(cohort) == {(there, mentee)}
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 2 scores computed anew are the same."
    assert not is_changed_since(again(cohort).programme, run)
    Profile.objects.filter(pk=remote.person_id).update(part_of_day="morning")
    assert prove_run(Run.objects.get())[-1].startswith("People have changed since (what is known of people)")
