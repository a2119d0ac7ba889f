"""From two lists of people to agreed pairs: runs, suggestions, and the mentorships that come of them."""

from matching.models.pairs import MENTORSHIP_MOVES, Membership, MembershipQuerySet, Mentorship, MentorshipQuerySet, Seat
from matching.models.policy import (
    CHOOSERS,
    MOST_CHOICES,
    MOST_LEVELS,
    NAMERS,
    USUAL_CHOICES,
    Policy,
    is_changed_since,
    policy_of,
    terms_of,
    values_of,
)
from matching.models.questions import FirstQuestion, FirstQuestionQuerySet
from matching.models.suggestions import (
    PROPOSAL_MOVES,
    Proposal,
    ProposalQuerySet,
    ProposalSide,
    ProposalSideQuerySet,
    Run,
    RunEvidence,
)
from matching.models.wishes import Exclusion, ExclusionQuerySet, Ranking, RankingQuerySet, written_down

__all__ = [
    "CHOOSERS",
    "MENTORSHIP_MOVES",
    "MOST_CHOICES",
    "MOST_LEVELS",
    "NAMERS",
    "PROPOSAL_MOVES",
    "USUAL_CHOICES",
    "Exclusion",
    "ExclusionQuerySet",
    "FirstQuestion",
    "FirstQuestionQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Mentorship",
    "MentorshipQuerySet",
    "Policy",
    "Proposal",
    "ProposalQuerySet",
    "ProposalSide",
    "ProposalSideQuerySet",
    "Ranking",
    "RankingQuerySet",
    "Run",
    "RunEvidence",
    "Seat",
    "is_changed_since",
    "policy_of",
    "terms_of",
    "values_of",
    "written_down",
]
