"""What a step of a cohort will do to its surveys, and what HR will read of them."""

from collections.abc import Callable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.figures import MENTORS_BEHIND
from feedback.models import SurveyRun
from feedback.timetable import end_survey_on, local_date
from programmes.models import Cohort, split_group


def surveys_of_move(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """What is said of the surveys of a cohort that opens, ends or closes. The step mails nobody about them."""
    sentences = SENTENCES[target](cohort) if target in SENTENCES else []
    return [(0, sentence) for sentence in sentences]


def _as_it_opens(cohort: Cohort) -> list[str]:
    """Of how many people HR reads answers, before anybody is asked: of few there may be nothing at all."""
    minimum = cohort.programme.minimum_group
    words = _(
        "HR sees answers only from groups of at least %(minimum)s (%(split)s for a department, and %(minimum)s mentees "
        "and %(mentors)s mentors for answers about pairs). With fewer than about %(pairs)s pairs HR may see nothing."
    )
    numbers = {"minimum": minimum, "split": split_group(minimum), "mentors": MENTORS_BEHIND, "pairs": 2 * minimum}
    return [words % numbers]


def _as_it_comes_to_its_end(cohort: Cohort) -> list[str]:
    """A mid survey which has not gone out yet never will; the end survey follows."""
    mid = SurveyRun.objects.filter(cohort=cohort, kind=SurveyRun.Kind.MID).exclude(state=SurveyRun.State.PLANNED)
    words = _("The end survey is mailed to everybody in a pair on %(day)s, unless you close the cohort before.")
    end = words % {"day": date_format(end_survey_on(cohort))}
    if cohort.mid_survey_on is None or mid.exists():
        return [end]
    return [_("The mid survey of %(day)s will not go out any more.") % {"day": date_format(cohort.mid_survey_on)}, end]


def _as_it_closes(cohort: Cohort) -> list[str]:
    """An end survey that is open closes with the answers given so far; one that waits will not go out."""
    words = {
        SurveyRun.State.PLANNED: _("The end survey of %(opens)s will not go out any more."),
        SurveyRun.State.OPEN: _(
            "The end survey is open until %(closes)s. It closes now, with the answers given so far."
        ),
    }
    ends = SurveyRun.objects.filter(cohort=cohort, kind=SurveyRun.Kind.END, state__in=words)
    return [
        words[SurveyRun.State(run.state)]
        % {"opens": date_format(local_date(run.opens_at)), "closes": date_format(local_date(run.closes_at))}
        for run in ends
    ]


SENTENCES: Mapping[str, Callable[[Cohort], list[str]]] = {
    Cohort.Stage.REGISTRATION: _as_it_opens,
    Cohort.Stage.CLOSING: _as_it_comes_to_its_end,
    Cohort.Stage.CLOSED: _as_it_closes,
}
