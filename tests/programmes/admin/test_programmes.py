import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.audit.models import AuditEvent
from programmes.models import Cohort, Coordinator, Programme
from programmes.services import add_coordinator
from tests.factories import (
    DepartmentFactory,
    EligibilityRuleFactory,
    GradeFactory,
    MentorFactory,
    OrganisationFactory,
    ProfileFactory,
    ProgrammeFactory,
    SiteFactory,
    UserFactory,
)
from tests.programmes.admin.pages import address, said

PROGRAMME = {"name": "Open doors", "style": "classic", "hours_a_month": "2", "mentors_each": "1", "minimum_group": "5"}


def test_adding_a_programme_makes_one_its_coordinator(office, coordinator):
    response = office.post(address(Programme, "add"), {**PROGRAMME, "organisation": OrganisationFactory(name="X").pk})

    made = Programme.objects.get(name="Open doors")
    assert made.organisation == coordinator.organisation
    assert made.coordinators.get().user == coordinator.user
    assert response.headers["Location"] == address(Cohort, "add", programme=made.pk)


def test_adding_a_programme_of_a_known_name_says_so(office):
    response = office.post(address(Programme, "add"), {**PROGRAMME, "name": "old DOORS"})

    assert "Your company already has a programme of this name." in response.content.decode()
    assert Programme.objects.count() == 1


def test_a_site_administrator_adds_a_programme_and_names_who_runs_it(sign_in, cast):
    client, ours = sign_in(cast.site_administrator), cast.programme.organisation
    partner = OrganisationFactory(name="Partner", kind="partner")

    refused = client.post(address(Programme, "add"), {**PROGRAMME, "name": "New", "organisation": partner.pk})
    response = client.post(address(Programme, "add"), {**PROGRAMME, "name": "New", "organisation": ours.pk})

    assert "organisation" in refused.context["adminform"].form.errors
    made = Programme.objects.get(name="New")
    assert response.headers["Location"] == address(Coordinator, "add", programme=made.pk)
    client.post(response.headers["Location"], {"programme": made.pk, "email": "olga@mail.example"})
    assert made.coordinators.get().user == cast.outsider.user
    cast.outsider.user.refresh_from_db()
    assert cast.outsider.user.is_staff


def test_a_coordinator_without_an_employee_record_adds_no_programme(sign_in, programme):
    guest = UserFactory()
    add_coordinator(programme=programme, user=guest, by=guest)

    assert sign_in(guest).get(address(Programme, "add")).status_code == 403


def test_changing_a_programme_writes_what_changed_alone(office, programme):
    page = office.get(address(Programme, "change", programme.pk))
    assert "Add a cohort" in page.content.decode()

    office.post(address(Programme, "change", programme.pk), {**PROGRAMME, **cohorts_of_form(0), "purpose": "Grow."})

    programme.refresh_from_db()
    assert (programme.name, programme.purpose) == ("Open doors", "Grow.")


def cohorts_of_form(number):
    return {"cohorts-TOTAL_FORMS": number, "cohorts-INITIAL_FORMS": number} | lines_of_form()


def lines_of_form(*lines):
    """Lines of who may join, as the form sends them."""
    sent = {"eligibility_rules-TOTAL_FORMS": len(lines), "eligibility_rules-INITIAL_FORMS": 0}
    for number, line in enumerate(lines):
        sent |= {f"eligibility_rules-{number}-{name}": value for name, value in line.items()}
    return sent


def test_a_programme_lists_its_cohorts(office, cohort):
    page = office.get(address(Programme, "change", cohort.programme.pk)).content.decode()

    assert "Spring" in page
    assert "Open, 14 days left" in page
    assert address(Cohort, "change", cohort.pk) in page


def test_adding_begins_with_the_choice_of_a_template(office):
    page = office.get(address(Programme, "add")).content.decode()

    for words in ("Open mentoring", "Reverse mentoring", "An empty one"):
        assert words in page
    assert re.findall(r"add/\?template=(\w+)", page) == ["open", "reverse", "none"]
    assert "<textarea" not in page


@pytest.mark.parametrize(("key", "style"), [("open", "classic"), ("reverse", "reverse")])
def test_template_fills_the_form_and_is_the_companys_own_from_then_on(office, key, style):
    form = office.get(address(Programme, "add", template=key)).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}

    office.post(address(Programme, "add", template=key), {**sent, "purpose": "Our own words."})

    made = Programme.objects.get(name=sent["name"])
    assert (made.style, made.purpose, len(made.outcome_sentences)) == (style, "Our own words.", 3)
    assert made.mentor_card == sent["mentor_card"].strip()


def test_only_company_is_chosen_already_and_one_of_several_is_not(sign_in, cast):
    client, add = sign_in(cast.site_administrator), address(Programme, "add", template="open")

    alone = client.get(add).context["adminform"].form["organisation"].value()
    OrganisationFactory(name="Sister", kind="own")
    of_two = client.get(add).context["adminform"].form["organisation"].value()

    assert (alone, of_two) == (cast.programme.organisation.pk, None)


def test_empty_form_is_empty(office):
    for key in ("none", "unheard-of"):
        form = office.get(address(Programme, "add", template=key)).context["adminform"].form

        assert (form["name"].value(), form["purpose"].value()) in ((None, None), ("", ""))


COPY = {"name": "Old doors, copy"}


def test_copy_is_named_before_it_is_made_and_leads_to_its_own_page(office, programme):
    page = office.get(address(Programme, "change", programme.pk)).content.decode()
    url = address(Programme, "duplicate", programme.pk)
    assert f'href="{url}">Copy this programme</a>' in page

    question = office.get(url).content.decode()
    assert "“Old doors, copy”, from Old doors" in question
    assert '<input type="hidden" name="name" value="Old doors, copy"' in question
    assert Programme.objects.count() == 1

    response = office.post(url, COPY)
    copy = Programme.objects.get(name="Old doors, copy")
    assert response.headers["Location"] == address(Programme, "change", copy.pk)
    assert said(response) == ["This is the copy, without cohorts and people. Please give it a name of its own."]


def test_copy_pressed_twice_is_one_and_leads_to_its_page(office, programme):
    url = address(Programme, "duplicate", programme.pk)
    there = office.post(url, COPY).headers["Location"]

    again = office.post(url, COPY)

    assert (again.headers["Location"], said(again)[-1]) == (there, "The copy was made already. This is its page.")
    assert Programme.objects.count() == 2
    assert "“Old doors, copy 2”" in office.get(url).content.decode()


def test_copy_under_a_name_that_somebody_else_took_leads_back(office, programme):
    ProgrammeFactory(organisation=programme.organisation, name="Old doors, COPY")

    response = office.post(address(Programme, "duplicate", programme.pk), COPY)

    assert response.headers["Location"] == address(Programme, "change", programme.pk)
    assert said(response) == ["Your company already has a programme of this name."]


@pytest.mark.parametrize("name", ["", "x" * 500])
def test_copy_without_a_fitting_name_asks_again(office, programme, name):
    response = office.post(address(Programme, "duplicate", programme.pk), {"name": name})

    assert "“Old doors, copy”" in response.content.decode()
    assert Programme.objects.count() == 1


def test_copy_without_an_employee_record_is_refused_kindly(sign_in, programme):
    guest = UserFactory()
    add_coordinator(programme=programme, user=guest, by=guest)

    response = sign_in(guest).post(address(Programme, "duplicate", programme.pk), COPY)

    assert response.headers["Location"] == address(Programme, "change", programme.pk)
    assert said(response) == ["Only somebody with an employee record can set up a programme."]
    assert Programme.objects.count() == 1


def save_lines(office, programme, *lines):
    return office.post(
        address(Programme, "change", programme.pk), {**PROGRAMME, **cohorts_of_form(0), **lines_of_form(*lines)}
    )


def test_button_below_the_lines_is_written_as_a_sentence(office, programme):
    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    assert "&quot;addText&quot;: &quot;Add another line&quot;" in page
    assert "Add another Line" not in page


def test_what_is_wrong_with_a_field_stands_between_its_label_and_the_field(office, coordinator):
    page = office.post(address(Programme, "add"), {**PROGRAMME, "name": ""}).content.decode()

    assert re.findall(r'<label[^>]*for="id_name"|id="id_name_error"|<input[^>]*id="id_name"', page) == [
        '<label class="required" for="id_name"',
        'id="id_name_error"',
        re.search(r'<input[^>]*id="id_name"', page)[0],
    ]


def test_line_of_who_may_join_says_any_and_is_taken_out_in_words(office, programme, person):
    ProfileFactory(department=DepartmentFactory(name="Sales"))

    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    assert re.findall(r'<option value=""[^>]*>([^<]*)</option>', page).count("Any") == 8  # a line, and the next to come
    assert "&quot;deleteText&quot;: &quot;Take out&quot;" in page
    assert "/admin/img/" not in page


def test_page_says_how_many_may_join_by_its_lines(office, programme, person):
    sales = ProfileFactory(department=DepartmentFactory(name="Sales")).department
    everybody = office.get(address(Programme, "change", programme.pk)).content.decode()

    save_lines(office, programme, {"role": "mentor", "department": sales.pk})
    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    assert everybody.count("3 of 3 people") == 2
    assert "For everybody who works here." in everybody
    assert "For mentors in Sales." in page
    assert (page.count("Fewer than 5 people"), page.count("3 of 3 people")) == (1, 1)


def test_line_that_holds_for_mentors_and_mentees_is_saved(office, programme):
    response = save_lines(office, programme, {"role": "", "department": DepartmentFactory(name="Sales").pk})

    assert response.status_code == 302
    assert [(line.role, line.department.name) for line in programme.eligibility_rules.all()] == [("", "Sales")]


def test_line_that_was_saved_is_shown_changed_and_taken_out(office, programme):
    line = EligibilityRuleFactory(programme=programme, department=DepartmentFactory(name="Sales"))
    page = office.get(address(Programme, "change", programme.pk)).content.decode()
    assert f'value="{line.pk}"' in page

    stored = {"id": line.pk, "programme": programme.pk, "role": "mentee", "department": line.department_id}
    for more, roles in (({}, ["mentee"]), ({"DELETE": "on"}, [])):
        data = lines_of_form(stored | more) | {"eligibility_rules-INITIAL_FORMS": 1}
        office.post(address(Programme, "change", programme.pk), {**PROGRAMME, **cohorts_of_form(0), **data})

        assert [each.role for each in programme.eligibility_rules.all()] == roles


def test_line_that_says_two_things_is_explained(office, programme):
    sales = DepartmentFactory(name="Sales")

    page = save_lines(office, programme, {"role": "", "department": sales.pk, "months_from": "3"}).content.decode()

    assert "Please fill in one thing on each line: a department, a site, grades, or months." in page
    assert not programme.eligibility_rules.exists()


def test_lines_offer_places_of_ones_own_company_alone(office, programme):
    DepartmentFactory(name="Sales")
    foreign = DepartmentFactory(name="Foreign trade", organisation=OrganisationFactory(name="Partner"))

    page = office.get(address(Programme, "change", programme.pk)).content.decode()
    refused = save_lines(office, programme, {"role": "", "department": foreign.pk})

    assert ("Sales" in page, "Foreign trade" in page) == (True, False)
    assert refused.status_code == 200
    assert not programme.eligibility_rules.exists()


@pytest.fixture
def grades(db):
    """Grades as files name them, of which nobody has said yet where the last one stands."""
    levels = {"C10": 10, "B9": 9, "A1": 1, "Trainee": None}
    return {name: GradeFactory(name=name, level=level) for name, level in levels.items()}


def errors_of(response):
    """What is said beside the lines of who may join."""
    lines = response.context["inline_admin_formsets"][0].formset
    return [str(sentence) for form in lines for sentences in form.errors.values() for sentence in sentences]


def test_line_for_grades_is_saved_and_counts_who_may_join(office, programme, grades):
    ProfileFactory(grade=grades["B9"])
    ProfileFactory(grade=grades["C10"])

    save_lines(office, programme, {"role": "mentor", "grade_from": grades["A1"].pk, "grade_to": grades["B9"].pk})
    page = office.get(address(Programme, "change", programme.pk)).content.decode()

    line = programme.eligibility_rules.get()
    assert (line.grade_from, line.grade_to) == (grades["A1"], grades["B9"])
    assert ("Fewer than 5 people" in page, "Mentors have grades A1 to B9." in page) == (True, True)


def test_lines_offer_grades_of_ones_own_company_from_the_lowest_up(office, programme, grades):
    GradeFactory(name="Foreign", level=4, organisation=OrganisationFactory(name="Partner"))

    response = office.get(address(Programme, "change", programme.pk))

    (line, *_rest) = response.context["inline_admin_formsets"][0].formset
    for name in ("grade_from", "grade_to"):
        offered = [str(words) for _value, words in line.fields[name].choices]
        assert offered == ["Any", "A1", "B9", "C10", "Trainee (no level yet)"]


@pytest.mark.parametrize("field", ["grade_from", "grade_to"])
def test_grade_without_a_level_cannot_be_chosen_and_one_reads_where_to_give_it_one(office, programme, grades, field):
    response = save_lines(office, programme, {"role": "", field: grades["Trainee"].pk})

    assert errors_of(response) == [
        "Trainee has no level yet, so it cannot be chosen. A site administrator gives it one in the office, "
        "under Grades."
    ]
    assert not programme.eligibility_rules.exists()


def test_grades_the_wrong_way_round_are_explained(office, programme, grades):
    response = save_lines(office, programme, {"role": "", "grade_from": grades["B9"].pk, "grade_to": grades["A1"].pk})

    assert errors_of(response) == ["The grades are not in order: the lowest comes before the highest."]
    assert not programme.eligibility_rules.exists()


@pytest.mark.parametrize("more", [{"department": "Sales"}, {"months_to": "6"}])
def test_line_for_grades_says_nothing_else(office, programme, grades, more):
    more = {name: DepartmentFactory(name=value).pk if name == "department" else value for name, value in more.items()}

    response = save_lines(office, programme, {"role": "", "grade_from": grades["A1"].pk, **more})

    assert errors_of(response) == ["Please fill in one thing on each line: a department, a site, grades, or months."]


def test_page_costs_the_same_for_many_lines(office, programme, cohort, grades):
    url = address(Programme, "change", programme.pk)
    EligibilityRuleFactory(programme=programme, site=SiteFactory(name="Site 0"))
    EligibilityRuleFactory(programme=programme, grade_from=grades["A1"])
    office.get(url)  # whatever tests ran before, what Django remembers of its tables is remembered now
    with CaptureQueriesContext(connection) as few:
        office.get(url)
    for number in range(1, 8):
        EligibilityRuleFactory(programme=programme, site=SiteFactory(name=f"Site {number}"))
        EligibilityRuleFactory(programme=programme, grade_to=GradeFactory(name=f"E{number}", level=20 + number))

    with CaptureQueriesContext(connection) as many:
        office.get(url)

    assert len(many) == len(few) <= 15


def test_list_says_where_nobody_can_run_a_programme(office, sign_in, cast, programme):
    assert "1 person" in office.get(address(Programme, "changelist")).content.decode()

    Coordinator.objects.filter(programme=programme).delete()

    page = sign_in(cast.site_administrator).get(address(Programme, "changelist")).content.decode()
    assert page.count("Nobody runs it") == 1


def test_what_is_edited_in_the_office_is_recorded(office, coordinator):
    office.post(address(Programme, "add"), PROGRAMME)
    made = Programme.objects.get(name="Open doors")
    office.post(address(Cohort, "add"), {"programme": made.pk, "name": "Spring"})
    cohort = Cohort.objects.get()
    department = DepartmentFactory(organisation=coordinator.organisation)

    office.post(
        address(Programme, "change", made.pk),
        {**PROGRAMME, "name": "New doors", **cohorts_of_form(0), **lines_of_form({"department": department.pk})},
    )
    office.post(address(Cohort, "change", cohort.pk), {"programme": made.pk, "name": "Summer"})

    about = AuditEvent.objects.filter(subject_id__in=[made.pk, cohort.pk]).order_by("sequence")
    assert list(about.values_list("verb", "actor_id")) == [
        (verb, coordinator.user.pk)
        for verb in ("programme.create", "cohort.create", "programme.edit", "programme.edit_rules", "cohort.edit")
    ]


def test_page_says_that_the_hr_contact_takes_part_and_leads_to_where_another_is_named(office, cohort):
    MentorFactory(cohort=cohort, person__user__email=cohort.programme.hr_contact_email)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert "Hana Ruiz is the HR contact of this programme and takes part." in page
    assert '#id_hr_contact_name">Name another contact</a>' in page
