"""What a pair agrees and does: the agreement, sessions and private notes."""

from agreements.services.agreement import Outdated, agree, confirm_change_seen, confirm_lines_read, draft_agreement
from agreements.services.notes import LONGEST_NOTE, change_note, delete_note, write_note
from agreements.services.pair import WrongTime
from agreements.services.renewal import agreements_behind, renew_agreements
from agreements.services.sessions import (
    cancel_coming_sessions,
    cancel_session,
    log_met_session,
    log_session,
    plan_session,
)
from agreements.services.templates import edit_template, load_shipped_templates, template_for

__all__ = [
    "LONGEST_NOTE",
    "Outdated",
    "WrongTime",
    "agree",
    "agreements_behind",
    "cancel_coming_sessions",
    "cancel_session",
    "change_note",
    "confirm_change_seen",
    "confirm_lines_read",
    "delete_note",
    "draft_agreement",
    "edit_template",
    "load_shipped_templates",
    "log_met_session",
    "log_session",
    "plan_session",
    "renew_agreements",
    "template_for",
    "write_note",
]
