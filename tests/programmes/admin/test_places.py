import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.outbox.models import OutgoingMessage
from programmes.admin.places import MOST_AT_ONCE
from programmes.models import Cohort, Enrolment, Role
from tests.factories import CohortFactory, DepartmentFactory, EnrolmentFactory, MentorFactory, SkillFactory, in_days
from tests.programmes.admin.pages import address, said

Status = Enrolment.Status


def choose(client, action, places, **data):
    chosen = [place.pk for place in places]
    return client.post(address(Enrolment, "changelist"), {"action": action, "_selected_action": chosen, **data})


def waiting(cohort, number):
    return [EnrolmentFactory(cohort=cohort, status=Status.REGISTERED) for _ in range(number)]


def statuses(places):
    return {Enrolment.objects.get(pk=place.pk).status for place in places}


def test_tick_box_of_each_row_is_that_of_every_other_list(cohort):
    (place,) = waiting(cohort, 1)
    place.person.user.name = 'Ada "Bo" <O\'Neil>'
    own = admin.site.get_model_admin(Enrolment)

    assert own.action_checkbox(place) == admin.ModelAdmin.action_checkbox(own, place).strip()


def test_approving_asks_first_and_names_ten(office, cohort):
    places = waiting(cohort, 12)

    page = choose(office, "approve_places", places).content.decode()

    assert "Approve 12 places?" in page
    assert sum(place.person.user.name + "," in page for place in places) == 10
    assert "and 2 more" in page
    assert "12 mails go out now." in page
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
    assert [str(words) for _value, words in page.context["cl"].filter_specs[1].lookup_choices] == [
        "Waits for you",
        "On the waiting list",
        "Approved",
        "Not this time",
        "Stepped back",
        "Never answered",
        "Waited to the end",
    ]


def test_not_this_time_is_kind_and_tells_each(office, cohort):
    places = waiting(cohort, 1)
    places[0].person.user.email = None
    places[0].person.user.save()
    places += waiting(cohort, 1)

    page = choose(office, "decline_places", places).content.decode()
    choose(office, "decline_places", places, confirmed="yes")

    assert "Say “not this time” to 2 people?" in page
    assert "1 mail goes out now." in page
    assert statuses(places) == {Status.DECLINED}
    assert OutgoingMessage.objects.filter(kind="place_declined").count() == 1


def test_waiting_list_takes_words_for_everybody(office, cohort):
    places = waiting(cohort, 3)

    page = choose(office, "put_on_waiting_list", places).content.decode()
    done = choose(office, "put_on_waiting_list", places, confirmed="yes", words="We look for mentors.")

    assert "A sentence to the person (optional)" in page
    assert said(done)[0].startswith("3 requests are on the waiting list now.")
    assert {place.answer_words for place in Enrolment.objects.all()} == {"We look for mentors."}


@pytest.mark.parametrize("number", [1, 3])
def test_not_this_time_can_carry_words_which_each_person_reads(office, cohort, sign_in, number):
    places = waiting(cohort, number)

    page = choose(office, "decline_places", places).content.decode()
    choose(office, "decline_places", places, confirmed="yes", words="We will have more mentors in spring.")

    assert "A sentence to the person (optional)" in page
    for place in places:
        own_page = sign_in(place.person).get(place.get_absolute_url()).content.decode()
        mail = OutgoingMessage.objects.get(kind="place_declined", address=place.person.user.email)
        assert "The programme team writes: “We will have more mentors in spring.”\n\nYou are welcome" in mail.text
        assert "We will have more mentors in spring." in own_page


def test_taking_back_needs_words_and_keeps_what_was_chosen(office, cohort):
    places = [EnrolmentFactory(cohort=cohort) for _ in range(2)]

    refused = choose(office, "take_back_places", places, confirmed="yes", words=" ")
    assert "Please say in a sentence why the place is taken back." in refused.content.decode()
    assert refused.content.decode().count('name="_selected_action"') == 2
    assert statuses(places) == {Status.APPROVED}

    choose(office, "take_back_places", places, confirmed="yes", words="Approved by mistake.")
    assert statuses(places) == {Status.WITHDRAWN}


OVER, OPEN = {"stage": Cohort.Stage.MATCHING}, {"stage": Cohort.Stage.REGISTRATION}


@pytest.mark.parametrize(
    ("rounds", "sentence"),
    [
        ([OPEN], "They can ask again as long as registration is open."),
        ([OVER], "Registration is over: they cannot ask again."),
        ([{**OPEN, "registration_ends_on": in_days(-1)}], "Registration is over: they cannot ask again."),
        ([OPEN, OVER], "They can ask again only where registration is still open."),
    ],
)
def test_taking_back_says_whether_they_can_ask_again(office, programme, rounds, sentence):
    places = [EnrolmentFactory(cohort=CohortFactory(programme=programme, **fields)) for fields in rounds]

    page = choose(office, "take_back_places", places).content.decode()

    assert sentence in page
    assert page.count("ask again") == 1


@pytest.mark.parametrize(
    ("action", "one", "many"),
    [
        ("approve_places", "The person gets a mail that says", "Each person gets a mail that says"),
        ("put_on_waiting_list", "The person gets a kind mail", "Each person gets a kind mail"),
        ("decline_places", "The person gets a short, kind mail", "Each person gets a short, kind mail"),
        ("take_back_places", "The place ends, and with it", "Each place ends, and with it"),
    ],
)
def test_question_speaks_of_one_person_where_one_is_chosen(office, cohort, action, one, many):
    status = Status.APPROVED if action == "take_back_places" else Status.REGISTERED
    places = [EnrolmentFactory(cohort=cohort, status=status) for _ in range(2)]

    of_one = choose(office, action, places[:1]).content.decode()
    of_two = choose(office, action, places).content.decode()

    assert (one in of_one, many in of_one) == (True, False)
    assert (one in of_two, many in of_two) == (False, True)


def test_only_what_was_approved_is_taken_back(office, cohort):
    done = choose(office, "take_back_places", waiting(cohort, 1), confirmed="yes", words="Sorry.")

    assert said(done) == ["None of the chosen places waits for this answer."]


def costs(office, **query):
    with CaptureQueriesContext(connection) as queries:
        response = office.get(address(Enrolment, "changelist"), query)
    return len(queries), response


def with_skill(place):
    kind = "offers" if place.role == Role.MENTOR else "wants"
    place.person.skills.create(skill=SkillFactory(name="Listening"), kind=kind)
    return place


@pytest.mark.parametrize("is_narrowed", [False, True], ids=["all", "narrowed"])
def test_counts_beside_the_filters_cost_the_same_with_one_row_and_with_many(office, cohort, is_narrowed):
    places = [with_skill(place) for place in waiting(cohort, 1)]
    in_use = {"work": "answer", "status__exact": "registered", "role__exact": places[0].role, "cohort": cohort.pk}
    asked = {"_facets": "True", **(in_use if is_narrowed else {})}
    costs(office, **asked)
    one, _page = costs(office, **asked)
    for place in waiting(cohort, 30):
        with_skill(place)

    many, page = costs(office, **asked)

    assert many == one <= 15
    assert "Waits for a decision (31)" in page.content.decode()


def test_list_costs_the_same_with_one_row_and_with_many(office, cohort):
    for place in waiting(cohort, 1):
        with_skill(place)
    one, _page = costs(office)
    for place in waiting(cohort, 60):
        with_skill(place)

    many, page = costs(office)

    assert one == many <= 15
    assert page.content.decode().count("Listening") == 50


def test_answer_to_hundreds_is_one_press(office, cohort):
    places = waiting(cohort, 205)
    with CaptureQueriesContext(connection) as asking:
        page = choose(office, "approve_places", places)
    with CaptureQueriesContext(connection) as approving:
        choose(office, "approve_places", places, confirmed="yes")

    assert "205 mails go out now." in page.content.decode()
    assert Enrolment.objects.filter(status=Status.APPROVED).count() == 205
    assert len(asking) <= 15
    assert len(approving) <= 40  # two transactions, each with its own locks


def test_list_is_filtered_by_department(office, cohort):
    sales = DepartmentFactory(name="Sales")
    seller = EnrolmentFactory(cohort=cohort, person__department=sales)
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(person__department=DepartmentFactory(name="Elsewhere"))

    page = office.get(address(Enrolment, "changelist"), {"department": sales.pk})
    names = [name for _key, name in page.context["cl"].filter_specs[-1].lookup_choices]

    assert list(page.context["cl"].queryset) == [seller]
    assert names == ["Engineering", "Sales"]
    nonsense = office.get(address(Enrolment, "changelist"), {"department": "nonsense"})
    assert list(nonsense.context["cl"].queryset) == []


def test_place_shows_its_answers_and_no_private_words(office, cohort, person):
    place = EnrolmentFactory(
        cohort=cohort, person=person, status=Status.WAITING, aims="To speak up.", answer_words="Two weeks more."
    )

    page = office.get(address(Enrolment, "change", place.pk)).content.decode()

    for words in ("To speak up.", "Two weeks more."):
        assert words not in page
    for action in ("approve_places", "decline_places"):
        assert f'value="{action}"' in page
    for action in ("put_on_waiting_list", "take_back_places"):
        assert f'value="{action}"' not in page


def test_places_with_an_answer_stay_as_they_are(office, cohort):
    approved, (open_place,) = EnrolmentFactory(cohort=cohort), waiting(cohort, 1)

    page = choose(office, "decline_places", [approved, open_place]).content.decode()
    nothing = choose(office, "decline_places", [approved], confirmed="yes")

    assert "1 of the chosen places has an answer already and stays as it is." in page
    assert said(nothing)[-1] == "None of the chosen places waits for this answer."
    assert statuses([approved]) == {Status.APPROVED}


@pytest.mark.parametrize("action", ["approve_places", "put_on_waiting_list", "decline_places"])
def test_decision_on_all_rows_touches_nobody_who_was_not_named(office, cohort, action):
    """Somebody asked for a place after the page had named three: who they are is asked anew, and then it is done."""
    named, (later,) = waiting(cohort, 3), waiting(cohort, 1)
    across = {"select_across": "1", "index": "0", "confirmed": "yes"}

    page = choose(office, action, named, **across).content.decode()
    before = statuses([*named, later])
    choose(office, action, [*named, later], **across)

    assert "4" in page.partition("<h1")[2].partition("</h1>")[0]
    assert f'name="_selected_action" value="{later.pk}"' in page
    assert before == {Status.REGISTERED}
    assert Status.REGISTERED not in statuses([*named, later])


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

    assert MOST_AT_ONCE == 900
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


@pytest.mark.parametrize(
    ("names", "cell"),
    [([], ""), (["Listening"], "Listening"), (["Listening", "Speaking", "Selling"], "Listening and 2 more")],
)
def test_row_names_the_first_skill_and_how_many_others(cohort, names, cell):
    (place,) = waiting(cohort, 1)
    for rank, name in enumerate(names, start=1):
        place.person.skills.create(skill=SkillFactory(name=name), kind="wants", rank=rank)

    assert admin.site.get_model_admin(Enrolment).first_skills(place) == cell
