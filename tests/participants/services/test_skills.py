import pytest
from django.core.management import call_command
from django.utils.text import slugify

from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from participants.models import ProfileSkill, Skill
from participants.services import choose_skills, load_shipped_skills
from participants.shipped_skills import SHIPPED_SKILLS
from participants.skill_words import words_of
from tests.agreements.flesch import reading_ease
from tests.factories import ProfileFactory, SkillFactory

SHIPPED = [skill for skills in SHIPPED_SKILLS.values() for skill in skills]
ALL_SHIPPED = [skill.name for skill in SHIPPED]


@pytest.fixture
def ada(db):
    return ProfileFactory(user__name="Ada Lark")


def chosen(person) -> dict[str, list[str]]:
    rows = person.skills.order_by("rank").values_list("kind", "rank", "skill__name")
    return {
        kind: [(rank, name) for of_kind, rank, name in rows if of_kind == kind] for kind in ProfileSkill.Kind.values
    }


def test_skills_are_kept_in_the_order_they_were_chosen(ada):
    first, second, third = (SkillFactory(name=name) for name in ("Zither", "Accounts", "Maths"))

    choose_skills(profile=ada, offers=[first, second], wants=[third], by=ada.user)

    assert chosen(ada) == {"offers": [(1, "Zither"), (2, "Accounts")], "wants": [(1, "Maths")]}


def test_none_leaves_a_kind_alone_and_an_empty_choice_empties_it(ada):
    skill = SkillFactory(name="Zither")
    choose_skills(profile=ada, offers=[skill], wants=[skill], by=ada.user)

    choose_skills(profile=ada, offers=None, wants=[], by=ada.user)

    assert chosen(ada) == {"offers": [(1, "Zither")], "wants": []}


def test_new_choice_takes_the_place_of_the_old(ada):
    first, second = SkillFactory(name="Zither"), SkillFactory(name="Accounts")
    choose_skills(profile=ada, offers=[first, second], by=ada.user)

    choose_skills(profile=ada, offers=[second, first], by=ada.user)

    assert chosen(ada)["offers"] == [(1, "Accounts"), (2, "Zither")]


def test_skill_named_twice_counts_once(ada):
    skill = SkillFactory(name="Zither")

    choose_skills(profile=ada, offers=[skill, skill], by=ada.user)

    assert chosen(ada)["offers"] == [(1, "Zither")]


def test_more_than_five_of_a_kind_are_refused_and_nothing_changes(ada):
    kept = SkillFactory(name="Zither")
    choose_skills(profile=ada, offers=[kept], by=ada.user)

    with pytest.raises(Refused, match="at most 5 skills of each kind"):
        choose_skills(profile=ada, offers=[], wants=[SkillFactory() for _number in range(6)], by=ada.user)

    assert chosen(ada) == {"offers": [(1, "Zither")], "wants": []}


def test_same_choice_again_is_not_recorded(ada):
    skill = SkillFactory()
    for _time in range(2):
        choose_skills(profile=ada, offers=[skill], by=ada.user)

    assert list(AuditEvent.objects.values_list("verb", "subject_id", "actor_id")) == [
        ("skills.choose", ada.pk, ada.user_id)
    ]


def test_shipped_skills_are_there_from_the_first_migration(db):
    assert sorted(Skill.objects.values_list("name", flat=True)) == sorted(ALL_SHIPPED)
    assert load_shipped_skills() == 0


def test_renamed_skill_is_left_as_the_company_calls_it(db):
    skill = Skill.objects.get(name="Negotiating")
    skill.name, skill.category = "Striking a deal", "Sales"
    skill.save()

    call_command("migrate", verbosity=0)

    assert not Skill.objects.filter(name="Negotiating").exists()
    assert Skill.objects.count() == len(ALL_SHIPPED)


def test_skill_of_the_same_name_is_left_alone(db):
    Skill.objects.filter(name="Negotiating").delete()
    SkillFactory(name="negotiating", category="Ours")

    assert load_shipped_skills() == 0


def test_missing_skill_is_loaded(db):
    Skill.objects.filter(name="Negotiating").delete()

    assert load_shipped_skills() == 1


def test_shipped_skills_are_150_in_twelve_categories_each_under_its_own_key():
    assert (len(SHIPPED_SKILLS), len(ALL_SHIPPED)) == (12, 150)
    assert len({slugify(name) for name in ALL_SHIPPED}) == 150


def test_each_shipped_skill_has_a_sentence_and_two_aliases_and_no_word_stands_for_two():
    words = [word for skill in SHIPPED for word in words_of(skill)]

    assert {len(skill.aliases) for skill in SHIPPED} == {2}
    assert [skill.name for skill in SHIPPED if not skill.definition.endswith(".")] == []
    assert len(words) == len(set(words)) == 450


def test_definitions_are_plain_to_read():
    assert reading_ease(" ".join(skill.definition for skill in SHIPPED)) >= 60


def test_skill_loaded_before_there_were_definitions_gets_them_once(db):
    Skill.objects.update(definition="", aliases=[], shipped_edition=1)
    edited = Skill.objects.get(name="Negotiating")
    edited.name = "Striking a deal"
    edited.save()

    assert load_shipped_skills() == 0

    coaching = Skill.objects.get(name="Coaching")
    assert (coaching.definition, coaching.aliases) == (
        "Helping people to find their own answers by asking.",
        ["coaching skills", "coaching conversations"],
    )
    edited.refresh_from_db()
    assert (edited.definition, edited.aliases) == ("", [])


def test_definition_that_the_company_emptied_stays_empty(db):
    Skill.objects.filter(name="Coaching").update(definition="", aliases=["sparring"])

    call_command("migrate", verbosity=0)

    coaching = Skill.objects.get(name="Coaching")
    assert (coaching.definition, coaching.aliases) == ("", ["sparring"])


def test_alias_that_stands_for_a_skill_of_the_company_is_left_to_it(db):
    Skill.objects.filter(name="Negotiating").delete()
    SkillFactory(name="Bargaining", category="Ours")

    load_shipped_skills()

    assert Skill.objects.get(name="Negotiating").aliases == ["making deals"]


def levels(person) -> list[tuple[str, int | None]]:
    return list(person.skills.order_by("rank").values_list("skill__name", "level"))


def test_level_is_kept_and_a_bare_skill_keeps_the_one_it_had(ada):
    zither, maths, choirs = (SkillFactory(name=name) for name in ("Zither", "Maths", "Choirs"))
    choose_skills(profile=ada, offers=[(zither, 3), (maths, 1)], by=ada.user)

    choose_skills(profile=ada, offers=[choirs, zither, (maths, None)], by=ada.user)

    assert levels(ada) == [("Choirs", None), ("Zither", 3), ("Maths", None)]


def test_another_level_alone_is_a_change(ada):
    zither = SkillFactory(name="Zither")
    for level in (2, 2, 3):
        choose_skills(profile=ada, offers=[(zither, level)], by=ada.user)

    assert levels(ada) == [("Zither", 3)]
    assert AuditEvent.objects.filter(verb="skills.choose").count() == 2


@pytest.mark.parametrize("level", [0, 4])
def test_level_that_does_not_exist_is_refused(ada, level):
    with pytest.raises(Refused, match="one of the three levels"):
        choose_skills(profile=ada, offers=[(SkillFactory(), level)], by=ada.user)

    assert levels(ada) == []
