"""Programmes, their cohorts and the places in them: everything that changes them."""

from programmes.services.answers import (
    MOST_WORDS,
    Answered,
    answer_enrolments,
    approve_enrolment,
    decline_enrolment,
    put_on_waiting_list,
    take_back_approval,
)
from programmes.services.cohorts import (
    archive_cohort,
    begin_closing,
    close_cohort,
    lock_cohort,
    open_registration,
    prepare_next_round,
    start_matching,
    start_running,
)
from programmes.services.drafts import answers_in, drop_draft, forget_old_drafts, keep_draft
from programmes.services.places import (
    MOST_AIMS,
    MOST_MENTEES,
    Wish,
    ask_for_places,
    change_capacity,
    places_to_give_back,
    register_interest,
    withdraw_enrolment,
    withdraw_places_of,
)
from programmes.services.programmes import add_coordinator, create_programme, duplicate_programme

__all__ = [
    "MOST_AIMS",
    "MOST_MENTEES",
    "MOST_WORDS",
    "Answered",
    "Wish",
    "add_coordinator",
    "answer_enrolments",
    "answers_in",
    "approve_enrolment",
    "archive_cohort",
    "ask_for_places",
    "begin_closing",
    "change_capacity",
    "close_cohort",
    "create_programme",
    "decline_enrolment",
    "drop_draft",
    "duplicate_programme",
    "forget_old_drafts",
    "keep_draft",
    "lock_cohort",
    "open_registration",
    "places_to_give_back",
    "prepare_next_round",
    "put_on_waiting_list",
    "register_interest",
    "start_matching",
    "start_running",
    "take_back_approval",
    "withdraw_enrolment",
    "withdraw_places_of",
]
