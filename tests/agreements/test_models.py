import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements import services
from agreements.models import Agreement, Consent, Note, Session
from agreements.policies import has_read_lines, is_author
from mentoring.lib import clock
from tests.factories import at, make_session

CHOICES = {"cadence": "monthly", "minutes": 60, "place": "video", "contact": "mail"}


@pytest.fixture
def note(pair) -> Note:
    return services.write_note(mentorship=pair.mentorship, session=None, body="Mine", by=pair.mentor.user)


def roles_who(cast, condition) -> set[str]:
    return {role for role, user in cast.users.items() if user is not None and condition(user)}


@pytest.mark.parametrize("model", [Agreement, Session])
def test_visible_to_the_two_of_a_pair_alone(pair, other_pair, model):
    make_session(pair.mentorship)
    make_session(other_pair)

    assert roles_who(pair, lambda user: model.objects.visible_to(user).exists()) == {"mentor", "mentee"}
    assert model.objects.visible_to(pair.mentor.user).count() == 1


def test_note_is_visible_to_its_author_alone(pair, note):
    assert roles_who(pair, lambda user: Note.objects.visible_to(user).exists()) == {"mentor"}


def test_is_author_of_the_writer_alone(pair, note):
    assert roles_who(pair, lambda user: is_author(user, note)) == {"mentor"}


def test_has_read_lines_once_confirmed(cast):
    services.confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentee.user)

    assert roles_who(cast, lambda user: has_read_lines(user, cast.mentorship)) == {"mentee"}


def test_has_read_lines_not_after_they_changed(pair):
    Agreement.objects.update(version=2)

    assert roles_who(pair, lambda user: has_read_lines(user, pair.mentorship)) == set()


def test_has_read_lines_not_through_another_pair(pair, other_pair):
    assert not has_read_lines(pair.mentor.user, other_pair)


def test_sides_tell_who_said_what_and_when(cast):
    agreement = cast.mentorship.agreement
    services.confirm_lines_read(agreement=agreement, by=cast.mentee.user)
    with clock.standing_at(at("2026-12-03 10:00")):
        services.agree(agreement=agreement, by=cast.mentee.user, **CHOICES)

    agreement = Agreement.objects.with_sides().get()

    sides = [(side.person, side.membership.role, side.read_at, side.agreed_at) for side in agreement.sides]
    assert sides == [
        (cast.mentee, "mentee", at("2026-11-23 09:00"), at("2026-12-03 10:00")),
        (cast.mentor, "mentor", None, None),
    ]
    assert not agreement.is_agreed


def test_sides_cost_no_query_after_with_sides(pair, django_assert_num_queries):
    with django_assert_num_queries(3):
        agreement = Agreement.objects.with_sides().get()
        names = [side.person.user.name for side in agreement.sides]

    assert names == ["Minh Mentee", "Maria Mentor"]


def test_session_is_ahead_until_it_ends_and_to_log_after_that(pair):
    session = make_session(pair.mentorship, days=1, minutes=90)
    moments = [session.starts_at, at("2026-11-24 10:29"), at("2026-11-24 10:30")]

    ahead = [Session.objects.ahead(moment).exists() for moment in moments]
    to_log = [Session.objects.to_log(moment).exists() for moment in moments]

    assert ahead == [True, True, False]
    assert to_log == [False, False, True]
    assert session.ends_at == at("2026-11-24 10:30")


def test_session_ahead_and_to_log_are_planned_ones_in_order(pair):
    later, sooner = make_session(pair.mentorship, days=9), make_session(pair.mentorship, days=2)
    newer, older = make_session(pair.mentorship, days=-2), make_session(pair.mentorship, days=-9)
    make_session(pair.mentorship, days=3, status="cancelled")
    held = make_session(pair.mentorship, days=-3, status="held")

    assert list(Session.objects.ahead(clock.now())) == [sooner, later]
    assert list(Session.objects.to_log(clock.now())) == [older, newer]
    assert list(Session.objects.held()) == [held]


def test_session_one_per_moment_is_kept_by_the_database(pair):
    session = make_session(pair.mentorship)
    make_session(pair.mentorship, status="cancelled")

    with pytest.raises(IntegrityError, match="session_one_per_moment"), transaction.atomic():
        make_session(pair.mentorship)

    assert list(Session.objects.planned()) == [session]


def test_consent_once_per_version_is_kept_by_the_database(pair):
    consent = Consent.objects.first()
    consent.pk = None
    consent._state.adding = True

    with pytest.raises(IntegrityError, match="consent_once_per_version"), transaction.atomic():
        consent.save()


def test_addresses_and_words(pair, note):
    agreement, session = pair.mentorship.agreement, make_session(pair.mentorship)

    assert agreement.get_absolute_url() == reverse("agreements:agreement-detail", args=[pair.mentorship.pk])
    assert session.get_absolute_url() == f"/sessions/{session.pk}/"
    assert [str(each) for each in (agreement, Consent.objects.get(person=pair.mentor), session, note)] == [
        f"{pair.mentorship.pk} v1",
        "Maria Mentor: has read the lines",
        "30 Nov 2026 09:00",
        "23 Nov 2026",
    ]
