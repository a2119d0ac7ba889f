"""Mentors without the training that their programme asks for, for queries and in words to themselves."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from matching.models import policy_of
from matching.scoring import Style
from mentoring.lib import clock
from participants.models import TrainingRecord
from programmes.models import Enrolment, Role


def trained_as_asked() -> Q:
    """Of places, those of mentees, and those of mentors of whom a training that their programme asks for is noted and
    counts today: what `lacks_training` says of one place.
    """
    policy = "cohort__programme__policy"
    theirs = TrainingRecord.objects.holding(clock.company_today()).filter(
        profile=OuterRef("person"), level__gte=OuterRef(f"{policy}__least_training")
    )
    asks = Q(**{f"{policy}__least_training__isnull": False, f"{policy}__style": F("cohort__programme__style")})
    return ~Q(asks, role=Role.MENTOR) | Q(Exists(theirs))


def lacks_training(place: Enrolment, training: int | None) -> bool:
    """Whether the programme of this place asks its mentors for a training, and its mentor, the level of whose training
    that counts is this, has it not. No query with `programme__policy` at hand.
    """
    programme = place.cohort.programme
    if place.role != Role.MENTOR or programme.style not in set(Style):
        return False
    return policy_of(programme).terms.bounds.bar_training(training)


def words_to_untrained() -> str:
    return _(
        "This programme asks its mentors for training, and none that counts is noted for you. Please ask your "
        "programme team."
    )
