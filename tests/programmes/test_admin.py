import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.lib import registry
from mentoring.outbox.models import OutgoingMessage
from programmes.admin.places import MOST_AT_ONCE
from programmes.models import Cohort, Coordinator, Enrolment, Programme, Role
from programmes.services import add_coordinator
from tests.factories import (
    CohortFactory,
    CoordinatorFactory,
    EnrolmentFactory,
    MentorFactory,
    OrganisationFactory,
    ProgrammeFactory,
    SkillFactory,
    UserFactory,
    in_days,
)

Stage, Status = Cohort.Stage, Enrolment.Status
MODELS = (Programme, Cohort, Enrolment, Coordinator)


def address(model, page, *args, **query):
    return reverse(f"admin:programmes_{model._meta.model_name}_{page}", args=args, query=query)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def rows(response):
    return set(response.context["cl"].queryset)


# Everybody sees their own programmes


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


# A programme


PROGRAMME = {"name": "Open doors", "style": "classic", "hours_a_month": "2", "minimum_group": "5"}


@pytest.fixture
def office(sign_in, programme, coordinator):
    """The office as a coordinator of one programme, "Open doors", sees it."""
    Programme.objects.filter(pk=programme.pk).update(name="Old doors")
    programme.coordinators.all().delete()
    add_coordinator(programme=programme, user=coordinator.user, by=coordinator.user)
    return sign_in(coordinator)


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
    return {"cohorts-TOTAL_FORMS": number, "cohorts-INITIAL_FORMS": number}


def test_a_programme_lists_its_cohorts(office, cohort):
    page = office.get(address(Programme, "change", cohort.programme.pk)).content.decode()

    assert "Spring" in page
    assert "Open, 14 days left" in page
    assert address(Cohort, "change", cohort.pk) in page


# A coordinator


def test_naming_a_coordinator_opens_the_office(office, programme, person):
    office.post(address(Coordinator, "add"), {"programme": programme.pk, "email": "PIA@mail.example"})

    person.user.refresh_from_db()
    assert (programme.coordinators.filter(user=person.user).count(), person.user.is_staff) == (1, True)


def test_naming_a_stranger_says_what_to_check(office, programme):
    response = office.post(address(Coordinator, "add"), {"programme": programme.pk, "email": "nobody@mail.example"})

    assert "Nobody here signs in with this address. Please check it." in response.content.decode()
    assert programme.coordinators.count() == 1


# A cohort


def test_adding_a_cohort_begins_with_a_draft(office, programme):
    page = office.get(address(Cohort, "add", programme=programme.pk))
    assert page.context["adminform"].form["programme"].value() == str(programme.pk)

    office.post(address(Cohort, "add"), {"programme": programme.pk, "name": "Autumn", "stage": "running"})

    assert Cohort.objects.get(name="Autumn").stage == Stage.DRAFT


def test_a_draft_shows_what_is_missing_and_no_way_on(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT, mid_survey_on=None)

    page = office.get(address(Cohort, "change", draft.pk)).content.decode()

    assert "Ready to open?" in page
    assert "Please choose the day of the mid survey." in page
    assert "disabled>Open registration</button>" in page
    assert address(Cohort, "open", draft.pk) not in page
    assert 'name="stage"' not in page


def test_a_ready_draft_leads_to_the_question_and_on(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)
    url = address(Cohort, "open", draft.pk)
    assert url in office.get(address(Cohort, "change", draft.pk)).content.decode()

    question = office.get(url).content.decode()
    response = office.post(url)

    draft.refresh_from_db()
    assert "Everybody in the company sees the programme and can ask for a place." in question
    assert draft.stage == Stage.REGISTRATION
    assert said(response) == ["Registration is open. Everybody in the company can see the programme now."]
    assert response.headers["Location"] == address(Cohort, "change", draft.pk)


def test_opening_too_early_is_refused_with_the_reasons(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT, mid_survey_on=None)
    url = address(Cohort, "open", draft.pk)

    question = office.get(url).content.decode()
    response = office.post(url)

    draft.refresh_from_db()
    assert "Please choose the day of the mid survey." in question
    assert "<form method" not in question.partition('id="content-main"')[2]
    assert said(response) == ["Registration cannot open yet. Please choose the day of the mid survey."]
    assert draft.stage == Stage.DRAFT


def test_matching_starts_and_closing_ends(office, cohort):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    office.post(address(Cohort, "match", cohort.pk))
    cohort.refresh_from_db()
    assert cohort.stage == Stage.MATCHING
    assert address(Cohort, "match", cohort.pk) not in office.get(address(Cohort, "change", cohort.pk)).content.decode()

    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    office.post(address(Cohort, "close", cohort.pk))
    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSED


def test_a_move_that_is_not_next_leads_back(office, cohort):
    response = office.get(address(Cohort, "close", cohort.pk))

    assert response.headers["Location"] == address(Cohort, "change", cohort.pk)
    assert said(response) == ["This has already changed. Here is where things stand."]


def test_a_closed_cohort_is_read_alone(office, programme):
    closed = CohortFactory(programme=programme, stage=Stage.CLOSED)

    page = office.get(address(Cohort, "change", closed.pk)).content.decode()

    assert 'name="_save"' not in page
    assert "Where things stand" in page
    assert office.post(address(Cohort, "change", closed.pk), {"name": "Again"}).status_code == 403


def test_changing_dates_never_moves_the_stage(office, cohort, monkeypatch):
    page = office.get(address(Cohort, "change", cohort.pk))
    names = ("name", "registration_ends_on", "starts_on", "ends_on", "mid_survey_on")
    data = {name: page.context["adminform"].form[name].value() for name in names}
    full_clean = Cohort.full_clean

    def move_meanwhile(self, *args, **kwargs):
        Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.MATCHING)
        return full_clean(self, *args, **kwargs)

    monkeypatch.setattr(Cohort, "full_clean", move_meanwhile)
    office.post(address(Cohort, "change", cohort.pk), {**data, "ends_on": in_days(300), "stage": "draft"})

    cohort.refresh_from_db()
    assert (cohort.stage, cohort.ends_on) == (Stage.MATCHING, in_days(300))


def test_the_card_counts_and_leads_to_those_who_wait(office, cohort):
    EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)
    MentorFactory(cohort=cohort)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert "1 person waits for your answer." in page
    assert f"?cohort={cohort.pk}&amp;status__exact=registered" in page


def test_the_card_leads_to_pages_of_the_apps_to_the_right(office, cohort, monkeypatch):
    question = registry.Question("Which pages?")
    question.answered_by(lambda cohort: [("Review the pairs", f"/board/{cohort.name}/")])
    monkeypatch.setattr(registry, "cohort_pages", question)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert '<a class="button" href="/board/Spring/">Review the pairs</a>' in page


# Places


def choose(client, action, places, **data):
    chosen = [place.pk for place in places]
    return client.post(address(Enrolment, "changelist"), {"action": action, "_selected_action": chosen, **data})


def waiting(cohort, number):
    return [EnrolmentFactory(cohort=cohort, status=Status.REGISTERED) for _ in range(number)]


def statuses(places):
    return {Enrolment.objects.get(pk=place.pk).status for place in places}


def test_approving_asks_first_and_names_ten(office, cohort):
    places = waiting(cohort, 12)

    page = choose(office, "approve_places", places).content.decode()

    assert "Approve 12 places?" in page
    assert sum(place.person.user.name + "," in page for place in places) == 10
    assert "and 2 more" in page
    assert "Each person gets a mail" in page
    assert statuses(places) == {Status.REGISTERED}


def test_approving_gives_the_places_and_writes_to_each(office, cohort):
    places = waiting(cohort, 2)

    response = choose(office, "approve_places", places, confirmed="yes")

    assert said(response) == ["2 places approved."]
    assert statuses(places) == {Status.APPROVED}
    assert OutgoingMessage.objects.filter(kind="place_approved").count() == 2


def test_not_this_time_is_kind_and_writes_no_mail(office, cohort):
    places = waiting(cohort, 1)

    page = choose(office, "decline_places", places).content.decode()
    choose(office, "decline_places", places, confirmed="yes")

    assert "Say “not this time” to 1 person?" in page
    assert statuses(places) == {Status.DECLINED}
    assert not OutgoingMessage.objects.exists()


def test_places_with_an_answer_stay_as_they_are(office, cohort):
    approved, (open_place,) = EnrolmentFactory(cohort=cohort), waiting(cohort, 1)

    page = choose(office, "decline_places", [approved, open_place]).content.decode()
    nothing = choose(office, "decline_places", [approved], confirmed="yes")

    assert "1 of the chosen places has an answer already and stays as it is." in page
    assert said(nothing)[-1] == "None of the chosen places waits for this answer."
    assert statuses([approved]) == {Status.APPROVED}


def test_a_place_that_cannot_be_given_is_named(office, cohort):
    leaver, stayer = waiting(cohort, 2)
    leaver.person.last_day = in_days(-1)
    leaver.person.save()

    response = choose(office, "approve_places", [leaver, stayer], confirmed="yes")

    name = leaver.person.user.name
    assert said(response) == [f"{name}: {name} no longer works here.", "1 place approved."]


def test_too_many_at_a_time_are_refused(office, cohort, monkeypatch):
    monkeypatch.setattr("programmes.admin.places.MOST_AT_ONCE", 1)
    places = waiting(cohort, 2)

    response = choose(office, "approve_places", places, confirmed="yes")

    assert MOST_AT_ONCE == 200
    assert said(response) == ["Please choose at most 1 places at a time."]
    assert statuses(places) == {Status.REGISTERED}


def test_places_of_others_are_not_decided_on(office):
    strangers = waiting(CohortFactory(), 1)

    for action in ("approve_places", "decline_places"):
        choose(office, action, strangers, confirmed="yes")

    assert statuses(strangers) == {Status.REGISTERED}


def test_a_place_shows_what_the_person_asked_for_and_leads_to_the_answer(office, cohort, person):
    place = MentorFactory(cohort=cohort, person=person, status=Status.REGISTERED, capacity=3)
    person.skills.create(skill=SkillFactory(name="Listening"), kind="offers")
    person.skills.create(skill=SkillFactory(name="Secret wish"), kind="wants")

    page = office.get(address(Enrolment, "change", place.pk)).content.decode()

    for words in ("Pia Person", "Engineering", "Listening", "Waiting for an answer", 'value="approve_places"'):
        assert words in page
    assert "Secret wish" not in page
    assert 'name="_save"' not in page


def test_a_mentees_place_has_no_number_of_mentees(office, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)

    page = office.get(address(Enrolment, "change", place.pk)).content.decode()

    assert "How many mentees" not in page
    assert 'value="approve_places"' not in page


def test_registered_models_are_ours(db):
    assert {model for model in admin.site._registry if model._meta.app_label == "programmes"} == set(MODELS)
