from datetime import date, timedelta

import pytest

from agreements.models import Action
from agreements.services import LONGEST_ACTION, add_action, change_action, delete_action, tick_off_action
from agreements.services.actions import MOST_OPEN
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from tests.factories import at, end_pairs, make_session

THURSDAY = date(2026, 12, 3)


def add(pair, words="Draft the outline", by=None, **fields) -> Action:
    values = {"owner": pair.mentee, "due_on": THURSDAY, **fields}
    return add_action(mentorship=pair.mentorship, words=words, by=by or pair.mentor.user, **values)


def verbs() -> list[str]:
    return list(AuditEvent.objects.filter(subject_label="agreements.action").values_list("verb", flat=True))


def test_add_action_keeps_who_what_and_by_when(pair):
    add(pair, "  Draft\n the outline ")

    stored = Action.objects.get()
    assert (stored.words, stored.owner, stored.due_on) == ("Draft the outline", pair.mentee, THURSDAY)
    assert (stored.reminds_at, verbs()) == (at("2026-12-03 09:00"), ["action.add"])


def test_add_action_without_a_day_reminds_nobody(pair):
    assert add(pair, due_on=None).reminds_at is None


def test_add_action_for_today_after_nine_reminds_nobody(pair):
    assert add(pair, due_on=date(2026, 11, 23)).reminds_at is None


def test_add_action_twice_within_a_press_is_one(pair):
    assert (add(pair), Action.objects.count()) == (add(pair), 1)


def test_add_action_of_the_same_words_later_is_another(pair):
    add(pair)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        add(pair)

    assert Action.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": " "}, "write what is to be done"),
        ({"words": "x" * (LONGEST_ACTION + 1)}, "keep to 200 characters; these are 201"),
        ({"due_on": date(2026, 11, 22)}, "This day is over"),
        ({"due_on": date(2028, 1, 1)}, "more than a year away"),
    ],
)
def test_add_action_that_cannot_be_meant_is_refused(pair, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        add(pair, **fields)

    assert not Action.objects.exists()


def test_add_action_for_somebody_else_is_refused(pair):
    with pytest.raises(Refused, match="one of you two"):
        add(pair, owner=pair.outsider)


def test_add_action_about_a_session_of_another_pair_is_refused(pair, other_pair):
    with pytest.raises(Refused, match="one of your own sessions"):
        add(pair, session=make_session(other_pair))


def test_add_action_beyond_fifty_is_refused(pair):
    for number in range(MOST_OPEN):
        Action.objects.create(
            mentorship=pair.mentorship, owner=pair.mentee, words=f"Number {number}", added_at=clock.now()
        )

    with pytest.raises(Refused, match="Fifty actions are open"):
        add(pair)


def test_both_may_tick_it_off_and_open_it_again(pair):
    action = add(pair)

    for person, is_done in ((pair.mentor, True), (pair.mentee, True), (pair.mentee, False)):
        tick_off_action(action=action, is_done=is_done, by=person.user)

    assert Action.objects.get().done_at is None
    assert verbs() == ["action.add", "action.done", "action.reopen"]


def test_change_action_gives_it_other_words_owner_and_day(pair):
    action = add(pair)

    change_action(action=action, words="Send it", owner=pair.mentor, due_on=date(2026, 12, 8), by=pair.mentee.user)

    stored = Action.objects.get()
    assert (stored.words, stored.owner, stored.reminds_at) == ("Send it", pair.mentor, at("2026-12-08 09:00"))


def test_change_of_words_alone_reminds_nobody_once_more(pair):
    action = add(pair)
    Action.objects.update(reminds_at=None)

    change_action(action=action, words="Send it", owner=pair.mentee, due_on=THURSDAY, by=pair.mentee.user)

    assert Action.objects.get().reminds_at is None


def test_change_of_words_after_its_day_is_possible(pair):
    action = add(pair)

    with clock.standing_at(at("2026-12-09 09:00")):
        change_action(action=action, words="Send it", owner=pair.mentee, due_on=THURSDAY, by=pair.mentee.user)

    assert Action.objects.get().words == "Send it"


def test_delete_action_takes_it_out(pair):
    action = add(pair)

    delete_action(action=action, by=pair.mentee.user)

    assert (Action.objects.count(), verbs()) == (0, ["action.add", "action.delete"])
    with pytest.raises(Refused, match="not there any more"):
        tick_off_action(action=action, is_done=True, by=pair.mentee.user)


@pytest.mark.parametrize("role", ["outsider", "coordinator", "site_administrator"])
def test_action_is_for_the_two_alone(pair, role):
    action, user = add(pair), pair.users[role]

    for act in (
        lambda: add(pair, by=user),
        lambda: tick_off_action(action=action, is_done=True, by=user),
        lambda: change_action(action=action, words="x", owner=pair.mentor, due_on=None, by=user),
        lambda: delete_action(action=action, by=user),
    ):
        with pytest.raises(Refused, match="Only the two people of a pair"):
            act()

    assert not Action.objects.visible_to(user).exists()


def test_nothing_is_ticked_off_after_the_end(pair):
    action = add(pair)
    end_pairs()

    with pytest.raises(Refused, match="has ended"):
        tick_off_action(action=action, is_done=True, by=pair.mentor.user)
