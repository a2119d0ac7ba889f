"""What a pair agrees and does: the agreement, sessions and private notes."""

from agreements.services.agreement import agree, confirm_change_seen, confirm_lines_read, draft_agreement
from agreements.services.notes import LONGEST_NOTE, change_note, delete_note, write_note
from agreements.services.pair import WrongTime
from agreements.services.sessions import (
    cancel_coming_sessions,
    cancel_session,
    log_met_session,
    log_session,
    plan_session,
)

__all__ = [
    "LONGEST_NOTE",
    "WrongTime",
    "agree",
    "cancel_coming_sessions",
    "cancel_session",
    "change_note",
    "confirm_change_seen",
    "confirm_lines_read",
    "delete_note",
    "draft_agreement",
    "log_met_session",
    "log_session",
    "plan_session",
    "write_note",
]
