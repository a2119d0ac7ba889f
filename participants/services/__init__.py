"""What changes people, their skills and their roles."""

from participants.services.analysts import grant_hr_analyst, make_hr_analysts_group, withdraw_hr_analyst
from participants.services.imports import ImportCounts, import_people
from participants.services.invitations import invite_people
from participants.services.own_words import choose_ways_of_working, limit_mentees, name_hr_contact, write_about_me
from participants.services.skills import choose_skills, load_shipped_skills

__all__ = [
    "ImportCounts",
    "choose_skills",
    "choose_ways_of_working",
    "grant_hr_analyst",
    "import_people",
    "invite_people",
    "limit_mentees",
    "load_shipped_skills",
    "make_hr_analysts_group",
    "name_hr_contact",
    "withdraw_hr_analyst",
    "write_about_me",
]
