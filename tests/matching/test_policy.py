"""What a programme set for itself decides everywhere: in a search, on the board, before sending, and in the proof."""

from dataclasses import fields, replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from matching.bounds import Bounds, HrField, Tie
from matching.choices import choices_for
from matching.models import Policy, Proposal, Run, is_changed_since, policy_of
from matching.scoring import USUAL_BOUNDS, MenteeSide, MentorSide, Style, Weights
from matching.services import (
    accept_proposal,
    change_policy,
    no_longer_possible,
    pair_by_hand,
    prove_run,
    restore_proposal,
    send_again,
    send_proposals,
)
from matching.services.inputs import read_inputs
from matching.terms import USUAL, Terms
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile
from programmes.models import Programme
from tests.factories import DepartmentFactory, ProfileFactory, SiteFactory, make_proposal
from tests.matching.at_once import at_once
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched
from tests.matching.proofs import change, reason_against, sealed_anew

pytestmark = pytest.mark.django_db
CLASSIC = USUAL[Style.CLASSIC]


def terms_with(**bounds):
    return replace(CLASSIC, bounds=Bounds(**{"least_ahead": 0, **bounds}))


def again(cohort):
    """The cohort as a new request reads it."""
    return type(cohort).objects.select_related("programme").get(pk=cohort.pk)


def far_apart(cohort):
    """A mentor and a mentee who differ in everything that a bound may ask for."""
    mentor = mentor_of(
        cohort,
        person__department=DepartmentFactory(name="D1"),
        person__site=SiteFactory(name="Tokyo", time_zone="Asia/Tokyo"),
        person__languages=["ja"],
        person__job_title="Nurse",
    )
    mentee = mentee_of(
        cohort,
        person__department=DepartmentFactory(name="D2"),
        person__site=SiteFactory(name="Paris", time_zone="Europe/Paris"),
        person__languages=["fr"],
    )
    return mentor, mentee


APART = [
    {"most_hours": 6},
    {"needs_language": True},
    {"departments": Tie.SAME},
    {"sites": Tie.SAME},
    {"job_titles": Tie.SAME},
]


# --- what it decides ---


@pytest.mark.parametrize("bounds", APART)
def test_search_board_and_sending_go_by_what_the_programme_asks_for(bounds):
    cohort, by = open_cohort()
    mentor, mentee = far_apart(cohort)
    draft = make_proposal(mentor, mentee, status=Proposal.Status.DRAFT)
    assert no_longer_possible(again(cohort), [draft.pk]) == set()

    change_policy(programme=cohort.programme, terms=terms_with(**bounds), by=by)

    assert [option.refusal for option in choices_for(mentee).options.rows] == ["Ruled out"]
    assert no_longer_possible(again(cohort), [draft.pk]) == {draft.pk}
    assert send_proposals(cohort=cohort, by=by) == 0
    run = searched(cohort, by)
    assert pairs_of(cohort) == set()
    assert [reason["code"] for reason in run.unplaced[0]["reasons"]] == ["all_ruled_out"]


def test_weights_decide_who_is_the_best():
    cohort, by = open_cohort()
    skilled = mentor_of(cohort, "Speaking", person__department=DepartmentFactory(name="D3"))
    mentee = mentee_of(cohort, "Speaking", person__department=skilled.person.department)
    other = mentor_of(cohort, "Sailing", person__department=DepartmentFactory(name="D4"))
    departments_alone = Weights(skills=0, level=0, seniority=0, place=0, language=0, department=100)

    searched(cohort, by)
    before = pairs_of(cohort)
    change_policy(programme=cohort.programme, terms=Terms(departments_alone, CLASSIC.bounds), by=by)
    run = searched(cohort, by)

    assert (before, pairs_of(cohort)) == ({(skilled, mentee)}, {(other, mentee)})
    assert (run.policy["department"], run.policy["skills"]) == (100, 0)


def since(cohort, run):
    return is_changed_since(again(cohort).programme, Run.objects.get(pk=run.pk))


def test_changed_since_a_search_is_what_now_says_something_else():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    said = [since(cohort, run)]

    for terms in (
        terms_with(most_hours=3),
        CLASSIC,
        replace(CLASSIC, weights=Weights(skills=0, level=0, seniority=0, place=0, language=0, department=100)),
        replace(CLASSIC, objective="total"),
        CLASSIC,
    ):
        change_policy(programme=cohort.programme, terms=terms, by=by)
        said.append(since(cohort, run))

    assert said == [False, True, False, True, True, False]


def test_weight_of_a_part_that_had_none_is_a_change_though_the_others_keep_their_proportion():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    without, halved = Weights(80, 20, 0, 0, 0, 0), Weights(40, 10, 0, 0, 0, 50)
    change_policy(programme=cohort.programme, terms=replace(CLASSIC, weights=without), by=by)
    run = searched(cohort, by)

    change_policy(programme=cohort.programme, terms=replace(CLASSIC, weights=halved), by=by)

    assert since(cohort, run)


def test_search_from_before_settings_were_kept_is_judged_by_the_time_of_the_change():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    run.policy = {name: value for name, value in run.policy.items() if name != "terms"}
    sealed_anew(run)
    said = [since(cohort, run)]

    for terms in (terms_with(most_hours=3), CLASSIC):
        change_policy(programme=cohort.programme, terms=terms, by=by)
        said.append(since(cohort, run))

    assert said == [False, True, True]


def test_programme_without_a_policy_goes_by_its_style():
    for style in Style:
        cohort, _by = open_cohort(programme__style=style)

        assert read_inputs(cohort).bounds == USUAL_BOUNDS[style]
        assert policy_of(cohort.programme).version == 0


def test_policy_of_another_style_than_the_programme_has_by_now_no_longer_holds():
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=terms_with(least_ahead=3), by=by)
    Programme.objects.update(style="reverse")

    assert policy_of(again(cohort).programme).terms == USUAL[Style.REVERSE]
    changed = change_policy(programme=cohort.programme, terms=Terms(CLASSIC.weights, Bounds(most_ahead=-1)), by=by)
    assert (changed.style, changed.version, Policy.objects.count()) == ("reverse", 2, 1)


def test_kept_pair_that_the_programme_no_longer_wants_is_looked_at_like_others():
    cohort, by = open_cohort()
    mentor, mentee = far_apart(cohort)
    nearer = mentor_of(cohort, person__department=mentee.person.department)
    pair_by_hand(mentee=mentee, mentor=mentor, by=by)

    change_policy(programme=cohort.programme, terms=terms_with(departments=Tie.SAME), by=by)
    searched(cohort, by)

    assert pairs_of(cohort) == {(nearer, mentee)}


def test_nobody_is_paired_by_hand_or_put_back_against_what_the_programme_asks_for():
    cohort, by = open_cohort()
    mentor, mentee = far_apart(cohort)
    removed = make_proposal(mentor, mentee, status=Proposal.Status.REMOVED)
    change_policy(programme=cohort.programme, terms=terms_with(sites=Tie.SAME), by=by)

    with pytest.raises(Refused, match="This pair is ruled out"):
        restore_proposal(proposal=Proposal.objects.get(pk=removed.pk), by=by)
    Proposal.objects.all().delete()
    with pytest.raises(Refused, match="This pair is ruled out"):
        pair_by_hand(mentee=mentee, mentor=mentor, by=by)


def test_suggestion_without_an_answer_is_not_sent_again_against_what_the_programme_asks_for():
    cohort, by = open_cohort(stage="running")
    lapsed = make_proposal(*far_apart(cohort), status=Proposal.Status.LAPSED)
    change_policy(programme=cohort.programme, terms=terms_with(needs_language=True), by=by)

    with pytest.raises(Refused, match="These two are not suggested to each other any more"):
        send_again(proposal=Proposal.objects.get(pk=lapsed.pk), by=by)


def test_suggestion_that_was_sent_can_be_answered_whatever_changed():
    cohort, by = open_cohort(stage="running")
    mentor, mentee = far_apart(cohort)
    sent = make_proposal(mentor, mentee)
    change_policy(programme=cohort.programme, terms=terms_with(needs_language=True), by=by)

    for place in (mentor, mentee):
        accept_proposal(proposal=Proposal.objects.get(pk=sent.pk), by=place.person.user, no_line=True)

    assert Proposal.objects.get().status == Proposal.Status.ACCEPTED


@pytest.mark.parametrize("side", [MenteeSide, MentorSide])
def test_who_somebody_is_never_decides(side):
    """Age, gender, origin, belief and health are no inputs; whoever adds one has to change this line."""
    known = {"key", "department", "site", "grade", "languages", "offset", "levels", "ways", "interests", "named"}
    known |= {"aims"}
    own = {"wanted", "roles_wanted"} if side == MenteeSide else {"offered", "works_as", "worked_as", "training"}

    assert {each.name for each in fields(side)} == known | own | {"hr"}


# --- the run and its proof ---


def test_run_keeps_what_it_went_by_and_proves_it_afterwards():
    cohort, by = open_cohort()
    department = DepartmentFactory(name="D5")
    mentor_of(cohort, "Speaking", person__department=department)
    mentee_of(cohort, "Speaking", person__department=department)
    mentee_of(cohort, "Speaking", person__department=DepartmentFactory(name="D6"))
    change_policy(programme=cohort.programme, terms=terms_with(departments=Tie.DIFFERENT, most_hours=5), by=by)

    run = searched(cohort, by)

    assert run.policy["bounds"] == {
        "least_ahead": 0,
        "most_ahead": None,
        "most_hours": 5,
        "needs_language": False,
        "departments": "different",
        "sites": "free",
        **dict.fromkeys(map(str, HrField), "free"),
        "least_training": None,
    }
    assert prove_run(Run.objects.get())[-1] == "People are as they were: 1 scores computed anew are the same."
    call_command("verify_match", str(run.pk))
    change_policy(programme=cohort.programme, terms=CLASSIC, by=by)
    assert prove_run(Run.objects.get())[-1] == (
        "People have changed since (what each part of a score is worth, and what two people need), so it is proven by "
        "the scores that were kept."
    )


def test_run_from_before_there_were_bounds_is_proven_as_it_was():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    run.policy = {name: value for name, value in run.policy.items() if name != "bounds"}
    sealed_anew(run)

    assert prove_run(Run.objects.get())[-1] == "People are as they were: 1 scores computed anew are the same."


def test_bounds_of_a_run_are_under_its_seal():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)
    digest = run.inputs_digest
    change_policy(programme=cohort.programme, terms=terms_with(sites=Tie.DIFFERENT), by=by)

    assert searched(cohort, by).inputs_digest != digest


def test_bounds_that_were_changed_in_a_run_break_its_seal():
    cohort, by = open_cohort()
    mentor_of(cohort, "Speaking"), mentee_of(cohort, "Speaking")
    run = searched(cohort, by)

    change(run, policy={**run.policy, "bounds": {**run.policy["bounds"], "most_hours": 2}})

    assert reason_against(run) == "The seal of the policy is broken: it was changed after the search."


# --- changing it ---


def test_change_is_recorded_and_counts_its_versions():
    cohort, by = open_cohort()

    first = change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=by)
    same = change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=by, seen="of long ago")

    assert (first.version, same.version, same.updated_by) == (1, 1, by)
    assert AuditEvent.objects.filter(verb="policy.change", subject_id=first.pk).count() == 1


def test_change_of_what_somebody_else_changed_meanwhile_is_refused_with_their_name():
    cohort, by = open_cohort()
    other = ProfileFactory(user__name="Otto Other").user
    seen = policy_of(cohort.programme).as_seen
    change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=other, seen=seen)

    with pytest.raises(ChangedMeanwhile, match="Otto Other changed this meanwhile"):
        change_policy(programme=cohort.programme, terms=terms_with(most_hours=4), by=by, seen=seen)
    with pytest.raises(ChangedMeanwhile, match="You changed this in another window"):
        change_policy(programme=cohort.programme, terms=terms_with(most_hours=4), by=other, seen=seen)

    assert policy_of(again(cohort).programme).most_hours == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_first_changes_at_the_same_moment_one_is_told():
    cohort, by = open_cohort()
    programme, seen = cohort.programme, policy_of(cohort.programme).as_seen

    def saves(hours):
        return lambda: change_policy(
            programme=Programme.objects.get(pk=programme.pk), terms=terms_with(most_hours=hours), by=by, seen=seen
        )

    outcomes = at_once(saves(3), saves(4))

    assert sorted(type(each).__name__ for each in outcomes) == ["ChangedMeanwhile", "str"]
    assert Policy.objects.get().version == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("skills = 43", "policy_weights_sum_to_100"),
        ("skills = -1, level = 53", "skills_check"),
        ("least_ahead = 2, most_ahead = 1", "policy_levels_in_order"),
        ("grade_gap = 101", "policy_levels_range"),
        ("most_hours = 13", "policy_hours_range"),
        ("sites = 'near'", "policy_ties_known"),
        ("style = 'peer'", "policy_style_known"),
        ("pairing = 'guessed'", "policy_pairing_known"),
    ],
)
def test_database_refuses_what_must_never_be(values, constraint):
    cohort, by = open_cohort()
    change_policy(programme=cohort.programme, terms=terms_with(most_hours=3), by=by)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE matching_policy SET {values}")  # noqa: S608 - words of this file


# --- trying it out ---
