"""What changes people, their skills and their roles."""

from participants.services.analysts import grant_hr_analyst, make_hr_analysts_group, withdraw_hr_analyst
from participants.services.imports import ImportCounts, import_people
from participants.services.invitations import invite_people
from participants.services.skills import choose_skills, load_shipped_skills

__all__ = [
    "ImportCounts",
    "choose_skills",
    "grant_hr_analyst",
    "import_people",
    "invite_people",
    "load_shipped_skills",
    "make_hr_analysts_group",
    "withdraw_hr_analyst",
]
