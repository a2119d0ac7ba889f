"""Who does which kind of long work. An app registers its runner in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mentoring.jobs.models import Job

# Called with (done, total, message); also renews the lease, so call it outside a transaction and at least each half
# minute.
Progress = Callable[[int, int, str], None]
Run = Callable[["Job", Progress], None]
Address = Callable[["Job"], str]
TITLE = _("Work on its way")
RESULT_LABEL = _("See the result")


@dataclass(frozen=True, slots=True)
class Runner:
    """The function that does one kind of work, what the work is called, and where its result is found."""

    run: Run
    title: str | Promise
    result_url: Address | None
    result_label: str | Promise


_runners: dict[str, Runner] = {}


def runs(
    kind: str,
    run: Run,
    *,
    title: str | Promise = TITLE,
    result_url: Address | None = None,
    result_label: str | Promise = RESULT_LABEL,
) -> None:
    """Register `run` for jobs of this kind.

    It gets the job and a function that reports progress, works in transactions of its own, and must be safe to run
    again: a job whose worker died is given to the next.
    """
    _runners[kind] = Runner(run, title, result_url, result_label)


def runner_of(kind: str) -> Runner:
    """The runner of a kind; KeyError for a kind nobody registered."""
    return _runners[kind]
