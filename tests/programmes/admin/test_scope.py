import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.lib import clock
from programmes.models import Cohort, Coordinator, Enrolment, Programme
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    in_days,
)
from tests.programmes.admin.pages import address, rows

MODELS = (Programme, Cohort, Enrolment, Coordinator)


@pytest.mark.parametrize("model", MODELS)
def test_lists_hold_ones_own_rows_alone(sign_in, cast, model):
    mine, theirs = (
        rows(sign_in(who).get(address(model, "changelist"))) for who in (cast.coordinator, cast.other_coordinator)
    )

    assert mine == set(model.objects.coordinated_by(cast.coordinator.user))
    assert mine
    assert theirs
    assert mine.isdisjoint(theirs)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("page", ["change", "history"])
def test_rows_of_others_do_not_exist(sign_in, cast, model, page):
    for row in model.objects.coordinated_by(cast.coordinator.user):
        url = address(model, page, row.pk)

        assert sign_in(cast.coordinator).get(url).status_code == 200
        assert sign_in(cast.other_coordinator).get(url).status_code == 404


@pytest.mark.parametrize("model", MODELS)
def test_office_is_shut_to_participants(sign_in, cast, model):
    row = model.objects.coordinated_by(cast.coordinator.user).first()

    for who in (cast.mentor, cast.mentee, cast.outsider, cast.hr_analyst):
        for url in (address(model, "changelist"), address(model, "add"), address(model, "change", row.pk)):
            response = sign_in(who).get(url, follow=True)

            assert response.status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_ever_deleted(sign_in, cast, model):
    row = model.objects.coordinated_by(cast.coordinator.user).first()

    for who in (cast.coordinator, cast.site_administrator):
        assert sign_in(who).post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    response = sign_in(cast.coordinator).post(
        address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk}
    )
    assert response.status_code in (200, 302)
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Enrolment, lambda cast: {"cohort": cast.cohort.pk}),
        (Enrolment, lambda cast: {"q": "Minh"}),
        (Coordinator, lambda cast: {"q": "Carla"}),
        (Programme, lambda cast: {"q": "Open doors"}),
    ],
)
def test_filters_and_searches_reach_no_rows_of_others(sign_in, cast, model, query):
    url = address(model, "changelist", **query(cast))

    assert rows(sign_in(cast.coordinator).get(url))
    assert rows(sign_in(cast.other_coordinator).get(url)) == set()


def test_filter_by_programme_shows_no_rows_of_others(sign_in, cast):
    url = address(Cohort, "changelist", programme__id__exact=cast.programme.pk)

    assert cast.cohort not in rows(sign_in(cast.other_coordinator).get(url))


def test_filter_by_what_is_no_cohort_finds_nothing(office, cohort):
    EnrolmentFactory(cohort=cohort)

    assert rows(office.get(address(Enrolment, "changelist", cohort="spring"))) == set()


def test_filters_offer_ones_own_cohorts_alone(sign_in, cast):
    EnrolmentFactory(cohort=CohortFactory(programme=cast.programme, name="Summer"))

    response = sign_in(cast.other_coordinator).get(address(Enrolment, "changelist"))

    page = response.content.decode()
    assert "Autumn" in page
    assert "Spring" not in page
    assert "Summer" not in page


def test_choices_offer_ones_own_programmes_alone(sign_in, cast):
    for model in (Cohort, Coordinator):
        form = sign_in(cast.coordinator).get(address(model, "add")).context["adminform"].form

        assert list(form.fields["programme"].queryset) == [cast.programme]


def test_choice_of_a_strange_programme_is_refused(sign_in, cast):
    data = {"programme": cast.programme.pk, "name": "Mine now"}

    response = sign_in(cast.other_coordinator).post(address(Cohort, "add"), data)

    assert "programme" in response.context["adminform"].form.errors
    assert not Cohort.objects.filter(name="Mine now").exists()


def test_autocomplete_offers_ones_own_programmes_alone(sign_in, cast):
    source = {"app_label": "programmes", "model_name": "cohort", "field_name": "programme", "term": ""}

    found = sign_in(cast.coordinator).get(reverse("admin:autocomplete"), source).json()["results"]

    assert [each["text"] for each in found] == ["Open doors"]


def test_autocomplete_offers_cohorts_in_their_order(sign_in, cast):
    for name, day in (("Winter", 50), ("Autumn", 40)):
        CohortFactory(programme=cast.programme, name=name, starts_on=in_days(day), ends_on=in_days(90))
    source = {"app_label": "programmes", "model_name": "enrolment", "field_name": "cohort", "term": ""}

    found = sign_in(cast.coordinator).get(reverse("admin:autocomplete"), source).json()["results"]

    ours = Cohort.objects.filter(programme=cast.programme).order_by("starts_on")
    assert [each["text"] for each in found] == [str(cohort) for cohort in ours]


def test_a_site_administrator_sees_programmes_and_no_person(sign_in, cast):
    client = sign_in(cast.site_administrator)

    assert rows(client.get(address(Programme, "changelist"))) == set(Programme.objects.all())
    assert client.get(address(Cohort, "changelist")).status_code == 403
    assert client.get(address(Enrolment, "changelist")).status_code == 403
    page = client.get(address(Programme, "change", cast.programme.pk)).content.decode()
    assert 'name="_save"' not in page
    assert "Spring" not in page


def test_no_page_of_the_office_speaks_the_codes_words(sign_in, cast):
    client = sign_in(cast.coordinator)

    for model in MODELS:
        row = model.objects.coordinated_by(cast.coordinator.user).first()
        for url in (address(model, "changelist"), address(model, "change", row.pk), reverse("admin:index")):
            words = client.get(url).content.decode()

            assert "nrolments</a>" not in words
            assert "nrolment</h" not in words


@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_for_one_and_three(sign_in, cast, model):
    client, url = sign_in(cast.coordinator), address(model, "changelist")
    before = query_count(lambda: client.get(url))
    add_three_rows(cast)

    after = query_count(lambda: client.get(url))

    assert after == before <= 15


@pytest.mark.parametrize("model", MODELS)
def test_pages_of_one_row_cost_at_most_15_queries(sign_in, cast, model):
    add_three_rows(cast)
    client = sign_in(cast.coordinator)

    for row in model.objects.coordinated_by(cast.coordinator.user):
        assert query_count(lambda row=row: client.get(address(model, "change", row.pk))) <= 15


def query_count(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def add_three_rows(cast):
    for _ in range(3):
        programme = ProgrammeFactory()
        CoordinatorFactory(programme=programme, user=cast.coordinator.user)
        EnrolmentFactory(cohort=CohortFactory(programme=programme))


def test_registered_models_are_ours(db):
    assert {model for model in admin.site._registry if model._meta.app_label == "programmes"} == set(MODELS)


@pytest.mark.long
@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_for_ten_rows_and_a_thousand(sign_in, cast, model):
    client, url = sign_in(cast.coordinator), address(model, "changelist")
    fill(cast, 10)
    few = query_count(lambda: client.get(url))
    fill(cast, 1_000)

    assert query_count(lambda: client.get(url)) == few <= 15
    assert client.get(url).context["cl"].result_count > 1_000


def fill(cast, number):
    """So many rows of each kind more, all of programmes that the coordinator runs."""
    done = Programme.objects.count()
    programmes = Programme.objects.bulk_create(
        ProgrammeFactory.build(organisation=cast.programme.organisation, name=f"Filler {done + each}")
        for each in range(number)
    )
    Coordinator.objects.bulk_create(Coordinator(programme=each, user=cast.coordinator.user) for each in programmes)
    cohorts = Cohort.objects.bulk_create(CohortFactory.build(programme=each) for each in programmes)
    Enrolment.objects.bulk_create(
        EnrolmentFactory.build(cohort=each, person=cast.mentee, registered_at=clock.now()) for each in cohorts
    )


@pytest.mark.parametrize("model", MODELS)
def test_list_shows_at_most_eight_columns(sign_in, cast, model):
    response = sign_in(cast.coordinator).get(address(model, "changelist"))

    assert len([name for name in response.context["cl"].list_display if name != "action_checkbox"]) <= 8


@pytest.mark.parametrize("model", [Cohort, Enrolment])
def test_empty_list_says_what_it_would_hold(office, programme, model):
    page = office.get(address(model, "changelist")).content.decode()
    searched = office.get(address(model, "changelist"), {"q": "nobody"}).content.decode()

    assert ("appear here" in page, "appear here" in searched) == (True, False)
    assert (address(model, "add") in page.partition("nothing-yet")[2]) is (model is Cohort)
