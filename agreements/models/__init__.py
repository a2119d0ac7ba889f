"""What a pair agrees and what follows: the agreement, sessions, notes and actions."""

from agreements.keys import MentorshipKey
from agreements.models.agreement import (
    Agreement,
    AgreementInProgress,
    AgreementQuerySet,
    Consent,
    ConsentQuerySet,
    News,
    Progress,
    Side,
)
from agreements.models.sessions import (
    END_OF_SESSION,
    SESSION_MOVES,
    Note,
    NoteQuerySet,
    Session,
    SessionQuerySet,
    people_of_pair,
)
from agreements.reminders import SESSION_LINK, SessionReminder
from agreements.shared import Action, SharedNote
from agreements.wording import Template

__all__ = [
    "END_OF_SESSION",
    "SESSION_LINK",
    "SESSION_MOVES",
    "Action",
    "Agreement",
    "AgreementInProgress",
    "AgreementQuerySet",
    "Consent",
    "ConsentQuerySet",
    "MentorshipKey",
    "News",
    "Note",
    "NoteQuerySet",
    "Progress",
    "Session",
    "SessionQuerySet",
    "SessionReminder",
    "SharedNote",
    "Side",
    "Template",
    "people_of_pair",
]
