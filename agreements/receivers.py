"""What matching tells, and what follows from it for a pair."""

from agreements.services import draft_agreement
from matching.models import Mentorship


def draft_agreement_of_new_pair(mentorship: Mentorship, **_signal: object) -> None:
    draft_agreement(mentorship=mentorship)
