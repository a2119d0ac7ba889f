"""What a pair agrees and does: the agreement, sessions, notes, private and shared, and actions."""

from agreements.services.actions import LONGEST_ACTION, add_action, change_action, delete_action, tick_off_action
from agreements.services.agreement import agree, confirm_change_seen, confirm_lines_read, draft_agreement
from agreements.services.answers import AnsweredMeanwhile, answer_session
from agreements.services.keys import erase_words
from agreements.services.notes import LONGEST_NOTE, change_note, delete_note, write_note
from agreements.services.pair import WrongTime
from agreements.services.reminders import send_due_reminders
from agreements.services.sessions import (
    cancel_coming_sessions,
    cancel_session,
    log_met_session,
    log_session,
    move_session,
    plan_session,
    reopen_session,
)
from agreements.services.shared import WrittenMeanwhile, write_shared_note

__all__ = [
    "LONGEST_ACTION",
    "LONGEST_NOTE",
    "AnsweredMeanwhile",
    "WrittenMeanwhile",
    "WrongTime",
    "add_action",
    "agree",
    "answer_session",
    "cancel_coming_sessions",
    "cancel_session",
    "change_action",
    "change_note",
    "confirm_change_seen",
    "confirm_lines_read",
    "delete_action",
    "delete_note",
    "draft_agreement",
    "erase_words",
    "log_met_session",
    "log_session",
    "move_session",
    "plan_session",
    "reopen_session",
    "send_due_reminders",
    "tick_off_action",
    "write_note",
    "write_shared_note",
]
