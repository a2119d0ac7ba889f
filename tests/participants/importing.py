"""Bringing files in, and what came of it."""

from participants.models import Profile
from participants.services import ImportCounts, import_people


def counts(**figures: int) -> ImportCounts:
    return ImportCounts(**({"new": 0, "changed": 0, "unchanged": 0, "leavers": 0, "errors": 0} | figures))


def imported(**given) -> ImportCounts:
    return import_people(**given).counts


def person(number: str) -> Profile:
    return Profile.objects.select_related("user", "grade", "manager").get(employee_number=number)
