import json
import re
from functools import partial

import pytest

from agreements import emails, services
from agreements.models import Session, SessionReminder
from matching.services import end_mentorship
from mentoring.outbox.envelope import compose
from mentoring.outbox.models import OutgoingMessage
from tests.factories import at, end_pairs

CHOICES = {"cadence": "monthly", "minutes": 60, "place": "video", "contact": "mail"}


@pytest.fixture
def far_pair(pair):
    """Maria lives in Lagos, Minh in London."""
    pair.mentor.user.time_zone, pair.mentee.user.time_zone = "Africa/Lagos", "Europe/London"
    pair.mentor.user.save()
    pair.mentee.user.save()
    return pair


def plan(cast, by=None) -> Session:
    return services.plan_session(
        mentorship=cast.mentorship,
        starts_at=at("2026-12-03 14:00"),
        minutes=60,
        place="Room <4> & terrace",
        by=(by or cast.mentee).user,
    )


def sent_to(person, kind: str) -> OutgoingMessage:
    return OutgoingMessage.objects.get(recipient_id=person.user_id, kind=kind)


def test_session_planned_says_the_time_of_the_reader_and_of_the_other(far_pair):
    plan(far_pair)

    to_mentor, to_mentee = (sent_to(person, "session-planned") for person in (far_pair.mentor, far_pair.mentee))
    assert to_mentor.mail_subject == "Your mentoring session: Thu 3 Dec, 15:00 WAT"
    assert "Thu 3 Dec, 15:00 WAT\nFor Minh: 14:00 in London\n60 minutes\nRoom <4> & terrace\n" in to_mentor.text
    assert to_mentee.mail_subject == "Your mentoring session: Thu 3 Dec, 14:00 GMT"
    assert "Thu 3 Dec, 14:00 GMT\nFor Maria: 15:00 in Lagos\n60 minutes\nRoom <4> & terrace\n" in to_mentee.text


def test_session_planned_says_one_time_where_clocks_agree(pair):
    plan(pair)

    assert "Thu 3 Dec, 14:00 GMT\n60 minutes\n" in sent_to(pair.mentor, "session-planned").text


def test_session_planned_says_who_planned_it(pair):
    plan(pair, by=pair.mentee)

    assert "Minh Mentee planned a session with you." in sent_to(pair.mentor, "session-planned").text
    assert "You planned a session." in sent_to(pair.mentee, "session-planned").text


def test_session_planned_escapes_words_of_people_in_html(pair):
    plan(pair)

    assert "Room &lt;4&gt; &amp; terrace" in sent_to(pair.mentor, "session-planned").html


def test_session_planned_leads_to_its_page(pair, settings):
    session = plan(pair)

    assert f"{settings.SITE_URL}/sessions/{session.pk}/" in sent_to(pair.mentor, "session-planned").text


def test_session_mails_lead_to_moving_it_and_to_cancelling_it(pair, settings):
    session = plan(pair)
    pages = [f"{settings.SITE_URL}/sessions/{session.pk}/{verb}/" for verb in ("move", "cancel")]

    for make in (emails.session_planned, partial(emails.session_moved, before=session.starts_at)):
        theirs = make(session, reader=pair.mentee.user, partner=pair.mentor.user, by=pair.mentor.user)
        own = make(session, reader=pair.mentee.user, partner=pair.mentor.user, by=pair.mentee.user)

        assert "You can move it or cancel it if it does not suit you. No reason is needed." in theirs.text
        assert "Plans changed? Move it or cancel it." in own.text
        for mail in (theirs, own):
            assert [page in mail.text and f'href="{page}"' in mail.html for page in pages] == [True, True]


def test_session_mails_lead_to_where_a_pair_meets_by_video(pair):
    session = Session(
        mentorship=pair.mentorship, starts_at=at("2026-12-03 14:00"), place="https://video.example/r/7?a=b"
    )
    about = {"reader": pair.mentee.user, "partner": pair.mentor.user, "by": pair.mentor.user}
    coming = SessionReminder(session=session, person=pair.mentee, kind=SessionReminder.Kind.COMING)

    for mail in (
        emails.session_planned(session, **about),
        emails.session_moved(session, **about, before=at("2026-12-01 14:00")),
        emails.session_coming(coming, partner=pair.mentor.user),
    ):
        assert 'href="https://video.example/r/7?a=b"' in mail.html
        assert "https://video.example/r/7?a=b\n" in mail.text


def test_session_planned_carries_the_method_in_its_media_type(pair):
    plan(pair)

    (attachment,) = json.loads(sent_to(pair.mentor, "session-planned").attachments)
    assert (attachment["name"], attachment["mime_type"]) == (
        "session.ics",
        "text/calendar; method=REQUEST; charset=utf-8",
    )


def test_session_planned_goes_over_the_wire_as_an_invitation(pair):
    plan(pair)

    (calendar,) = [
        part
        for part in compose(sent_to(pair.mentor, "session-planned")).walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_filename() == "session.ics"
    assert calendar.get_payload(decode=True).startswith(b"BEGIN:VCALENDAR\r\n")


def test_session_cancelled_says_who_and_which(far_pair):
    services.cancel_session(session=plan(far_pair), by=far_pair.mentor.user)

    to_mentee = sent_to(far_pair.mentee, "session-cancelled")
    assert to_mentee.mail_subject == "Cancelled: session on Thu 3 Dec, 14:00 GMT"
    assert "Maria Mentor cancelled your session." in to_mentee.text
    assert "For Maria: 15:00 in Lagos" in to_mentee.text
    assert "You cancelled your session with Minh Mentee." in sent_to(far_pair.mentor, "session-cancelled").text


@pytest.mark.parametrize(
    ("is_asked", "words"),
    [(True, "Have a look, change what does not suit you, and agree too."), (False, "There is no hurry: meet first")],
)
def test_agreement_agreed_asks_or_leaves_time(pair, is_asked, words):
    mail = emails.agreement_agreed(
        pair.mentorship.agreement, reader=pair.mentor.user, partner=pair.mentee.user, is_asked=is_asked
    )

    assert "Minh Mentee has agreed" in mail.text
    assert words in mail.text


def every_mail(cast) -> list[OutgoingMessage]:
    """One of each, to somebody with a name at the limit."""
    cast.mentee.user.name = "Maximiliana-Theodora " + "von" * 43
    cast.mentee.user.save()
    agreement = cast.mentorship.agreement
    services.agree(agreement=agreement, by=cast.mentee.user, **CHOICES)
    services.log_met_session(
        mentorship=cast.mentorship, starts_at=at("2026-11-23 08:00"), minutes=30, by=cast.mentee.user
    )
    asked = list(OutgoingMessage.objects.filter(kind="agreement-asked"))  # taken back as soon as she agrees
    services.agree(agreement=agreement, by=cast.mentor.user, **CHOICES)
    services.agree(agreement=agreement, by=cast.mentor.user, **CHOICES | {"minutes": 30})
    services.cancel_session(session=plan(cast), by=cast.mentor.user)
    plan(cast)
    end_mentorship(mentorship=cast.mentorship, by=cast.mentor.user)
    return [*asked, *OutgoingMessage.objects.exclude(kind="agreement-asked")]


def test_every_mail_is_short_and_has_one_button(far_pair):
    messages = every_mail(far_pair)

    assert {message.kind for message in messages} == {
        "agreement-agreed",
        "agreement-asked",
        "agreement-changed",
        "session-cancelled",
        "session-off",
        "session-planned",
    }
    for message in messages:
        assert len(message.mail_subject) <= 60
        assert len(message.text.split()) <= 120
        assert message.html.count('class="button"') == 1


def test_every_mail_says_in_text_what_it_says_in_html(far_pair):
    for message in every_mail(far_pair):
        body = re.sub(r"</?a\b[^>]*>", "", message.html.partition("<h1")[2].partition("</table>")[0])
        words = re.sub(r"<[^>]+>", " ", "<h1" + body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert set(words.split()) <= set(message.text.replace(":\n", " ").replace("\n", " ").split())


def test_is_wanted_for_a_planned_session_alone(pair):
    session = plan(pair)

    assert emails.is_wanted("session-planned", session.pk)
    services.cancel_session(session=session, by=pair.mentor.user)
    assert not emails.is_wanted("session-planned", session.pk)
    assert emails.is_wanted("session-cancelled", session.pk)


def test_is_wanted_for_a_pair_under_way_alone(pair):
    agreement = pair.mentorship.agreement

    assert emails.is_wanted("agreement-agreed", agreement.pk)
    end_pairs()
    assert not emails.is_wanted("agreement-agreed", agreement.pk)


def test_is_wanted_leaves_other_mails_alone(pair):
    assert emails.is_wanted("survey-invitation", pair.mentorship.pk)
