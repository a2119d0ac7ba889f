"""What HR says of a person, in words, and who else sees each of it."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.card import department_of
from participants.models import Profile

TEAM_AND_SUGGESTED = gettext_lazy("Programme team, people you are suggested to.")
# Whoever looks for somebody to avoid finds people by name, told apart by department (matching.avoiding).
AND_COLLEAGUES = gettext_lazy("Programme team, people you are suggested to, colleagues who search by name.")
ADMINISTRATORS = gettext_lazy("Site administrators.")
# The search compares levels (matching.scoring), of which a reason tells the direction alone; programmes may ask for a
# grade (programmes.eligibility).
OF_THE_GRADE = gettext_lazy(
    "Site administrators. The search for pairs compares it: the programme team and people you are suggested to may "
    "read which of you works at a more senior level, never the grade. A programme may also be open to some grades "
    "only, or ask that two people have the same or different ones: its team may tell whether two do."
)
# Whoever says which role they would like chooses from the titles there are (participants.career_form).
OF_THE_TITLE = gettext_lazy(
    "Programme team, people you are suggested to. Colleagues who choose a role they would like see that this title "
    "exists, not who holds it."
)
# A programme may ask for the year (matching.hr_says), and for the months since (programmes.eligibility).
OF_THE_FIRST_DAY = gettext_lazy(
    "Site administrators. A programme may ask that two people began in the same year or in different ones, or be open "
    "to those who have worked here for some time: its team may tell whether that is so, and never reads the day."
)
# A programme may ask whether two people have these in common (matching.hr_says).
OF_WHAT_IS_COMPARED = gettext_lazy(
    "Site administrators. A programme may ask that two people have the same or different ones: its team may tell "
    "whether two do, and is shown none of them."
)
# Coordinators note it of their own mentors (programmes.admin.trainings); a programme may ask for it (matching.bounds).
OF_THE_TRAINING = gettext_lazy(
    "Site administrators, and the teams of programmes in which you are, were or asked to be a mentor. A programme may "
    "ask its mentors for it."
)
ADMINISTRATORS_AND_PARTNERS = gettext_lazy("Site administrators, and the people you are paired with.")


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    seen_by: str | Promise


def facts_about(person: Profile, on: date) -> list[Fact]:
    """Each fact that HR gave, but for what it left empty, and the mentor trainings that the office noted, as they stand
    on this day. Needs user, department, site, grade, manager and trainings loaded.
    """
    hired_on, last_day = (date_format(day) if day else "" for day in (person.hired_on, person.last_day))
    facts = [
        Fact(_("Name"), person.user.name, AND_COLLEAGUES),
        Fact(_("Job title"), person.job_title, OF_THE_TITLE),
        Fact(_("Department"), department_of(person), AND_COLLEAGUES),
        Fact(_("Place"), person.site.name if person.site else "", TEAM_AND_SUGGESTED),
        Fact(_("Grade"), person.grade.name if person.grade else "", OF_THE_GRADE),
        Fact(_("Country"), person.country, OF_WHAT_IS_COMPARED),
        Fact(_("Line of business"), person.business_line, OF_WHAT_IS_COMPARED),
        Fact(_("Cost centre"), person.cost_centre, OF_WHAT_IS_COMPARED),
        Fact(_("Kind of employment"), person.employment_type, OF_WHAT_IS_COMPARED),
        Fact(_("Manager"), person.manager.user.name if person.manager else "", ADMINISTRATORS),
        Fact(_("E-mail address"), person.user.email or "", ADMINISTRATORS_AND_PARTNERS),
        Fact(_("Employee number"), person.employee_number, ADMINISTRATORS),
        Fact(_("Works here since"), hired_on, OF_THE_FIRST_DAY),
        Fact(_("Last day"), last_day, ADMINISTRATORS),
        *(Fact(_("Mentor training"), capfirst(each.words(on)), OF_THE_TRAINING) for each in person.trainings.all()),
    ]
    return [fact for fact in facts if fact.value]
