"""How two people of a round find each other, in words for one who asks for a place or has one."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import policy_of
from matching.scoring import Style
from mentoring.lib.promised import promised
from programmes.models import Cohort, Role

# By the role of those who choose: to them, and to the others; and the same before registration is over.
CHOOSES: Mapping[str, tuple[Promise, Promise]] = {
    Role.MENTEE: (
        gettext_lazy("You see which mentors fit you best and have a place free, and ask one of them."),
        gettext_lazy("After %(day)s you see which mentors fit you best and have a place free, and ask one of them."),
    ),
    Role.MENTOR: (
        gettext_lazy("You see which mentees fit you best, and ask one of them."),
        gettext_lazy("After %(day)s you see which mentees fit you best, and ask one of them."),
    ),
}
IS_CHOSEN: Mapping[str, tuple[Promise, Promise]] = {
    Role.MENTEE: (
        gettext_lazy("Mentees see which mentors fit them best, and may ask you."),
        gettext_lazy("After %(day)s mentees see which mentors fit them best, and may ask you."),
    ),
    Role.MENTOR: (
        gettext_lazy("Mentors see which mentees fit them best, and may ask you."),
        gettext_lazy("After %(day)s mentors see which mentees fit them best, and may ask you."),
    ),
}


def way_to_a_pair(cohort: Cohort, role: str) -> list[str]:
    """Two sentences, up to both yeses; none where the programme team decides. One query."""
    chooser = policy_of(cohort.programme).chooser if cohort.programme.style in set(Style) else None
    if not chooser:
        return []
    now, after = (CHOOSES if role == chooser else IS_CHOSEN)[chooser]
    first = str(now)
    if cohort.stage == Cohort.Stage.REGISTRATION and not cohort.always_on:
        first = after % {"day": date_format(promised(cohort.registration_ends_on))}
    if role == chooser:
        return [first, _("The one you ask says yes or no. Nothing starts without their yes.")]
    return [first, _("You read who asks you and why you two fit, and say yes or no. Nothing starts without your yes.")]
