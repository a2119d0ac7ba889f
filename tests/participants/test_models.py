from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F

from mentoring.accounts.models import User
from mentoring.lib import clock
from participants.models import (
    Department,
    HrAnalyst,
    ImportBatch,
    ImportSource,
    Organisation,
    Profile,
    ProfileSkill,
    Site,
    Skill,
)
from tests.factories import (
    DepartmentFactory,
    HrAnalystFactory,
    OrganisationFactory,
    ProfileFactory,
    ProfileSkillFactory,
    SiteFactory,
    SkillFactory,
)


def test_organisation_is_named_once_in_whatever_case(db):
    OrganisationFactory(name="Lark")

    with pytest.raises(IntegrityError, match="organisation_name_unique"):
        Organisation.objects.create(name="LARK")


@pytest.mark.parametrize(
    ("model", "factory", "constraint"),
    [(Department, DepartmentFactory, "department_name_unique"), (Site, SiteFactory, "site_name_unique")],
)
def test_department_and_site_are_named_once_within_an_organisation(db, model, factory, constraint):
    first = factory(name="North")
    factory(name="North", organisation=OrganisationFactory(name="Another"))

    with pytest.raises(IntegrityError, match=constraint):
        model.objects.create(organisation=first.organisation, name="north")


def test_source_is_named_once_within_an_organisation(db):
    source = ImportSource.objects.create(organisation=OrganisationFactory(), name="HR")

    with pytest.raises(IntegrityError, match="import_source_name_unique"):
        ImportSource.objects.create(organisation=source.organisation, name="hr")


def test_skill_is_named_once_in_whatever_case(db):
    SkillFactory(name="Zither")

    with pytest.raises(IntegrityError, match="skill_name_unique"):
        Skill.objects.create(name="zither", category="Music")


def test_shipped_skill_is_loaded_once_and_own_skills_are_many(db):
    Skill.objects.create(name="Zither", category="Music")
    Skill.objects.create(name="Lute", category="Music")

    with pytest.raises(IntegrityError, match="skill_shipped_once"):
        Skill.objects.create(name="Haggling", category="Music", shipped_as="negotiating")


def test_employee_number_is_unique_within_an_organisation(db):
    first = ProfileFactory(employee_number="7")
    ProfileFactory(employee_number="7", organisation=OrganisationFactory(name="Another"))

    with pytest.raises(IntegrityError, match="profile_employee_number_unique"):
        ProfileFactory(employee_number="7", organisation=first.organisation)


def test_nobody_is_their_own_manager(db):
    ProfileFactory()

    with pytest.raises(IntegrityError, match="profile_not_own_manager"):
        Profile.objects.update(manager=F("id"))


def test_skill_of_a_person_stands_once_for_each_kind(db):
    chosen = ProfileSkillFactory()
    ProfileSkillFactory(profile=chosen.profile, skill=chosen.skill, kind=ProfileSkill.Kind.WANTS)

    with pytest.raises(IntegrityError, match="profile_skill_once"):
        ProfileSkillFactory(profile=chosen.profile, skill=chosen.skill, rank=2)


@pytest.mark.parametrize("rank", [0, 6])
def test_rank_of_a_skill_is_one_to_five(db, rank):
    with pytest.raises(IntegrityError, match="profile_skill_rank"):
        ProfileSkillFactory(rank=rank)


@pytest.mark.parametrize("level", [0, 4])
def test_level_of_a_skill_is_one_to_three_or_not_said(db, level):
    assert ProfileSkillFactory().level_words == ""
    assert ProfileSkillFactory(level=3, kind=ProfileSkill.Kind.WANTS).level_words == "Become very good"

    with pytest.raises(IntegrityError, match="profile_skill_level_range"):
        ProfileSkillFactory(level=level)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"mentor_limit": 21}, "profile_mentor_limit_range"),
        ({"hours_a_month": 0}, "profile_hours_range"),
        ({"hours_a_month": 21}, "profile_hours_range"),
    ],
)
def test_what_people_say_of_themselves_stays_in_its_range(db, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        ProfileFactory(**fields)


def test_analyst_of_an_organisation_stands_once(db):
    analyst = HrAnalystFactory()

    with pytest.raises(IntegrityError, match="hr_analyst_once"):
        HrAnalyst.objects.create(user=analyst.user, organisation=analyst.organisation)


def test_everybody_sees_their_own_profile_alone(db):
    ada, bo = ProfileFactory(), ProfileFactory()
    administrator = User.objects.create_superuser(email="sam@mail.example", name="Sam Site")

    assert list(Profile.objects.visible_to(ada.user)) == [ada]
    assert list(Profile.objects.visible_to(bo.user)) == [bo]
    assert list(Profile.objects.visible_to(administrator)) == []


def test_person_is_employed_up_to_their_last_day(db):
    today = clock.today()
    staying = ProfileFactory(last_day=None)
    leaving = ProfileFactory(last_day=today)
    ProfileFactory(last_day=today - timedelta(days=1))

    assert set(Profile.objects.employed(today)) == {staying, leaving}


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("John Smith Jr.", "JS"),
        ("Ada Lark III", "AL"),
        ("Sr", "S"),
        ("Ada Lark", "AL"),
        ("Ada Maria Lark", "AL"),
        ("Ada", "A"),
        ("ada de la lark", "AL"),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_last_name(name, initials):
    assert Profile(user=User(name=name)).initials == initials


def test_things_are_called_by_their_names(db):
    analyst, chosen = HrAnalystFactory(user__name="Hanna Analyst"), ProfileSkillFactory()

    assert str(analyst) == "Hanna Analyst"
    assert str(chosen) == f"{chosen.skill_id} can offer"
    assert str(ImportSource(name="HR")) == "HR"
    assert str(ImportBatch(file_name="people.csv")) == "people.csv"
    assert str(Skill(name="Zither")) == "Zither"
