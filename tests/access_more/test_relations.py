"""R25, relations that the cast lacks: a line manager of the two, and somebody whose pair has ended."""

import pytest
from django.core.cache import cache
from django.db.models import Model

from matching.models import Mentorship
from matching.services import end_mentorship
from participants.models import Profile
from tests.access_more.asking import TABLE, Asker, doors, form_on, rows_naming, shares, undone, words_of

# What one of an ended pair may still do, and to which of its rows: their own notes, and how far a goal of theirs came.
STILL_OPEN = {
    "agreements:note-create": {"agreements_note"},
    "agreements:note-update": {"agreements_note"},
    "agreements:note-delete": {"agreements_note"},
    "feedback:goal-review": {"feedback_goalreview"},
}
REFUSED = (302, 403, 404, 410)


@pytest.mark.parametrize("names", shares(of=20))
def test_line_manager_of_both_sees_and_does_what_any_outsider_does(names, cast):
    asker, told = Asker(cast), {}
    for name in names:
        with undone():
            url, data = TABLE[name].url(name, cast), TABLE[name].data(cast)
            before = answers_to_outsider(asker, url, data)
            Profile.objects.filter(pk__in=[cast.mentor.pk, cast.mentee.pk]).update(manager=cast.outsider)
            if answers_to_outsider(asker, url, data) != before:
                told[name] = before

    assert told == {}


def answers_to_outsider(asker, url, data):
    found = []
    for method in ("GET", "POST"):
        cache.clear()
        with undone():
            answer = asker.ask("outsider", method, url, data)
            found.append((answer.status_code, answer.headers.get("Location"), words_of(answer)))
    return found


@pytest.mark.parametrize("names", shares(of=20))
def test_whose_pair_has_ended_gets_no_more_than_before_and_changes_nothing_of_it(names, cast):
    asker, wrong = Asker(cast), {}
    for name, role in doors(names, ("mentor", "mentee")):
        with undone():
            url = TABLE[name].url(name, cast)
            before = asker.ask(role, "GET", url)
            data = form_on(before, url)[0] or TABLE[name].data(cast)
            end(cast.mentorship)
            if (status := asker.status(role, "GET", url)) not in (before.status_code, *REFUSED):
                wrong[f"{name} as {role}"] = status
            if changed := changed_by_post(asker, cast, role, url, data) - STILL_OPEN.get(name, set()):
                wrong[f"changed by {name} as {role}"] = changed

    assert wrong == {}


def end(pair):
    """As a coordinator's press or a day of the round does it; what shows an ended pair has ended it already."""
    pair = Mentorship.objects.get(pk=pair.pk)
    if pair.status == Mentorship.Status.ACTIVE:
        end_mentorship(mentorship=pair, by=None)


def changed_by_post(asker, cast, role, url, data):
    """The tables in which something of the pair is not as it was."""
    ids = ids_of_pair(cast.mentorship)
    before = rows_naming(ids)
    asker.ask(role, "POST", url, data)
    return {table for table, _row in rows_naming(ids) ^ before}


def ids_of_pair(pair: Model):
    """Of the pair, and of all that hangs on it."""
    found = [pair.pk]
    for relation in pair._meta.related_objects:
        found += relation.related_model._base_manager.filter(**{relation.field.name: pair}).values_list("pk", flat=True)
    return found


@pytest.mark.long
def test_the_same_forms_change_a_pair_that_is_under_way(cast):
    """Or what stands above would hold of forms that nobody could send."""
    asker, changing = Asker(cast), set()
    for name, _role in doors(TABLE, ["mentee"]):
        with undone():
            url = TABLE[name].url(name, cast)
            data = form_on(asker.ask("mentee", "GET", url), url)[0] or TABLE[name].data(cast)
            if changed_by_post(asker, cast, "mentee", url, data):
                changing.add(name)

    assert len(changing) >= 15, changing
