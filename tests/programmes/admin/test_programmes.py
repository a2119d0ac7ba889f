from programmes.models import Cohort, Coordinator, Programme
from programmes.services import add_coordinator
from tests.factories import OrganisationFactory, UserFactory
from tests.programmes.admin.pages import address

PROGRAMME = {"name": "Open doors", "style": "classic", "hours_a_month": "2", "minimum_group": "5"}


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
