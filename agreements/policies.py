"""Who may open what of a pair."""

from typing import Any

from django.db.models import F, Q, QuerySet

from agreements.models import Consent, Note
from matching.models import Mentorship
from mentoring.lib.access import Visitor


def has_read_lines(user: Visitor, mentorship: Mentorship) -> bool:
    """The pair's sessions and notes open for a person once they confirmed the confidentiality lines."""
    return _read_by(user).filter(agreement__mentorship=mentorship).exists()


def has_read_former_lines(user: Visitor, mentorship: Mentorship) -> bool:
    """Whether somebody confirmed the lines of this pair once, in these words or in former ones."""
    read = Consent.objects.filter(person__user=user.pk, kind=Consent.Kind.READ)
    return read.filter(agreement__mentorship=mentorship).exists()


def opened_pairs(user: Visitor) -> QuerySet[Consent, Any]:
    """The keys of all pairs that are open to a person so."""
    return _read_by(user).values("agreement__mentorship")


def _read_by(user: Visitor) -> QuerySet[Consent]:
    """Of a pair under way the present lines count. One that has ended stays open to whoever had read any before."""
    counts = Q(version=F("agreement__version")) | ~Q(agreement__mentorship__status=Mentorship.Status.ACTIVE)
    return Consent.objects.filter(counts, person__user=user.pk, kind=Consent.Kind.READ)


def is_author(user: Visitor, note: Note) -> bool:
    """A private note is its author's alone."""
    return note.author.user_id == user.pk
