"""What a pair agrees and does: the agreement, sessions, notes, private and shared, and actions."""

from agreements.services.actions import LONGEST_ACTION, add_action, change_action, delete_action, tick_off_action
from agreements.services.agreement import Outdated, agree, confirm_change_seen, confirm_lines_read, draft_agreement
from agreements.services.answers import AnsweredMeanwhile, answer_session
from agreements.services.forgetting import forget_words_of_pairs
from agreements.services.keys import cannot_keep_words, erase_words, locked_words
from agreements.services.notes import LONGEST_NOTE, change_note, delete_note, write_note
from agreements.services.pair import WrongTime, check_seen, over_words
from agreements.services.reminders import send_due_reminders
from agreements.services.renewal import agreements_behind, readings_of_renewal, renew_agreements
from agreements.services.sessions import (
    cancel_coming_sessions,
    cancel_session,
    log_met_session,
    log_session,
    move_session,
    plan_session,
    reopen_session,
    settled_words,
)
from agreements.services.shared import WrittenMeanwhile, write_shared_note
from agreements.services.templates import edit_template, load_shipped_templates, template_for

__all__ = [
    "LONGEST_ACTION",
    "LONGEST_NOTE",
    "AnsweredMeanwhile",
    "Outdated",
    "WrittenMeanwhile",
    "WrongTime",
    "add_action",
    "agree",
    "agreements_behind",
    "answer_session",
    "cancel_coming_sessions",
    "cancel_session",
    "cannot_keep_words",
    "change_action",
    "change_note",
    "check_seen",
    "confirm_change_seen",
    "confirm_lines_read",
    "delete_action",
    "delete_note",
    "draft_agreement",
    "edit_template",
    "erase_words",
    "forget_words_of_pairs",
    "load_shipped_templates",
    "locked_words",
    "log_met_session",
    "log_session",
    "move_session",
    "over_words",
    "plan_session",
    "readings_of_renewal",
    "renew_agreements",
    "reopen_session",
    "send_due_reminders",
    "settled_words",
    "template_for",
    "tick_off_action",
    "write_note",
    "write_shared_note",
]
