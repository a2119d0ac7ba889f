from participants.models.drafts import ImportDraft, ProfileDraft
from participants.models.people import (
    LEVELS,
    Department,
    Grade,
    HrAnalyst,
    ImportBatch,
    ImportSource,
    Organisation,
    Profile,
    ProfileSkill,
    Site,
    Skill,
)
from participants.training import TrainingRecord  # a model of this app, in a file of its own

__all__ = [
    "LEVELS",
    "Department",
    "Grade",
    "HrAnalyst",
    "ImportBatch",
    "ImportDraft",
    "ImportSource",
    "Organisation",
    "Profile",
    "ProfileDraft",
    "ProfileSkill",
    "Site",
    "Skill",
    "TrainingRecord",
]
