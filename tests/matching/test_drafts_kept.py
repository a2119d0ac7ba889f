"""A search that keeps drafts of before: all of them, or each unless others fit clearly better."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.drafts_kept import became_of_drafts, proven_with_drafts
from matching.models import Policy, Proposal, Run, RunEvidence
from matching.scoring import Style, Weights
from matching.services import (
    add_exclusion,
    change_policy,
    finding,
    keep_proposal,
    prove_run,
    remove_proposal,
    run_matching,
    send_proposals,
    start_run,
)
from matching.services.evidence import unpack
from matching.services.inputs import read_inputs
from matching.terms import USUAL
from mentoring.jobs.models import Job
from mentoring.lib.errors import Refused
from participants.models import ProfileSkill
from tests.matching.naming import name
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched, silent, with_skills
from tests.matching.proofs import change, reason_against, sealed_anew

pytestmark = pytest.mark.django_db
ALL, CLEARLY, ANEW = Run.Drafts.ALL, Run.Drafts.CLEARLY, Run.Drafts.ANEW
# A mentor of another department fits 3 points of 100 better, one who offers what is wanted far better.
TERMS = replace(USUAL[Style.CLASSIC], weights=Weights(97, 0, 0, 0, 0, 3))
BONUS = 50_000


class Round:
    """Bo was found for Ann when nobody else was there; then others come."""

    def __init__(self, objective="fair", bo=("Speaking",)):
        self.cohort, self.by = open_cohort()
        change_policy(programme=self.cohort.programme, terms=replace(TERMS, objective=objective), by=self.by)
        self.ann = mentee_of(self.cohort, "Speaking", person__user__name="Ann")
        self.bo = mentor_of(self.cohort, *bo, person__user__name="Bo")
        self.first = self.search()

    def search(self, drafts=ANEW):
        return searched(self.cohort, self.by, drafts=drafts)

    def somebody_better(self, **fields):
        """By 3 points of 100, as far as Bo offers what Ann wants."""
        elsewhere = {"person__user__name": "Cy", "person__department__name": "Sales"}
        return mentor_of(self.cohort, "Speaking", **elsewhere, **fields)

    def who(self):
        """The name of each mentee's mentor, by the name of the mentee, in the drafts."""
        pairs = pairs_of(self.cohort)
        return {mentee.person.user.name: mentor.person.user.name for mentor, mentee in pairs}


def close_account(place):
    place.person.user.is_active = False
    place.person.user.save()


@pytest.fixture
def here():
    return Round()


# --- what is found ---


@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
@pytest.mark.parametrize(("drafts", "mentor"), [(ALL, "Bo"), (CLEARLY, "Bo"), (ANEW, "Cy")])
def test_small_gain_moves_a_draft_only_where_all_are_chosen_anew(objective, drafts, mentor):
    here = Round(objective)
    here.somebody_better(capacity=2)
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")

    run = here.search(drafts)

    assert here.who()["Ann"] == mentor
    assert (len(here.who()), run.drafts, run.objective) == (2, drafts, objective)


@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
@pytest.mark.parametrize(("drafts", "mentor"), [(ALL, "Bo"), (CLEARLY, "Cy"), (ANEW, "Cy")])
def test_clear_gain_moves_a_draft_unless_all_are_kept(objective, drafts, mentor):
    here = Round(objective, bo=("Sailing",))
    here.somebody_better()
    mentee_of(here.cohort, "Sailing", person__user__name="Dee")

    here.search(drafts)

    assert here.who()["Ann"] == mentor


def test_late_joiners_get_the_best_free_places_and_no_draft_moves(here):
    here.somebody_better()
    mentee_of(here.cohort, "Sailing", person__user__name="Dee")
    (draft,) = Proposal.objects.all()

    run = here.search(ALL)

    assert here.who() == {"Ann": "Bo", "Dee": "Cy"}
    draft.refresh_from_db()
    assert (draft.run, draft.locked, draft.status) == (here.first, False, "draft")
    assert (run.cardinality, len(run.pairs)) == (1, 2)


def test_more_people_with_a_mentor_count_for_more_than_a_draft(here):
    """Only Bo may be Dee's mentor, and only Ann can go to somebody else."""
    cy = here.somebody_better()
    dee = mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    add_exclusion(owner=dee.person, excluded=cy.person, by=dee.person.user)

    here.search(CLEARLY)

    assert here.who() == {"Ann": "Cy", "Dee": "Bo"}


def test_drafts_kept_one_by_one_and_suggestions_sent_stay_whatever_is_searched(here):
    keep_proposal(proposal=Proposal.objects.get(), keep=True, by=here.by)
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    here.search(CLEARLY)
    assert here.who() == {"Ann": "Bo", "Dee": "Cy"}
    send_proposals(cohort=here.cohort, by=here.by)
    mentor_of(here.cohort, "Speaking", capacity=3)
    mentee_of(here.cohort, "Speaking")

    for drafts in (ANEW, CLEARLY, ALL):
        mentee_of(here.cohort, "Speaking")
        here.search(drafts)

    assert len(pairs_of(here.cohort, "sent")) == 2


def test_nobody_mentors_the_one_whose_draft_mentors_them(here):
    """Ann, who has Bo as a draft, becomes a mentor; Bo looks for one."""
    mentor_of(here.cohort, "Sailing", person=here.ann.person)
    mentee_of(here.cohort, "Sailing", person=here.bo.person)

    run = here.search(ALL)

    assert (run.cardinality, here.who()) == (0, {"Ann": "Bo"})


def test_draft_that_may_not_be_any_more_goes_also_where_all_are_kept(here):
    here.somebody_better()
    add_exclusion(owner=here.ann.person, excluded=here.bo.person, by=here.ann.person.user)

    run = here.search(ALL)

    assert here.who() == {"Ann": "Cy"}
    assert prove_run(run)[0].startswith("1 of 1 mentees have a mentor")
    assert "Gone in another lawful way before they were sent: 1." in prove_run(here.first)[1]


def test_draft_of_somebody_who_left_goes_where_all_are_kept(here):
    mentor_of(here.cohort, "Speaking")
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    run = start_run(cohort=here.cohort, by=here.by, drafts=ALL)

    def leave(done, total, message):
        close_account(here.ann)

    run_matching(run=run, progress=leave)

    assert list(here.who()) == ["Dee"]


def test_draft_taken_out_while_a_search_was_on_its_way_is_not_found_again(here):
    run = start_run(cohort=here.cohort, by=here.by, drafts=CLEARLY)

    def take_out(done, total, message):
        if message == "Writing the suggestions":
            remove_proposal(proposal=Proposal.objects.get(), by=here.by)

    run_matching(run=run, progress=take_out)

    assert here.who() == {}


def test_keeping_all_is_refused_where_nobody_is_without(here):
    here.somebody_better()

    with pytest.raises(Refused, match=r"Every mentee has a mentor or a suggestion already\."):
        start_run(cohort=here.cohort, by=here.by, drafts=ALL)

    start_run(cohort=here.cohort, by=here.by, drafts=CLEARLY)


@pytest.mark.parametrize("drafts", [ALL, CLEARLY])
def test_same_people_give_the_same_pairs(here, drafts):
    mentor_of(here.cohort, "Speaking", capacity=2)
    for _ in range(4):
        mentee_of(here.cohort, "Speaking")
    here.search()

    found = []
    for _ in range(2):
        with transaction.atomic():
            found.append(pairs_of(here.cohort) if here.search(drafts) else None)
            transaction.set_rollback(True)

    assert found[0] == found[1] != set()


@pytest.mark.parametrize("drafts", [ALL, CLEARLY])
def test_people_too_many_for_a_list_are_found_the_same(monkeypatch, drafts):
    here = Round()
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    monkeypatch.setattr(finding, "MOST_LISTED", 0)

    run = here.search(drafts)

    assert here.who() == {"Ann": "Bo", "Dee": "Cy"}
    assert unpack(RunEvidence.objects.get(run=run).packed).scores is None
    assert prove_run(Run.objects.get(pk=run.pk))[0].endswith("or these two with a higher total.")


@pytest.mark.parametrize("drafts", [ALL, CLEARLY])
def test_search_needs_as_many_queries_for_many_drafts_as_for_few(drafts):
    counts = []
    for people in (2, 12):
        cohort, by = open_cohort()
        for _ in range(people):
            mentor_of(cohort, "Speaking")
            mentee_of(cohort, "Speaking")
        searched(cohort, by)
        mentor_of(cohort), mentee_of(cohort)
        run = start_run(cohort=cohort, by=by, drafts=drafts)
        Job.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            run_matching(run=run, progress=silent)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 34


def test_scores_raised_afterwards_are_those_of_comparing_with_the_favour(here):
    here.somebody_better()
    inputs = read_inputs(here.cohort)
    plain, favouring = finding.compare(inputs, silent), inputs.favouring({str(here.ann.pk): str(here.bo.pk)}, BONUS)

    raised = finding.raised(favouring, plain)

    assert raised.score.tolist() == finding.compare(favouring, silent).score.tolist() != plain.score.tolist()
    assert raised.score.dtype == plain.score.dtype


# --- what is recorded and proven ---


def kept_clearly(here):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    return here.search(CLEARLY)


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


# --- in words ---


def test_words_say_how_many_drafts_changed_and_what_it_gained():
    here = Round(bo=("Sailing",))
    here.somebody_better()

    run = here.search(CLEARLY)

    assert became_of_drafts(run) == [
        "1 of 1 suggestion not sent yet changed.",
        "The fits of these mentees add up to 100 points, 0 before.",
    ]
    assert proven_with_drafts(run) == "Each suggestion not sent yet counted 5 points of 100 more than it fits."


def test_words_say_that_none_changed(here):
    assert became_of_drafts(kept_clearly(here)) == ["0 of 1 suggestion not sent yet changed."]


def test_without_drafts_there_is_nothing_to_say():
    cohort, by = open_cohort()
    mentor_of(cohort), mentee_of(cohort)

    run = searched(cohort, by, drafts=CLEARLY)

    assert (became_of_drafts(run), proven_with_drafts(run)) == ([], "")
    assert prove_run(run)[1].endswith("0 of 0 drafts stayed.")


def test_search_ends_with_what_became_of_the_drafts(here):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking")

    searched(here.cohort, here.by, drafts=ALL)

    assert Job.objects.latest("created_at").message == (
        "2 of 2 mentees placed. Suggestions not sent yet stayed as they were."
    )


def test_mentor_with_new_skills_is_found_for_the_next(here):
    """What somebody learns later counts at once: the fit of a draft is today's."""
    with_skills(here.bo, ProfileSkill.Kind.OFFERS, ["Sailing"])
    mentee_of(here.cohort, "Sailing")

    run = here.search(CLEARLY)

    assert run.certificate["drafts"]["fit_before"] == 970_000
