"""What never reaches a log: addresses, codes, tokens, cookies, and every value under one of these names."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

REMOVED = "[removed]"
LONGEST = 10_000  # characters of one value
# A value under one of these names is removed, as a field of a line and as `name=value` or `name: value` inside a text.
PRIVATE_NAMES = (
    "access_token",
    "address",
    "aims",
    "answer",
    "answers",
    "api_key",
    "attachments",
    "audit_key",
    "authorization",
    "body",
    "code",
    "comment",
    "concern",
    "cookie",
    "cookies",
    "csrf",
    "csrfmiddlewaretoken",
    "csrftoken",
    "email",
    "email_host_password",
    "field_keys",
    "html",
    "key",
    "login",
    "mail_subject",
    "message_body",
    "note",
    "passwd",
    "password",
    "proxy-authorization",
    "reason",
    "refresh_token",
    "secret",
    "secret_key",
    "sentence",
    "session",
    "session_key",
    "sessionid",
    "set-cookie",
    "signature",
    "survey_key",
    "text",
    "token",
    "x-csrftoken",
)
Replacement = str | Callable[[re.Match[str]], str]
_NAMES = "|".join(re.escape(name) for name in PRIVATE_NAMES)
_TEXT_RULES: tuple[tuple[re.Pattern[str], Replacement], ...] = (
    # What PostgreSQL tells about a refused row: `DETAIL:  Key (lower(email))=(...)`, `Failing row contains (...)`.
    (re.compile(r"(DETAIL|CONTEXT|STATEMENT): [^\n]*"), rf"\1: {REMOVED}"),
    # Whole lines of headers.
    (re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(['\"]?\s*[:=])[^\n]*"), rf"\1\2 {REMOVED}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {REMOVED}"),
    # The user and password of an address such as redis://user:password@host.
    (re.compile(r"://[^\s/@]{1,300}@"), f"://{REMOVED}@"),
    # The query of an address.
    (re.compile(r"(?<=[\w/])\?[\w%.~\[\]-]+=[^\s\"'<>)]*"), f"?{REMOVED}"),
    (
        re.compile(
            rf"(?i)(?<![\w-])(__host-)?({_NAMES})(['\"]?\s*[:=]\s*)(\"[^\"\n]*\"|'[^'\n]*'|(?!\[removed\])[^\s,;&)\]}}]+)"
        ),
        rf"\1\2\3{REMOVED}",
    ),
    # The signed part of a link (mentoring.lib.links), and what else Django signs.
    (re.compile(r"\b[0-9a-f]{32}\.\d+~[\w-]+"), REMOVED),
    (re.compile(r"[\w-]{8,500}:[\w-]{6}:[\w-]{27,}"), REMOVED),
    # Session keys and other random texts: long, with digits and capitals.
    (re.compile(r"(?<![\w-])(?=[\w-]{0,500}\d)(?=[\w-]{0,500}[A-Z])(?=[\w-]{0,500}[a-z])[\w-]{30,500}"), REMOVED),
    (re.compile(r"(?i)[\w.+'-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), REMOVED),
    # A code to sign in, such as K7QX-29FM: in pairs of groups as it is mailed.
    (re.compile(r"(?<![\w-])(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{3,5}-[A-Z0-9]{3,5}(?![\w-])"), REMOVED),
)


def without_private_parts(text: str) -> str:
    """`text` with everything taken out that one of the rules knows."""
    for pattern, replacement in _TEXT_RULES:
        text = pattern.sub(replacement, text)
    return text


def redacted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a log line, fit for whoever reads logs. Of what is no plain value only the type is told."""
    return {name: REMOVED if name.lower() in PRIVATE_NAMES else _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        return f"<{type(value).__name__}>"
    return without_private_parts(value[:LONGEST])
