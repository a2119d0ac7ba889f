"""Both agreed, and then the programme changed its lines."""

from agreements.models import Agreement
from agreements.services import agree, confirm_lines_read, edit_template, renew_agreements, template_for
from tests.conftest import Cast

CHOICES = {"cadence": "monthly", "minutes": 45, "place": "office", "contact": "phone"}
NEW_LINE = "I keep no list."


def both_agree(pair: Cast) -> None:
    for person in (pair.mentee, pair.mentor):
        confirm_lines_read(agreement=pair.mentorship.agreement, by=person.user)
        agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)


def renew(pair: Cast) -> Agreement:
    edit_template(template=template_for(pair.programme), values={"lines": [NEW_LINE]}, by=pair.site_administrator)
    assert renew_agreements(cohort=pair.cohort, by=pair.coordinator.user) == 1
    return Agreement.objects.with_sides().get(mentorship=pair.mentorship)
