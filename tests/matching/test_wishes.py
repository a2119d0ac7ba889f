"""Whom people named counts in a search, and nothing that is written in the open tells of it."""

import json

import pytest
from django.core import serializers

from matching.choices import choices_for
from matching.even import even_of
from matching.models import Proposal, Ranking, Run, RunEvidence, is_changed_since
from matching.next_steps import look_after_pairs
from matching.scoring import POINTS_PER_WEIGHT
from matching.services import add_exclusion, change_policy, prove_run
from matching.services.evidence import unpack
from matching.services.inputs import read_inputs
from matching.services.one_row import read_row
from matching.services.seals import digests_of
from matching.terms import USUAL
from programmes.models import Cohort, Enrolment
from tests.factories import ProfileFactory, in_days, make_proposal
from tests.matching.naming import fresh, move, name, naming_cohort, with_wishes
from tests.matching.people import matched, mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import change, made_before, reason_against, run_to_prove, sealed_anew

pytestmark = pytest.mark.django_db


def two_and_two():
    """Two mentors and two mentees; Ada and Ann fit, and so do Bo and Ben, each a little."""
    cohort, by = naming_cohort()
    ada, bo = mentor_of(cohort, "Speaking"), mentor_of(cohort, "Selling")
    ann, ben = mentee_of(cohort, "Speaking", "Planning"), mentee_of(cohort, "Selling", "Planning")
    return cohort, by, (ada, bo, ann, ben)


def alike():
    """Two mentors and two mentees among whom nothing but a wish makes a difference."""
    cohort, by = naming_cohort()
    return cohort, by, (mentor_of(cohort), mentor_of(cohort), mentee_of(cohort), mentee_of(cohort))


@pytest.mark.parametrize("is_first", [True, False])
def test_search_gives_a_mentee_whom_they_named(is_first):
    cohort, by, (ada, bo, ann, ben) = alike()
    name(ann, ada if is_first else bo)

    matched(cohort, by)

    assert pairs_of(cohort) == ({(ada, ann), (bo, ben)} if is_first else {(bo, ann), (ada, ben)})


def test_search_gives_a_mentor_whom_they_named():
    cohort, by, (ada, bo, ann, ben) = alike()
    name(bo, ann)

    matched(cohort, by)

    assert pairs_of(cohort) == {(bo, ann), (ada, ben)}


def test_first_wish_counts_before_the_second():
    cohort, by, (ada, bo, ann, ben) = alike()
    name(ann, bo, ada)
    name(ben, bo, ada)
    move(ben, ada, "up")

    matched(cohort, by)

    assert pairs_of(cohort) == {(bo, ann), (ada, ben)}


def test_fit_outweighs_a_wish():
    cohort, by, (ada, bo, ann, ben) = two_and_two()
    name(ann, bo)

    matched(cohort, by)

    assert pairs_of(cohort) == {(ada, ann), (bo, ben)}


# --- what is written in the open ---


def told_of(cohort):
    """What drafts say, by their pair: ids and moments differ anyway."""
    proposals = Proposal.objects.filter(cohort=cohort, status="draft").prefetch_related("sides")
    return {
        tuple(sorted(str(side.enrolment_id) for side in each.sides.all())): (each.score, each.components, each.reasons)
        for each in proposals
    }


def in_the_open(run):
    """All that lies readable of a run, but for what differs from one search to the next."""
    known = json.loads(serializers.serialize("json", [run]))[0]["fields"]
    known["certificate"] = {key: value for key, value in known["certificate"].items() if key != "digests"}
    return {
        key: value for key, value in known.items() if key not in ("created_at", "finished_at", "inputs_digest", "seals")
    }


def test_drafts_are_the_same_whoever_named_whom():
    """The pairs are those that fit best anyway; then nothing at all may differ but who knows that they were named."""
    cohort, by, (ada, bo, ann, ben) = two_and_two()
    name(ann, bo)
    first = searched(cohort, by)
    before = told_of(cohort)
    move(ann, bo, "out")
    name(ann, ada)
    name(ada, ann)
    name(bo, ben)

    second = searched(cohort, by)

    assert told_of(cohort) == before
    assert in_the_open(first) == in_the_open(second)
    assert unpack(first.evidence.packed).figures != unpack(second.evidence.packed).figures


def test_parts_of_a_draft_are_those_of_the_fit():
    cohort, by, (_ada, bo, ann, _ben) = two_and_two()
    name(ann, bo)
    run = matched(cohort, by)
    facts = read_inputs(Cohort.objects.get(pk=cohort.pk))

    proposals = list(Proposal.objects.filter(run=run))

    assert facts.weights.choices == 0
    for proposal in proposals:
        assert sum(part["points"] for part in proposal.components) == proposal.score
        assert sum(part["maximum"] for part in proposal.components) == 100 * POINTS_PER_WEIGHT
        assert "choices" not in {part["name"] for part in proposal.components}
    assert run.total == sum(proposal.score for proposal in proposals)
    assert [run.certificate[name] for name in ("minimum", "lowest", "highest")] == [None, None, None]


def test_nobody_but_a_search_reads_whom_people_named():
    cohort, _by, (ada, _bo, ann, ben) = alike()
    name(ann, ada)
    name(ada, ben)
    cohort = Cohort.objects.get(pk=cohort.pk)

    without, with_named = read_inputs(cohort), read_inputs(cohort, with_named=True)

    assert {side.named for side in (*without.mentee_sides, *without.mentor_sides)} == {()}
    assert (without.weights.choices, without.weights) == (0, without.fit_weights)
    assert sorted(side.named for side in with_named.mentee_sides) == [(), (str(ada.person_id),)]
    assert sorted(side.named for side in with_named.mentor_sides) == [(), (str(ben.person_id),)]
    assert (with_named.weights.choices > 0, with_named.fit_weights) == (True, without.weights)


def test_order_in_which_people_are_listed_tells_nothing_of_wishes():
    _cohort, _by, (ada, bo, ann, ben) = two_and_two()
    before = [read_row(fresh(place)).possible() for place in (ann, ben, ada, bo)]
    name(bo, ann)
    name(ben, ada)

    assert [read_row(fresh(place)).possible() for place in (ann, ben, ada, bo)] == before


def test_wish_for_somebody_without_a_place_is_none():
    cohort, _by, (ada, bo, ann, _ben) = alike()
    name(ann, ada, bo)
    make_proposal(ada, mentee_of(cohort))

    inputs = read_inputs(Cohort.objects.get(pk=cohort.pk), with_named=True)

    assert [side.named for side in inputs.mentee_sides if side.key == str(ann.person_id)] == [(str(bo.person_id),)]


def test_where_nobody_named_anybody_a_search_goes_by_the_fit():
    cohort, by, _places = alike()

    run = matched(cohort, by)

    assert run.policy["choices"] == 0
    assert run.certificate["minimum"] is not None
    assert unpack(run.evidence.packed).figures is None


def test_page_of_fairness_tells_nothing_by_wishes():
    cohort, by, (ada, _bo, ann, _ben) = two_and_two()
    name(ann, ada)
    matched(cohort, by)

    assert even_of(cohort).rather.startswith("How many better matches were not made is not told")


# --- the proof ---


def ranked_run():
    cohort, by, (ada, bo, ann, _ben) = two_and_two()
    name(ann, bo, ada)
    name(ada, ann)
    return matched(cohort, by)


def test_run_with_wishes_is_proven_by_people_as_they_are():
    told = prove_run(Run.objects.get(pk=ranked_run().pk))

    assert told[0].startswith("2 of 2 mentees have a mentor: no choice places more people")
    assert told[-1] == "People are as they were: 4 scores computed anew are the same."


def test_run_is_proven_by_the_scores_kept_once_somebody_changed_their_list():
    run = ranked_run()
    Ranking.objects.all().delete()

    told = prove_run(Run.objects.get(pk=run.pk))

    assert told[-1].startswith("People have changed since (what is known of people")


@pytest.mark.parametrize("name", ["total"])
def test_changed_total_of_a_run_with_wishes_is_found(name):
    run = ranked_run()
    change(run, **{name: getattr(run, name) + 1})

    assert "The seal of the total is broken" in reason_against(run)


def test_changed_score_of_a_suggestion_of_such_a_run_is_found():
    run = ranked_run()
    proposal = Proposal.objects.filter(run=run).first()
    parts = [
        {**part, "points": part["points"] - 1} if not number else part
        for number, part in enumerate(proposal.components)
    ]
    Proposal.objects.filter(pk=proposal.pk).update(score=proposal.score - 1, components=parts)

    assert reason_against(run).startswith(f"The parts of the suggestion {proposal.pk} are not those")


def test_figures_sealed_are_what_is_proven():
    run = ranked_run()
    evidence = RunEvidence.objects.get(run=run)
    kept = json.loads(evidence.packed)
    kept["figures"]["total"] += 1
    evidence.packed = json.dumps(kept)
    evidence.save()
    sealed_anew(Run.objects.get(pk=run.pk))

    assert "but they add up to" in reason_against(run)


def test_runs_from_before_there_were_wishes_are_proven_as_ever():
    run = made_before(run_to_prove())
    run.policy = {key: value for key, value in run.policy.items() if key != "choices"}
    run.policy["terms"] = {key: value for key, value in run.policy["terms"].items() if key != "choices"}
    sealed_anew(run)

    assert prove_run(Run.objects.get(pk=run.pk))[-1].startswith("People are as they were")
    assert not is_changed_since(run.cohort.programme, run)


def test_digest_of_people_who_named_nobody_is_as_it_was():
    cohort, _by = open_cohort()
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    ranked, _by, (ada, _bo, ann, _ben) = alike()
    name(ann, ada)

    known = digests_of(read_inputs(cohort))
    ranked = Cohort.objects.get(pk=ranked.pk)
    without, with_named = (digests_of(read_inputs(ranked, with_named=each)) for each in (False, True))

    assert known.keys() == without.keys()
    assert {kind for kind in known if without[kind] != with_named[kind]} == {"facts", "policy"}


def test_search_goes_by_wishes_no_longer_once_the_programme_pairs_otherwise():
    cohort, by, (ada, _bo, ann, _ben) = alike()
    name(ann, ada)
    change_policy(programme=cohort.programme, terms=USUAL["classic"], pairing="appointed", by=by)

    assert matched(Cohort.objects.get(pk=cohort.pk), by).policy["choices"] == 0


def test_wish_outweighs_no_rule():
    cohort, by, (ada, bo, ann, ben) = alike()
    name(ann, ada)
    add_exclusion(owner=ada.person, excluded=ann.person, by=ada.person.user)

    matched(cohort, by)

    assert pairs_of(cohort) == {(bo, ann), (ada, ben)}


def test_large_search_counts_wishes_and_is_proven(monkeypatch):
    monkeypatch.setattr("matching.services.finding.MOST_LISTED", 1)
    cohort, by, (ada, bo, ann, ben) = alike()
    name(ann, bo)
    name(bo, ann)

    run = matched(cohort, by)

    assert pairs_of(cohort) == {(bo, ann), (ada, ben)}
    assert unpack(run.evidence.packed).scores is None
    assert prove_run(Run.objects.get(pk=run.pk))


def test_weights_with_wishes_sum_to_a_hundred():
    assert with_wishes(USUAL["classic"]).weights.choices == 15


# --- what the programme team does ---


def test_all_mentors_for_a_mentee_are_told_by_the_fit_and_no_more():
    _cohort, _by, (ada, bo, ann, _ben) = two_and_two()
    place = Enrolment.objects.select_related("cohort__programme__policy", "person__user").get(pk=ann.pk)
    before = choices_for(place)
    name(ann, bo)
    name(ada, ann)

    after = choices_for(place)

    assert after == before
    assert (after.is_worked_out, after.is_without_wishes) == (False, True)
    assert {option.cost for option in after.options.rows} == {""}


@pytest.mark.parametrize(
    ("fields", "title", "words"),
    [
        (
            {"stage": "registration", "registration_ends_on": in_days(-1)},
            "Let people choose in",
            "name whom they would",
        ),
        ({"stage": "matching"}, "Find the best pairs of", "People name whom they would like until you search."),
    ],
)
def test_team_lets_people_name_others_first_and_searches_then(fields, title, words):
    cohort, by = naming_cohort(**fields)
    mentor_of(cohort)
    mentee_of(cohort)

    [step] = look_after_pairs(ProfileFactory(user=by))

    assert step.title.startswith(title)
    assert words in step.text
