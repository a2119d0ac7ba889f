from mentoring.outbox.models import OutgoingMessage
from programmes.admin.places import MOST_AT_ONCE
from programmes.models import Enrolment, Role
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, SkillFactory, in_days
from tests.programmes.admin.pages import address, said

Status = Enrolment.Status


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

    (words,) = said(response)
    assert words.startswith("2 places approved. ")
    assert f'href="{address(cohort, "change", cohort.pk)}"' in words
    assert statuses(places) == {Status.APPROVED}
    assert OutgoingMessage.objects.filter(kind="place_approved").count() == 2


def test_list_is_filtered_by_the_words_of_its_column(office, cohort):
    waiting(cohort, 1)
    EnrolmentFactory(cohort=cohort)

    page = office.get(address(Enrolment, "changelist"), {"status__exact": Status.REGISTERED})

    assert page.context["cl"].result_count == 1
    assert [str(words) for _value, words in page.context["cl"].filter_specs[0].lookup_choices] == [
        "Waits for you",
        "Approved",
        "Not this time",
        "Stepped back",
    ]


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
    refused, done = said(response)
    assert refused == f"{name}: {name} no longer works here."
    assert done.startswith("1 place approved. ")


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

    for words in ("Pia Person", "Engineering", "Listening", "Waits for you", 'value="approve_places"'):
        assert words in page
    assert "Secret wish" not in page
    assert 'name="_save"' not in page


def test_a_mentees_place_has_no_number_of_mentees(office, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE)

    page = office.get(address(Enrolment, "change", place.pk)).content.decode()

    assert "How many mentees" not in page
    assert 'value="approve_places"' not in page
