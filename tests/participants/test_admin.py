import pytest
from django.contrib import admin
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.outbox.models import OutgoingMessage
from participants.models import HrAnalyst, ImportBatch, Profile, Skill
from participants.services import import_people
from tests.factories import (
    DepartmentFactory,
    GradeFactory,
    HrAnalystFactory,
    ImportBatchFactory,
    OrganisationFactory,
    ProfileFactory,
    SiteFactory,
    SkillFactory,
    UserFactory,
    in_days,
)
from tests.participants.hr_files import file_of, line

LISTS = {
    "organisation": OrganisationFactory,
    "department": DepartmentFactory,
    "site": SiteFactory,
    "skill": SkillFactory,
    "grade": GradeFactory,
    "profile": ProfileFactory,
    "hranalyst": HrAnalystFactory,
}


def office_page(name, *args):
    return reverse(f"admin:participants_{name}", args=args)


@pytest.mark.parametrize("model", sorted(LISTS))
def test_list_asks_the_database_as_often_for_one_row_as_for_three(office, model, django_assert_max_num_queries):
    def make(number):
        fields = {"name": f"Name {number}"} if model not in ("profile", "hranalyst") else {}
        LISTS[model](**fields)

    def count():
        with django_assert_max_num_queries(15) as captured:
            assert office.get(office_page(f"{model}_changelist")).status_code == 200
        return len(captured)

    make(1)
    with_one = count()
    make(2)
    make(3)

    assert count() == with_one


@pytest.mark.parametrize(
    ("fields", "in_list", "on_page"),
    [
        ({"user__email": "ada@mail.example"}, "can sign in", "can sign in"),
        ({"user__email": None}, "no address yet", "cannot sign in yet: no e-mail address"),
        ({"user__email": "ada@mail.example", "user__is_active": False}, "account is closed", "account is closed"),
        ({"user__email": None, "user__is_active": False, "last_day_in": -1}, "has left", "has left"),
        ({"user__email": None, "last_day_in": 0}, "no address yet", "cannot sign in yet: no e-mail address"),
        ({"is_missing": True}, "missing from the HR file", "missing from the HR file"),
        ({"last_day_in": -1}, "has left, but can still sign in", "has left, but can still sign in"),
    ],
)
def test_office_says_who_can_sign_in(office, fields, in_list, on_page):
    fields = dict(fields)
    batch = ImportBatchFactory() if fields.pop("is_missing", False) else None
    if "last_day_in" in fields:  # counted here: tests that began the day before are run after midnight, too
        fields["last_day"] = in_days(fields.pop("last_day_in"))
    person = ProfileFactory(missing_from=batch, **fields)

    assert f'<td class="field-state">{in_list}</td>' in office.get(office_page("profile_changelist")).content.decode()
    page = office.get(office_page("profile_change", person.pk)).content.decode()
    assert on_page in page
    assert ("cannot sign in yet" in page) == ("cannot sign in yet" in on_page)


def test_list_is_called_by_what_it_holds_and_counts_what_was_found(office):
    ProfileFactory(user__name="Ada Here")

    page = office.get(office_page("profile_changelist")).content.decode()
    found = office.get(office_page("profile_changelist"), {"q": "Ada"}).content.decode()

    assert "<h1>People</h1>" in page
    assert "<title>People · Programme office</title>" in page
    assert ("Show all" in page, "1 result" in found) == (False, True)


def test_people_are_told_apart_by_whether_they_left(office):
    for name, days in (("Ada Here", None), ("Bo Leaves", 0), ("Cy Left", -1)):
        ProfileFactory(user__name=name, last_day=None if days is None else in_days(days))

    found = {
        value: {name for name in ("Ada Here", "Bo Leaves", "Cy Left") if name in page}
        for value in ("", "yes", "no")
        for page in [office.get(office_page("profile_changelist"), {"here": value} if value else {}).content.decode()]
    }

    assert found == {
        "": {"Ada Here", "Bo Leaves", "Cy Left"},
        "yes": {"Ada Here", "Bo Leaves"},
        "no": {"Cy Left"},
    }


def test_page_of_an_import_says_which_lines_were_left_out_and_nothing_that_stood_in_them(office):
    import_people(file=file_of(line("1"), line("2", hire_date="CANARY"), line("3", termdate="2/30/2020"), line("")))
    batch = ImportBatch.objects.get()

    page = office.get(office_page("importbatch_change", batch.pk)).content.decode()

    assert "CANARY" not in page
    assert "2/30" not in page
    for sentence in (
        "Line 3, column “hire_date”: This is not a date.",
        "Line 4, column “termdate”: There is no such day in the calendar.",
        "Line 5, column “id”: The employee number is missing.",
    ):
        assert sentence in page


def test_page_of_an_import_with_more_bad_lines_than_are_kept_says_how_many_there_were(office):
    import_people(file=file_of(*(line("") for _number in range(203))))
    batch = ImportBatch.objects.get()

    page = office.get(office_page("importbatch_change", batch.pk)).content.decode()

    assert len(batch.left_out) == 200
    assert "Line 201, column “id”" in page
    assert "... and 3 more lines." in page


def test_page_of_an_import_without_bad_lines_says_none(office):
    import_people(file=file_of(line("1")))

    page = office.get(office_page("importbatch_change", ImportBatch.objects.get().pk)).content.decode()

    assert "<li>Line" not in page


@pytest.mark.parametrize("query", ["Lark", "ada.l", "00-77"])
def test_people_are_found_by_name_address_and_number(office, query):
    ProfileFactory(user__name="Ada Lark", user__email="ada.l@mail.example", employee_number="00-77")
    ProfileFactory(user__name="Bo Wren")

    page = office.get(office_page("profile_changelist"), {"q": query}).content.decode()

    assert "Ada Lark" in page
    assert "Bo Wren" not in page


def test_person_is_shown_and_cannot_be_changed(office):
    person = ProfileFactory(job_title="Clerk")

    shown = office.get(office_page("profile_change", person.pk))
    changed = office.post(office_page("profile_change", person.pk), {"job_title": "Director"})

    assert "Clerk" in shown.content.decode()
    assert '<input type="text"' not in shown.content.decode()
    assert changed.status_code == 403
    assert Profile.objects.get().job_title == "Clerk"


def test_analyst_is_granted_through_the_service(office):
    user, organisation = UserFactory(), OrganisationFactory()

    form = office.get(office_page("hranalyst_add")).content.decode()
    office.post(office_page("hranalyst_add"), {"email": user.email.upper(), "organisation": str(organisation.pk)})

    assert 'name="user"' not in form
    analyst = HrAnalyst.objects.get()
    assert (analyst.user, analyst.organisation) == (user, organisation)
    assert user.groups.filter(name="HR analysts").exists()
    assert AuditEvent.objects.filter(verb="analyst.grant", subject_id=analyst.pk).count() == 1


@pytest.mark.parametrize("kind", ["hranalyst", "department", "site", "grade"])
def test_only_organisation_is_chosen_already(office, kind):
    organisation = OrganisationFactory()
    chosen = [office.get(office_page(f"{kind}_add")).context["adminform"].form["organisation"].value()]

    OrganisationFactory(name="Partner")
    chosen.append(office.get(office_page(f"{kind}_add")).context["adminform"].form["organisation"].value())

    assert chosen == [organisation.pk, None]


def test_analyst_who_cannot_sign_in_is_refused_on_the_form(office):
    UserFactory(email="locked@mail.example", is_active=False)
    organisation = OrganisationFactory()

    for email in ("locked@mail.example", "nobody@mail.example"):
        response = office.post(office_page("hranalyst_add"), {"email": email, "organisation": str(organisation.pk)})

        assert "Nobody here signs in with this address. Please check it." in response.content.decode()
    assert not HrAnalyst.objects.exists()


def test_analyst_granted_twice_is_told_so(office):
    analyst = HrAnalystFactory()

    response = office.post(
        office_page("hranalyst_add"), {"email": analyst.user.email, "organisation": str(analyst.organisation_id)}
    )

    assert "This person already reads the reports of this organisation." in response.content.decode()
    assert HrAnalyst.objects.count() == 1


def test_analyst_is_withdrawn_through_the_service_one_by_one_and_together(office):
    first, second = HrAnalystFactory(), HrAnalystFactory()

    office.post(office_page("hranalyst_delete", first.pk), {"post": "yes"})
    office.post(
        office_page("hranalyst_changelist"),
        {"action": "delete_selected", "_selected_action": [str(second.pk)], "post": "yes"},
    )

    assert not HrAnalyst.objects.exists()
    assert AuditEvent.objects.filter(verb="analyst.withdraw").count() == 2


def test_imports_are_shown_and_their_raw_sources_are_not():
    registered = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "participants"}

    assert registered == set(LISTS) | {"importbatch"}


def missing(count: int) -> list[Profile]:
    batch = ImportBatchFactory()
    return [ProfileFactory(user__name=f"Gone Number{number:02d}", missing_from=batch) for number in range(count)]


def confirm(office, people, **more):
    data = {"action": "confirm_left", "_selected_action": [str(person.pk) for person in people], **more}
    return office.post(office_page("profile_changelist") + "?here=missing", data)


def test_missing_people_are_found_and_confirmed_to_have_left_after_a_page_that_says_how_many(office):
    people, here = missing(12), ProfileFactory(user__name="Ada Here")
    found = office.get(office_page("profile_changelist"), {"here": "missing"}).content.decode()
    assert ("Gone Number11" in found, "Ada Here" in found) == (True, False)

    page = confirm(office, [*people, here]).content.decode()
    assert "Have 12 people left?" in page
    assert ("Gone Number09" in page, "Gone Number10" in page, "and 2 more" in page) == (True, False, True)
    assert User.objects.filter(is_active=False).count() == 0
    answer = confirm(office, people, confirmed="12")

    assert answer.status_code == 302
    assert Profile.objects.missing().count() == 0
    assert set(User.objects.filter(is_active=False)) == {person.user for person in people}


def test_others_who_went_missing_meanwhile_are_asked_about_again(office):
    people = missing(2)

    page = confirm(office, people[:1], select_across="1", index="0", confirmed="1").content.decode()

    assert "Have 2 people left?" in page
    assert 'name="select_across" value="1"' in page
    assert Profile.objects.missing().count() == 2


def test_nobody_is_asked_about_people_who_are_not_missing(office):
    answer = confirm(office, [ProfileFactory()])

    assert answer.status_code == 302
    assert User.objects.filter(is_active=False).count() == 0


def test_whom_people_write_to_is_named_in_the_office_and_recorded_once(office):
    organisation = OrganisationFactory()
    page = office_page("organisation_change", organisation.pk)
    named = {"name": organisation.name, "kind": organisation.kind, "hr_contact_name": "Hana Ruiz"}
    named["hr_contact_email"] = "hana@mail.example"

    office.post(page, named)
    office.post(page, {**named, "name": "Another name"})

    organisation.refresh_from_db()
    assert (organisation.hr_contact_name, organisation.hr_contact_email) == ("Hana Ruiz", "hana@mail.example")
    assert organisation.name == "Another name"
    assert AuditEvent.objects.filter(verb="organisation.hr_contact", subject_id=organisation.pk).count() == 1


def test_level_of_a_grade_is_set_in_the_list(office):
    grade = GradeFactory(name="B1")

    office.post(
        office_page("grade_changelist"),
        {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "1",
            "form-0-id": str(grade.pk),
            "form-0-level": "4",
            "_save": "1",
        },
    )

    grade.refresh_from_db()
    assert grade.level == 4


@pytest.mark.parametrize("name", ["department", "site"])
def test_what_somebody_is_filed_under_is_not_deleted(office, name):
    ada = ProfileFactory()
    used, unused = (
        getattr(ada, name),
        type(getattr(ada, name)).objects.create(organisation=ada.organisation, name="Nobody is here"),
    )
    address = f"admin:participants_{name}_delete"

    assert office.post(reverse(address, args=[used.pk]), {"post": "yes"}).status_code == 403
    assert office.post(reverse(address, args=[unused.pk]), {"post": "yes"}).status_code == 302
    assert [type(used).objects.filter(pk=each.pk).exists() for each in (used, unused)] == [True, False]


def test_skill_is_found_by_another_word_for_it(office):
    page = office.get(office_page("skill_changelist"), {"q": "bargain"}).content.decode()

    assert "Reaching an agreement that both sides can live with." in page
    assert "1 skill" in page


def test_words_of_a_skill_are_changed_in_the_office(office, db):
    skill = Skill.objects.get(name="Negotiating")
    data = {"name": "Negotiating", "category": "Sales", "definition": "", "aliases": "haggling, bargaining"}

    answer = office.post(office_page("skill_change", skill.pk), data)

    skill.refresh_from_db()
    assert (answer.status_code, skill.aliases) == (302, ["haggling", "bargaining"])


# --- invitations ---


def invite_department(client, *departments, **more):
    data = {"action": "invite_people", "_selected_action": [str(each.pk) for each in departments], **more}
    return client.post(office_page("department_changelist"), data, follow=True)


def test_people_of_a_department_are_invited_after_a_page_that_says_how_many(office):
    people = [ProfileFactory(user__name=f"Hears Number{number}") for number in range(3)]
    ProfileFactory(user__email=None)
    department = people[0].department

    page = invite_department(office, department).content.decode()
    assert "Invite 3 people?" in page
    assert "3 mails go out, one to each." in page
    assert OutgoingMessage.objects.count() == 0
    done = invite_department(office, department, confirmed="3").content.decode()

    assert "3 people are invited by mail." in done
    assert set(OutgoingMessage.objects.values_list("address", flat=True)) == {each.user.email for each in people}
    again = invite_department(office, department, confirmed="3").content.decode()
    assert "has signed in already, or was invited there before" in again
    assert OutgoingMessage.objects.count() == 3


def test_somebody_who_came_meanwhile_is_asked_about_again(office):
    department = ProfileFactory().department
    invite_department(office, department)
    ProfileFactory(department=department)

    page = invite_department(office, department, confirmed="1").content.decode()

    assert "Invite 2 people?" in page
    assert OutgoingMessage.objects.count() == 0


def test_site_without_a_time_zone_says_so_alike_in_the_list_and_on_its_page(cast, sign_in):
    client, site = sign_in(cast.site_administrator), SiteFactory(name="Hill House", time_zone="")

    in_list = client.get("/office/participants/site/?q=hill").content.decode()
    on_page = client.get(f"/office/participants/site/{site.pk}/change/").content.decode()

    assert '<td class="field-zone">not known yet</td>' in in_list
    assert '<option value="" selected>Not known yet</option>' in on_page
    assert "Company time" not in on_page


def test_person_of_the_hr_file_has_no_history_of_a_form_that_saves_nothing(cast, sign_in):
    client = sign_in(cast.site_administrator)

    person = client.get(f"/office/participants/profile/{cast.mentor.pk}/change/").content.decode()
    skill = client.get(f"/office/participants/skill/{SkillFactory().pk}/change/").content.decode()

    assert ("/history/" in person, "/history/" in skill) == (False, True)
    assert "/trainings/" in person
