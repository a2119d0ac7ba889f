"""What a search that keeps drafts of before records, and how it is proven."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from matching.drafts_kept import became_of_drafts, proven_with_drafts
from matching.models import Policy, Proposal, Run
from matching.scoring import Weights
from matching.services import change_policy, prove_run
from participants.models import ProfileSkill
from tests.matching.keeping import ALL, ANEW, BONUS, CLEARLY, TERMS, Round, close_account, kept_clearly
from tests.matching.naming import name
from tests.matching.people import mentee_of
from tests.matching.proofs import change, reason_against, sealed_anew

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return Round()


def test_run_records_which_drafts_counted_for_more_and_what_came_of_it(here):
    run = kept_clearly(here)

    fit = Proposal.objects.get(sides__enrolment=here.ann).score
    assert run.certificate["drafts"] == {
        "bonus": BONUS,
        "pairs": {str(here.ann.pk): str(here.bo.pk)},
        "fit_before": fit,
        "fit_after": fit,
    }
    assert run.total == sum(Proposal.objects.values_list("score", flat=True))


def test_run_that_kept_drafts_unless_clearly_better_is_proven_and_says_so(here):
    kept, drafts, suggestions, anew = prove_run(kept_clearly(here))

    assert kept.startswith("2 of 2 mentees have a mentor, and their scores add up to 1010000, the lowest being 500000")
    assert drafts == (
        "Each draft of before counts 50000 points more than it fits, and scores are counted in steps of 2 points: 1 of "
        "1 drafts stayed."
    )
    assert suggestions == "Suggestions that it wrote: 2. As they were written: 2."
    assert anew == "People are as they were: 4 scores computed anew are the same."


def test_run_that_kept_all_drafts_is_proven_beside_them(here):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")

    kept, drafts, suggestions, anew = prove_run(here.search(ALL))

    assert kept.startswith("1 of 1 mentees have a mentor")
    assert drafts == "Drafts of before were kept, and it is best beside them."
    assert suggestions == "Suggestions that it wrote: 1. As they were written: 1."
    assert anew == "People are as they were: 2 scores computed anew are the same."
    assert prove_run(here.first)[1] == "Suggestions that it wrote: 1. As they were written: 1."


@pytest.mark.parametrize("drafts", [ALL, CLEARLY])
def test_run_is_still_proven_when_people_have_changed(here, drafts):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    run = here.search(drafts)
    ProfileSkill.objects.all().delete()
    mentee_of(here.cohort)
    here.search(CLEARLY)

    assert prove_run(Run.objects.get(pk=run.pk))[-1].startswith("People have changed since (")


def test_draft_that_counted_for_more_and_may_be_no_pair_any_more_is_left_out_of_the_proof(here):
    run = kept_clearly(here)
    close_account(here.ann)

    assert prove_run(Run.objects.get(pk=run.pk))[-1].startswith("People have changed since (who takes part")


def test_run_that_replaced_all_drafts_says_nothing_of_them(here):
    run = here.search()

    assert len(prove_run(run)) == 3
    assert (became_of_drafts(run), proven_with_drafts(run), "drafts" in run.certificate) == ([], "", False)


@pytest.mark.parametrize("drafts", [ALL, CLEARLY])
@pytest.mark.parametrize("said", [ALL, CLEARLY, ANEW])
def test_saying_that_drafts_were_treated_otherwise_is_found(here, drafts, said):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    run = here.search(drafts)
    change(run, drafts=said)

    if drafts == said:
        assert prove_run(Run.objects.get(pk=run.pk))
    elif CLEARLY in (drafts, said):
        assert reason_against(run) == "The certificate does not hold what a certificate holds."
    else:
        assert reason_against(run) == "The seal of the drafts is broken: it was changed after the search."


@pytest.mark.parametrize("told", [{"bonus": 0}, {"pairs": {}}, {"fit_before": 0}, {"fit_after": 1_000_000}])
def test_other_drafts_or_another_bonus_are_found(here, told):
    run = kept_clearly(here)
    change(run, certificate=run.certificate | {"drafts": run.certificate["drafts"] | told})

    assert reason_against(run) == "The seal of the certificate is broken: it was changed after the search."


def test_drafts_are_treated_in_one_of_three_ways(here):
    with pytest.raises(IntegrityError, match="run_drafts_known"), transaction.atomic():
        Run.objects.update(drafts="perhaps")


def test_run_sealed_before_drafts_could_be_kept_is_proven(here):
    """As a search of the version before wrote it."""
    run = here.first
    run.versions["seals"] = 2
    sealed_anew(run)

    assert len(prove_run(Run.objects.get(pk=run.pk))) == 3
    assert "drafts" not in run.seals


# --- where people name whom they would like ---


def test_wishes_and_drafts_count_together_and_neither_shows(here):
    policy = Policy.objects.get()
    terms = replace(TERMS, weights=Weights(82, 0, 0, 0, 0, 3, 15))
    change_policy(programme=policy.programme, terms=terms, by=here.by, pairing="ranked")
    here.cohort.refresh_from_db()
    cy = here.somebody_better()
    name(here.ann, cy)

    run = here.search(CLEARLY)

    assert here.who()["Ann"] == "Cy"
    assert (run.certificate["highest"], run.certificate["minimum"]) == (None, None)
    assert prove_run(Run.objects.get(pk=run.pk))[0].startswith("1 of 1 mentees have a mentor: no choice")
