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


# Where the programme team decides in the end, by the roles of those who name whom they would like, and by one's own.
NAMES: Mapping[tuple[Role, ...], Mapping[str, tuple[Promise, Promise]]] = {
    (Role.MENTEE, Role.MENTOR): {
        Role.MENTEE: (
            gettext_lazy(
                "You see which mentors fit you best, and name those you would like. Mentors see you likewise."
            ),
            gettext_lazy(
                "After %(day)s you see which mentors fit you best, and name those you would like. Mentors see you "
                "likewise."
            ),
        ),
        Role.MENTOR: (
            gettext_lazy(
                "You see which mentees fit you best, and name those you would like. Mentees see you likewise."
            ),
            gettext_lazy(
                "After %(day)s you see which mentees fit you best, and name those you would like. Mentees see you "
                "likewise."
            ),
        ),
    },
    (Role.MENTOR,): {
        Role.MENTOR: (
            gettext_lazy("You see which mentees fit you best, and name those you would like."),
            gettext_lazy("After %(day)s you see which mentees fit you best, and name those you would like."),
        ),
        Role.MENTEE: (
            gettext_lazy("Mentors see which mentees fit them best, and name those they would like."),
            gettext_lazy("After %(day)s mentors see which mentees fit them best, and name those they would like."),
        ),
    },
}


def way_to_a_pair(cohort: Cohort, role: str) -> list[str]:
    """Up to both yeses: two sentences, three where people name whom they would like; none where the programme team
    decides by itself. One query.
    """
    if cohort.programme.style not in set(Style):
        return []
    policy = policy_of(cohort.programme)
    if policy.namers:
        return [
            _at_this_stage(cohort, NAMES[policy.namers][role]),
            _("The programme team looks for the best pairs for everybody. Wishes count, and nobody is shown them."),
            _("You read who is suggested and why, and say yes or no. Nothing starts unless both of you say yes."),
        ]
    chooser = policy.chooser
    if not chooser:
        return []
    first = _at_this_stage(cohort, (CHOOSES if role == chooser else IS_CHOSEN)[chooser])
    if role == chooser:
        return [first, _("The person you ask says yes or no. Nothing starts without their yes.")]
    return [first, _("You read who asks you and why you two fit, and say yes or no. Nothing starts without your yes.")]


def _at_this_stage(cohort: Cohort, words: tuple[Promise, Promise]) -> str:
    now, after = words
    if cohort.stage == Cohort.Stage.REGISTRATION and not cohort.always_on:
        return after % {"day": date_format(promised(cohort.registration_ends_on))}
    return str(now)
