import pytest

from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from participants.aims import AIMS
from participants.interests import INTERESTS
from participants.languages import LANGUAGES
from participants.models import Organisation, Profile
from participants.services import (
    choose_aims,
    choose_interests,
    choose_ways_of_working,
    limit_mentees,
    name_hr_contact,
    say_roles,
    write_about_me,
)
from tests.factories import ProfileFactory

WAYS = {"languages": ["cy", "en"], "meets": "either", "part_of_day": "morning", "how_often": "fortnightly"}


@pytest.fixture
def ada(db):
    return ProfileFactory(user__name="Ada Lark")


def recorded() -> list[str]:
    return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))


def test_ways_of_working_are_kept_in_the_row_and_at_hand(ada):
    choose_ways_of_working(profile=ada, **WAYS, hours_a_month=3, by=ada.user)

    for person in (ada, Profile.objects.get(pk=ada.pk)):
        assert (person.languages, person.meets, person.part_of_day, person.how_often, person.hours_a_month) == (
            ["cy", "en"],
            "either",
            "morning",
            "fortnightly",
            3,
        )


def test_nothing_said_empties_what_was_said(ada):
    choose_ways_of_working(profile=ada, **WAYS, hours_a_month=3, by=ada.user)

    choose_ways_of_working(profile=ada, languages=[], by=ada.user)

    ada.refresh_from_db()
    assert (ada.languages, ada.meets, ada.part_of_day, ada.how_often, ada.hours_a_month) == ([], "", "", "", None)


def test_language_named_twice_counts_once(ada):
    choose_ways_of_working(profile=ada, languages=["en", "cy", "en"], by=ada.user)

    assert ada.languages == ["en", "cy"]


@pytest.mark.parametrize(
    "change",
    [{"languages": ["xx"]}, {"meets": "never"}, {"part_of_day": "night"}, {"how_often": "hourly"}],
    ids=lambda change: next(iter(change)),
)
def test_answer_that_is_not_offered_is_refused(ada, change):
    with pytest.raises(Refused, match="what the page offers"):
        choose_ways_of_working(profile=ada, **{**WAYS, **change}, by=ada.user)

    assert not Profile.objects.filter(pk=ada.pk).exclude(languages=[]).exists()


def test_too_many_languages_are_refused(ada):
    with pytest.raises(Refused, match="at most 8 languages"):
        choose_ways_of_working(profile=ada, languages=list(LANGUAGES)[:9], by=ada.user)


@pytest.mark.parametrize("hours", [0, 21])
def test_hours_out_of_range_are_refused_in_a_sentence(ada, hours):
    with pytest.raises(Refused, match="between 1 and 20 hours a month"):
        choose_ways_of_working(profile=ada, languages=[], hours_a_month=hours, by=ada.user)


def test_words_about_oneself_have_an_end(ada):
    write_about_me(profile=ada, about_me="x" * 300, by=ada.user)

    with pytest.raises(Refused, match="keep to 300 characters; these are 301"):
        write_about_me(profile=ada, about_me="y" * 301, by=ada.user)

    ada.refresh_from_db()
    assert ada.about_me == "x" * 300


def test_roles_are_kept_in_their_order_and_once_each(ada):
    say_roles(profile=ada, wanted=["Head of IT", "Chef", "head  of it", " "], had=["Buyer"], by=ada.user)

    for person in (ada, Profile.objects.get(pk=ada.pk)):
        assert (person.roles_wanted, person.roles_had) == (["Head of IT", "Chef"], ["Buyer"])
    say_roles(profile=ada, wanted=[], had=[], by=ada.user)
    assert not Profile.objects.exclude(roles_wanted=[], roles_had=[]).exists()


@pytest.mark.parametrize(
    ("roles", "refusal"),
    [
        ({"wanted": list("ABCD"), "had": []}, "at most 3 roles"),
        ({"wanted": [], "had": list("ABCDEF")}, "at most 5 roles"),
        ({"wanted": ["x" * 121], "had": []}, "keep to 120 characters; these are 121"),
        ({"wanted": [], "had": ["x" * 121]}, "keep to 120 characters; these are 121"),
    ],
)
def test_too_many_roles_and_too_long_ones_are_refused(ada, roles, refusal):
    with pytest.raises(Refused, match=refusal):
        say_roles(profile=ada, **roles, by=ada.user)

    assert not Profile.objects.exclude(roles_wanted=[], roles_had=[]).exists()


def test_interests_are_kept_once_each(ada):
    choose_interests(profile=ada, interests=["chess", "baking", "chess"], by=ada.user)

    assert Profile.objects.get(pk=ada.pk).interests == ada.interests == ["chess", "baking"]


@pytest.mark.parametrize(
    ("interests", "refusal"),
    [(["politics"], "what the page offers"), (list(INTERESTS)[:6], "at most 5 interests")],
)
def test_interests_that_are_not_offered_and_too_many_are_refused(ada, interests, refusal):
    with pytest.raises(Refused, match=refusal):
        choose_interests(profile=ada, interests=interests, by=ada.user)

    assert Profile.objects.get(pk=ada.pk).interests == []


def test_aims_are_kept_once_each_by_what_they_are_for(ada):
    choose_aims(profile=ada, wanted=["lead", "field", "lead"], known=["speak"], by=ada.user)

    for person in (ada, Profile.objects.get(pk=ada.pk)):
        assert (person.aims_wanted, person.aims_known) == (["lead", "field"], ["speak"])


@pytest.mark.parametrize(
    ("aims", "refusal"),
    [
        ({"wanted": ["wealth"], "known": []}, "what the page offers"),
        ({"wanted": [], "known": ["wealth"]}, "what the page offers"),
        ({"wanted": list(AIMS)[:3], "known": []}, "at most 2 aims"),
        ({"wanted": [], "known": list(AIMS)[:4]}, "at most 3 aims"),
    ],
)
def test_aims_that_are_not_offered_and_too_many_are_refused(ada, aims, refusal):
    with pytest.raises(Refused, match=refusal):
        choose_aims(profile=ada, **aims, by=ada.user)

    assert not Profile.objects.exclude(aims_wanted=[], aims_known=[]).exists()


def test_limit_is_kept_down_to_none_at_all_and_taken_back(ada):
    for limit in (20, 0, None):
        limit_mentees(profile=ada, limit=limit, by=ada.user)

        ada.refresh_from_db()
        assert ada.mentor_limit == limit


def test_limit_above_twenty_is_refused_in_a_sentence(ada):
    with pytest.raises(Refused, match="between 0 and 20 mentees"):
        limit_mentees(profile=ada, limit=21, by=ada.user)


def test_record_says_which_section_changed_and_only_when_it_did(ada):
    for _time in range(2):
        choose_ways_of_working(profile=ada, **WAYS, by=ada.user)
        write_about_me(profile=ada, about_me="I like to think aloud.", by=ada.user)
        limit_mentees(profile=ada, limit=2, by=ada.user)
        say_roles(profile=ada, wanted=["Chef"], had=[], by=ada.user)
        choose_interests(profile=ada, interests=["chess"], by=ada.user)
        choose_aims(profile=ada, wanted=["lead"], known=[], by=ada.user)

    sections = ["ways", "about_me", "mentor_limit", "roles", "interests", "aims"]
    assert recorded() == [f"profile.{section}" for section in sections]
    assert {(event.actor_id, event.subject_id) for event in AuditEvent.objects.all()} == {(ada.user_id, ada.pk)}


def test_contact_for_wrong_facts_is_named(ada):
    name_hr_contact(organisation=ada.organisation, name="Hana Ruiz", email="hana@mail.example", by=ada.user)

    organisation = Organisation.objects.get()
    assert (organisation.hr_contact_name, organisation.hr_contact_email) == ("Hana Ruiz", "hana@mail.example")
    assert recorded() == ["organisation.hr_contact"]
