"""Which training as a mentor somebody has done: what is kept, who notes it, and what its person reads."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile
from participants.models import Profile, TrainingRecord
from participants.services import note_trainings
from participants.training import Held, TrainingLevel, training_of, trainings_seen
from participants.training_form import TrainingForm
from tests.factories import ProfileFactory, TrainingRecordFactory, UserFactory

INTRODUCTION, PRACTICE, ADVANCED = TrainingLevel
NOT_A_DAY = "Practice: please check the day, and write it as in 2026-05-31."
MAY, JUNE, JULY = date(2025, 5, 3), date(2025, 6, 3), date(2025, 7, 3)


@pytest.fixture
def ada(db):
    return ProfileFactory(user__name="Ada Lark")


def held_by(person):
    return {record.level: record.held for record in TrainingRecord.objects.filter(profile=person)}


def verbs():
    return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))


# --- what is kept ---


def test_each_level_stands_once_for_a_person(ada):
    TrainingRecordFactory(profile=ada)

    with pytest.raises(IntegrityError, match="training_record_once"):
        TrainingRecordFactory(profile=ada)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"level": 0}, "training_record_level_known"),
        ({"level": 4}, "training_record_level_known"),
        ({"done_on": JUNE, "until": MAY}, "training_record_days_in_order"),
    ],
)
def test_what_is_no_training_is_not_kept(ada, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        TrainingRecordFactory(profile=ada, **fields)


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (MAY - timedelta(days=1), None),
        (MAY, INTRODUCTION),
        (JUNE, ADVANCED),
        (JULY, ADVANCED),
        (JULY + timedelta(days=1), INTRODUCTION),
    ],
)
def test_highest_training_that_counts_on_a_day(ada, on, level):
    TrainingRecordFactory(profile=ada, level=INTRODUCTION, done_on=MAY)
    TrainingRecordFactory(profile=ada, level=ADVANCED, done_on=JUNE, until=JULY)
    TrainingRecordFactory(level=PRACTICE, done_on=MAY)

    people = Profile.objects.filter(pk=ada.pk).annotate(training=training_of("pk", on))

    assert [person.training for person in people] == [level]


def test_training_goes_with_its_person(ada):
    TrainingRecordFactory(profile=ada)

    ada.delete()

    assert not TrainingRecord.objects.exists()


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "practice, done on Sat 3 May 2025"),
        (JULY, "practice, done on Sat 3 May 2025; it counts until Thu 3 Jul 2025"),
        (MAY, "practice, done on Sat 3 May 2025; it counted until Sat 3 May 2025"),
    ],
)
def test_words_of_a_training_say_until_when_it_counts(until, words):
    record = TrainingRecord(level=PRACTICE, done_on=MAY, until=until)

    assert record.words(JULY) == words
    assert str(record) == "practice, 2025-05-03"


# --- noting ---


def test_noting_keeps_all_levels_and_puts_it_on_record_once(ada):
    by = UserFactory()

    first = note_trainings(person=ada, trainings={1: Held(MAY, None), 2: Held(JUNE, JULY)}, by=by)
    second = note_trainings(person=ada, trainings={2: Held(JUNE, JULY), 1: Held(MAY, None)}, by=by)

    assert (first, second) == (True, False)
    assert held_by(ada) == {1: Held(MAY, None), 2: Held(JUNE, JULY)}
    assert verbs() == ["person.trainings"]
    assert AuditEvent.objects.get().subject_id == ada.pk


def test_noting_changes_and_takes_away(ada):
    TrainingRecordFactory(profile=ada, level=INTRODUCTION, done_on=MAY)
    TrainingRecordFactory(profile=ada, level=PRACTICE, done_on=MAY)

    note_trainings(person=ada, trainings={2: Held(JUNE, None), 3: Held(JULY, None)}, by=UserFactory())

    assert held_by(ada) == {2: Held(JUNE, None), 3: Held(JULY, None)}


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (
            Held(JUNE, MAY),
            "Please check the days: the last one on which a training counts is before the day it was done.",
        ),
        (Held(date(2999, 1, 1), None), "A training is noted once it is done: please choose today or a day before."),
    ],
)
def test_what_cannot_be_is_refused(ada, held, words):
    with pytest.raises(Refused, match=words):
        note_trainings(person=ada, trainings={1: held}, by=UserFactory())

    assert (held_by(ada), verbs()) == ({}, [])


def test_nothing_of_somebody_else_is_overwritten_unseen(ada):
    seen = trainings_seen(ada, [])
    TrainingRecordFactory(profile=ada, level=INTRODUCTION, done_on=MAY)

    with pytest.raises(ChangedMeanwhile):
        note_trainings(person=ada, trainings={2: Held(JUNE, None)}, by=UserFactory(), seen=seen)

    assert held_by(ada) == {1: Held(MAY, None)}


# --- the form ---


def filled_in(person, records=(), **days):
    return TrainingForm(days, person=person, records=list(records))


def test_form_shows_what_is_noted_and_leaves_out_empty_levels(ada):
    records = [TrainingRecordFactory(profile=ada, level=PRACTICE, done_on=MAY, until=JULY)]

    shown = TrainingForm(person=ada, records=records)
    form = filled_in(ada, done_on_1="2025-05-03", done_on_3="2025-06-03", until_3="2025-07-03")

    assert (shown["done_on_2"].value(), shown["until_2"].value(), shown["done_on_1"].value()) == (MAY, JULY, None)
    assert form.is_valid()
    assert form.trainings() == {1: Held(MAY, None), 3: Held(JUNE, JULY)}


def test_form_takes_today_and_no_day_to_come(ada):
    today = clock.company_today()

    now = filled_in(ada, done_on_1=today.isoformat())
    to_come = filled_in(ada, done_on_1=(today + timedelta(days=1)).isoformat())

    assert now.is_valid()
    assert to_come.errors == {
        "done_on_1": ["Introduction: a training is noted once it is done. Please choose today or a day before."]
    }


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        (
            {"until_1": "2025-07-03"},
            "done_on_1",
            "Introduction: please say when it was done, or leave both days empty.",
        ),
        ({"done_on_2": "soon"}, "done_on_2", NOT_A_DAY),
        (
            {"done_on_2": "soon", "until_2": "2025-07-03"},
            "done_on_2",
            NOT_A_DAY,
        ),
        (
            {"done_on_3": "2025-07-03", "until_3": "2025-05-03"},
            "until_3",
            "Advanced: please check the days. The last one on which it counts is before the day it was done.",
        ),
    ],
)
def test_form_says_which_day_cannot_be(ada, days, field, words):
    assert filled_in(ada, **days).errors == {field: [words]}


# --- pages ---


def test_site_administrator_notes_and_reads_it_on_the_page_of_the_person(cast, sign_in):
    office, person = (
        sign_in(cast.site_administrator),
        reverse("admin:participants_profile_change", args=[cast.mentor.pk]),
    )
    page = reverse("admin:participants_profile_trainings", args=[cast.mentor.pk])
    before = office.get(person).content.decode()
    form = office.get(page).context["form"]

    answer = office.post(page, {"seen": form["seen"].value(), "done_on_2": "2025-05-03", "until_2": "2025-07-03"})

    assert answer.url == person
    assert held_by(cast.mentor) == {2: Held(MAY, JULY)}
    after = office.get(person).content.decode()
    assert f'href="{page}"' in before
    assert ("none noted" in before, "none noted" in after) == (True, False)
    assert "Practice, done on Sat 3 May 2025; it counted until Thu 3 Jul 2025" in after


def test_page_that_was_changed_meanwhile_shows_both_and_keeps_nothing(cast, sign_in):
    office = sign_in(cast.site_administrator)
    page = reverse("admin:participants_profile_trainings", args=[cast.mentor.pk])
    seen = office.get(page).context["form"]["seen"].value()
    TrainingRecordFactory(profile=cast.mentor, level=INTRODUCTION, done_on=MAY)

    both = office.post(page, {"seen": seen, "done_on_2": "2025-06-03"})

    text = both.content.decode()
    assert held_by(cast.mentor) == {1: Held(MAY, None)}
    assert "This was changed meanwhile." in text
    assert "<dt>Introduction, done on</dt><dd>Sat 3 May 2025</dd>" in text
    again = {"seen": both.context["form"]["seen"].value(), "done_on_2": "2025-06-03"}
    assert office.post(page, again).status_code == 302
    assert held_by(cast.mentor) == {2: Held(JUNE, None)}


def test_profile_says_what_is_noted_and_who_reads_it(sign_in, ada):
    without = sign_in(ada).get(reverse("participants:profile-detail"))
    TrainingRecordFactory(profile=ada, level=INTRODUCTION, done_on=MAY)
    TrainingRecordFactory(profile=ada, level=PRACTICE, done_on=MAY, until=date(2999, 1, 1))

    noted = sign_in(ada).get(reverse("participants:profile-detail"))

    assert [fact for fact in without.context["facts"] if fact.label == "Mentor training"] == []
    facts = [fact for fact in noted.context["facts"] if fact.label == "Mentor training"]
    assert [fact.value for fact in facts] == [
        "Introduction, done on Sat 3 May 2025",
        "Practice, done on Sat 3 May 2025; it counts until Tue 1 Jan 2999",
    ]
    assert {str(fact.seen_by) for fact in facts} == {
        "Site administrators, and the teams of programmes in which you are, were or asked to be a mentor. A programme "
        "may ask its mentors for it."
    }
    told = (
        "Mentor training is no part of that file: your programme team or a site administrator notes it. "
        "If it is wrong, please tell them."
    )
    assert [told in response.content.decode() for response in (without, noted)] == [False, True]
