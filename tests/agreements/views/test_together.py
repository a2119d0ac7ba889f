"""The pages of what two people keep together: the shared note, actions, and long lists."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import services
from agreements.models import Action, MentorshipKey, Note, Session, SharedNote
from feedback.models import Goal
from matching.models import Mentorship
from mentoring.lib import clock
from tests.factories import make_session


@pytest.fixture
def session(pair) -> Session:
    return make_session(pair.mentorship, days=-1, status="held")


def of(session: Session, verb: str) -> str:
    return reverse(f"agreements:{verb}", args=[session.pk])


def of_pair(pair, verb: str) -> str:
    return reverse(f"agreements:{verb}", args=[pair.mentorship.pk])


def test_shared_note_without_its_key_says_so_and_leads_back(pair, session, sign_in):
    services.write_shared_note(session=session, body="Ours.", version=0, by=pair.mentor.user)
    MentorshipKey.objects.all().delete()
    client, url = sign_in(pair.mentee), of(session, "shared-note")

    opened, sent = client.get(url), client.post(url, {"body": "Typed for an hour", "version": "1"})

    page = opened.content.decode()
    assert (opened.status_code, "We cannot open these notes at the moment. They are kept safe" in page) == (200, True)
    assert f'href="{pair.mentorship.get_absolute_url()}"' in page
    assert f'href="{reverse("agreements:help-detail", args=[pair.mentorship.pk])}"' in page
    assert "<textarea" not in page
    assert "We cannot open the notes of this pair at the moment" in sent.context["form"].non_field_errors()[0]
    assert "Typed for an hour</textarea>" in sent.content.decode()


def test_wrong_answer_is_changed_on_the_page_of_the_session(pair, session, sign_in):
    client = sign_in(pair.mentor)
    form = client.get(of(session, "session-change")).context["form"]

    posted = {name: form[name].value() for name in form.fields} | {"answer": "no"}
    client.post(of(session, "session-change"), posted)

    session.refresh_from_db()
    assert (session.status, session.answered_by) == ("cancelled", pair.mentor)


def test_shared_note_is_written_by_one_and_read_by_the_other(pair, session, sign_in):
    sign_in(pair.mentor).post(of(session, "shared-note"), {"body": "We spoke of the board.", "version": "0"})

    page = sign_in(pair.mentee).get(session.get_absolute_url()).content.decode()

    assert "We spoke of the board." in page
    assert "Maria Mentor changed it last, on Mon 23 Nov 2026." in page


def test_what_one_of_the_two_did_is_told_to_them_as_you(pair, session, sign_in):
    by = {"by": pair.mentor.user}
    services.answer_session(
        session=session, answer="held", starts_at=session.starts_at, minutes=45, seen=session.as_seen, **by
    )
    services.write_shared_note(session=session, body="Ours.", version=0, **by)
    services.add_action(
        mentorship=pair.mentorship, session=session, words="Draft it", owner=pair.mentor, due_on=None, **by
    )
    pages = [session.get_absolute_url(), pair.mentorship.get_absolute_url(), of_pair(pair, "action-list")]

    own = [sign_in(pair.mentor).get(page).content.decode() for page in pages]
    others = [sign_in(pair.mentee).get(page).content.decode() for page in pages]

    assert all(words in own[0] for words in ("You said so on Mon 23 Nov 2026.", "You changed it last, on Mon 23 Nov"))
    assert ['muted">You</span>' in page for page in own] == [True, True, True]
    assert ['muted">Maria Mentor</span>' in page for page in others] == [True, True, True]
    assert "Maria Mentor said so on Mon 23 Nov 2026." in others[0]


def test_action_is_quoted_before_it_is_deleted(pair, sign_in):
    action = services.add_action(
        mentorship=pair.mentorship, words="Draft it", owner=pair.mentor, due_on=None, by=pair.mentor.user
    )
    client, page = sign_in(pair.mentee), reverse("agreements:action-delete", args=[action.pk])

    asked = client.get(page).content.decode()
    MentorshipKey.objects.all().delete()

    assert "<p>Draft it</p>" in asked
    assert "<blockquote" not in client.get(page).content.decode()


@pytest.mark.parametrize("name", ["session-create", "session-log-met", "note-create", "action-create"])
def test_form_about_a_pair_leads_back_to_its_page(pair, sign_in, name):
    page = sign_in(pair.mentor).get(of_pair(pair, name)).content.decode()

    assert page.count(f'<a class="btn btn-link" href="{pair.mentorship.get_absolute_url()}">Go back</a>') == 1


@pytest.mark.parametrize("name", ["session-change", "session-log", "shared-note"])
def test_form_about_a_session_leads_back_to_it(pair, session, sign_in, name):
    page = sign_in(pair.mentor).get(of(session, name)).content.decode()

    assert page.count(f'<a class="btn btn-link" href="{session.get_absolute_url()}">Go back</a>') == 1


def both_open(pair, session, sign_in) -> tuple:
    """Both have opened the first version; the mentor saves theirs first."""
    url = of(session, "shared-note")
    services.write_shared_note(session=session, body="First.", version=0, by=pair.mentor.user)
    sign_in(pair.mentor).post(url, {"body": "By the mentor.", "version": "1"})
    mentee = sign_in(pair.mentee)
    return mentee, url, mentee.post(url, {"body": "By the mentee.", "version": "1"})


def test_second_who_saves_sees_both_texts_and_nothing_is_lost(pair, session, sign_in):
    _mentee, _url, response = both_open(pair, session, sign_in)

    content = response.content.decode()
    assert "Maria Mentor changed this note while you were writing. Both texts are here: you decide." in content
    assert "<p>By the mentor.</p>" in content
    assert "By the mentee.</textarea>" in content
    assert SharedNote.objects.get().body == "By the mentor."


def test_second_who_saves_reads_that_the_first_emptied_it(pair, session, sign_in):
    _mentee, url, _response = both_open(pair, session, sign_in)
    services.write_shared_note(session=session, body="", version=2, by=pair.mentor.user)

    content = sign_in(pair.mentee).post(url, {"body": "By the mentee.", "version": "2"}).content.decode()

    assert "Nothing: the note was emptied." in content
    assert "By the mentee.</textarea>" in content


@pytest.mark.parametrize(
    ("decision", "kept"),
    [({}, "By the mentee."), ({"both": "yes"}, "By the mentor.\n\nBy the mentee.")],
    ids=["mine instead", "both"],
)
def test_second_who_saves_decides(pair, session, sign_in, decision, kept):
    mentee, url, response = both_open(pair, session, sign_in)
    form = response.context["form"]

    mentee.post(url, {name: form[name].value() for name in form.fields} | decision)

    assert (SharedNote.objects.get().body, SharedNote.objects.get().version) == (kept, 3)


def test_third_text_meanwhile_is_shown_as_the_second_was(pair, session, sign_in):
    mentee, url, response = both_open(pair, session, sign_in)
    services.write_shared_note(session=session, body="Once more.", version=2, by=pair.mentor.user)
    form = response.context["form"]

    again = mentee.post(url, {name: form[name].value() for name in form.fields} | {"both": "yes"})

    assert "<p>Once more.</p>" in again.content.decode()
    assert "By the mentee.</textarea>" in again.content.decode()
    assert SharedNote.objects.get().body == "Once more."


@pytest.mark.parametrize("version", ["", "-1", "x"])
def test_shared_note_without_a_version_is_not_kept(pair, session, sign_in, version):
    sign_in(pair.mentor).post(of(session, "shared-note"), {"body": "Words.", "version": version})

    assert not SharedNote.objects.exists()


def test_words_of_a_shared_note_are_shown_as_words(pair, session, sign_in):
    body = "<script>alert(1)</script>"
    services.write_shared_note(session=session, body=body, version=0, by=pair.mentor.user)

    assert body not in sign_in(pair.mentee).get(session.get_absolute_url()).content.decode()


def test_action_goes_its_way_from_the_page_of_a_session(pair, session, sign_in):
    client, new = sign_in(pair.mentor), reverse("agreements:action-create", args=[pair.mentorship.pk])

    response = client.post(
        f"{new}?session={session.pk}", {"words": "Draft it", "owner": str(pair.mentee.pk), "date": "2026-12-01"}
    )
    action = Action.objects.get()
    ticked = sign_in(pair.mentee).post(
        reverse("agreements:action-done", args=[action.pk]), {"done": "yes"}, follow=True
    )

    assert (response.url, action.owner) == (session.get_absolute_url(), pair.mentee)
    assert "Done: ticked off." in ticked.content.decode()
    action.refresh_from_db()
    assert action.done_at == clock.now()


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"words": ""}, {"words": ["Please write what is to be done."]}),
        ({"date": "2026-11-01"}, {"date": ["This day is over. Please choose a later one, or none."]}),
        ({"owner": "somebody"}, {"owner": ["Please choose one of you two."]}),
    ],
)
def test_action_that_cannot_be_meant_says_what_to_do(pair, sign_in, change, errors):
    new = reverse("agreements:action-create", args=[pair.mentorship.pk])

    response = sign_in(pair.mentor).post(new, {"words": "Draft it", "owner": str(pair.mentor.pk)} | change)

    assert response.context["form"].errors == errors


def test_action_of_another_pair_is_not_found(pair, other_pair, sign_in):
    mentor = other_pair.memberships.get(role="mentor").person
    action = Action.objects.create(mentorship=other_pair, owner=mentor, words="Theirs", added_at=clock.now())
    client = sign_in(pair.mentor)

    for name in ("action-update", "action-done", "action-delete"):
        assert client.post(reverse(f"agreements:{name}", args=[action.pk]), {"done": "yes"}).status_code == 404


def test_pages_say_when_the_key_of_the_words_is_missing(pair, session, sign_in):
    services.write_shared_note(session=session, body="Ours.", version=0, by=pair.mentor.user)
    services.add_action(mentorship=pair.mentorship, words="Do it", owner=pair.mentor, due_on=None, by=pair.mentor.user)
    services.write_note(mentorship=pair.mentorship, session=session, body="Mine.", by=pair.mentor.user)
    MentorshipKey.objects.all().delete()
    client, of_pair = sign_in(pair.mentor), [pair.mentorship.pk]

    pages = [
        session.get_absolute_url(),
        pair.mentorship.get_absolute_url(),
        reverse("agreements:action-list", args=of_pair),
        reverse("agreements:note-list", args=of_pair),
    ]
    for page, words in zip(pages, ("these notes", "these notes", "your actions", "these notes"), strict=True):
        content = client.get(page).content.decode()
        assert f"We cannot open {words} at the moment." in content
        assert "Nothing yet." not in content
        assert [offer for offer in ("Write a note", "Note an action", "our note</a>") if offer in content] == []
    on_their_page = client.get(pages[1]).content.decode()
    assert "We cannot open your actions at the moment." in on_their_page


def fill(pair, number: int) -> None:
    """So many sessions and notes, and fewer actions, of one pair."""
    now, pk = clock.now(), pair.mentorship.pk
    Mentorship.objects.update(started_at=now - timedelta(days=number + 2))
    states = ("held", "planned", "cancelled")
    Session.objects.bulk_create(
        Session(
            mentorship_id=pk,
            starts_at=now + timedelta(days=day * (-1 if day % 2 else 1)),
            status=states[day % 3],
            planned_by=pair.mentor,
        )
        for day in range(1, number + 1)
    )
    sessions = list(Session.objects.held())
    for each in range(number):
        session = sessions[each % len(sessions)]
        Note(
            mentorship=pair.mentorship, session=session, author=pair.mentor, body=f"Thought {each}", written_at=now
        ).save()
    for each in range(min(number, 50)):
        Action(mentorship=pair.mentorship, owner=pair.mentee, words=f"Number {each}", added_at=now).save()
    services.write_shared_note(session=sessions[0], body="Ours.", version=0, by=pair.mentor.user)


def pages_of(pair) -> dict[str, str]:
    session, coming = Session.objects.held().first(), Session.objects.ahead(clock.now()).first()
    of_pair = (
        "session-list",
        "action-list",
        "note-list",
        "session-create",
        "session-log-met",
        "note-create",
        "pair-end-choose",
        "pair-pause",
        "pair-go-on",
    )
    about = {"shared-note": session, "session-change": session, "session-move": coming, "session-cancel": coming}
    return {
        "pair": pair.mentorship.get_absolute_url(),
        "session": session.get_absolute_url(),
        "action-create": reverse("agreements:action-create", args=[pair.mentorship.pk]),
        "action-update": reverse("agreements:action-update", args=[Action.objects.first().pk]),
        "note-update": reverse("agreements:note-update", args=[Note.objects.first().pk]),
        "agreement": reverse("agreements:agreement-detail", args=[pair.mentorship.pk]),
        "help": reverse("agreements:help-detail", args=[pair.mentorship.pk]),
        "home": reverse("desk:home"),
        "end": reverse("agreements:pair-end", args=[pair.mentorship.pk, "finished"]),
        "goal-create": reverse("feedback:goal-create", args=[pair.mentorship.pk]),
        "goal-update": reverse("feedback:goal-update", args=[Goal.objects.get().pk]),
        "action-delete": reverse("agreements:action-delete", args=[Action.objects.first().pk]),
        "note-delete": reverse("agreements:note-delete", args=[Note.objects.first().pk]),
        "session-log": reverse("agreements:session-log", args=[coming.pk]),
        "goal-review": reverse("feedback:goal-review", args=[Goal.objects.get().pk]),
        "today": reverse("desk:today"),
        "report": reverse("feedback:report-detail", args=[pair.cohort.pk]),
        **{name: reverse(f"agreements:{name}", args=[pair.mentorship.pk]) for name in of_pair},
        **{name: reverse(f"agreements:{name}", args=[each.pk]) for name, each in about.items()},
    }


def cost(client, url: str) -> tuple[int, int]:
    """Queries, and kilobytes."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    assert page.status_code == 200, url
    return len([each for each in captured if "SAVEPOINT" not in each["sql"]]), len(page.content) // 1024


@pytest.mark.long
def test_pages_of_a_pair_cost_the_same_with_5_and_with_500_sessions(pair, sign_in):
    readers = {"goal-review": pair.mentee, "today": pair.coordinator, "report": pair.hr_analyst}
    clients = {name: sign_in(readers.get(name, pair.mentor)) for name in (*readers, "")}
    Goal.objects.create(mentorship=pair.mentorship, owner=pair.mentee, sentence="Speak up", set_at=clock.now())
    fill(pair, 5)
    few = {name: cost(clients.get(name, clients[""]), url) for name, url in pages_of(pair).items()}
    for model in (SharedNote, Action, Note, Session):
        model.objects.all().delete()
    fill(pair, 500)
    many = {name: cost(clients.get(name, clients[""]), url) for name, url in pages_of(pair).items()}

    assert {name: found for name, found in many.items() if found[0] > 15 or found[1] > 100} == {}
    # A list of many asks nothing more; where nothing was done yet, a page asks for less.
    assert {name: (few[name][0], many[name][0]) for name in many if many[name][0] > few[name][0]} == {}


def test_page_of_a_pair_shows_five_of_each_and_the_way_to_all(pair, sign_in):
    fill(pair, 12)

    page = sign_in(pair.mentor).get(pair.mentorship.get_absolute_url()).content.decode()

    assert (page.count("Thought "), page.count("Change this note")) == (5, 5)
    for name in ("session-list", "action-list", "note-list"):
        assert reverse(f"agreements:{name}", args=[pair.mentorship.pk]) in page


def test_lists_go_on_on_further_pages(pair, sign_in):
    fill(pair, 30)
    client, sessions = sign_in(pair.mentor), reverse("agreements:session-list", args=[pair.mentorship.pk])

    first, second = (client.get(sessions, {"page": number}).context["object_list"] for number in (1, 2))

    assert (len(first), len(second)) == (25, 5)
    assert not {each.pk for each in first} & {each.pk for each in second}


def test_list_of_notes_shows_ones_own_alone(pair, sign_in):
    services.write_note(mentorship=pair.mentorship, session=None, body="CANARY", by=pair.mentor.user)

    page = sign_in(pair.mentee).get(reverse("agreements:note-list", args=[pair.mentorship.pk]))

    assert (page.status_code, "CANARY" in page.content.decode()) == (200, False)


def test_note_may_be_about_a_session_of_long_ago(pair, sign_in):
    fill(pair, 50)
    oldest = Session.objects.held().order_by("starts_at").first()
    new = reverse("agreements:note-create", args=[pair.mentorship.pk])

    sign_in(pair.mentor).post(new, {"body": "About then", "session": str(oldest.pk)})

    assert Note.objects.filter(session=oldest, written_at=clock.now()).exists()


def test_pair_page_shows_a_session_on_both_clocks(pair, sign_in):
    pair.mentee.user.time_zone = "Africa/Lagos"
    pair.mentee.user.save()
    make_session(pair.mentorship)

    page = sign_in(pair.mentor).get(pair.mentorship.get_absolute_url()).content.decode()

    assert "Mon 30 Nov, 09:00 GMT, 10:00 in Lagos" in page
