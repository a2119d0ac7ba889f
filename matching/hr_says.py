"""What HR says of a person, as a programme may tie it: values that two people have in common or not."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from matching.bounds import HrField
from mentoring.lib.alike import bare


class HrFacts(NamedTuple):
    """Of one person; organisation and grade by their ids, and "" or None where HR says nothing."""

    organisation: UUID | str
    country: str
    business_line: str
    cost_centre: str
    job_title: str
    grade: UUID | str | None
    employment_type: str
    hired_on: date | None


def hr_values(facts: HrFacts) -> Mapping[HrField, str]:
    """What is known of them, comparable: two people who have the same value have the field in common."""
    known = {
        HrField.ORGANISATIONS: str(facts.organisation),
        HrField.COUNTRIES: bare(facts.country),
        HrField.BUSINESS_LINES: bare(facts.business_line),
        HrField.COST_CENTRES: bare(facts.cost_centre),
        HrField.JOB_TITLES: bare(facts.job_title),
        HrField.GRADES: str(facts.grade or ""),
        HrField.EMPLOYMENT_TYPES: bare(facts.employment_type),
        HrField.YEARS_JOINED: str(facts.hired_on.year) if facts.hired_on else "",
    }
    return {field: value for field, value in known.items() if value}
