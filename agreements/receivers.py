"""What matching tells, and what follows from it for a pair."""

from agreements.services import cancel_coming_sessions, draft_agreement
from matching.models import Mentorship
from mentoring.accounts.models import User


def draft_agreement_of_new_pair(mentorship: Mentorship, **_signal: object) -> None:
    draft_agreement(mentorship=mentorship)


def cancel_sessions_of_ended_pair(mentorship: Mentorship, by: User, **_signal: object) -> None:
    cancel_coming_sessions(mentorship=mentorship, by=by)
