"""Programmes, their cohorts and the places in them: everything that changes them."""

from programmes.services.cohorts import (
    add_coordinator,
    close_cohort,
    create_programme,
    lock_cohort,
    open_registration,
    start_matching,
    start_running,
)
from programmes.services.places import (
    MOST_MENTEES,
    approve_enrolment,
    decline_enrolment,
    places_to_give_back,
    register_interest,
    withdraw_enrolment,
    withdraw_places_of,
)

__all__ = [
    "MOST_MENTEES",
    "add_coordinator",
    "approve_enrolment",
    "close_cohort",
    "create_programme",
    "decline_enrolment",
    "lock_cohort",
    "open_registration",
    "places_to_give_back",
    "register_interest",
    "start_matching",
    "start_running",
    "withdraw_enrolment",
    "withdraw_places_of",
]
