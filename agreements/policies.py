"""Who may open what of a pair."""

from agreements.models import Consent, Note
from matching.models import Mentorship
from mentoring.lib.access import Visitor


def has_read_lines(user: Visitor, mentorship: Mentorship) -> bool:
    """The pair's sessions and notes open for a person once they confirmed the present confidentiality lines."""
    return (
        Consent.objects.current()
        .filter(agreement__mentorship=mentorship, person__user=user.pk, kind=Consent.Kind.READ)
        .exists()
    )


def is_author(user: Visitor, note: Note) -> bool:
    """A private note is its author's alone."""
    return note.author.user_id == user.pk
