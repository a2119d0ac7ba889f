"""Who does which kind of long work. An app registers its runner in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mentoring.jobs.models import Job

# Called with (done, total, message); also renews the lease. Call it often, and outside a transaction or, within one, as
# `beside.beside_transaction` gives it. It is also where work that somebody stopped ends: it then raises what runs
# through the runner.
Progress = Callable[[int, int, str], None]
# May give back a sentence about how it went.
Run = Callable[["Job", Progress], str | None]
Address = Callable[["Job"], str]
# What is true of work that was stopped; empty where nothing is to be said.
StoppedWords = Callable[["Job"], str]
# The sentence about how it went, of work whose result is written by now; empty where it is not.
WrittenWords = Callable[["Job"], str]
TITLE = _("Work on its way")
RESULT_LABEL = _("See the result")
PROGRESS_WORDS = _("%(done)s of %(total)s")
# How long nothing may be heard of a worker before its job is given to another. Every report renews it, and so does a
# heartbeat where work may be silent for longer.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Runner:
    """The function that does one kind of work, and the words for it: its name, how far it is, where its result is."""

    run: Run
    title: str | Promise
    result_url: Address | None
    result_label: str | Promise
    progress_words: str | Promise
    lease: timedelta
    silence: timedelta
    stopped_words: StoppedWords | None = None
    written_words: WrittenWords | None = None


def _never(job: "Job", progress: Progress) -> None:
    raise LookupError(job.kind)


_FORMER = Runner(_never, TITLE, None, RESULT_LABEL, PROGRESS_WORDS, LEASE, LEASE)
_runners: dict[str, Runner] = {}


def runs(
    kind: str,
    run: Run,
    *,
    title: str | Promise = TITLE,
    result_url: Address | None = None,
    result_label: str | Promise = RESULT_LABEL,
    progress_words: str | Promise = PROGRESS_WORDS,
    lease: timedelta = LEASE,
    silence: timedelta | None = None,
    stopped_words: StoppedWords | None = None,
    written_words: WrittenWords | None = None,
) -> None:
    """Register `run` for jobs of this kind.

    It gets the job and a function that reports progress, works in transactions of its own, and must be safe to run
    again: a job whose worker died is given to the next. What it gives back, if anything, is the sentence shown at the
    end; `progress_words` say how far it is, with `%(done)s` and `%(total)s`; `stopped_words` what is true of the work
    after somebody stopped it; `written_words` how it went where its worker died after it had written, so that it is
    done though nobody begins it again. What cannot report for a while names a `silence` longer than that ever takes: as
    long as its worker lives, the job stays with it. What leaves no turn to a heartbeat meanwhile needs a `lease` that
    is longer than that.
    """
    _runners[kind] = Runner(
        run, title, result_url, result_label, progress_words, lease, silence or lease, stopped_words, written_words
    )


def runner_of(kind: str) -> Runner:
    """The runner of a kind; KeyError for a kind nobody registered."""
    return _runners[kind]


def words_of(kind: str) -> Runner:
    """The runner of a kind for those who only speak of it; a stand-in for a kind that a former version knew."""
    return _runners.get(kind, _FORMER)
