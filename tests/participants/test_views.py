import re
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from mentoring.accounts.models import User
from participants.models import Profile, ProfileSkill, Skill
from tests.factories import (
    GradeFactory,
    OrganisationFactory,
    ProfileFactory,
    ProfileSkillFactory,
)

PROFILE = "participants:profile-detail"


@pytest.fixture
def ada(db):
    return ProfileFactory(
        user__name="Ada Lark",
        employee_number="00-7",
        hired_on=date(2019, 4, 8),
        manager=ProfileFactory(user__name="Mo Boss"),
        grade=GradeFactory(name="B1"),
        country="France",
        business_line="Retail",
        cost_centre="0711",
        employment_type="Permanent",
    )


def test_page_shows_what_hr_says_and_who_sees_it(sign_in, ada):
    response = sign_in(ada).get(reverse(PROFILE))

    team, colleagues = "Programme team, people you are suggested to", ", colleagues who search by name."
    compared = (
        "Site administrators. A programme may ask that two people have the same or different ones: its team may tell "
        "whether two do, and is shown none of them."
    )
    facts = {fact.label: (fact.value, str(fact.seen_by)) for fact in response.context["facts"]}
    assert facts == {
        "Name": ("Ada Lark", team + colleagues),
        "Job title": (
            "Engineer",
            f"{team}. Colleagues who choose a role they would like see that this title exists, not who holds it.",
        ),
        "Department": ("Engineering", team + colleagues),
        "Place": ("Leeds", f"{team}."),
        "Manager": ("Mo Boss", "Site administrators."),
        "E-mail address": (ada.user.email, "Site administrators, and the people you are paired with."),
        "Grade": (
            "B1",
            "Site administrators. The search for pairs compares it: the programme team and people you are suggested "
            "to may read which of you works at a more senior level, never the grade. A programme may also be open to "
            "some grades only, or ask that two people have the same or different ones: its team may tell whether two "
            "do.",
        ),
        "Country": ("France", compared),
        "Line of business": ("Retail", compared),
        "Cost centre": ("0711", compared),
        "Kind of employment": ("Permanent", compared),
        "Employee number": ("00-7", "Site administrators."),
        "Works here since": (
            "Mon 8 Apr 2019",
            "Site administrators. A programme may ask that two people began in the same year or in different ones, or "
            "be open to those who have worked here for some time: its team may tell whether that is so, and never "
            "reads the day.",
        ),
    }
    for value, seen_by in facts.values():
        assert value in response.content.decode()
        assert seen_by in response.content.decode()


def test_facts_that_hr_left_empty_are_left_out(sign_in, db):
    bare = ProfileFactory(department=None, site=None, job_title="")

    response = sign_in(bare).get(reverse(PROFILE))

    assert [fact.label for fact in response.context["facts"]] == ["Name", "E-mail address", "Employee number"]
    assert "None" not in response.content.decode()


SECTIONS = ("offers", "wants", "ways", "about-me", "career", "aims", "interests", "limit")


def section(name: str) -> str:
    return reverse(f"participants:profile-{name}")


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_person_is_told_whom_to_write_to_when_hr_is_wrong(sign_in, ada):
    nobody = sign_in(ada).get(reverse(PROFILE)).content.decode()
    ada.organisation.hr_contact_name, ada.organisation.hr_contact_email = "Hana Ruiz", "hana@mail.example"
    ada.organisation.save()

    somebody = sign_in(ada).get(reverse(PROFILE)).content.decode()

    assert "please tell HR" in nobody
    assert "please write to Hana Ruiz" in somebody
    assert 'href="mailto:hana@mail.example"' in somebody


def test_profile_of_the_hr_contact_does_not_tell_them_to_write_to_themselves(sign_in, ada):
    ada.organisation.hr_contact_name, ada.organisation.hr_contact_email = "Ada", ada.user.email.upper()
    ada.organisation.save()

    page = sign_in(ada).get(reverse(PROFILE)).content.decode()

    assert "What HR has on file about you" in page
    assert "If something is wrong" not in page


def test_profile_of_somebody_without_an_address_of_their_own_names_whom_to_tell(client, ada):
    """Who signs in with a passkey may have none."""
    ada.organisation.hr_contact_name, ada.organisation.hr_contact_email = "Wanda", "wanda@mail.example"
    ada.organisation.save()
    User.objects.filter(pk=ada.user_id).update(email=None)
    client.force_login(User.objects.get(pk=ada.user_id))

    assert "wanda@mail.example" in client.get(reverse(PROFILE)).content.decode().replace("<wbr>", "")


@pytest.mark.parametrize(
    ("kind", "fields", "asked"),
    [
        (None, {}, "offers"),
        (None, {"about_me": "Hello.", "languages": ["en"]}, "offers"),
        ("wants", {}, "ways"),
        ("wants", {"meets": "remote"}, "about-me"),
        ("wants", {"about_me": "Hello.", "languages": ["en"]}, "card"),
        ("offers", {"about_me": "Hello.", "languages": ["en"]}, "limit"),
        ("offers", {"about_me": "Hello.", "languages": ["en"], "mentor_limit": 0}, "card"),
    ],
)
def test_page_asks_for_one_thing_next_and_at_last_leads_to_the_card(sign_in, ada, kind, fields, asked):
    """A mentee is not asked what they could offer, nor for a limit as a mentor."""
    if kind:
        ProfileSkillFactory(profile=ada, kind=kind)
    Profile.objects.filter(pk=ada.pk).update(**{"about_me": "", **fields})

    page = sign_in(ada).get(reverse(PROFILE)).content.decode()

    assert re.findall(r'<a class="btn btn-primary" href="([^"]+)"', page) == [section(asked)]


def test_each_section_says_what_stands_in_it_and_who_sees_it(sign_in, ada):
    ProfileSkillFactory(profile=ada, skill=Skill.objects.get(name="Coaching"), level=3)
    Profile.objects.filter(pk=ada.pk).update(
        languages=["cy", "bfi"],
        meets="in_person",
        hours_a_month=2,
        mentor_limit=1,
        roles_wanted=["Chef", "Buyer"],
        aims_known=["speak", "heard"],
        interests=["chess", "baking"],
    )

    response = sign_in(ada).get(reverse(PROFILE))

    shown = {
        each.key: ([(skill.name, skill.level) for skill in each.skills], each.lines)
        for each in response.context["sections"]
    }
    assert shown == {
        "offers": ([("Coaching", "I teach it")], []),
        "wants": ([], []),
        "ways": ([], ["Welsh, British Sign Language", "Meets in person", "About 2 hours a month"]),
        "about_me": ([], []),
        "career": ([], ["One day: Chef, Buyer"]),
        "aims": ([], ["As a mentor: Speaking before others, Being heard by senior people"]),
        "interests": ([], ["Chess, Baking"]),
        "limit": ([], ["1 mentee at the same time"]),
    }
    page = response.content.decode()
    assert [each.key for each in response.context["sections"] if str(each.seen_by) not in page] == []


@pytest.mark.parametrize("name", SECTIONS)
def test_section_says_who_sees_it_and_has_one_primary_button(sign_in, ada, name):
    page = sign_in(ada).get(section(name)).content.decode()

    assert "you are suggested to" in page or "Nobody sees this number" in page
    assert page.count("btn-primary") == 1
    assert f'href="{reverse(PROFILE)}"' in page


@pytest.mark.parametrize("kind", ProfileSkill.Kind.values)
def test_skills_of_one_kind_are_saved_in_their_order_and_the_others_stay(sign_in, ada, kind):
    first, second, third = Skill.objects.all()[:3]
    other = next(each for each in ProfileSkill.Kind.values if each != kind)
    ProfileSkillFactory(profile=ada, skill=third, kind=other)
    data = {f"{kind}_1": str(second.pk), f"{kind}_1_level": "2", f"{kind}_2": str(first.pk)}

    response = sign_in(ada).post(section(kind), data)

    assert response.url == reverse(PROFILE)
    assert told(response) == ["Your skills are saved."]
    of_kind = ada.skills.filter(kind=kind).order_by("rank")
    assert list(of_kind.values_list("skill", "level")) == [(second.pk, 2), (first.pk, None)]
    assert list(ada.skills.filter(kind=other).values_list("skill", flat=True)) == [third.pk]


def test_skill_chosen_twice_comes_back_with_all_that_was_chosen(sign_in, ada):
    first, second = Skill.objects.all()[:2]
    ProfileSkillFactory(profile=ada, skill=second)

    response = sign_in(ada).post(
        section("offers"), {"offers_1": str(first.pk), "offers_1_level": "3", "offers_2": str(first.pk)}
    )

    page = response.content.decode()
    assert f"You chose “{first.name}” twice." in page
    assert len(re.findall(rf'<option value="{first.pk}" selected', page)) == 2
    assert page.count('<option value="3" selected>') == 1
    assert list(ada.skills.values_list("skill", flat=True)) == [second.pk]


def test_ways_of_working_are_saved(sign_in, ada):
    data = {"languages_1": "cy", "languages_3": "en", "meets": "either", "part_of_day": "any", "hours_a_month": "2"}

    response = sign_in(ada).post(section("ways"), data)

    ada.refresh_from_db()
    assert (response.url, ada.languages, ada.meets, ada.part_of_day, ada.how_often, ada.hours_a_month) == (
        reverse(PROFILE),
        ["cy", "en"],
        "either",
        "any",
        "",
        2,
    )


def test_words_about_oneself_are_saved_and_shown_as_words(sign_in, ada):
    sign_in(ada).post(section("about-me"), {"about_me": "I <b>love</b> maps."})

    page = sign_in(ada).get(reverse(PROFILE)).content.decode()

    assert "I &lt;b&gt;love&lt;/b&gt; maps." in page


def test_limit_is_saved_and_an_impossible_one_stays_in_its_field(sign_in, ada):
    saved = sign_in(ada).post(section("limit"), {"limit": "0"})
    refused = sign_in(ada).post(section("limit"), {"limit": "99"})

    ada.refresh_from_db()
    assert (told(saved), ada.mentor_limit) == (["Your limit is saved."], 0)
    assert 'value="99"' in refused.content.decode()
    assert "Please choose between 0 and 20 mentees." in refused.content.decode()


def test_roles_are_saved_in_their_order_and_shown_to_whom_they_are_for(sign_in, ada):
    client = sign_in(ada)
    saved = client.post(section("career"), {"wanted_1": "Head of  IT", "wanted_3": "Chef", "had_2": "<b>uyer"})

    card = client.get(reverse("participants:profile-card")).content.decode()

    ada.refresh_from_db()
    assert (told(saved), ada.roles_wanted, ada.roles_had) == (
        ["Your roles are saved."],
        ["Head of IT", "Chef"],
        ["<b>uyer"],
    )
    as_mentor, as_mentee = card[card.index('id="as-mentor"') :].split('id="as-mentee"')
    assert ("&lt;b&gt;uyer" in as_mentor, "Head of IT" in as_mentor) == (True, False)
    assert ("&lt;b&gt;uyer" in as_mentee, "Head of IT" in as_mentee) == (False, True)


def test_interests_are_saved_and_shown_in_either_role(sign_in, ada):
    client = sign_in(ada)
    saved = client.post(section("interests"), {"interests_1": "chess", "interests_3": "board_games"})

    card = client.get(reverse("participants:profile-card")).content.decode()

    ada.refresh_from_db()
    assert (told(saved), ada.interests) == (["Your interests are saved."], ["chess", "board_games"])
    assert card.count("Board games") == 2


def test_roles_are_offered_from_the_titles_of_the_company_and_of_no_other(sign_in, ada):
    for title, people in (("Chef", 2), ("Buyer", 1), ("", 1)):
        for _ in range(people):
            ProfileFactory(job_title=title)
    ProfileFactory(job_title="Gone", last_day=date(2020, 1, 31))
    ProfileFactory(job_title="Elsewhere", organisation=OrganisationFactory(name="Partner"), department=None, site=None)

    page = sign_in(ada).get(section("career")).content.decode()

    for field in ("wanted", "had"):
        offered = page.split(f'<datalist id="id_{field}_titles">')[1].split("</datalist>")[0]
        assert re.findall('value="([^"]*)"', offered) == ["Buyer", "Chef", "Engineer"]
    assert page.count('list="id_wanted_titles"') == 3
    assert page.count('list="id_had_titles"') == 5


def test_of_very_many_titles_those_that_most_people_have_are_offered(db):
    for title in ("A", "B", "B", "C", "C", "C"):
        ProfileFactory(job_title=title)

    assert Profile.objects.all().job_titles(2) == ["B", "C"]


def test_profile_of_somebody_else_cannot_be_changed(sign_in, ada):
    other = ProfileFactory()

    sign_in(other).post(section("offers"), {"offers_1": str(Skill.objects.first().pk), "profile": str(ada.pk)})

    assert not ada.skills.exists()
    assert other.skills.count() == 1


def test_account_without_a_person_gets_an_explanation(sign_in, db):
    administrator = User.objects.create_superuser(email="sam@mail.example", name="Sam Site")

    page = sign_in(administrator).get(reverse(PROFILE))
    posted = sign_in(administrator).post(section("offers"), {"offers_1": str(Skill.objects.first().pk)})

    assert "You look after this site; people are in the programme office." in page.content.decode()
    assert '<a class="btn" href="/office/">Open the programme office</a>' in page.content.decode()
    assert posted.status_code == 404


@pytest.mark.parametrize(
    "page", [PROFILE, "participants:profile-card", "participants:profile-offers", "participants:profile-career"]
)
def test_page_asks_the_database_as_often_for_one_skill_as_for_ten(sign_in, ada, page, django_assert_max_num_queries):
    client = sign_in(ada)
    ProfileSkillFactory(profile=ada, skill=Skill.objects.first(), rank=1)
    with django_assert_max_num_queries(9) as with_one:
        client.get(reverse(page))

    for kind in ProfileSkill.Kind.values:
        for rank, skill in enumerate(Skill.objects.all()[1:6], start=1):
            ProfileSkillFactory(profile=ada, skill=skill, kind=kind, rank=rank)
    with django_assert_max_num_queries(9) as with_ten:
        client.get(reverse(page))

    assert len(with_ten) == len(with_one)
