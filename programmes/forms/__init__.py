"""What people fill in: coordinators in the office (here), and whoever asks for a place (programmes.forms.places)."""

from programmes.forms.office import (
    CohortForm,
    CoordinatorForm,
    CopyForm,
    EligibilityRuleForm,
    ProgrammeForm,
    grade_choice,
    passed_dates,
)

__all__ = [
    "CohortForm",
    "CoordinatorForm",
    "CopyForm",
    "EligibilityRuleForm",
    "ProgrammeForm",
    "grade_choice",
    "passed_dates",
]
