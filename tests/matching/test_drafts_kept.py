"""A search that keeps drafts of before: all of them, or each unless others fit clearly better."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.drafts_kept import became_of_drafts, proven_with_drafts
from matching.models import Proposal, Run, RunEvidence
from matching.services import (
    add_exclusion,
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
from mentoring.jobs.models import Job
from mentoring.lib.errors import Refused
from participants.models import ProfileSkill
from tests.factories import DepartmentFactory
from tests.matching.keeping import ALL, ANEW, BONUS, CLEARLY, Round, close_account, kept_clearly
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched, silent, with_skills

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(("objective", "mentor"), [("fair", "Cy"), ("total", "Bo")])
def test_draft_goes_for_the_small_gain_of_somebody_else_only_where_the_lowest_fit_comes_first(objective, mentor):
    here = Round(objective)
    sales = DepartmentFactory(name="Sales")
    mentor_of(here.cohort, person__user__name="Cy", person__department=sales)
    mentee_of(here.cohort, "Sailing", person__user__name="Dee", person__department=sales)

    here.search(CLEARLY)

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
    assert not any("drafts stayed" in sentence for sentence in prove_run(run))


def test_search_ends_with_what_became_of_the_drafts(here):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking")

    searched(here.cohort, here.by, drafts=ALL)

    assert Job.objects.latest("created_at").message == (
        "2 of 2 mentees placed. Suggestions not sent yet stayed, as far as they are still possible."
    )


def test_mentor_with_new_skills_is_found_for_the_next(here):
    """What somebody learns later counts at once: the fit of a draft is today's."""
    with_skills(here.bo, ProfileSkill.Kind.OFFERS, ["Sailing"])
    mentee_of(here.cohort, "Sailing")

    run = here.search(CLEARLY)

    assert run.certificate["drafts"]["fit_before"] == 970_000
