"""Taking answers while a survey is open, and turning them into figures when it closes."""

import json
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from feedback.figures import Answered, Closed, close_figures, split_items
from feedback.models import SURVEY_RUN_MOVES, Draft, Invitation, Response, Snapshot, SurveyRun
from feedback.questionnaires import EVERYBODY, MENTEE, MENTOR, OF_PAIRS, asked_of
from feedback.secrecy import draft_key
from feedback.services.asked import number_asked
from feedback.services.behind import NOT_KNOWN, readers_of, standings
from feedback.services.reading import CLOSED
from feedback.timetable import last_moment
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.errors import Refused
from mentoring.lib.moves import check_move
from mentoring.lib.too_late import TooLate
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort
from programmes.stages import OVER

logger = logging.getLogger(__name__)

# Stands in a draft for a statement to which somebody prefers not to say, so that it is there on coming back. It is no
# answer: nothing counts it, and it goes with the draft.
NOT_SAID = 0

# Surveys without a day of their own: the dates of their round say how long they stay open.
OF_THE_MOMENT = (SurveyRun.Kind.START, SurveyRun.Kind.EARLY_END)


def record_answers(*, invitation: Invitation, answers: Mapping[str, int], by: User | None = None) -> Invitation:
    """As `keep_answers` for the whole survey at once. Whoever skipped everything leaves no answer behind."""
    asked = [item["id"] for item in invitation.items]
    return keep_answers(invitation=invitation, answers=answers, asked=asked, is_done=True, by=by)


@in_transaction
def keep_answers(
    *,
    invitation: Invitation,
    answers: Mapping[str, int],
    asked: Collection[str],
    is_done: bool,
    not_said: Collection[str] = (),
    by: User | None = None,
) -> Invitation:
    """Keep these answers (option numbers from 1, by item id) in place of any given before to the items `asked`, and of
    those alone, so that two open pages never undo each other. Refused once closed.

    What is kept counts at closing, also where somebody never came to the end. Once `is_done`, nobody is reminded. The
    items `not_said` are remembered beside answers, or until somebody is done, and never counted. `by` is recorded
    nowhere, and no audit event is written: a time beside a person's name could lead to what that person answered.
    """
    run = SurveyRun.objects.select_for_update().get(pk=invitation.run_id)
    if run.state != SurveyRun.State.OPEN or run.closes_at <= clock.now():
        raise TooLate(_("This survey has closed, so answers can no longer be given or changed."))
    _check_answers(invitation, answers, not_said)
    rest = {item["id"] for item in invitation.items}.difference(asked)
    # To leave nothing behind takes no key.
    so_far = choices_so_far(invitation) if answers or rest else {}
    others = {item: option for item, option in so_far.items() if item not in asked}
    if is_done:
        Invitation.objects.filter(pk=invitation.pk, answered_on=None).update(answered_on=clock.today())
    invitation.refresh_from_db(fields=["answered_on"])
    chosen = {**others, **answers, **dict.fromkeys(not_said, NOT_SAID)}
    # Of whoever is done and answered nothing, nothing is kept.
    _keep_draft(invitation, chosen if invitation.answered_on is None or only_answers(chosen) else {})
    _mix(run)
    return invitation


def answers_so_far(invitation: Invitation) -> dict[str, int]:
    """What was answered and kept, while the survey is open: option numbers by item."""
    return only_answers(choices_so_far(invitation))


def choices_so_far(invitation: Invitation) -> dict[str, int]:
    """As `answers_so_far`, and NOT_SAID where somebody prefers not to say."""
    draft = Draft.objects.of(invitation).first()
    return json.loads(draft.answers) if draft else {}


def only_answers(choices: Mapping[str, int]) -> dict[str, int]:
    """Those of these choices that say something."""
    return {item: option for item, option in choices.items() if option != NOT_SAID}


def with_answers(invitations: Collection[Invitation]) -> set[UUID]:
    """Those of these invitations, by key, of which a question was answered or declined; the others were not begun."""
    keys = {draft_key(invitation.pk): invitation.pk for invitation in invitations}
    return {keys[key] for key in Draft.objects.filter(key__in=keys).values_list("key", flat=True)} if keys else set()


def close_due_runs() -> int:
    """Close each survey whose time is over, unless its round got later dates meanwhile. Returns how many closed.

    Each by itself: one whose answers do not all open stays as it is, and is tried again with the next tick.
    """
    due = list(SurveyRun.objects.due_to_close(clock.now()).select_related("cohort"))
    return sum(_close_unless_closed(run) for run in due if not _stays_open(run))


def close_runs_of(*, cohort: Cohort) -> int:
    """Close what is still open when a cohort ends, with the answers given so far. Returns how many.

    Where answers do not open, the cohort closes all the same: the survey takes no more, and is counted once they do.
    """
    still_open = SurveyRun.objects.filter(cohort=cohort, state=SurveyRun.State.OPEN)
    closed = sum(_close_unless_closed(run) for run in list(still_open))
    now = clock.now()
    still_open.filter(reminds_at__gte=now).update(reminds_at=None)
    still_open.filter(closes_at__gt=now).update(closes_at=now)
    return closed


@in_transaction
def close_run(*, run: SurveyRun, given_up: Collection[UUID] = ()) -> Snapshot:
    """Close a survey for ever: answers lose their key and their order, figures are fixed. Refused if not open.

    Raises Undecipherable where one answer does not open. To count it as not given would fix a wrong number and throw
    away what was said, for ever, and with a key that is missing for a minute that would be every answer. Only those
    `given_up` (ids of drafts) are left out, and how many they were stands in the figures.
    """
    run = SurveyRun.objects.select_for_update(of=["self"]).select_related("cohort__programme").get(pk=run.pk)
    check_move(SURVEY_RUN_MOVES, run.state, SurveyRun.State.CLOSED)
    readers = readers_of(run)
    stands = standings(run, readers)
    answered = [
        Answered(draft.cell, said, *stands.get(draft.key, NOT_KNOWN))
        for draft in Draft.objects.filter(run=run).exclude(pk__in=given_up)
        if (said := only_answers(json.loads(draft.answers)))
    ]
    # The order of the drafts is the order in which people answered: nothing after this line may know it.
    secrets.SystemRandom().shuffle(answered)
    # One more is needed where a reader of the report was asked, as a reader does not count.
    reading = int(run.invitations.filter(person__in=readers).exists())
    closed = close_figures(
        run.cells,
        run.items,
        answered,
        invited=number_asked(run),
        minimum=run.minimum_group + reading,
        split_minimum=run.split_group + reading,
        of_pairs=OF_PAIRS,
        unread=len(given_up),
    )
    _write_responses(run, answered, closed)
    Draft.objects.filter(run=run).delete()
    run.state = SurveyRun.State.CLOSED
    run.save(update_fields=["state"])
    snapshot = Snapshot.objects.create(run=run, built_on=clock.today(), figures=closed.figures)
    record_event(verb=CLOSED, subject=run, by=None)
    return snapshot


def _close_unless_closed(run: SurveyRun) -> bool:
    try:
        close_run(run=run)
    except Refused:  # another tick was faster
        return False
    except Undecipherable:
        # Nothing of what was said, and no way to who said it. The doctor goes on telling for as long as it stays so.
        logger.error("A survey cannot be counted: not all of its answers open", extra={"survey": str(run.pk)})
        return False
    return True


def _stays_open(run: SurveyRun) -> bool:
    """Whether the round of a survey of the moment got later dates meanwhile; then the survey gets them, too."""
    if run.kind not in OF_THE_MOMENT or run.cohort.stage in OVER:
        return False
    later = last_moment(run.cohort, run.kind, run.opens_at)
    return later > clock.now() and bool(
        SurveyRun.objects.filter(pk=run.pk, state=SurveyRun.State.OPEN).update(closes_at=later)
    )


def _check_answers(invitation: Invitation, answers: Mapping[str, int], not_said: Collection[str]) -> None:
    options = {item["id"]: len(item["options"]) for item in invitation.items}
    is_foreign = any(item not in options or not 1 <= option <= options[item] for item, option in answers.items())
    if is_foreign or not options.keys() >= set(not_said):
        raise Refused(_("An answer does not belong to this survey. Please reload the page and answer again."))


def _keep_draft(invitation: Invitation, answers: Mapping[str, int]) -> None:
    drafts = Draft.objects.of(invitation)
    if not answers:
        drafts.delete()
        return
    draft = drafts.first() or Draft(run_id=invitation.run_id, key=draft_key(invitation.pk), cell=invitation.cell)
    # Sealed words are as long as what they hold: without this, they would tell how much somebody skipped.
    draft.answers = json.dumps(dict(answers)).ljust(_longest(invitation.run))
    draft.save()


def _longest(run: SurveyRun) -> int:
    """As many letters as an answer to everything takes."""
    return len(json.dumps({item["id"]: len(item["options"]) for item in run.items}))


def _mix(run: SurveyRun) -> None:
    """Write all answers in progress of a survey anew, in an order of chance.

    Which transaction wrote a row last, and where it lies, would otherwise lead from an answer to the invitation that
    was written in the same moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH taken AS (DELETE FROM feedback_draft WHERE run_id = %s RETURNING *)"
            " INSERT INTO feedback_draft SELECT * FROM taken ORDER BY random()",
            [run.pk],
        )


def _write_responses(run: SurveyRun, answered: list[Answered], closed: Closed) -> None:
    """Keep the answers without their key, and only those to items of which there is a figure.

    What only one role was asked, and what is shown for everybody together only, goes into rows of its own, in an order
    of their own and without a cell: a role, or one mentor's pairs, beside a cell could lead to one person.
    """
    alike = {item["id"] for item in asked_of(run.items, EVERYBODY)}
    split, together = split_items(closed.figures), frozenset(closed.figures["undivided"])
    cells: Sequence[int | None] = closed.leaf_of
    nowhere: Sequence[int | None] = [None] * len(answered)
    _write_rows(run, answered, alike & split, cells)
    _write_rows(run, answered, alike & together, nowhere)
    for role in (MENTEE, MENTOR):
        own = {item["id"] for item in asked_of(run.items, role)} - alike
        _write_rows(run, answered, own & (split | together), nowhere)


def _write_rows(
    run: SurveyRun, answered: Sequence[Answered], items: Collection[str], places: Sequence[int | None]
) -> None:
    """One row for each person who answered any of these items, in an order of chance."""
    rows = [
        Response(run=run, cell=place, answers=said)
        for answer, place in zip(answered, places, strict=True)
        if (said := {item: option for item, option in answer.answers.items() if item in items})
    ]
    secrets.SystemRandom().shuffle(rows)
    Response.objects.bulk_create(rows)
