"""What: the programmes of a company, who may join them, their cohorts, and who takes part in which role."""

from programmes.models.drafts import PlaceDraft
from programmes.models.programme import (
    MOST_MENTORS,
    MOST_OUTCOMES,
    SMALLEST_SPLIT_GROUP,
    Coordinator,
    EligibilityRule,
    Programme,
    Role,
    lines_of,
    split_group,
)
from programmes.models.rounds import (
    COHORT_MOVES,
    ENROLMENT_MOVES,
    Cohort,
    CohortNumbers,
    CountedCohort,
    Enrolment,
    StageChange,
)

__all__ = [
    "COHORT_MOVES",
    "ENROLMENT_MOVES",
    "MOST_MENTORS",
    "MOST_OUTCOMES",
    "SMALLEST_SPLIT_GROUP",
    "Cohort",
    "CohortNumbers",
    "Coordinator",
    "CountedCohort",
    "EligibilityRule",
    "Enrolment",
    "PlaceDraft",
    "Programme",
    "Role",
    "StageChange",
    "lines_of",
    "split_group",
]
