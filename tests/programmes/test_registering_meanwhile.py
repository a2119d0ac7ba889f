"""Page two in one window, and what happened meanwhile: a press asks for what its page showed, or for nothing."""

import re

import pytest
from django.contrib.messages import get_messages

from programmes.models import Cohort, Enrolment, PlaceDraft, Role
from programmes.services import answers_in
from tests.factories import EnrolmentFactory, in_days
from tests.programmes.registering_pages import address, first_page, words_on

MENTORS_WORDS = "I had a good mentor."
NOT_NOW = "You cannot ask for this place now."
NO_CHOICE = "Nothing was asked for: what you chose on page 1 does not stand any more."


@pytest.fixture
def client(sign_in, person):
    return sign_in(person)


@pytest.fixture
def choose(client, cohort, skills):
    return lambda role, **more: client.post(address("create", cohort), first_page(skills, role, **more))


@pytest.fixture
def open_as(client, cohort, choose):
    """Page one and page two in a window of its own; what page two brings back besides what is typed."""

    def go(role):
        choose(role)
        return hidden(client.get(address("aims", cohort)))

    return go


def hidden(response):
    """The hidden fields that page two sends with whatever is typed."""
    fields = dict(re.findall(r'<input type="hidden" name="(shown_for|seen)" value="([^"]*)"', words_on(response)))
    assert set(fields) == {"shown_for", "seen"}
    return fields


def typed_on(response):
    return {each.name: each.text for each in response.context.get("typed") or ()}


def kept(person):
    return answers_in(PlaceDraft.objects.filter(person=person).first())


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("mentee", "by now your choice on page 1 is to take part as a mentee."),
        ("both", "by now your choice on page 1 is to take part both as a mentor and as a mentee."),
    ],
)
def test_press_for_another_role_than_is_chosen_now_asks_for_nothing(client, cohort, choose, open_as, role, words):
    page = open_as("mentor")
    choose(role)

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "3"})

    assert response.status_code == 409
    assert f"Nothing was asked for: {words}" in words_on(response)
    assert MENTORS_WORDS in words_on(response)
    assert not Enrolment.objects.exists()


def test_what_was_typed_stands_in_the_fields_that_are_still_there(client, cohort, person, choose, open_as):
    page = open_as("mentor")
    choose("both")

    response = client.post(
        address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "3", "languages_1": "fr"}
    )
    form = response.context["form"]

    assert {name: form[name].value() for name in form.fields if form[name].value()} == {
        "aims_mentor": MENTORS_WORDS,
        "capacity": "3",
    }
    assert list(form.errors) == ["__all__"]
    assert typed_on(response) == {"languages": "French"}


def test_what_was_typed_into_fields_that_are_gone_is_shown_to_copy(client, cohort, choose, open_as):
    page = open_as("mentor")
    choose("mentee")

    response = client.post(
        address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "3", "languages_1": "fr"}
    )

    assert typed_on(response) == {"aims_mentor": MENTORS_WORDS, "capacity": "3"}
    assert response.context["form"]["languages"].value() == [("fr", "")]


def test_a_mentee_who_is_a_mentor_by_now_is_not_told_of_a_number_they_never_saw(client, cohort, choose, open_as):
    page = open_as("mentee")
    choose("mentor")

    form = client.post(address("aims", cohort), {**page, "aims_mentee": "To speak up."}).context["form"]

    assert (list(form.errors), form["capacity"].value()) == (["__all__"], "1")


def test_next_press_asks_for_what_the_page_shows_now(client, cohort, person, choose, open_as):
    page = open_as("mentor")
    choose("mentee")

    again = hidden(client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS}))
    done = client.post(address("aims", cohort), {**again, "aims_mentee": "To speak up."})

    assert done.headers["Location"] == address("done", cohort)
    assert [(place.role, place.aims) for place in person.enrolments.all()] == [("mentee", "To speak up.")]


def test_press_for_other_skills_than_are_chosen_now_asks_for_nothing(client, cohort, skills, choose, open_as):
    page = open_as("mentee")
    choose("mentee", wants_2=str(skills[1].pk))

    response = client.post(address("aims", cohort), {**page, "aims_mentee": "To speak up."})

    assert response.status_code == 409
    assert "Nothing was asked for: by now you have chosen other skills on page 1." in words_on(response)
    assert response.context["form"]["aims_mentee"].value() == "To speak up."
    assert not Enrolment.objects.exists()


def test_page_without_what_it_was_shown_for_counts_as_the_same(client, cohort, person, open_as):
    open_as("mentor")

    client.post(address("aims", cohort), {"aims_mentor": MENTORS_WORDS, "capacity": "2"})

    assert [(place.role, place.capacity) for place in person.enrolments.all()] == [("mentor", 2)]


def test_choice_that_is_gone_gives_the_words_back_and_leads_to_page_one(client, cohort, open_as):
    page = open_as("mentor")
    client.post(address("create", cohort), {"forget": "yes"})

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "1"})

    assert response.status_code == 409
    assert NO_CHOICE in words_on(response)
    assert f'href="{address("create", cohort)}"' in words_on(response)
    assert typed_on(response) == {"aims_mentor": MENTORS_WORDS, "capacity": "1"}


def test_choice_that_is_gone_is_said_where_nothing_was_typed(client, cohort, open_as):
    page = open_as("mentee")
    client.post(address("create", cohort), {"forget": "yes"})

    response = client.post(address("aims", cohort), page, follow=True)

    assert response.redirect_chain == [(address("create", cohort), 302)]
    assert NO_CHOICE in words_on(response)


def test_going_back_keeps_the_words_though_the_choice_is_gone(client, cohort, person, open_as):
    page = open_as("mentor")
    client.post(address("create", cohort), {"forget": "yes"})

    response = client.post(address("aims", cohort), {**page, "change": "yes", "aims_mentor": MENTORS_WORDS})

    assert response.headers["Location"] == address("create", cohort)
    assert kept(person)["aims_mentor"] == MENTORS_WORDS


def test_more_than_can_be_kept_comes_back_when_one_goes_back(client, cohort, open_as):
    page, words = open_as("mentor"), "x" * 20_001

    response = client.post(address("aims", cohort), {**page, "change": "yes", "aims_mentor": words})

    assert response.status_code == 409
    assert "This is more than we can keep. Please shorten it." in words_on(response)
    assert typed_on(response)["aims_mentor"] == words


def test_page_as_mentor_after_a_place_as_mentee_was_asked_for(client, cohort, person, choose, open_as):
    page = open_as("mentor")
    client.post(address("aims", cohort), open_as("mentee"))

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "1"})

    assert response.status_code == 409
    assert NO_CHOICE in words_on(response)
    assert MENTORS_WORDS in words_on(response)
    assert [place.role for place in person.enrolments.all()] == ["mentee"]


def test_second_press_leads_to_the_place_though_the_other_one_was_begun(client, cohort, person, skills, open_as):
    page = open_as("mentee")
    client.post(address("aims", cohort), page)
    client.post(address("create", cohort), {"role": "mentor", "offers_1": str(skills[0].pk)})

    response = client.post(address("aims", cohort), page)

    assert response.headers["Location"] == person.enrolments.get().get_absolute_url()


def test_words_for_the_other_role_stay_kept(client, cohort, person, choose, open_as):
    open_as("mentor")
    client.post(address("aims", cohort), {"change": "yes", "aims_mentor": MENTORS_WORDS})
    choose("mentee")

    client.post(address("draft", cohort), {"page": "2", "aims_mentee": "To speak up."})

    assert (kept(person)["aims_mentor"], kept(person)["aims_mentee"]) == (MENTORS_WORDS, "To speak up.")


# After registration has ended


@pytest.fixture
def end_registration():
    return lambda: Cohort.objects.update(registration_ends_on=in_days(-1))


@pytest.fixture
def as_mentor_beside(client, cohort, person, skills):
    """Somebody who has asked as a mentee is on page two as a mentor."""
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)
    client.post(address("create", cohort), {"offers_1": str(skills[0].pk)})
    return hidden(client.get(address("aims", cohort)))


@pytest.mark.parametrize("is_older_page", [False, True])
def test_request_after_the_end_is_refused_whatever_other_place_there_is(
    client, cohort, person, as_mentor_beside, end_registration, is_older_page
):
    end_registration()
    page = {} if is_older_page else as_mentor_beside

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "2"})

    assert response.status_code == 409
    assert NOT_NOW in words_on(response)
    assert f'href="{cohort.get_absolute_url()}"' in words_on(response)
    assert (typed_on(response)["aims_mentor"], typed_on(response)["capacity"]) == (MENTORS_WORDS, "2")
    assert [place.role for place in person.enrolments.all()] == ["mentee"]


def test_request_after_the_end_is_refused_in_the_same_words_without_a_place(client, cohort, open_as, end_registration):
    page = open_as("mentor")
    end_registration()

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "2"})

    assert response.status_code == 409
    assert NOT_NOW in words_on(response)
    assert typed_on(response) == {"aims_mentor": MENTORS_WORDS, "capacity": "2"}


def test_page_one_after_the_end_says_so_whatever_other_place_there_is(
    client, cohort, as_mentor_beside, end_registration
):
    end_registration()

    response = client.post(address("create", cohort), {"role": "mentor"})

    assert response.headers["Location"] == cohort.get_absolute_url()
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"{NOT_NOW} Here is where things stand."
    ]


@pytest.mark.parametrize("is_older_page", [False, True])
@pytest.mark.parametrize("role", ["mentor", "both"])
def test_pressing_twice_around_the_end_leads_to_what_happens_next(
    client, cohort, open_as, end_registration, role, is_older_page
):
    page = open_as(role)
    answers = {**({} if is_older_page else page), "aims_mentor": MENTORS_WORDS, "capacity": "1"}
    client.post(address("aims", cohort), answers)
    end_registration()

    response = client.post(address("aims", cohort), answers)

    assert response.headers["Location"] == address("done", cohort)


def test_place_that_is_not_open_any_more_gives_the_words_back(client, cohort, person, open_as):
    page = open_as("mentor")
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTOR, status=Enrolment.Status.DECLINED)

    response = client.post(address("aims", cohort), {**page, "aims_mentor": MENTORS_WORDS, "capacity": "1"})

    assert response.status_code == 409
    assert MENTORS_WORDS in words_on(response)
