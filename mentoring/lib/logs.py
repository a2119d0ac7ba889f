"""How lines of the log are made: one per event, JSON in production, with the request and the task, nothing private.

Code writes to `logging.getLogger(__name__)` and gives values in `extra`; structlog's own loggers come out here too.
Exceptions are told without local variables: those hold what people wrote.
"""

import logging.config
from typing import Any

import structlog
from celery import current_task
from structlog.typing import EventDict, Processor, WrappedLogger

from mentoring.lib import request_id
from mentoring.lib.redaction import redacted
from mentoring.lib.routes import route_of

FORMATTER = structlog.stdlib.ProcessorFormatter
# What other handlers leave on a record.
LEFTOVERS = ("message", "asctime")


def logging_config(*, as_json: bool, level: str) -> dict[str, Any]:
    """The LOGGING setting: everything goes to standard error, through the one formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "mentoring": {"level": "INFO"},
            # By default Django mails errors, with local variables, to administrators.
            "django": {"handlers": [], "level": level, "propagate": True},
            # What somebody was refused stands in the line of the request; these lines would only say it again.
            "django.request": {"level": "ERROR"},
            # These two bring handlers of their own.
            "django.server": {"handlers": [], "propagate": True},
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Put a LOGGING setting into force; Django calls it (LOGGING_CONFIG), and so does the Celery worker."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *line_processors(),
            FORMATTER.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(config)


def formatter(*, as_json: bool) -> logging.Formatter:
    """One line of JSON, or one that a person reads in a terminal."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    if as_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return FORMATTER(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), without_leftovers, *line_processors()],
        processors=[FORMATTER.remove_processors_meta, renderer],
    )


def line_processors() -> list[Processor]:
    """From what was logged to what may be written; the one that takes private words out stands last."""
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_raw_path,
        with_origin,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        without_private_words,
    ]


def without_leftovers(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    return {name: value for name, value in line.items() if name not in LEFTOVERS}


def without_raw_path(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Django's own lines bring the request and name its path: the route stands for both."""
    request = line.pop("request", None)
    path = getattr(request, "path", "")
    if path:
        line["route"] = route_of(request)
        written = path.encode("unicode_escape").decode("ascii")  # as Django writes it
        if len(written) > 1:
            line["event"] = str(line["event"]).replace(written, line["route"])
    return line


def with_origin(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Which request or which task this line belongs to."""
    if request_id.current():
        line["request_id"] = request_id.current()
    if current_task and current_task.request.id:
        line.update(task=current_task.name, task_id=current_task.request.id)
    return line


def without_private_words(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """The line as it may be read by whoever reads logs."""
    own = {name: line[name] for name in ("_record", "_from_structlog") if name in line}
    return {**redacted({name: value for name, value in line.items() if name not in own}), **own}
