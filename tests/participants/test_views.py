from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from mentoring.accounts.models import User
from participants.models import ProfileSkill, Skill
from tests.factories import GradeFactory, ProfileFactory, ProfileSkillFactory

PROFILE = "participants:profile-detail"


@pytest.fixture
def ada(db):
    return ProfileFactory(
        user__name="Ada Lark",
        employee_number="00-7",
        hired_on=date(2019, 4, 8),
        manager=ProfileFactory(user__name="Mo Boss"),
        grade=GradeFactory(name="B1"),
    )


def test_page_shows_what_hr_says_and_who_sees_it(sign_in, ada):
    response = sign_in(ada).get(reverse(PROFILE))

    facts = {fact.label: (fact.value, str(fact.seen_by)) for fact in response.context["facts"]}
    assert facts == {
        "Name": ("Ada Lark", "Programme team, people suggested to you"),
        "Job title": ("Engineer", "Programme team, people suggested to you"),
        "Department": ("Engineering", "Programme team, people suggested to you"),
        "Place": ("Leeds", "Programme team, people suggested to you"),
        "Manager": ("Mo Boss", "Site administrators"),
        "E-mail address": (ada.user.email, "Site administrators, and the people you are paired with"),
        "Grade": ("B1", "Site administrators"),
        "Employee number": ("00-7", "Site administrators"),
        "Works here since": ("Mon 8 Apr 2019", "Site administrators"),
    }
    for value, seen_by in facts.values():
        assert value in response.content.decode()
        assert seen_by in response.content.decode()


def test_facts_that_hr_left_empty_are_left_out(sign_in, db):
    bare = ProfileFactory(department=None, site=None, job_title="")

    response = sign_in(bare).get(reverse(PROFILE))

    assert [fact.label for fact in response.context["facts"]] == ["Name", "E-mail address", "Employee number"]
    assert "None" not in response.content.decode()


def test_skills_are_saved_in_their_order(sign_in, ada):
    first, second, third = Skill.objects.all()[:3]

    response = sign_in(ada).post(
        reverse(PROFILE), {"offers_1": str(second.pk), "offers_2": str(first.pk), "wants_1": str(third.pk)}
    )

    assert response.url == reverse(PROFILE)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Your skills are saved."]
    assert list(ada.skills.order_by("kind", "rank").values_list("kind", "skill")) == [
        ("offers", second.pk),
        ("offers", first.pk),
        ("wants", third.pk),
    ]


def test_skill_chosen_twice_comes_back_with_all_that_was_chosen(sign_in, ada):
    first, second = Skill.objects.all()[:2]
    ProfileSkillFactory(profile=ada, skill=second, kind=ProfileSkill.Kind.WANTS)

    response = sign_in(ada).post(
        reverse(PROFILE), {"offers_1": str(first.pk), "offers_2": str(first.pk), "wants_1": str(second.pk)}
    )

    page = response.content.decode()
    assert f"You chose “{first.name}” twice." in page
    assert page.count(f'<option value="{first.pk}" selected>') == 2
    assert list(ada.skills.values_list("kind", "skill")) == [("wants", second.pk)]


def test_skills_of_somebody_else_cannot_be_changed(sign_in, ada):
    other = ProfileFactory()

    sign_in(other).post(reverse(PROFILE), {"offers_1": str(Skill.objects.first().pk), "profile": str(ada.pk)})

    assert not ada.skills.exists()
    assert other.skills.count() == 1


def test_account_without_a_person_gets_an_explanation(sign_in, db):
    administrator = User.objects.create_superuser(email="sam@mail.example", name="Sam Site")

    page = sign_in(administrator).get(reverse(PROFILE))
    posted = sign_in(administrator).post(reverse(PROFILE), {"offers_1": str(Skill.objects.first().pk)})

    assert "No person of the HR file belongs to your account" in page.content.decode()
    assert posted.status_code == 404


def test_page_asks_the_database_as_often_for_one_skill_as_for_ten(sign_in, ada, django_assert_num_queries):
    client = sign_in(ada)
    ProfileSkillFactory(profile=ada, skill=Skill.objects.first(), rank=1)
    with django_assert_num_queries(6):
        client.get(reverse(PROFILE))

    for kind in ProfileSkill.Kind.values:
        for rank, skill in enumerate(Skill.objects.all()[1:6], start=1):
            ProfileSkillFactory(profile=ada, skill=skill, kind=kind, rank=rank)
    with django_assert_num_queries(6):
        client.get(reverse(PROFILE))
