"""Refusals: what a service says, in a sentence fit for the person who asked, when it will not do something."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# What a violated database constraint means to a person. A constraint missing here is a fault of ours, not of theirs.
CONSTRAINT_SENTENCES: dict[str, Promise] = {
    "membership_one_open_per_seat": _("This mentor’s last place was taken a moment ago. The programme team will help."),
    "membership_within_limit": _("This mentor’s last place was taken a moment ago. The programme team will help."),
    "membership_within_offer": _("This mentor’s last place was taken a moment ago. The programme team will help."),
    "membership_within_wish": _("This pair cannot begin any more. We look for someone else."),
    "membership_one_pair_of_two": _("You two are a pair already. This suggestion is closed."),
    "proposal_request_open_once": _("You have asked somebody already. Please wait for their answer, or take it back."),
    "user_email_unique": _("Another person already has this e-mail address. Please check the address."),
    "own_hours_have_a_day": _("Please choose at least one day."),
    "second_step_removal_one_waiting": _("This was asked for already, and its person has been told."),
    "enrolment_one_per_role": _("You have already registered for this programme in this role."),
    "grade_name_unique": _("There is a grade of this name already."),
    "participants_profile_user_id_key": _(
        "Another import gave an account of this file to one of its people at the same moment. Please import it again."
    ),
    "profile_employee_number_unique": _("Another person already has this employee number."),
    "profile_mentor_limit_range": _("Please choose between 0 and 20 mentees."),
    "profile_hours_range": _("Please choose between 1 and 20 hours a month."),
    "profile_skill_level_range": _("Please choose one of the three levels."),
    "training_record_days_in_order": _(
        "Please check the days: the last one on which a training counts is before the day it was done."
    ),
    "exclusion_once": _("You avoid this person already."),
    "cohort_dates_in_order": _("The dates are not in order: registration, then start, then end."),
    "cohort_opened_has_dates": _("A cohort that has opened keeps its dates: registration, start and end."),
    "cohort_always_on_has_no_last_day": _("A cohort that is always on has no last day, of registration or at all."),
    "cohort_one_always_on": _("This programme already has a cohort that is always on."),
    "cohort_followed_once": _("The next cohort was prepared already. This is its page."),
    "eligibility_rule_says_one_thing": _(
        "Please fill in one thing on each line: a department, a site, grades, or months."
    ),
    "eligibility_rule_months_in_order": _("The months are not in order: at least comes before at most."),
    "programme_name_unique": _("Your company already has a programme of this name."),
    "coordinator_once": _("This person already coordinates the programme."),
    "hr_analyst_once": _("This person already reads the reports of this organisation."),
    "cohort_name_unique": _("This programme already has a cohort of this name."),
    "goal_review_once_a_day": _("This goal was looked at a moment ago. Please look at how it stands now."),
    "goal_review_level_range": _("Please choose one of the five levels."),
    "job_one_open_per_subject": _("This is already under way. Please wait until it is done."),
    "programme_minimum_group_floor": _("Figures are never shown for fewer than 5 people. Please choose 5 or more."),
}


# The page that follows is fresh, so nobody has to reload it.
ALREADY_CHANGED = _("This has already changed, so nothing was done. Please look at how it stands now.")


class Refused(Exception):
    """A service will not do this; the message is a sentence fit for the person who asked."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = str(message)


@contextmanager
def constraints_refused() -> Iterator[None]:
    """Turn the violation of a constraint that has a sentence into that sentence; re-raise any other."""
    try:
        yield
    except IntegrityError as error:
        name = constraint_name(error)
        if name not in CONSTRAINT_SENTENCES:
            raise
        raise Refused(gettext(str(CONSTRAINT_SENTENCES[name]))) from error


def constraint_name(error: BaseException | None) -> str:
    """Name of the violated constraint, or "" where the database gave none."""
    diagnosis = getattr(getattr(error, "__cause__", None), "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
