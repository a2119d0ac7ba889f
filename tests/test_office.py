"""The first page of the programme office: what each role finds there, by what they come to do."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, strip_tags

from mentoring.accounts.models import User
from mentoring.desk.attention import attention_of
from mentoring.office_groups import GROUPS, place_of
from participants.models import Grade, Profile, Site, Skill
from tests.factories import (
    CoordinatorFactory,
    DepartmentFactory,
    GradeFactory,
    HrAnalystFactory,
    ImportBatchFactory,
    ProfileFactory,
    SiteFactory,
    SkillFactory,
)

# Reached from a cohort's own page alone.
NOT_ON_THE_FIRST_PAGE = {"matching.Run"}


def found(client) -> dict[str, list[str]]:
    """What the first page shows, by group."""
    groups = client.get("/office/").context["app_list"]
    return {str(group["name"]): [str(model["name"]) for model in group["models"]] for group in groups}


def test_everything_that_is_kept_here_stands_in_one_group():
    listed = [label for group in GROUPS for label in group.things]
    registered = {model._meta.label for model in admin.site._registry}

    assert len(listed) == len(set(listed))
    assert registered - set(listed) == NOT_ON_THE_FIRST_PAGE


def test_coordinator_finds_what_is_run(cast, sign_in):
    assert found(sign_in(cast.coordinator)) == {
        "Run": ["Programmes", "Cohorts", "Places", "Coordinators"],
        "Library": ["Agreement templates"],
    }


def test_site_administrator_finds_every_group(cast, sign_in):
    assert list(found(sign_in(cast.site_administrator))) == [str(group.name) for group in GROUPS]


def test_each_thing_says_what_it_is_for(cast, sign_in):
    answer = sign_in(cast.coordinator).get("/office/")

    purposes = [str(model["purpose"]) for group in answer.context["app_list"] for model in group["models"]]
    assert [purpose for purpose in purposes if escape(purpose) not in answer.content.decode()] == []
    assert len(purposes) == 5


NOTHING_TICKED = "Please tick at least one line first, then choose what to do and press Go. Nothing was changed."
NOTHING_CHOSEN = "Please choose first what to do with the lines you ticked, then press Go. Nothing was changed."


def test_go_with_nothing_ticked_or_chosen_says_what_to_do_in_every_list(cast, sign_in):
    for_all = {"coordinator": [], "site_administrator": []}
    for role, told in for_all.items():
        client = sign_in(getattr(cast, role))
        for label in (label for group in GROUPS for label in group.things):
            url = reverse(f"admin:{label.lower().replace('.', '_')}_changelist")
            context = client.get(url).context or {}
            if not context.get("action_form") or not (rows := context["cl"].result_list):
                continue
            action = context["action_form"].fields["action"].choices[1][0]
            for sent, words in (
                ({"action": action}, NOTHING_TICKED),
                ({"action": "", "_selected_action": [rows[0].pk]}, NOTHING_CHOSEN),
            ):
                page = client.post(url, {"index": 0, **sent}, follow=True).content.decode()
                told.append((url, words in page, "Items must be" in page, "No action selected" in page))

    assert [len(told) > 1 for told in for_all.values()] == [True, True]
    assert [each for told in for_all.values() for each in told if each[1:] != (True, False, False)] == []


def test_calendars_of_the_office_begin_on_monday_and_write_days_as_people_here_do(cast, sign_in):
    words = (
        sign_in(cast.coordinator).get(reverse("admin:jsi18n"), headers={"accept-language": "en-US"}).content.decode()
    )

    assert '"FIRST_DAY_OF_WEEK": 1' in words
    assert re.search(r'"DATE_INPUT_FORMATS": \[\s*"([^"]+)"', words)[1] == "%d/%m/%Y"


def test_administrator_is_led_to_the_sites_whose_time_zone_nobody_named(cast, sign_in):
    Site.objects.update(time_zone="UTC")
    SiteFactory(name="Here", time_zone="Europe/Paris")
    for name in ("Lyon", "Leipzig"):
        SiteFactory(name=name)
    office = sign_in(cast.site_administrator)

    page = office.get("/office/").content.decode()
    link = "/office/participants/site/?time_zone__isempty=1"

    assert "2 sites have no time zone. Searches cannot compare the hours of people there." in page
    assert f'href="{link}"' in page
    assert {site.name for site in office.get(link).context["cl"].queryset} == {"Lyon", "Leipzig"}
    assert "time zone." not in sign_in(cast.coordinator).get("/office/").content.decode()


def test_nothing_is_said_of_sites_that_have_their_time_zones(cast, sign_in):
    Site.objects.update(time_zone="UTC")

    assert "no time zone" not in sign_in(cast.site_administrator).get("/office/").content.decode()


def test_administrator_is_led_to_the_grades_that_came_in_without_a_place_in_the_order(cast, sign_in):
    for name, level in {"C1": 3, "Z8": None, "Z9": None}.items():
        GradeFactory(name=name, level=level)
    office = sign_in(cast.site_administrator)

    page = office.get("/office/").content.decode()
    link = "/office/participants/grade/?level__isempty=1"

    assert "2 grades have no place in the order yet. They rule nobody out when pairs are found" in page
    assert f'href="{link}"' in page
    assert {grade.name for grade in office.get(link).context["cl"].queryset} == {"Z8", "Z9"}
    assert "place in the order" not in sign_in(cast.coordinator).get("/office/").content.decode()


def test_grades_are_named_to_whoever_may_change_them_and_no_more_once_they_are_in_order(cast):
    grade = GradeFactory(name="Z9")
    group = Group.objects.create(name="Keepers of the order")
    group.permissions.add(Permission.objects.get(codename="change_grade"))
    cast.coordinator.user.groups.add(group)
    keeper, others = User.objects.get(pk=cast.coordinator.user_id), cast.other_coordinator.user

    named = [[line.words for line in attention_of(user).lines] for user in (keeper, others)]
    Grade.objects.filter(pk=grade.pk).update(level=4)
    after = attention_of(keeper).lines

    said = (
        "1 grade has no place in the order yet. It rules nobody out when pairs are found, but programmes that ask for"
        " a grade do not take its people."
    )
    assert (named, after) == ([[said], []], [])


def test_administrator_is_led_to_people_who_are_missing_from_the_hr_file(cast, sign_in):
    office = sign_in(cast.site_administrator)
    before = office.get("/office/").content.decode()
    Profile.objects.filter(pk=cast.outsider.pk).update(missing_from=ImportBatchFactory())

    page = office.get("/office/").content.decode()
    link = "/office/participants/profile/?here=missing"

    assert "missing from the HR file" not in before
    assert "1 person is missing from the HR file. Until you say that they left, nothing ends." in page
    assert f'href="{link}"' in page
    assert list(office.get(link).context["cl"].queryset) == [cast.outsider]
    assert "missing from" not in sign_in(cast.coordinator).get("/office/").content.decode()


def test_list_says_in_words_what_can_be_chosen_and_what_to_do_with_it(cast, sign_in):
    ProfileFactory(department=None, organisation=cast.mentee.organisation)
    people = reverse("admin:participants_profile_changelist")
    office = sign_in(cast.site_administrator)

    page = office.get(people).content.decode()
    filtered = office.get(people, {"here": "yes"}).content.decode()
    none = office.get(people, {"q": "nobody"}).content.decode()

    assert "With the selected:" in page
    assert re.findall(r'<option value=""[^>]*>([^<]*)</option>', page) == ["Choose…"]
    assert ">None given</a>" in page
    assert '<details id="filter-box">' in page
    assert ("Clear all filters" in filtered, "\u2716" in filtered) == (True, False)
    assert ("No person matches." in none, "Show all people" in none) == (True, True)


def test_field_that_may_stay_empty_says_so_and_one_that_may_not_asks(cast, sign_in):
    office = sign_in(cast.site_administrator)

    needed = office.get(reverse("admin:participants_department_add")).content.decode()
    free = office.get(reverse("admin:participants_site_add")).content.decode()

    assert "Choose…" in needed
    assert "---------" not in needed + free


def test_list_of_one_app_leads_to_the_overview(cast, sign_in):
    answer = sign_in(cast.coordinator).get("/office/programmes/")

    assert (answer.status_code, answer.url) == (302, "/office/")


def test_deleting_is_asked_in_words_of_ours_and_says_what_goes(cast, sign_in):
    office = sign_in(cast.site_administrator)
    skill, analyst = SkillFactory(name="Public speaking"), cast.hr_analyst.user.analyst_roles.get()

    of_skill = office.get(reverse("admin:participants_skill_delete", args=[skill.pk])).content.decode()
    of_analyst = office.get(reverse("admin:participants_hranalyst_delete", args=[analyst.pk])).content.decode()
    office.post(reverse("admin:participants_skill_delete", args=[skill.pk]), {"post": "yes"})

    assert "<h1>Delete the skill “Public speaking”?</h1>" in of_skill
    assert '<button class="button danger">Delete the skill</button>' in of_skill
    assert "It goes at once, and nobody can bring it back." in of_skill
    assert "Their account and everything else they do here stay." in of_analyst
    assert "as HR analyst?</h1>" in of_analyst
    assert "Objects" not in of_skill + of_analyst
    assert not Skill.objects.filter(pk=skill.pk).exists()


@pytest.mark.parametrize(
    ("factory", "heading"),
    [(SkillFactory, "{}"), (SiteFactory, "{}"), (DepartmentFactory, "{}, department"), (GradeFactory, "{}")],
)
def test_form_is_headed_by_what_it_is_about(cast, sign_in, factory, heading):
    row = factory()
    page = sign_in(cast.site_administrator).get(reverse(f"admin:{row._meta.db_table}_change", args=[row.pk]))

    assert f"<h1>{heading.format(escape(row.name))}</h1>" in page.content.decode()


def test_pages_about_one_person_are_headed_by_what_each_is_about(cast, sign_in):
    coordinator = CoordinatorFactory()
    user = coordinator.user
    rows = (user, coordinator, HrAnalystFactory(user=user), ProfileFactory(user=user))
    office = sign_in(cast.site_administrator)

    pages = [office.get(reverse(f"admin:{row._meta.db_table}_change", args=[row.pk])).content.decode() for row in rows]

    headings = [re.search("<h1>([^<]*)</h1>", page).group(1) for page in pages]
    name = escape(user.name)
    assert headings[0] == f"Account of {name}"
    assert headings[1] == f"{name}, coordinator of {escape(coordinator.programme.name)}"
    assert len(set(headings)) == 4


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("programmes_cohort_changelist", "Cohorts"),
        ("programmes_cohort_change", "Cohorts"),
        ("matching_cohort_board", "Cohorts"),
        ("matching_cohort_send", "Cohorts"),
        ("agreements_cohort_pairs", "Cohorts"),
        ("matching_programme_policy", "Programmes"),
        ("agreements_template_changelist", "Agreement templates"),
    ],
)
def test_margin_marks_the_one_thing_that_a_page_is_about(cast, sign_in, page, marked):
    cohort = cast.mentee_place.cohort
    of = {"changelist": [], "policy": [cohort.programme_id]}.get(page.rpartition("_")[2], [cohort.pk])

    html = sign_in(cast.coordinator).get(reverse(f"admin:{page}", args=of)).content.decode()

    margin = html.partition('id="nav-sidebar"')[2].partition("</nav>")[0]
    found = re.findall(r'aria-current="(\w+)">([^<]+)<', margin)
    assert found == [("page" if not of else "true", marked)]


def test_choices_of_styles_and_roles_are_one_word_with_a_capital(cast, sign_in):
    office = sign_in(cast.coordinator)

    offered = []
    for model, query in (("programme", {}), ("programme", {"_facets": "True"}), ("enrolment", {})):
        page = office.get(reverse(f"admin:programmes_{model}_changelist", query=query)).content.decode()
        filters = page.partition('id="changelist-filter"')[2]
        offered += re.findall(r">((?:Classic|Reverse|Mentor|Mentee)(?: \(\d+\))?)</a>", filters)

    assert offered == ["Classic", "Reverse", "Classic (1)", "Reverse (0)", "Mentor", "Mentee"]


def test_office_of_somebody_without_a_task_is_one_sentence(cast, sign_in):
    nobody = cast.outsider.user
    User.objects.filter(pk=nobody.pk).update(is_staff=True)

    page = sign_in(User.objects.get(pk=nobody.pk)).get("/office/").content.decode()

    assert "There is nothing for you to do here yet." in page
    assert ("Nothing needs you now." in page, "Work you started" in page) == (False, False)


def test_margin_marks_nothing_on_a_page_that_is_about_no_thing():
    assert [place_of(page) for page in ("index", "jsi18n", "participants_import_check")] == [
        *("", ""),
        "participants.ImportBatch",
    ]


def test_margin_of_a_page_shows_the_same_groups(cast, sign_in):
    answer = sign_in(cast.coordinator).get("/office/programmes/cohort/")

    assert [str(group["name"]) for group in answer.context["available_apps"]] == ["Run", "Library"]


def asked_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


CRUMBS = re.compile(r'<div class="breadcrumbs">(.*?)</div>', re.DOTALL)


def crumbs_of(page: str) -> list[str]:
    (found,) = CRUMBS.findall(page)
    return [" ".join(unescape(strip_tags(each)).split()) for each in found.split("&rsaquo;")]


def pages_of_office(client, user) -> Iterator[tuple[str, str]]:
    """Every list, form, history and question before deleting of the office that this person may see, with its text."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        seen = admin.site._registry[model].get_queryset(asked_by(user)).first()
        addresses = [(f"{name}_changelist", []), (f"{name}_add", [])]
        addresses += [(f"{name}_{page}", [seen.pk]) for page in ("change", "history", "delete") if seen]
        for route, given in addresses:
            with suppress(NoReverseMatch):
                answer = client.get(reverse(route, args=given))
                if answer.status_code == 200:
                    yield answer.wsgi_request.path, answer.content.decode()


def test_people_stand_once_on_the_way_to_a_person(cast, sign_in):
    page = sign_in(cast.site_administrator).get(f"/office/participants/profile/{cast.mentee.pk}/change/")

    assert crumbs_of(page.content.decode()) == ["Home", "People", str(cast.mentee)]


@pytest.mark.long
@pytest.mark.parametrize("role", ["site_administrator", "coordinator"])
def test_no_page_of_the_office_says_the_same_word_twice_on_the_way_to_it(cast, sign_in, role):
    ImportBatchFactory()
    who = getattr(cast, role)
    crumbs = {path: crumbs_of(page) for path, page in pages_of_office(sign_in(who), getattr(who, "user", who))}

    assert len(crumbs) > (40 if role == "site_administrator" else 8)
    lower = {path: [each.lower() for each in found] for path, found in crumbs.items()}
    assert {path: found for path, found in lower.items() if len(found) != len(set(found))} == {}


def test_question_before_deleting_several_says_the_way_once(cast, sign_in):
    department = DepartmentFactory(name="Sales")
    data = {"action": "delete_selected", "_selected_action": [department.pk]}

    page = sign_in(cast.site_administrator).post("/office/participants/department/", data, follow=True)

    assert crumbs_of(page.content.decode())[:2] == ["Home", "Departments"]


def test_history_says_in_our_words_what_stands_in_it_and_what_elsewhere(cast, sign_in):
    client = sign_in(cast.coordinator)
    address = f"/office/programmes/cohort/{cast.cohort.pk}"
    before = client.get(f"{address}/history/").content.decode()
    sent = {name: getattr(cast.cohort, name) for name in ("starts_on", "ends_on", "mid_survey_on")}
    client.post(
        f"{address}/change/", {**sent, "registration_ends_on": cast.cohort.registration_ends_on, "name": "Anew"}
    )

    after = client.get(f"{address}/history/").content.decode()

    ours = "No changes saved here yet."
    assert (ours in before, ours in after, "Changed Name." in after) == (True, False, True)
    for page in (before, after):
        assert "is in the sealed record of who did what" in page
        assert "A site administrator can check that it is intact." in page
        assert "have a change history" not in page


def test_list_that_is_sent_what_is_no_id_says_so_and_breaks_nothing(cast, sign_in):
    client, answered = sign_in(cast.site_administrator), {}
    DepartmentFactory()
    SiteFactory()
    for label in (label for group in GROUPS for label in group.things):
        url = reverse(f"admin:{label.lower().replace('.', '_')}_changelist")
        form = client.get(url).context.get("action_form")
        for action, _words in form.fields["action"].choices[1:] if form else ():
            answered[url, action] = client.post(url, {"action": action, "_selected_action": "no-id"}).status_code

    assert len(answered) > 3
    assert {key: status for key, status in answered.items() if status >= 500} == {}
    assert 400 in answered.values()
