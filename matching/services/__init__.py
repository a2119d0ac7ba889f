"""Everything that changes runs, suggestions, pairs and seats."""

from matching.services.answers import accept_proposal, decline_proposal
from matching.services.endings import end_cohort, end_enrolment
from matching.services.exclusions import add_exclusion, exclusions_of, remove_exclusion
from matching.services.mentorships import end_mentorship
from matching.services.runs import RUN_KIND, SEARCHABLE, find_pairs, is_searching, run_matching, start_run
from matching.services.seats import NoPlaceLeft
from matching.services.sending import remove_proposal, send_proposals

__all__ = [
    "RUN_KIND",
    "SEARCHABLE",
    "NoPlaceLeft",
    "accept_proposal",
    "add_exclusion",
    "decline_proposal",
    "end_cohort",
    "end_enrolment",
    "end_mentorship",
    "exclusions_of",
    "find_pairs",
    "is_searching",
    "remove_exclusion",
    "remove_proposal",
    "run_matching",
    "send_proposals",
    "start_run",
]
