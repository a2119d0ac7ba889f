"""Everything that changes runs, suggestions, pairs and seats."""

from matching.services.again import take_back_wish_again, wish_again, with_wish_asked
from matching.services.answers import LineNotAsked, accept_proposal, decline_proposal
from matching.services.asking import ask_for_pair
from matching.services.asking_first import LONGEST as LONGEST_QUESTION
from matching.services.asking_first import answer_question, ask_first, over_words
from matching.services.drafts import (
    allow_pair,
    exchange_mentors,
    keep_proposal,
    pair_by_hand,
    remove_proposal,
    restore_proposal,
    veto_pair,
)
from matching.services.endings import end_cohort, end_enrolment, end_pairs_of_leaver, take_back_suggestions_of
from matching.services.exclusions import add_exclusion, exclusions_of, remove_exclusion
from matching.services.further import Wishes, start_further_run, waiting_beside_further, wishes_in
from matching.services.going_on import (
    answer_wish,
    can_go_on,
    days_to_choose,
    end_pairs_past_their_day,
    no_last_day_words,
    take_back_wish,
    wish_to_go_on,
)
from matching.services.inviting import is_told_later
from matching.services.kept import drafts_seen, movable_drafts, movable_firsts
from matching.services.lapsing import lapse_due_proposals, remind_due_sides, tend_suggestions
from matching.services.locks import GONE
from matching.services.mentorships import end_mentorship
from matching.services.naming import change_ranking, name_somebody
from matching.services.next_up import MOST_IN_A_ROW, follow_up
from matching.services.parting import finds_new_pairs, look_again, no_new_pairs_words, part, ways_to_part
from matching.services.pausing import pause_pair, resume_pair
from matching.services.policy import change_policy
from matching.services.possible import no_longer_possible, not_to_send
from matching.services.proving import CannotTell, prove_run
from matching.services.runs import (
    RUN_KIND,
    SEARCHABLE,
    end_registration_and_start_run,
    find_pairs,
    is_searching,
    run_matching,
    start_run,
    why_nobody_to_pair,
    why_registration_stays,
)
from matching.services.seats import NoPlaceLeft
from matching.services.sending import OthersToSend, send_again, send_proposals

__all__ = [
    "GONE",
    "LONGEST_QUESTION",
    "MOST_IN_A_ROW",
    "RUN_KIND",
    "SEARCHABLE",
    "CannotTell",
    "LineNotAsked",
    "NoPlaceLeft",
    "OthersToSend",
    "Wishes",
    "accept_proposal",
    "add_exclusion",
    "allow_pair",
    "answer_question",
    "answer_wish",
    "ask_first",
    "ask_for_pair",
    "can_go_on",
    "change_policy",
    "change_ranking",
    "days_to_choose",
    "decline_proposal",
    "drafts_seen",
    "end_cohort",
    "end_enrolment",
    "end_mentorship",
    "end_pairs_of_leaver",
    "end_pairs_past_their_day",
    "end_registration_and_start_run",
    "exchange_mentors",
    "exclusions_of",
    "find_pairs",
    "finds_new_pairs",
    "follow_up",
    "is_searching",
    "is_told_later",
    "keep_proposal",
    "lapse_due_proposals",
    "look_again",
    "movable_drafts",
    "movable_firsts",
    "name_somebody",
    "no_last_day_words",
    "no_longer_possible",
    "no_new_pairs_words",
    "not_to_send",
    "over_words",
    "pair_by_hand",
    "part",
    "pause_pair",
    "prove_run",
    "remind_due_sides",
    "remove_exclusion",
    "remove_proposal",
    "restore_proposal",
    "resume_pair",
    "run_matching",
    "send_again",
    "send_proposals",
    "start_further_run",
    "start_run",
    "take_back_suggestions_of",
    "take_back_wish",
    "take_back_wish_again",
    "tend_suggestions",
    "veto_pair",
    "waiting_beside_further",
    "ways_to_part",
    "why_nobody_to_pair",
    "why_registration_stays",
    "wish_again",
    "wish_to_go_on",
    "wishes_in",
    "with_wish_asked",
]
