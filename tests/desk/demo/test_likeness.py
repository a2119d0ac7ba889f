"""That the invented company could be one: when its people act, what they write, and which mails they got."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from agreements.choices import Place
from agreements.forms import USUAL_LENGTHS
from agreements.models import Action, Consent, Note, Session, SharedNote
from feedback.models import Goal, GoalReview, Invitation
from matching.models import Mentorship, ProposalSide
from mentoring.desk.demo.days import at_work
from mentoring.desk.management.commands import demo
from mentoring.lib import clock
from mentoring.outbox.kinds import counted
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Enrolment, StageChange

# As the form of a session has it of a pair that meets by video.
BY_VIDEO = capfirst(str(Place.VIDEO.label))
EASTER_MONDAY = datetime(2026, 4, 6, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def printed_nowhere(db, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)


def days_of_people() -> dict[str, list[date]]:
    """All that the people of the company dated themselves."""
    dated = {
        "began": Mentorship.objects.values_list("started_at", flat=True),
        "ended": Mentorship.objects.values_list("ended_at", flat=True),
        "answered a suggestion": ProposalSide.objects.values_list("answered_at", flat=True),
        "read or agreed": Consent.objects.values_list("given_at", flat=True),
        "met": Session.objects.values_list("starts_at", flat=True),
        "said so": Session.objects.values_list("answered_at", flat=True),
        "noted": Note.objects.values_list("written_at", flat=True),
        "noted for both": SharedNote.objects.values_list("changed_at", flat=True),
        "added": Action.objects.values_list("added_at", flat=True),
        "do by": Action.objects.values_list("due_on", flat=True),
        "set": Goal.objects.values_list("set_at", flat=True),
        "reviewed": GoalReview.objects.values_list("reviewed_on", flat=True),
        "asked for a place": Enrolment.objects.values_list("registered_at", flat=True),
        "answered": Invitation.objects.values_list("answered_on", flat=True),
        "moved the round": StageChange.objects.values_list("made_at", flat=True),
    }
    return {name: [_day(moment) for moment in moments if moment] for name, moments in dated.items()}


def _day(moment: date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def on_days_off() -> dict[str, list[date]]:
    found = {name: [day for day in days if at_work(day) != day] for name, days in days_of_people().items()}
    return {name: days for name, days in found.items() if days}


@pytest.mark.long
def test_closed_company_keeps_its_days_off_and_speaks_in_many_voices(db):
    call_command("demo", "--stage", "closed", "--people", "120")

    assert all(days_of_people().values())
    assert on_days_off() == {}

    goals = Counter((goal.mentorship_id, goal.sentence) for goal in Goal.objects.all())
    assert set(goals.values()) == {1}, "no pair sets out for the same twice"
    assert len({review.words for review in GoalReview.objects.all()}) >= 8
    assert len({action.words for action in Action.objects.all()}) >= 8
    assert len({note.body for note in [*Note.objects.all(), *SharedNote.objects.all()]}) >= 8
    hours = {timezone.localtime(at).hour for at in Session.objects.values_list("starts_at", flat=True)}
    assert len(hours) >= 5
    assert hours <= set(range(9, 18))

    _no_mail_breaks_a_promise()


def _no_mail_breaks_a_promise() -> None:
    """Nobody is reminded of what they have answered, and two mails a month are the most that nobody asked for."""
    reminders = OutgoingMessage.objects.filter(kind="survey-reminder")
    answered = dict(Invitation.objects.exclude(answered_on=None).values_list("pk", "answered_on"))
    states: dict[str, set[str]] = defaultdict(set)
    for reminder in reminders:
        day, due_on = answered.get(reminder.subject_id), _day(reminder.due_at)
        states["never" if day is None else "by then" if day <= due_on else "later"].add(reminder.state)
    assert states == {"never": {"sent"}, "by then": {"cancelled"}, "later": {"sent"}}

    alone = OutgoingMessage.objects.filter(kind__in=counted(), state="sent", goes_with=None)
    numbers: dict[tuple[object, date], list[int | None]] = defaultdict(list)
    for message in alone:
        assert message.counted_month == _day(message.sent_at).replace(day=1)
        numbers[message.recipient_id, message.counted_month].append(message.counted_number)
    assert _shapes(numbers.values()) == {(1,), (1, 2)}


def _shapes(numbers: Iterable[Iterable[int | None]]) -> set[tuple[int | None, ...]]:
    return {tuple(sorted(each, key=str)) for each in numbers}


@pytest.mark.long
def test_nobody_works_either_where_the_story_is_told_on_a_holiday(db):
    with clock.standing_at(EASTER_MONDAY):
        call_command("demo", "--people", "24")

    assert on_days_off() == {}
    met = Session.objects.values_list("minutes", "place")
    assert {minutes for minutes, _place in met} <= set(USUAL_LENGTHS), "a length that no form offers"
    assert {place for _minutes, place in met} <= {BY_VIDEO, ""}


@pytest.mark.long
def test_mailbox_of_a_story_told_on_a_day_off_holds_the_mails_of_the_last_days_at_work(db):
    with clock.standing_at(EASTER_MONDAY):
        call_command("demo", "--people", "24")

    waiting = Counter(OutgoingMessage.objects.filter(state="due").values_list("kind", flat=True))
    assert waiting["session-planned"] >= 2
    assert not OutgoingMessage.objects.filter(state="due", created_at__lt=EASTER_MONDAY - timedelta(days=6)).exists()


def told(seed: int) -> list[object]:
    """What happened, by what does not change from one telling to the next."""
    with transaction.atomic(), clock.standing_at(EASTER_MONDAY):
        call_command("demo", "--people", "24", "--seed", str(seed))
        story: list[object] = [
            *days_of_people().items(),
            *(sorted(goal.sentence for goal in pair.goals.all()) for pair in Mentorship.objects.order_by("started_at")),
            sorted((action.due_on, action.words) for action in Action.objects.all()),
            sorted(Session.objects.values_list("starts_at", "minutes")),
        ]
        transaction.set_rollback(True)
    return [(each[0], sorted(each[1])) if isinstance(each, tuple) else each for each in story]


@pytest.mark.long
def test_same_seed_tells_the_same_story_and_another_one_does_not(db):
    first, again, other = told(1), told(1), told(2)

    assert first == again
    assert first != other
