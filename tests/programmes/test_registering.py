"""The two pages on which somebody asks for a place, without scripts as with them."""

import pytest
from django.contrib.messages import get_messages

from participants.models import ProfileSkill
from programmes.models import Cohort, Enrolment, PlaceDraft, Role
from programmes.services import answers_in
from tests.factories import CohortFactory, EnrolmentFactory, in_days
from tests.programmes.registering_pages import address, first_page, words_on
from tests.programmes.services.records import mails

Status = Enrolment.Status


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def client(sign_in, person):
    return sign_in(person)


@pytest.fixture
def kept(person):
    return lambda: answers_in(PlaceDraft.objects.filter(person=person).first())


# Page one


def test_page_one_asks_as_what_and_for_which_skills(client, cohort, skills):
    page = words_on(client.get(address("create", cohort)))

    for words in (
        "How would you like to take part?",
        "I would like a mentor",
        "I can be a mentor",
        "Both: I would like",
    ):
        assert words in page
    assert page.count("Up to five, the most important first.") == 2, "under each question"
    assert page.count("btn-primary") == 1


def test_page_one_knows_the_role_that_was_pressed(client, cohort, skills):
    form = client.get(address("create", cohort, **{"as": "mentor"})).context["form"]

    assert form["role"].value() == "mentor"


def test_page_one_begins_with_what_the_profile_says(client, cohort, person, skills):
    ProfileSkill.objects.create(profile=person, skill=skills[1], kind=ProfileSkill.Kind.WANTS)
    ProfileSkill.objects.create(profile=person, skill=skills[2], kind=ProfileSkill.Kind.OFFERS)

    page = words_on(client.get(address("create", cohort)))

    assert [page.count(f'value="{skill.pk}" selected') for skill in skills] == [0, 1, 1]


def test_page_one_of_somebody_with_one_place_asks_for_the_other_alone(client, cohort, person, skills):
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)

    page = words_on(client.get(address("create", cohort)))
    client.post(address("create", cohort), {"offers_1": str(skills[0].pk)})
    done = client.post(address("aims", cohort), {"capacity": "2"})

    assert "I would like a mentor" not in page
    assert done.headers["Location"] == address("done", cohort)
    assert person.enrolments.get(role=Role.MENTOR).capacity == 2


def test_page_one_leads_to_page_two_and_is_kept(client, cohort, skills, kept):
    response = client.post(address("create", cohort), first_page(skills))

    assert response.headers["Location"] == address("aims", cohort)
    assert (kept()["role"], kept()["wants_1"]) == ("mentee", str(skills[0].pk))


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("mentor", "Please choose at least one skill you can help with."),
        ("mentee", "Please choose at least one skill you would like to learn."),
        ("", "Please choose how you would like to take part."),
    ],
)
def test_page_one_says_what_is_missing(client, cohort, skills, role, sentence):
    response = client.post(address("create", cohort), {"role": role})

    page = words_on(response)
    assert sentence in page
    assert "<title>Error:" in page
    assert 'class="error-summary"' in page


def test_page_one_leaves_alone_what_belongs_to_the_other_role(client, cohort, skills):
    twice = {"offers_1": str(skills[0].pk), "offers_2": str(skills[0].pk)}

    response = client.post(address("create", cohort), first_page(skills, "mentee", **twice))

    assert response.headers["Location"] == address("aims", cohort)


def test_page_one_goes_on_where_one_was_and_can_start_anew(client, cohort, skills, kept):
    client.post(address("create", cohort), first_page(skills, "both"))

    again = client.get(address("create", cohort))
    client.post(address("create", cohort), {"forget": "yes"})

    assert again.context["form"]["role"].value() == "both"
    assert "Here is what you filled in on" in words_on(again)
    assert kept() == {}


# Page two


@pytest.fixture
def on_page_two(client, cohort, skills):
    def go(role="mentee"):
        client.post(address("create", cohort), first_page(skills, role))
        return client.get(address("aims", cohort))

    return go


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        ("mentee", ["aims_mentee", "languages", "aims_wanted", "meets"]),
        ("mentor", ["aims_mentor", "capacity", "languages", "aims_known"]),
        ("both", ["aims_mentor", "aims_mentee", "capacity"]),
    ],
)
def test_page_two_asks_six_answers_at_most(on_page_two, role, asked):
    form = on_page_two(role).context["form"]

    assert list(form.fields) == asked
    of_page_one = 3 if role == "both" else 2
    assert of_page_one + len(asked) <= 6


def test_page_two_says_who_reads_it_and_lets_one_check(on_page_two):
    page = words_on(on_page_two("both"))

    for words in (
        "neither your programme team nor your manager",
        "Who sees what",
        "Check your answers",
        "Listening",
        "as a mentor and as a mentee: two places",
        "Ask for both places",
    ):
        assert words in page
    assert page.count("btn-primary") == 1


def test_page_two_before_page_one_leads_there(client, cohort, skills):
    assert client.get(address("aims", cohort)).headers["Location"] == address("create", cohort)


def test_page_two_asks_for_both_places_in_one_go(client, cohort, person, on_page_two):
    on_page_two("both")
    answers = {"aims_mentor": "I had a good mentor.", "aims_mentee": "To speak up.", "capacity": "3"}

    response = client.post(address("aims", cohort), answers)

    assert response.headers["Location"] == address("done", cohort)
    assert said(response) == ["Thank you. The programme team has your request."]
    places = {place.role: (place.aims, place.capacity) for place in person.enrolments.all()}
    assert places == {"mentor": ("I had a good mentor.", 3), "mentee": ("To speak up.", 1)}
    assert (len(mails()), PlaceDraft.objects.count()) == (1, 0)


def test_page_two_asks_for_no_more_than_the_profile_lacks(client, cohort, person, on_page_two):
    person.languages, person.meets, person.aims_wanted = ["fr"], "remote", ["lead"]
    person.save()

    assert list(on_page_two("mentee").context["form"].fields) == ["aims_mentee"]
    assert list(on_page_two("mentor").context["form"].fields) == ["aims_mentor", "capacity", "aims_known"]


def test_page_two_says_ones_own_limit(client, cohort, person, on_page_two):
    person.mentor_limit = 2
    person.save()

    assert "Over all programmes together your own limit is 2." in words_on(on_page_two("mentor"))


def test_page_two_keeps_languages_in_the_profile(client, cohort, person, on_page_two):
    person.part_of_day = "morning"
    person.save()
    on_page_two("mentee")

    client.post(address("aims", cohort), {"languages_1": "fr", "meets": "either"})

    person.refresh_from_db()
    assert (person.languages, person.meets, person.part_of_day) == (["fr"], "either", "morning")
    assert person.enrolments.count() == 1


@pytest.mark.parametrize(
    ("role", "data", "kept_so"),
    [
        ("mentee", {"aims_wanted_1": "lead", "aims_wanted_2": "speak"}, (["lead", "speak"], ["field"])),
        ("mentee", {}, ([], ["field"])),
        ("mentor", {"aims_known_1": "lead", "capacity": "1"}, ([], ["field"])),
    ],
)
def test_page_two_keeps_aims_in_the_profile_beside_what_stands_there(
    client, cohort, person, on_page_two, role, data, kept_so
):
    """What the profile says already is not asked for, so a mentor changes nothing here."""
    person.aims_known = ["field"]
    person.save()
    on_page_two(role)

    client.post(address("aims", cohort), data)

    person.refresh_from_db()
    assert (person.aims_wanted, person.aims_known) == kept_so
    assert person.enrolments.count() == 1


def test_page_two_brings_back_aims_and_says_who_reads_them(client, cohort, kept, on_page_two):
    page = words_on(on_page_two("mentee"))
    client.post(address("aims", cohort), {"aims_wanted_1": "lead", "change": "yes"})

    again = client.get(address("aims", cohort))

    assert "your programme team sees one only where a mentor can help with it" in page
    assert kept()["aims_wanted_1"] == "lead"
    assert again.context["form"]["aims_wanted"].value() == [("lead", "")]


def test_page_two_shows_again_aims_that_are_chosen_twice_and_asks_for_nothing(client, cohort, person, on_page_two):
    on_page_two("mentee")

    response = client.post(address("aims", cohort), {"aims_wanted_1": "lead", "aims_wanted_2": "lead"})

    person.refresh_from_db()
    assert "You chose “A first role that leads others” twice." in words_on(response)
    assert (person.aims_wanted, person.enrolments.count()) == ([], 0)


def test_levels_go_with_the_skills(client, cohort, person, skills):
    client.post(address("create", cohort), first_page(skills, "mentee", wants_1_level="2", wants_3=skills[2].pk))
    client.post(address("aims", cohort), {})

    chosen = list(person.skills.order_by("rank").values_list("skill__name", "level"))
    assert chosen == [("Listening", 2), ("Presenting", None)]


def test_skill_that_was_taken_out_again_is_gone(client, cohort, skills):
    client.post(address("create", cohort), first_page(skills, "mentee", wants_2=str(skills[1].pk)))
    client.post(address("create", cohort), first_page(skills, "mentee"))

    page = words_on(client.get(address("aims", cohort)))

    assert ("Listening" in page, "Planning" in page) == (True, False)


def test_page_two_may_be_left_empty_by_a_mentee(client, cohort, person, on_page_two):
    on_page_two("mentee")

    client.post(address("aims", cohort), {"aims_mentee": ""})

    assert person.enrolments.get().aims is None


def test_page_two_cuts_nothing_off_and_says_how_much_it_is(client, cohort, on_page_two):
    on_page_two("mentee")

    response = client.post(address("aims", cohort), {"aims_mentee": "x" * 301})

    assert "Please keep to 300 characters; these are 301." in words_on(response)
    assert "x" * 301 in words_on(response)


def test_page_two_counts_a_new_line_once(client, cohort, person, on_page_two):
    on_page_two("mentee")

    client.post(address("aims", cohort), {"aims_mentee": "x" * 149 + "\r\n" + "x" * 150})

    assert len(person.enrolments.get().aims) == 300


def test_page_two_keeps_what_was_written_when_one_goes_back(client, cohort, on_page_two):
    on_page_two("mentee")

    back = client.post(address("aims", cohort), {"change": "yes", "aims_mentee": "Half a sen"})

    assert back.headers["Location"] == address("create", cohort)
    assert client.get(address("aims", cohort)).context["form"]["aims_mentee"].value() == "Half a sen"


def test_pressing_twice_leads_to_the_same_page(client, cohort, on_page_two):
    on_page_two("both")
    answers = {"capacity": "1"}

    first, second = (client.post(address("aims", cohort), answers) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"] == address("done", cohort)
    assert Enrolment.objects.count() == 2


@pytest.fixture
def left_open(client, cohort, on_page_two):
    """A place as a mentee was asked for in one tab; in another one page two is still open."""
    on_page_two("mentee")
    client.post(address("aims", cohort), {"aims_mentee": "To speak up."})
    client.get(address("done", cohort))


ASKED = "You have asked already: for a place as a mentee. Here is how it stands."


@pytest.mark.parametrize("press", [{"aims_mentee": "Once more"}, {"change": "yes"}])
def test_page_two_left_open_in_another_tab_leads_to_the_place(client, cohort, person, left_open, press):
    response = client.post(address("aims", cohort), press, follow=True)

    place = person.enrolments.get()
    assert response.redirect_chain == [(place.get_absolute_url(), 302)]
    assert ASKED in words_on(response)
    assert (place.aims, len(mails()), PlaceDraft.objects.count()) == ("To speak up.", 1, 0)


def test_going_back_to_page_two_leads_to_the_place(client, cohort, person, left_open):
    response = client.get(address("aims", cohort))

    assert (response.headers["Location"], said(response)) == (person.enrolments.get().get_absolute_url(), [ASKED])


def test_page_one_left_open_in_another_tab_leads_to_the_place(client, cohort, person, skills, left_open):
    response = client.post(address("create", cohort), first_page(skills, "mentee"))

    assert (response.headers["Location"], said(response)) == (person.enrolments.get().get_absolute_url(), [ASKED])
    assert not PlaceDraft.objects.exists()


def test_page_two_left_open_saves_nothing_any_more(client, cohort, left_open):
    response = client.post(address("draft", cohort), {"page": "2", "aims_mentee": "Once more"})

    assert (response.status_code, words_on(response)) == (409, "You have asked for this place already.")
    assert not PlaceDraft.objects.exists()


def test_going_back_after_asking_for_both_places_leads_to_them(client, cohort, on_page_two):
    on_page_two("both")
    client.post(address("aims", cohort), {"capacity": "1"})
    client.get(address("done", cohort))

    response = client.get(address("aims", cohort))

    assert response.headers["Location"] == address("done", cohort)
    assert said(response) == ["You have asked already: for both places. Here is how they stand."]


def test_page_two_after_the_last_day_says_where_things_stand(client, cohort, on_page_two):
    on_page_two("mentee")
    Cohort.objects.update(registration_ends_on=in_days(-1))

    response = client.post(address("aims", cohort), {})

    assert response.headers["Location"] == cohort.get_absolute_url()
    assert said(response) == ["You cannot ask for this place now. Here is where things stand."]
    assert not Enrolment.objects.exists()


# Afterwards


def test_done_page_says_what_happens_next_with_dates(client, cohort, on_page_two):
    on_page_two("both")
    client.post(address("aims", cohort), {"capacity": "1"})

    page = words_on(client.get(address("done", cohort)))

    for words in ("You asked to be a mentor", "You asked for a mentor", "What happens next", "There is nothing you"):
        assert words in page
    assert f"After {cohort.registration_ends_on:%a %-d %b %Y} the programme team" in page


def test_done_page_without_a_place_leads_to_the_programme(client, cohort):
    assert client.get(address("done", cohort)).headers["Location"] == cohort.get_absolute_url()


@pytest.mark.parametrize("name", ["create", "aims", "done", "draft"])
def test_cohort_of_another_company_does_not_exist(client, programme, name):
    draft = CohortFactory(programme=programme, stage=Cohort.Stage.DRAFT)

    method = client.post if name == "draft" else client.get
    assert method(address(name, draft)).status_code == 404
