"""Everything that changes runs, suggestions, pairs and seats."""

from matching.services.answers import LineNotAsked, accept_proposal, decline_proposal
from matching.services.drafts import (
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    restore_proposal,
)
from matching.services.endings import end_cohort, end_enrolment, end_pairs_of_leaver, take_back_suggestions_of
from matching.services.exclusions import add_exclusion, exclusions_of, remove_exclusion
from matching.services.lapsing import lapse_due_proposals, remind_due_sides, tend_suggestions
from matching.services.mentorships import end_mentorship
from matching.services.proving import prove_run
from matching.services.runs import RUN_KIND, SEARCHABLE, find_pairs, is_searching, run_matching, start_run
from matching.services.seats import NoPlaceLeft
from matching.services.sending import send_again, send_proposals

__all__ = [
    "RUN_KIND",
    "SEARCHABLE",
    "LineNotAsked",
    "NoPlaceLeft",
    "accept_proposal",
    "add_exclusion",
    "decline_proposal",
    "end_cohort",
    "end_enrolment",
    "end_mentorship",
    "end_pairs_of_leaver",
    "exclusions_of",
    "find_pairs",
    "is_searching",
    "keep_proposal",
    "lapse_due_proposals",
    "pair_by_hand",
    "prove_run",
    "remind_due_sides",
    "remove_exclusion",
    "remove_proposal",
    "restore_proposal",
    "run_matching",
    "send_again",
    "send_proposals",
    "start_run",
    "take_back_suggestions_of",
    "tend_suggestions",
]
