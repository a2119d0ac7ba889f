import pytest
from crispy_forms.utils import render_crispy_form

from participants.forms import AboutMeForm, MentorLimitForm, SkillForm, SkillsForm, WaysForm
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


@pytest.fixture
def ada(db):
    return ProfileFactory(languages=["cy", "en"], meets="remote", about_me="Hello.", hours_a_month=4, mentor_limit=2)


def test_skills_come_in_the_order_they_were_ranked_with_their_levels(skills):
    baking, _choirs, dance = skills
    data = {"offers_1": str(dance.pk), "offers_1_level": "3", "offers_3": str(baking.pk)}

    form = SkillsForm(data, kind=OFFERS, skills=skills)

    assert form.is_valid()
    assert form.choices() == [(dance, 3), (baking, None)]


def test_skills_chosen_before_are_shown_by_their_ranks(skills):
    person = ProfileFactory()
    ProfileSkillFactory(profile=person, skill=skills[1], kind=OFFERS, rank=2)
    ProfileSkillFactory(profile=person, skill=skills[2], kind=OFFERS, rank=1, level=2)
    ProfileSkillFactory(profile=person, skill=skills[0], kind=WANTS, rank=1)

    form = SkillsForm(kind=OFFERS, skills=skills, chosen=person.skills.all())

    assert form.fields["offers"].initial == [(str(skills[2].pk), 2), (str(skills[1].pk), None)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            OFFERS,
            ("people you are suggested to as a mentor", "I can get you started", "I work with it daily", "I teach it"),
        ),
        (WANTS, ("people you are suggested to as a mentee", "From the beginning", "Get better", "Become very good")),
    ],
)
def test_each_kind_says_who_sees_it_and_has_levels_of_its_own(skills, kind, words):
    page = render_crispy_form(SkillsForm(kind=kind, skills=skills))

    assert [word for word in words if word not in page] == []


def test_ways_of_working_show_what_stands(ada):
    form = WaysForm(person=ada)

    assert form.fields["languages"].initial == [("cy", None), ("en", None)]
    assert (form.fields["meets"].initial, form.fields["part_of_day"].initial) == ("remote", "")
    assert form.fields["meets"].choices == [
        ("", "Rather not say"),
        ("remote", "By video or phone"),
        ("in_person", "In person"),
        ("either", "Either way"),
    ]


def test_every_way_of_working_may_be_left_out(ada):
    form = WaysForm({}, person=ada)

    assert form.is_valid()
    assert form.cleaned_data == {
        "languages": [],
        "meets": "",
        "part_of_day": "",
        "how_often": "",
        "hours_a_month": None,
    }


def test_languages_come_by_name_and_are_kept_by_code(ada):
    form = WaysForm({"languages_1": "bfi", "languages_2": "cy"}, person=ada)

    assert form.is_valid()
    assert form.cleaned_data["languages"] == ["bfi", "cy"]
    names = [option.name for option in form.fields["languages"].widget.options]
    assert names == sorted(names)
    assert (names[0], len(names) == len(set(names))) == ("Afrikaans", True)


@pytest.mark.parametrize(
    ("form", "field", "value", "error"),
    [
        (WaysForm, "hours_a_month", "21", "Please choose between 1 and 20 hours a month."),
        (MentorLimitForm, "limit", "21", "Please choose between 0 and 20 mentees."),
        (MentorLimitForm, "limit", "-1", "Please choose between 0 and 20 mentees."),
        (MentorLimitForm, "limit", "many", "Please choose between 0 and 20 mentees."),
        (AboutMeForm, "about_me", "x" * 301, "Please keep to 300 characters; these are 301."),
    ],
)
def test_answer_out_of_range_is_refused_and_stays_in_its_field(ada, form, field, value, error):
    filled = form({field: value}, person=ada)

    assert filled.errors == {field: [error]}
    assert value in render_crispy_form(filled)


def test_ends_of_lines_are_counted_and_kept_as_one_space(ada):
    form = AboutMeForm({"about_me": f"{'x' * 149}\r\n\r\n{'y' * 150}"}, person=ada)

    assert form.is_valid()
    assert form.cleaned_data["about_me"] == f"{'x' * 149} {'y' * 150}"


def office_form(skill: Skill | None = None, **changes) -> SkillForm:
    data = {"name": "Baking", "category": "Food", "definition": "", "aliases": "bread, pastry", **changes}
    return SkillForm(data, instance=skill)


def test_office_keeps_other_words_without_the_spaces_around_them(db):
    form = office_form(aliases=" bread ,, pastry")

    assert form.is_valid()
    assert form.save().aliases == ["bread", "pastry"]
    assert 'value="bread, pastry"' in str(SkillForm(instance=Skill.objects.get(name="Baking"))["aliases"])


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"name": "MEDIATION"}, "name", "“Handling disagreement” is called that already."),
        ({"aliases": "bread, Mediation"}, "aliases", "“mediation” stands for “Handling disagreement” already."),
        ({"aliases": "bread, negotiating"}, "aliases", "“negotiating” stands for “Negotiating” already."),
        ({"aliases": "bread, BREAD"}, "aliases", "“bread” stands for “Baking” already."),
        ({"aliases": "baking"}, "aliases", "“baking” stands for “Baking” already."),
    ],
)
def test_no_word_stands_for_two_skills(db, changes, field, error):
    assert office_form(**changes).errors == {field: [error]}


def test_own_words_of_a_skill_do_not_stand_in_its_way(db):
    skill = Skill.objects.get(name="Negotiating")

    assert office_form(skill, name="Negotiating", aliases=", ".join(skill.aliases)).is_valid()
