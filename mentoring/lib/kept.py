"""Queries whose text is built once per process, and asked again with other values.

To build the text of a query with a few subqueries takes Django several milliseconds each time, many times what it takes
to send it and to read the answer. Only the text is kept: whatever the database says is asked for anew.
"""

import uuid
from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial, wraps
from random import SystemRandom
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

Asked = ParamSpec("Asked")
Row = TypeVar("Row")
Value = uuid.UUID | date | datetime

# What stands for a value while the text is built. Of these kinds a value reaches PostgreSQL as it is; one of another
# kind may change the text itself, as None does.
STAND_INS: Mapping[type, Callable[[], Value]] = {
    uuid.UUID: uuid.uuid4,
    date: lambda: date(4000, 1, 1) + timedelta(days=SystemRandom().randrange(10**6)),
    datetime: lambda: datetime(4000, 1, 1, tzinfo=UTC) + timedelta(microseconds=SystemRandom().randrange(10**15)),
}
# Of one query, for all time zones and whatever else is fixed in it.
TEXTS = 128


class Kept:
    """What a query came to: its text, where in it which value goes, and how Django reads the rows."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], kinds: Mapping[str, type]) -> None:
        self.build = build
        one, other = ({name: STAND_INS[kind]() for name, kind in kinds.items()} for _ in range(2))
        self.rows = build(**one)
        self.compiler, self.text, self.values = _compiled(self.rows)
        del self.compiler.connection  # it is of this thread alone
        _other_compiler, other_text, other_values = _compiled(build(**other))
        names = {value: name for name, value in one.items()}
        self.names = [names.get(value) if type(value) in STAND_INS else None for value in self.values]
        if self.text != other_text or self.filled(other) != other_values or set(names.values()) - set(self.names):
            raise TypeError(f"{build} makes more of its values than to compare with them.")

    def filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What goes into the text, each in its place."""
        return tuple(
            value if name is None else values[name] for name, value in zip(self.names, self.values, strict=True)
        )

    def ask(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows as the query set itself would give them, but for the building of its text."""
        compiler, rows, filled = copy(self.compiler), self.rows.all(), self.filled(values)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        vars(compiler)["as_sql"] = lambda *_args, **_options: (self.text, filled)
        vars(rows.query)["get_compiler"] = lambda *_args, **_options: compiler
        return list(rows)

    def check(self, values: Mapping[str, Any]) -> None:
        """Whether the query still comes to the same: it may have asked for something else than its values."""
        _compiler, *fresh = _compiled(self.build(**values))
        if fresh != [self.text, self.filled(values)]:
            raise AssertionError(f"{self.build} depends on more than its values.")


def kept(build: Callable[Asked, QuerySet[Any, Row]]) -> Callable[Asked, list[Row]]:
    """Ask for the rows of the query that `build` gives, whose text is built at the first time only.

    `build` takes keys, days and moments by keyword and compares with them; it asks for nothing else, be it the clock. A
    number or word it takes decides what the text is, so that each has a text of its own, and so has each time zone: its
    name stands in the text wherever days are compared.
    """

    @lru_cache(TEXTS)
    def text_for(zone: str, kinds: tuple[tuple[str, type], ...], fixed: tuple[tuple[str, Any], ...]) -> Kept:
        return Kept(partial(build, **dict(fixed)), dict(kinds))

    @wraps(build)
    def ask(*args: Asked.args, **asked: Asked.kwargs) -> list[Row]:
        values = {name: value for name, value in asked.items() if type(value) in STAND_INS}
        fixed = tuple((name, value) for name, value in asked.items() if name not in values)
        kinds = tuple((name, type(value)) for name, value in values.items())
        text = text_for(timezone.get_current_timezone_name(), kinds, fixed)
        if settings.KEPT_QUERIES_ARE_CHECKED:
            text.check(values)
        return text.ask(values)

    return ask


def _compiled(rows: QuerySet[Any, Any]) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    text, values = compiler.as_sql()
    return compiler, text, tuple(values)
