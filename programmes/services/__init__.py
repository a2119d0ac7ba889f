"""Programmes, their cohorts and the places in them: everything that changes them."""

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
from programmes.services.places import (
    MOST_MENTEES,
    approve_enrolment,
    decline_enrolment,
    register_interest,
    withdraw_enrolment,
)
from programmes.services.programmes import add_coordinator, create_programme, duplicate_programme

__all__ = [
    "MOST_MENTEES",
    "add_coordinator",
    "approve_enrolment",
    "archive_cohort",
    "begin_closing",
    "close_cohort",
    "create_programme",
    "decline_enrolment",
    "duplicate_programme",
    "lock_cohort",
    "open_registration",
    "prepare_next_round",
    "register_interest",
    "start_matching",
    "start_running",
    "withdraw_enrolment",
]
