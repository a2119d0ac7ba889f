import pytest
from crispy_forms.utils import render_crispy_form

from participants.forms import SkillsForm
from participants.models import ProfileSkill, Skill
from tests.factories import ProfileFactory, ProfileSkillFactory, SkillFactory

OFFERS, WANTS = ProfileSkill.Kind.OFFERS, ProfileSkill.Kind.WANTS


@pytest.fixture
def skills(db):
    Skill.objects.all().delete()
    return [
        SkillFactory(name=name, category=category)
        for category, name in (("A", "Baking"), ("A", "Choirs"), ("B", "Dance"))
    ]


def filled(skills, **chosen):
    return SkillsForm({name: str(skill.pk) for name, skill in chosen.items()}, skills=skills)


def test_skills_come_in_the_order_they_were_ranked(skills):
    baking, choirs, dance = skills
    form = filled(skills, offers_1=dance, offers_3=baking, wants_2=choirs)

    assert form.is_valid()
    assert (form.in_order(OFFERS), form.in_order(WANTS)) == ([dance, baking], [choirs])


def test_nothing_chosen_is_a_choice(skills):
    form = filled(skills)

    assert form.is_valid()
    assert (form.in_order(OFFERS), form.in_order(WANTS)) == ([], [])


def test_skill_chosen_twice_in_one_kind_is_named(skills):
    form = filled(skills, offers_1=skills[0], offers_2=skills[0], wants_1=skills[0])

    assert form.errors == {"offers_2": ["You chose “Baking” twice."]}


def test_skill_that_does_not_exist_is_refused(skills):
    form = SkillsForm({"offers_1": "something else"}, skills=skills)

    assert list(form.errors) == ["offers_1"]


def test_choices_stand_under_their_categories(skills):
    nothing, *groups = SkillsForm(skills=skills).fields["offers_1"].choices

    assert nothing == ("", "Nothing")
    assert [(category, [name for _key, name in names]) for category, names in groups] == [
        ("A", ["Baking", "Choirs"]),
        ("B", ["Dance"]),
    ]


def test_skills_chosen_before_are_shown_by_their_ranks(skills):
    person = ProfileFactory()
    ProfileSkillFactory(profile=person, skill=skills[1], kind=OFFERS, rank=2)
    ProfileSkillFactory(profile=person, skill=skills[2], kind=OFFERS, rank=1)

    form = SkillsForm(skills=skills, chosen=person.skills.all())

    assert [form.fields[f"offers_{rank}"].initial for rank in (1, 2, 3)] == [str(skills[2].pk), str(skills[1].pk), ""]


def test_each_kind_says_who_sees_it(skills):
    page = render_crispy_form(SkillsForm(skills=skills))

    assert "people who are suggested to you as your mentee" in page
    assert "people who are suggested to you as your mentor" in page
    assert page.count("<fieldset") == 2
