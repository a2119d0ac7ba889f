"""How many mentors a mentee may have at once: what the programme says, and what the mentee wishes for."""

import pytest
from django.urls import reverse

from mentoring.lib.errors import Refused
from programmes import services
from programmes.forms import ProgrammeForm
from programmes.models import Enrolment, Programme, Role
from tests.factories import EnrolmentFactory, SkillFactory
from tests.programmes.registering_pages import address, first_page, words_on
from tests.programmes.test_forms import data_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cohort):
    """The cohort's programme allows two mentors."""
    cohort.programme.mentors_each = 2
    cohort.programme.save()
    return cohort


@pytest.fixture
def client(sign_in, person):
    return sign_in(person)


def asked_on_page_two(client, cohort, skills, role="mentee"):
    client.post(address("create", cohort), first_page(skills, role))
    return client.get(address("aims", cohort))


# --- the programme ---


@pytest.mark.parametrize(("number", "fine"), [("1", True), ("3", True), ("0", False), ("4", False), ("", False)])
def test_programme_says_one_to_three(programme, number, fine):
    form = ProgrammeForm(data_of(ProgrammeForm, programme, mentors_each=number), instance=programme)

    assert ("mentors_each" not in form.errors) == fine


def test_form_of_the_office_says_what_it_means(sign_in, coordinator, programme):
    services.add_coordinator(
        programme=Programme.objects.create(name="Other", organisation=programme.organisation),
        user=coordinator.user,
        by=coordinator.user,
    )

    page = words_on(sign_in(coordinator).get(reverse("admin:programmes_programme_change", args=[programme.pk])))

    assert "Mentors per mentee:" in page
    assert "nobody gets a second mentor before everybody could have a first" in page


def test_copy_takes_it_along(two, coordinator):
    copy = services.duplicate_programme(programme=two.programme, name="Open doors, copy", by=coordinator.user)

    assert copy.mentors_each == 2


# --- at registration ---


def test_mentee_is_asked_where_the_programme_allows_several(client, two, person, skills):
    form = asked_on_page_two(client, two, skills).context["form"]
    client.post(address("aims", two), {"mentors": "2"})

    assert (form["mentors"].label, form["mentors"].initial) == ("How many mentors would you like at most?", "1")
    assert [value for value, _words in form.fields["mentors"].choices] == ["1", "2"]
    assert person.enrolments.get().capacity == 2


@pytest.mark.parametrize("role", ["mentee", "mentor", "both"])
def test_nothing_is_asked_where_it_is_one(client, cohort, skills, role):
    assert "mentors" not in asked_on_page_two(client, cohort, skills, role).context["form"].fields


def test_mentor_is_not_asked_and_whoever_is_both_answers_each(client, two, person, skills):
    assert "mentors" not in asked_on_page_two(client, two, skills, "mentor").context["form"].fields

    asked_on_page_two(client, two, skills, "both")
    client.post(address("aims", two), {"capacity": "3", "mentors": "2"})

    assert {place.role: place.capacity for place in person.enrolments.all()} == {"mentor": 3, "mentee": 2}


def test_more_than_the_programme_allows_cannot_be_chosen(client, two, person, skills):
    asked_on_page_two(client, two, skills)

    response = client.post(address("aims", two), {"mentors": "3"})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["mentors"])
    assert not person.enrolments.exists()


def test_number_is_kept_with_the_draft(client, two, skills):
    asked_on_page_two(client, two, skills)
    client.post(address("aims", two), {"mentors": "2", "change": "yes"})

    client.post(address("create", two), first_page(skills))

    assert client.get(address("aims", two)).context["form"]["mentors"].value() == "2"


def test_service_refuses_more_than_the_programme_allows(two, person, skills):
    wish = services.Wish(Role.MENTEE, skills, 3)

    with pytest.raises(Refused, match="Please choose between 1 and 2 mentors"):
        services.ask_for_places(cohort=two, person=person, wishes=[wish], by=person.user)


# --- later ---


def test_mentee_reads_and_changes_the_number(client, two, person):
    place = EnrolmentFactory(cohort=two, person=person)
    page = reverse("programmes:place-capacity", args=[place.pk])

    assert "You would like 1 mentor." in words_on(client.get(place.get_absolute_url()))
    form = words_on(client.get(page))
    client.post(page, {"capacity": "2"})

    assert "How many mentors would you like at most?" in form
    assert "How many mentees" not in form
    assert "You would like up to 2 mentors at once." in words_on(client.get(place.get_absolute_url()))
    assert Enrolment.objects.get(pk=place.pk).capacity == 2


def test_programme_that_went_back_to_one_says_nothing_of_the_number(client, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person, capacity=2)

    page = words_on(client.get(place.get_absolute_url()))

    assert place.mentors_wished == 1
    assert "You would like" not in page
    assert client.get(reverse("programmes:place-capacity", args=[place.pk])).url == place.get_absolute_url()


def test_wish_beyond_the_programme_is_refused_later_too(two, person):
    SkillFactory()
    place = EnrolmentFactory(cohort=two, person=person)

    with pytest.raises(Refused, match="between 1 and 2 mentors"):
        services.change_capacity(enrolment=place, capacity=3, by=person.user)


@pytest.mark.parametrize(("number", "is_told"), [(2, True), (1, False)])
def test_office_reads_the_wish_of_a_mentee_where_several_are_allowed(sign_in, coordinator, programme, number, is_told):
    programme.mentors_each = number
    programme.save()
    services.add_coordinator(
        programme=Programme.objects.create(name="Other", organisation=programme.organisation),
        user=coordinator.user,
        by=coordinator.user,
    )
    place = EnrolmentFactory(cohort__programme=programme, capacity=2)

    page = words_on(sign_in(coordinator).get(reverse("admin:programmes_enrolment_change", args=[place.pk])))

    assert ("How many mentors at most" in page) == is_told
    assert "How many mentees at most" not in page
