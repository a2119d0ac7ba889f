"""What one of the two sends after the other ended the pair: a sentence says so and when, and every word comes back."""

import pytest
from django.urls import reverse

from agreements.models import Action, Agreement, Consent, Note, Session, SharedNote
from agreements.services import add_action
from agreements.views.pair import PairFormPage
from tests.factories import end_pairs, make_session

ENDED = "This mentorship has ended, so nothing can be planned or changed in it any more. It ended on Mon 23 Nov 2026."
WHEN = {"date": "2026-11-20", "time": "14:00", "minutes": "60"}


def forms_of(pair) -> dict[str, tuple[str, dict[str, str], list[str]]]:
    """Of each form of a pair under way: its address, what is sent, and what must stand on the page that answers."""
    session = make_session(pair.mentorship, days=-2)
    action = add_action(
        mentorship=pair.mentorship, words="Ask Lena", owner=pair.mentee, due_on=None, by=pair.mentor.user
    )
    of_pair, of_session = [pair.mentorship.pk], [session.pk]
    noted = {"words": "Draft the outline", "owner": str(pair.mentee.pk), "date": "2026-12-01"}
    chosen = {"cadence": "monthly", "minutes": "45", "place": "video", "contact": "chat"}
    return {
        "session-create": (of_pair, WHEN | {"place": "Room 4, by the stairs"}, ["Room 4, by the stairs", "60 minutes"]),
        "session-log-met": (of_pair, WHEN, ["Fri 20 Nov 2026", "60 minutes"]),
        "session-log": (of_session, WHEN, ["Fri 20 Nov 2026", "60 minutes"]),
        "session-move": (of_session, WHEN | {"place": "The café"}, ["The café", "Fri 20 Nov 2026"]),
        "session-change": (of_session, WHEN | {"answer": "met"}, ["Yes, we met", "60 minutes"]),
        "shared-note": (
            of_session,
            {"body": "We want\nto try it.", "version": "0"},
            ["We want\nto try it.</textarea>"],
        ),
        "action-create": (of_pair, noted, ["Draft the outline", "Tue 1 Dec 2026"]),
        "action-update": ([action.pk], noted, ["Draft the outline", "Tue 1 Dec 2026"]),
        "agreement-detail": (of_pair, chosen, ["45 minutes"]),
    }


def everything() -> list[list]:
    return [
        list(each.objects.order_by("pk").values_list("pk")) for each in (Session, Note, SharedNote, Action, Consent)
    ]


FORMS = (
    *("session-create", "session-log-met", "session-log", "session-move", "session-change", "shared-note"),
    *("action-create", "action-update", "agreement-detail"),
)


@pytest.mark.parametrize("name", FORMS)
def test_what_was_sent_after_the_end_comes_back_with_the_day_of_the_end(pair, sign_in, name):
    args, sent, words = forms_of(pair)[name]
    client, url = sign_in(pair.mentee), reverse(f"agreements:{name}", args=args)
    before, choices = everything(), Agreement.objects.get().choices
    end_pairs()

    response = client.post(url, sent)

    page = response.content.decode()
    assert (response.status_code, response.context["sentence"]) == (409, ENDED)
    assert [word for word in words if word not in page] == []
    assert f'href="{pair.mentorship.get_absolute_url()}"' in page
    assert (everything(), Agreement.objects.get().choices) == (before, choices)


def test_what_is_not_right_yet_comes_back_as_well_and_is_not_asked_for_in_vain(pair, sign_in):
    end_pairs()

    response = sign_in(pair.mentee).post(
        reverse("agreements:session-create", args=[pair.mentorship.pk]), {"place": "Room 4", "date": "2026-13-40"}
    )

    assert (response.status_code, response.context["sentence"]) == (409, ENDED)
    assert [each.text for each in response.context["typed"]] == ["2026-13-40", "Room 4"]


def test_pair_that_ends_while_the_form_is_looked_at_gives_back_too(pair, sign_in, monkeypatch):
    """The page saw a pair under way, and its service an ended one."""
    act = PairFormPage.form_valid

    def ended_meanwhile(view, form):
        end_pairs()
        return act(view, form)

    monkeypatch.setattr(PairFormPage, "form_valid", ended_meanwhile)
    response = sign_in(pair.mentee).post(
        reverse("agreements:action-create", args=[pair.mentorship.pk]),
        {"words": "Draft the outline", "owner": str(pair.mentee.pk)},
    )

    assert (response.status_code, response.context["sentence"]) == (409, ENDED)
    assert "Draft the outline" in response.content.decode()
    assert not Action.objects.exists()


def test_what_comes_back_is_escaped(pair, sign_in):
    end_pairs()

    response = sign_in(pair.mentee).post(
        reverse("agreements:session-create", args=[pair.mentorship.pk]), {"place": "<script>alert(1)</script>"}
    )

    assert "<script>alert" not in response.content.decode()
