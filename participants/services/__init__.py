"""What changes people, their skills and their roles."""

from participants.services.imports import ImportCounts, import_people
from participants.services.skills import choose_skills, load_shipped_skills

__all__ = ["ImportCounts", "choose_skills", "import_people", "load_shipped_skills"]
