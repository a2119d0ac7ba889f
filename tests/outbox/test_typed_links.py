"""What people type is never taken for the placeholder of a link, in whichever mail and part of it it stands."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from agreements.models import SESSION_LINK
from agreements.services import confirm_lines_read
from mentoring.accounts.models import User
from mentoring.lib import links
from mentoring.outbox.envelope import compose
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Enrolment
from programmes.services import answer_enrolments
from tests.factories import EnrolmentFactory, in_days

NOBODY = UUID(int=7)
TYPED = [
    f"[[link {SESSION_LINK} {NOBODY} 9999999999 agreements:session-answer]]",
    f"[[link x {NOBODY} 1 no-such-view]]",
    f"[[link x {NOBODY} 99999999999999999999 desk:home]]",
    "[[link x ------------------------------------ 1 desk:home]]",
]


def parts_of(message: OutgoingMessage) -> list[str]:
    """The subject and all that a mail carries, as it goes."""
    mail = compose(message)
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return [mail["Subject"], *(part if isinstance(part, str) else part.decode() for part in parts)]


def targets_of(parts: list[str]) -> set[UUID]:
    """What the signed links in these parts are bound to."""
    tokens = {token for part in parts for token in re.findall(r"/([\w.~-]+~[\w-]{43})", part)}
    return {UUID(token.partition(".")[0]) for token in tokens}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED)
def test_place_of_a_session_gets_no_link(cast, sign_in, typed):
    for person in (cast.mentor, cast.mentee):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
    data = {"date": in_days(6).isoformat(), "time": "14:00", "minutes": "60", "place": typed}

    sign_in(cast.mentor).post(reverse("agreements:session-create", args=[cast.mentorship.pk]), data)

    sent = [parts_of(message) for message in OutgoingMessage.objects.filter(kind__startswith="session")]
    assert any(typed[1:] in part for parts in sent for part in parts)
    assert [NOBODY in targets_of(parts) for parts in sent] == [False] * len(sent)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", TYPED)
def test_name_and_words_of_the_team_get_no_link(cast, typed):
    place = EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    User.objects.filter(pk=place.person.user_id).update(name=typed)
    place = Enrolment.objects.select_related("person__user", "cohort__programme").get(pk=place.pk)

    answer_enrolments(
        enrolments=[place], answer=Enrolment.Status.DECLINED, words=f"See {typed}", by=cast.coordinator.user
    )

    (message,) = OutgoingMessage.objects.filter(recipient_id=place.person.user_id)
    parts = parts_of(message)
    assert any(f"See [ {typed[1:]}" in part for part in parts)
    assert NOBODY not in targets_of(parts)


@pytest.mark.django_db
def test_mail_that_waited_since_before_still_has_its_link(cast):
    """As mails were kept before placeholders had seals, and as they are kept now."""
    kept = f"Open [[link {SESSION_LINK} {NOBODY} 9999999999 agreements:session-answer]]"
    message = OutgoingMessage(kind="account", address="minh@mail.example", text=kept, html="", message_id="<1>")

    assert NOBODY in targets_of(parts_of(message))
    assert links.stored(kept) != kept
