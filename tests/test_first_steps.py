"""The programme office of an installation in which nothing is yet, and the words of its filters."""

import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from mentoring.accounts.models import User
from participants.models import Department, Grade, Profile, Site
from programmes.models import Cohort, Enrolment, Programme
from tests.conftest import coordinator
from tests.factories import CohortFactory, DepartmentFactory, ProfileFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
IMPORT = f'<a class="button default" href="{reverse("admin:participants_import_upload")}">Import people</a>'
PROGRAMME = '<a class="button default" href="/office/programmes/programme/add/">Add a programme</a>'
COHORT = '<a class="button default" href="/office/programmes/cohort/add/">Add a cohort</a>'
# Of the office of a site administrator; the other lists are read through `coordinated_by`.
LISTS = [
    model
    for model, each in admin.site._registry.items()
    if type(each).__module__.split(".")[0] != "django" and model._meta.label != "matching.Run"
]


@pytest.fixture
def administrator(sign_in):
    return sign_in(UserFactory(is_staff=True, is_superuser=True))


def steps_on(client) -> list[str]:
    """In their order; the first alone is the button to press next."""
    page = client.get("/office/").content.decode()
    steps = [
        step for step in (IMPORT, PROGRAMME, COHORT) if step.replace(" default", "") in page.replace(" default", "")
    ]
    # Where nothing comes first, it is the first thing that needs attention, if any does.
    assert [step for step in steps if step in page] == steps[:1]
    assert page.count("button default") <= 1
    return steps


def test_new_installation_says_how_to_begin(administrator):
    assert steps_on(administrator) == [IMPORT, PROGRAMME]


def test_first_steps_go_as_they_are_done(administrator):
    ProfileFactory()
    with_people = steps_on(administrator)
    ProgrammeFactory()

    assert (with_people, steps_on(administrator)) == ([PROGRAMME], [])


def test_coordinator_without_a_cohort_is_led_to_the_first_one(sign_in):
    programme = ProgrammeFactory()
    client = sign_in(coordinator("Cora Coordinator", "cora", programme).user)
    CohortFactory()  # of somebody else's programme
    before = steps_on(client)
    CohortFactory(programme=programme)

    assert (before, steps_on(client)) == ([COHORT], [])


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_every_list_has_words_for_when_it_is_empty(model):
    assert str(admin.site._registry[model].empty_words).endswith(".")


@pytest.mark.parametrize("model", [Profile, Department, Grade, Site])
def test_empty_list_of_what_comes_from_hr_leads_to_the_import(administrator, model):
    opts = model._meta
    page = administrator.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")).content.decode()

    assert IMPORT in page.partition("nothing-yet")[2]


def test_empty_list_that_holds_something_else_leads_nowhere(administrator):
    Programme.objects.all().delete()
    page = administrator.get("/office/programmes/programme/").content.decode()

    assert IMPORT not in page.partition("nothing-yet")[2]


def headings_of(client, model) -> list[str]:
    opts = model._meta
    try:
        page = client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")).content.decode()
    except NoReverseMatch:
        return []
    # The box that holds all filters has a heading of its own.
    found = re.findall(r"<summary>(?!<h2)(.*?)</summary>", page, re.DOTALL)
    return [" ".join(each.split()) for each in found]


def test_filters_are_headed_by_words_of_ours(cast, sign_in):
    DepartmentFactory(), ProfileFactory()
    office = sign_in(cast.site_administrator)
    headings = {model._meta.label: found for model in LISTS if (found := headings_of(office, model))}
    of_coordinator = {
        Cohort: ["What to look at", "Stage"],
        Enrolment: ["What to look at", "Status", "Role", "Cohort", "Department"],
    }

    assert headings == {
        "outbox.OutgoingMessage": ["What to look at", "Kind"],
        "accounts.User": ["Account", "Programme office", "Site administrators", "E-mail address"],
        "participants.Site": ["Time zone"],
        "participants.Grade": ["Place in the order"],
        "participants.Skill": ["Category"],
        "participants.Profile": ["Employment", "E-mail address", "Account", "Department", "Site"],
        "programmes.Programme": ["Style"],
    }
    assert {model: headings_of(sign_in(cast.coordinator), model) for model in of_coordinator} == of_coordinator


def test_choices_of_a_filter_say_what_they_mean(administrator):
    page = administrator.get("/office/accounts/user/").content.decode()
    page = page.partition('<nav id="changelist-filter"')[2].partition("</nav>")[0]

    assert "Site administrators" in page
    assert [words for words in ("Empty", "Not empty", ">Yes<", ">No<") if words in page] == []


def test_home_of_a_fresh_installation_leads_to_what_comes_first(sign_in):
    client = sign_in(User.objects.create_superuser(email="sam@mail.example", name="Sam Site"))

    empty = client.get(reverse("desk:home")).content.decode()
    ProfileFactory()
    later = client.get(reverse("desk:home")).content.decode()

    assert "See what comes first" in empty
    assert f'href="{reverse("admin:index")}"' in empty
    assert ("See what comes first" in later, "nothing to do here" in later) == (False, False)
