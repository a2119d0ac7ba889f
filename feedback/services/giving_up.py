"""Answers whose key is lost for good: they are given up, by somebody and by number, so that the rest can be counted."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Draft, Snapshot, SurveyRun
from feedback.services.answers import close_run
from mentoring.accounts.models import User
from mentoring.accounts.policies import is_site_administrator
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction


@in_transaction
def give_up_answers(*, run: SurveyRun, number: int, by: User) -> Snapshot:
    """Delete the answers of a survey that do not open, and count all others, for ever.

    Refused to everybody but a site administrator, before the survey is over, where all of them open, and where `number`
    is not how many do not: whoever says it has seen what goes, and no key is missing that was there a minute ago.
    """
    run = SurveyRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    check_is_over(run)
    if not is_site_administrator(by):
        raise Refused(_("Only a site administrator can give answers up."))
    closed = closed_answers(run)
    if not closed:
        raise Refused(_("All its answers open, so it is counted by itself. There is nothing to give up."))
    if len(closed) != number:
        words = ngettext(
            "%(count)d answer does not open, and not %(number)d. Nothing was changed.",
            "%(count)d answers do not open, and not %(number)d. Nothing was changed.",
            len(closed),
        )
        raise Refused(words % {"count": len(closed), "number": number})
    snapshot = close_run(run=run, given_up=closed)
    record_event(verb="survey.give_up_answers", subject=run, by=by, result=f"{number} given up")
    return snapshot


def check_is_over(run: SurveyRun) -> None:
    """Refuses a survey that is counted, has not begun, or takes answers still: its people may yet change theirs."""
    if run.state == SurveyRun.State.CLOSED:
        raise Refused(_("This survey is counted already. There is nothing to give up."))
    if run.state == SurveyRun.State.PLANNED:
        raise Refused(_("This survey has not begun. There is nothing to give up."))
    if run.closes_at > clock.now():
        raise Refused(_("This survey still takes answers. Once it is over, what does not open can be given up."))


def closed_answers(run: SurveyRun) -> list[UUID]:
    """The ids of the drafts of a survey that no key of this installation opens."""
    return [draft.pk for draft in Draft.objects.filter(run=run) if not _opens(draft)]


def _opens(draft: Draft) -> bool:
    try:
        _read = draft.answers
    except Undecipherable:
        return False
    return True
