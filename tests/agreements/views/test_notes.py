"""A private note and who does not get to it, whatever their rank; the canary stands for its words."""

import json

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.urls import NoReverseMatch, reverse
from redis import Redis

from agreements import services
from agreements.models import Action, MentorshipKey, Note, SharedNote
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, make_session

CANARY = "canary-7f3a-marmalade"
SHARED = "canary-4e19-apricot"
KEPT_UNDER_A_KEY = (("agreements_note", "body"), ("agreements_sharednote", "body"), ("agreements_action", "words"))


@pytest.fixture
def session(pair):
    return services.plan_session(
        mentorship=pair.mentorship, starts_at=at("2026-12-03 14:00"), minutes=60, place="by video", by=pair.mentor.user
    )


@pytest.fixture
def note(pair, session, sign_in) -> Note:
    """Written by the mentor through the page, after which everything goes on that makes mails and rows."""
    page = reverse("agreements:note-create", args=[pair.mentorship.pk])
    sign_in(pair.mentor).post(page, {"body": f"I doubt myself. {CANARY}", "session": str(session.pk)})
    services.cancel_session(session=session, by=pair.mentee.user)
    services.log_met_session(mentorship=pair.mentorship, starts_at=clock.now(), minutes=30, by=pair.mentor.user)
    return Note.objects.get()


@pytest.fixture
def shared_words(pair, session) -> Action:
    """A shared note and an action, which both of the pair read and nobody else."""
    services.write_shared_note(session=session, body=f"Between us. {SHARED}", version=0, by=pair.mentor.user)
    return services.add_action(
        mentorship=pair.mentorship,
        words=f"Draft it {SHARED}",
        owner=pair.mentee,
        due_on=at("2026-12-04 00:00").date(),
        session=session,
        by=pair.mentee.user,
    )


@pytest.fixture
def pages(pair, session, note, shared_words) -> list[str]:
    """Every page that has to do with the pair, the session or the note."""
    of_pair = ("agreement-detail", "help-detail", "session-create", "session-log-met", "note-create")
    return [
        reverse("desk:home"),
        reverse("desk:mentorship-detail", args=[pair.mentorship.pk]),
        *(reverse(f"agreements:{name}", args=[pair.mentorship.pk]) for name in of_pair),
        *(reverse(f"agreements:session-{verb}", args=[session.pk]) for verb in ("detail", "log", "cancel")),
        *(reverse(f"agreements:{name}-list", args=[pair.mentorship.pk]) for name in ("session", "action", "note")),
        *(
            reverse(f"agreements:{name}", args=[session.pk])
            for name in ("session-move", "session-change", "shared-note")
        ),
        *(reverse(f"agreements:action-{verb}", args=[shared_words.pk]) for verb in ("update", "delete")),
        *(reverse(f"agreements:note-{verb}", args=[note.pk]) for verb in ("update", "delete")),
    ]


def test_note_is_there_for_its_author(pair, pages, sign_in):
    client = sign_in(pair.mentor)

    reading = [page for page in pages if CANARY in client.get(page).content.decode()]

    assert [page.split("/")[1] for page in reading] == [
        "mentorships",
        "sessions",
        "mentorships",
        "notes",
        "notes",
    ]


def test_long_note_shows_its_beginning_on_the_page_of_the_pair_and_all_of_it_among_all_notes(pair, sign_in):
    client = sign_in(pair.mentor)
    words = "\n".join(f"line {number} of it" for number in range(1200))
    client.post(reverse("agreements:note-create", args=[pair.mentorship.pk]), {"body": words})
    note = Note.objects.get()
    notes = reverse("agreements:note-list", args=[pair.mentorship.pk])

    page = client.get(pair.mentorship.get_absolute_url()).content.decode()
    whole = client.get(notes).content.decode()

    assert ("line 9 of it" in page, "line 10 of it" in page, "line 1199 of it" in whole) == (True, False, True)
    assert f'<a href="{notes}#note-{note.pk}">Read all of it</a>' in page
    assert f'id="note-{note.pk}"' in whole


@pytest.mark.parametrize(
    "role", ["mentee", "outsider", "coordinator", "other_coordinator", "hr_analyst", "site_administrator"]
)
def test_note_is_on_no_page_of_anybody_else(pair, pages, sign_in, role):
    client = sign_in(pair.users[role])

    leaking = [page for page in pages if CANARY in client.get(page, follow=True).content.decode()]

    assert leaking == []


@pytest.mark.parametrize("role", ["coordinator", "site_administrator"])
def test_note_is_on_no_page_of_the_office(pair, note, sign_in, role):
    client = sign_in(pair.users[role])
    urls = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        urls.append(_office_page(f"{name}_changelist"))
        urls += [_office_page(f"{name}_change", each.pk) for each in model._default_manager.all()[:5]]

    leaking = [url for url in urls if url and CANARY in client.get(url, follow=True).content.decode()]

    assert leaking == []


def test_words_of_the_pair_are_on_no_page_of_anybody_else(pair, pages, shared_words, sign_in):
    others = [name for name in pair.users if name not in ("anonymous", "mentor", "mentee")]

    leaking = {
        role: [page for page in pages if SHARED in sign_in(pair.users[role]).get(page, follow=True).content.decode()]
        for role in others
    }
    shown = [page for page in pages if SHARED in sign_in(pair.mentee).get(page).content.decode()]

    assert leaking == {role: [] for role in others}
    assert sorted({page.split("/")[1] for page in shown}) == ["actions", "mentorships", "sessions"]


def test_words_of_the_pair_are_in_no_mail_and_no_entry_of_the_record(pair, shared_words):
    with clock.standing_at(at("2026-12-04 10:00")):
        services.send_due_reminders()

    messages = OutgoingMessage.objects.all()
    written = [part for each in messages for part in (each.mail_subject, each.text, each.html, each.attachments)]
    assert "action-due" in {each.kind for each in messages}
    assert not [part for part in written if part and SHARED in part]
    events = AuditEvent.objects.values()
    assert {"session.share", "action.add"} <= {event["verb"] for event in events}
    assert SHARED not in str(list(events))


def _office_page(name: str, *args: object) -> str:
    """Empty where the office has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize("model", [Note, SharedNote, Action, MentorshipKey])
def test_words_have_no_place_in_the_office(model):
    assert model not in admin.site._registry
    assert not [
        inline for registered in admin.site._registry.values() for inline in registered.inlines if inline.model is model
    ]


def test_note_is_in_no_mail(note):
    messages = OutgoingMessage.objects.all()

    written = [part for each in messages for part in (each.mail_subject, each.text, each.html, each.attachments)]

    assert len(messages) == 4
    assert not [part for part in written if CANARY in part or "doubt" in part]
    assert not [each for each in messages if CANARY in json.dumps([each.key, each.kind, each.occurrence])]


def test_note_is_readable_in_no_table(note, shared_words):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        columns = cursor.fetchall()
        dump = {}
        for table, column in columns:
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')  # noqa: S608
            dump[table, column] = "\n".join(value for (value,) in cursor.fetchall() if value)

    assert ("agreements_note", "body") in dump
    assert dump["agreements_note", "body"].startswith("\\x02")
    hidden = (CANARY, CANARY.encode().hex(), "doubt myself", SHARED, SHARED.encode().hex())
    assert {dump[table, name][:4] for table, name in KEPT_UNDER_A_KEY} == {"\\x02"}
    assert not [place for place, text in dump.items() if any(words in text for words in hidden)]


def test_note_is_in_no_key_of_redis(note):
    redis = Redis.from_url(settings.CACHES["default"]["LOCATION"])

    values = [redis.dump(key) or b"" for key in redis.scan_iter()]

    assert not [value for value in values if CANARY.encode() in value]


def test_note_create_pressed_twice_is_one_note(pair, sign_in):
    client, page = sign_in(pair.mentor), reverse("agreements:note-create", args=[pair.mentorship.pk])

    for _press in range(2):
        response = client.post(page, {"body": "Once", "session": ""})

    assert Note.objects.count() == 1
    assert response.url == reverse("desk:mentorship-detail", args=[pair.mentorship.pk])


def test_note_create_from_a_session_is_about_it(pair, session, sign_in):
    client, page = sign_in(pair.mentor), reverse("agreements:note-create", args=[pair.mentorship.pk])

    form = client.get(page, {"session": session.pk}).context["form"]
    response = client.post(page, {"body": "About that", "session": str(session.pk)})

    assert form["session"].value() == str(session.pk)
    assert Note.objects.get().session == session
    assert response.url == session.get_absolute_url()


@pytest.mark.parametrize("session", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_note_create_with_an_unknown_session_keeps_the_words(pair, sign_in, session):
    client, page = sign_in(pair.mentor), reverse("agreements:note-create", args=[pair.mentorship.pk])

    shown = client.get(page, {"session": session})
    response = client.post(page, {"body": "My long thought", "session": session})

    assert shown.status_code == 200
    assert response.context["form"].errors == {"session": ["Please choose one of your own sessions."]}
    assert "My long thought" in response.content.decode()
    assert not Note.objects.exists()


def test_note_create_without_words_says_so(pair, sign_in):
    page = reverse("agreements:note-create", args=[pair.mentorship.pk])

    response = sign_in(pair.mentor).post(page, {"body": "  "})

    assert response.context["form"].errors == {"body": ["Please write something first."]}


@pytest.mark.parametrize("role", ["mentor", "coordinator", "site_administrator"])
def test_note_create_for_a_foreign_pair_is_not_found(pair, other_pair, sign_in, role):
    page = reverse("agreements:note-create", args=[other_pair.pk])

    response = sign_in(pair.users[role]).post(page, {"body": "Not my pair"})

    assert response.status_code == 404
    assert not Note.objects.exists()


def test_note_create_about_a_session_of_another_pair_is_refused(pair, other_pair, sign_in):
    page, foreign = reverse("agreements:note-create", args=[pair.mentorship.pk]), make_session(other_pair)

    response = sign_in(pair.mentor).post(page, {"body": "Nosy", "session": str(foreign.pk)})

    assert response.context["form"].errors == {"session": ["Please choose one of your own sessions."]}
    assert not Note.objects.exists()


def test_note_update_replaces_the_words(pair, note, session, sign_in):
    client, page = sign_in(pair.mentor), reverse("agreements:note-update", args=[note.pk])

    shown = client.get(page).content.decode()
    response = client.post(page, {"body": "I trust myself.", "seen": note.as_seen})

    assert f"I doubt myself. {CANARY}" in shown
    assert Note.objects.get().body == "I trust myself."
    assert response.url == session.get_absolute_url()


def test_note_of_script_is_shown_as_text(pair, session, sign_in):
    services.write_note(
        mentorship=pair.mentorship, session=session, body="<script>alert(1)</script>", by=pair.mentor.user
    )

    content = sign_in(pair.mentor).get(session.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "<script>alert" not in content


def test_note_delete_asks_first_and_then_erases(pair, note, sign_in):
    client, page = sign_in(pair.mentor), reverse("agreements:note-delete", args=[note.pk])

    asked = client.get(page).content.decode()
    kept = Note.objects.count()
    response = client.post(page, follow=True)

    assert "It is gone for good; nobody can bring it back." in asked
    assert f"<p>I doubt myself. {CANARY}</p>" in asked
    assert (kept, Note.objects.count()) == (1, 0)
    assert "The note is gone for good." in response.content.decode()


@pytest.mark.parametrize("role", ["mentee", "outsider", "coordinator", "site_administrator"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_note_of_somebody_else_is_not_found(pair, note, sign_in, role, verb):
    page = reverse(f"agreements:note-{verb}", args=[note.pk])

    response = sign_in(pair.users[role]).post(page, {"body": "Mine now"})

    assert response.status_code == 404
    assert CANARY in Note.objects.get().body
