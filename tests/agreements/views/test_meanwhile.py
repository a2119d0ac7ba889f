"""Two who change the same thing: the later one sees what the earlier one kept, and decides; nobody's words are lost."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Action, Note, Session, SharedNote
from agreements.services import add_action, write_note, write_shared_note
from agreements.views.pair import PairFormPage
from feedback.models import Goal
from feedback.services import set_goal
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, make_session

NOTHING_LOST = "Nothing of yours is lost: look at what it says now, then press the button once more to keep yours."


@dataclass
class Thing:
    """What both can change: its page, what each makes of it, and how the present state reads to the other one."""

    url: str
    now: Any
    edits: tuple[dict[str, str], dict[str, str]]
    says: tuple[list[str], list[str]]
    by_author_alone: bool = False


def of(name: str, pk) -> str:
    return reverse(name, args=[pk])


def goal(pair) -> Thing:
    row = set_goal(mentorship=pair.mentorship, sentence="Speak up", where_now="", what_good="", by=pair.mentee.user)
    return Thing(
        of("feedback:goal-update", row.pk),
        lambda: Goal.objects.get().sentence,
        ({"sentence": "Speak first"}, {"sentence": "Speak last", "where_now": "I wait."}),
        (["<p>Speak first</p>", "<p>Nothing is written here.</p>"], ["<p>Speak last</p>", "<p>I wait.</p>"]),
    )


def action(pair) -> Thing:
    row = add_action(mentorship=pair.mentorship, words="Ask Lena", owner=pair.mentee, due_on=None, by=pair.mentor.user)
    return Thing(
        of("agreements:action-update", row.pk),
        lambda: Action.objects.get().words,
        ({"words": "Ask Tom"}, {"words": "Ask Ann", "date": "2026-12-10"}),
        (["<p>Ask Tom</p>", "<p>Nothing is written here.</p>"], ["<p>Ask Ann</p>", "<p>Thu 10 Dec 2026</p>"]),
    )


def note(pair) -> Thing:
    row = write_note(mentorship=pair.mentorship, session=None, body="One.", by=pair.mentor.user)
    return Thing(
        of("agreements:note-update", row.pk),
        lambda: Note.objects.get().body,
        ({"body": "Two."}, {"body": "Three."}),
        (["<p>Two.</p>"], ["<p>Three.</p>"]),
        by_author_alone=True,
    )


def session(pair) -> Thing:
    row = make_session(pair.mentorship, place="Room 4")
    Session.objects.update(starts_at=at("2026-12-03 14:00"))
    when = {"date": "2026-12-03", "time": "14:00", "minutes": "60"}
    moved = when | {"date": "2026-12-10", "time": "15:30", "place": "Room 4"}
    return Thing(
        of("agreements:session-move", row.pk),
        lambda: (Session.objects.get().starts_at, Session.objects.get().place),
        (moved, when | {"place": "The café"}),
        (["<p>Thu 10 Dec 2026</p>", "<p>15:30</p>", "<p>Room 4</p>"], ["<p>Thu 3 Dec 2026</p>", "<p>The café</p>"]),
    )


THINGS = [goal, action, note, session]


@pytest.fixture
def doors(pair, sign_in):
    """The page that each of two has opened, and how they send it: two people, or two windows of one."""

    def open_page(url: str, person):
        client = sign_in(person)
        form = client.get(url).context["form"]
        shown = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}

        def send(edit: dict[str, str], to: str = url, **more: str):
            return client.post(to, shown | edit | more)

        return send

    return open_page


@pytest.mark.parametrize("make", THINGS)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_later_one_sees_what_the_earlier_one_kept_and_decides(pair, doors, make, order):
    thing = make(pair)
    people = [pair.mentor, pair.mentor if thing.by_author_alone else pair.mentee]
    first, second = order
    sends = [doors(thing.url, person) for person in people]
    assert sends[first](thing.edits[first]).status_code == 302
    kept, mails = thing.now(), OutgoingMessage.objects.count()

    again = sends[second](thing.edits[second])

    page, form = again.content.decode(), again.context["form"]
    name = "You changed this in another window" if thing.by_author_alone else f"{people[first].user.name} changed this"
    assert (again.status_code, form.non_field_errors()) == (200, [f"{name} meanwhile. {NOTHING_LOST}"])
    assert (thing.now(), OutgoingMessage.objects.count()) == (kept, mails)
    assert [words for words in thing.says[first] if words not in page] == []
    assert {each: form[each].value() for each in thing.edits[second]} == thing.edits[second]

    sent_again = sends[second](thing.edits[second], seen=form["seen"].value())

    assert sent_again.status_code == 302
    assert thing.now() != kept


@pytest.mark.parametrize("make", THINGS)
def test_whoever_meets_no_change_in_between_sees_nothing_new(pair, doors, make):
    thing = make(pair)

    for edit in thing.edits:
        assert doors(thing.url, pair.mentor)(edit).status_code == 302


@pytest.mark.parametrize("make", THINGS)
def test_button_pressed_twice_is_one_change_and_no_question(pair, doors, make):
    thing = make(pair)
    send = doors(thing.url, pair.mentor)

    assert [send(thing.edits[0]).status_code for _press in range(2)] == [302, 302]


@pytest.mark.parametrize("make", THINGS)
def test_form_without_what_was_seen_keeps_nothing_before_it_has_seen(pair, doors, make):
    thing = make(pair)
    before, send = thing.now(), doors(thing.url, pair.mentor)

    response = send(thing.edits[1], seen="")

    assert thing.now() == before
    assert response.context["form"].non_field_errors() == [f"This was changed meanwhile. {NOTHING_LOST}"]
    assert send(thing.edits[1], seen=response.context["form"]["seen"].value()).status_code == 302


def test_third_change_before_the_second_press_is_asked_about_again(pair, doors):
    thing = action(pair)
    mentee = doors(thing.url, pair.mentee)
    doors(thing.url, pair.mentor)(thing.edits[0])
    seen = mentee(thing.edits[1]).context["form"]["seen"].value()
    doors(thing.url, pair.mentor)({"words": "Ask nobody"})

    response = mentee(thing.edits[1], seen=seen)

    assert "<p>Ask nobody</p>" in response.content.decode()
    assert thing.now() == "Ask nobody"


def test_what_was_seen_tells_nothing_of_private_words(pair):
    """The same words of two notes look different, and are no digest that somebody without our keys can try out."""
    sessions = [None, make_session(pair.mentorship)]
    notes = [write_note(mentorship=pair.mentorship, session=each, body="No.", by=pair.mentor.user) for each in sessions]

    plain = {hashlib.new(name, b"No.").hexdigest() for name in ("sha256", "sha1", "md5")}
    assert len({each.as_seen for each in notes}) == 2
    assert not any(digest.startswith(each.as_seen) for digest in plain for each in notes)


def of_others(pair, other_pair) -> dict[str, object]:
    """The same kinds of things, none of which the mentor may see."""
    mentor, mentee = (each.person for each in other_pair.memberships.order_by("-role"))
    write_note(mentorship=pair.mentorship, session=None, body="Theirs", by=pair.mentee.user)
    Action.objects.create(mentorship=other_pair, owner=mentor, words="Theirs", added_at=clock.now())
    Goal.objects.create(mentorship=other_pair, owner=mentee, sentence="Theirs", set_at=clock.now())
    return {"note": Note, "action": Action, "goal": Goal}


@pytest.mark.parametrize("make", [goal, action, note])
def test_what_is_gone_or_of_others_gives_back_what_was_typed(pair, other_pair, doors, make):
    thing = make(pair)
    pk, send = thing.url.split("/")[2], doors(thing.url, pair.mentor)
    kinds = of_others(pair, other_pair)
    foreign = thing.url.replace(pk, str(kinds[make.__name__].objects.exclude(pk=pk).get().pk))
    kinds[make.__name__].objects.filter(pk=pk).delete()

    gone, of_somebody_else = send(thing.edits[0]), send(thing.edits[0], to=foreign)

    word = next(iter(thing.edits[0].values()))
    for response in (gone, of_somebody_else):
        page = response.content.decode()
        assert (response.status_code, response.context["sentence"]) == (404, "It is not there any more.")
        assert word in page
        assert "Theirs" not in page
        assert 'href="/">Go to your home page</a>' in page


@pytest.mark.parametrize(("make", "says"), [(action, "Maria Mentor changed"), (note, "You changed this in another")])
def test_nothing_is_deleted_that_its_reader_has_not_seen(pair, sign_in, doors, make, says):
    thing = make(pair)
    client = sign_in(pair.mentor if thing.by_author_alone else pair.mentee)
    delete = of(f"agreements:{make.__name__}-delete", thing.url.split("/")[2])
    seen = {"seen": client.get(delete).context["seen"]}
    doors(thing.url, pair.mentor)(thing.edits[0])

    asked = client.post(delete, seen, follow=True)

    assert says in asked.content.decode()
    assert "Nothing was done. Please look at how it stands now." in asked.content.decode()
    assert thing.now() == next(iter(thing.edits[0].values()))
    client.post(delete, {"seen": client.get(delete).context["seen"]})
    assert [model.objects.count() for model in (Note, Action)] == [0, 0]


@pytest.mark.parametrize("make", [action, note])
def test_what_is_deleted_while_its_form_is_looked_at_gives_back_too(pair, doors, monkeypatch, make):
    thing = make(pair)
    send, act = doors(thing.url, pair.mentor), PairFormPage.form_valid

    def deleted_meanwhile(view, form):
        Action.objects.all().delete()
        Note.objects.all().delete()
        return act(view, form)

    monkeypatch.setattr(PairFormPage, "form_valid", deleted_meanwhile)
    response = send(thing.edits[0])

    assert (response.status_code, response.context["sentence"]) == (404, "It is not there any more.")
    assert next(iter(thing.edits[0].values())) in response.content.decode()


@pytest.mark.parametrize(("press", "length"), [("both", 12_000), ("both", 20_001), ("instead", 20_001)])
def test_note_that_comes_out_too_long_still_shows_both_texts_and_overwrites_none(pair, sign_in, press, length):
    session = make_session(pair.mentorship, days=-1, status="held")
    url, mine, theirs = of("agreements:shared-note", session.pk), "M" * length, "T" * 12_000
    for version, body in enumerate(["Begun.", theirs]):
        write_shared_note(session=session, body=body, version=version, by=pair.mentor.user)
    client = sign_in(pair.mentee)
    meanwhile = client.post(url, {"body": "M" * 12_000, "version": "1"}).content.decode()

    refused = client.post(url, {"body": mine, "version": "2", press: "yes"}).content.decode()

    assert [page.count(f"<p>{theirs}</p>") for page in (meanwhile, refused)] == [1, 1]
    assert f"{mine}</textarea>" in refused
    assert [refused.count(words) for words in ("Keep both, mine below", "Keep mine instead", "Save our note")] == [
        1,
        1,
        0,
    ]
    assert "This note is too long. Please shorten it" in refused
    assert SharedNote.objects.get().body == theirs


@pytest.mark.parametrize("press", ["both", "instead"])
def test_third_text_is_shown_before_it_is_overwritten_though_ones_own_is_too_long(pair, sign_in, press):
    session = make_session(pair.mentorship, days=-1, status="held")
    url, client = of("agreements:shared-note", session.pk), sign_in(pair.mentee)
    for version, body in enumerate(["Begun.", "Second.", "Third."]):
        write_shared_note(session=session, body=body, version=version, by=pair.mentor.user)

    refused = client.post(url, {"body": "M" * 20_001, "version": "2", press: "yes"}).content.decode()
    client.post(url, {"body": "Mine.", "version": "3", "both": "yes"})

    assert "<p>Third.</p>" in refused
    assert 'name="version" value="3"' in refused
    assert SharedNote.objects.get().body == "Third.\n\nMine."
