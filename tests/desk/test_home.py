from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.services import confirm_lines_read, write_note
from matching.services import end_mentorship
from mentoring.desk.home import cohorts_of, greeting, own_matters, pairs_of, places_of, places_to_show
from mentoring.lib import clock
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from programmes.services import withdraw_enrolment
from tests import factories
from tests.factories import at, close_round, make_mentorship, make_session


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ("00:03", "Good evening, Ada"),
        ("04:59", "Good evening, Ada"),
        ("05:00", "Good morning, Ada"),
        ("11:59", "Good morning, Ada"),
        ("12:00", "Good afternoon, Ada"),
        ("18:00", "Good evening, Ada"),
    ],
)
def test_greeting_follows_the_time_of_day_where_the_person_is(hour, words):
    with timezone.override("UTC"):
        assert greeting("Ada", at(f"2026-03-02 {hour}")) == words


def test_greeting_in_another_zone():
    with timezone.override("Asia/Tokyo"):
        assert greeting("Ada", at("2026-03-02 12:00")) == "Good evening, Ada"


def test_steps_come_in_order_of_urgency(cast):
    factories.CohortFactory(programme=factories.ProgrammeFactory(name="Third"))

    steps = own_matters(cast.mentee).steps

    assert [step.urgency for step in steps] == sorted(step.urgency for step in steps)
    assert "Maria Mentor" in steps[0].title or "lines" in steps[0].title.lower()


def test_mentee_with_two_mentors_of_one_cohort_sees_a_card_of_each(cast, sign_in):
    second = factories.MentorFactory(cohort=cast.cohort, person__user__name="Ada Second")
    make_mentorship(second, cast.mentee_place)
    client = sign_in(cast.mentee)

    cards = pairs_of(cast.mentee).open
    home = client.get(reverse("desk:home")).content.decode()

    assert {(card.partner.person.user.name, card.partner_role) for card in cards} == {
        ("Maria Mentor", "your mentor"),
        ("Ada Second", "your mentor"),
    }
    for card in cards:
        page = client.get(card.mentorship.get_absolute_url(), follow=True).content.decode()
        assert card.partner.person.user.name in page
    assert "Ada Second" in home
    assert "Ada Second" not in sign_in(cast.mentor).get(reverse("desk:home")).content.decode()


def test_pairs_show_the_partner_and_the_next_session(cast):
    make_session(cast.mentorship, days=20)
    coming = make_session(cast.mentorship, days=3)

    (card,) = pairs_of(cast.mentor).open

    assert (card.partner.person, card.partner_role, card.next_session_at) == (
        cast.mentee,
        "your mentee",
        coming.starts_at,
    )


def test_session_that_is_over_is_no_next_session(cast):
    make_session(cast.mentorship, days=-1)

    (card,) = pairs_of(cast.mentee).open

    assert (card.partner_role, card.next_session_at) == ("your mentor", None)


def test_home_says_of_a_pair_with_a_session_behind_it_that_no_further_one_is_planned(cast, sign_in):
    at_first = sign_in(cast.mentee).get(reverse("desk:home")).content.decode()
    make_session(cast.mentorship, days=-1)

    page = sign_in(cast.mentee).get(reverse("desk:home")).content.decode()

    assert ("No session is planned yet." in at_first, "No session is planned yet." in page) == (True, False)
    assert "No further session is planned." in page


def test_pairs_stand_in_the_order_of_their_next_sessions_those_without_one_last(cast):
    pairs = [cast.mentorship]
    for _number in range(3):
        pairs.append(make_mentorship(cast.mentor_place, factories.EnrolmentFactory(cohort=cast.cohort)))
    for pair, days in zip(pairs[:3], (9, 2, 5), strict=True):
        make_session(pair, days=days)

    shown = [card.mentorship for card in pairs_of(cast.mentor).open]

    assert shown == [pairs[1], pairs[2], pairs[0], pairs[3]]


def test_place_shows_again_once_its_pair_has_ended(cast):
    withdraw_enrolment(enrolment=cast.mentor_place, by=cast.mentor.user)

    assert (places_to_show(places_of(cast.mentee)), places_to_show(places_of(cast.mentor))) == ([cast.mentee_place], [])


def closed_days_ago(days):
    over, closed_at = factories.CohortFactory(stage=Cohort.Stage.CLOSED), clock.now() - timedelta(days=days)
    over.stage_changes.create(to_stage=Cohort.Stage.CLOSED, made_at=closed_at, made_by=factories.UserFactory())
    return over


def test_places_are_those_without_a_pair(cast):
    waiting = factories.EnrolmentFactory(person=cast.mentee, status=Enrolment.Status.REGISTERED)
    over = closed_days_ago(91)
    factories.EnrolmentFactory(person=cast.mentee, cohort=over)

    assert places_to_show(places_of(cast.mentee)) == [waiting]


@pytest.mark.parametrize(
    ("fields", "pill", "sentence"),
    [
        ({"status": Enrolment.Status.DECLINED}, "Not this time", "The programme team could not offer you a place"),
        ({"status": Enrolment.Status.WITHDRAWN}, "Stepped back", "You stepped back."),
        ({"status": Enrolment.Status.WITHDRAWN, "was_taken_back": True}, "Ended", "Your place was taken back."),
        ({"status": Enrolment.Status.WAITING}, "On the waiting list", "We write to you as soon as a place"),
    ],
)
def test_home_leads_to_the_answer_one_got(cast, sign_in, fields, pill, sentence):
    place = factories.EnrolmentFactory(person=factories.ProfileFactory(), **fields)

    page = sign_in(place.person).get(reverse("desk:home")).content.decode()

    assert f'href="{place.get_absolute_url()}"' in page
    assert (pill in page, sentence in page) == (True, True)


def test_places_show_how_the_latest_ended_where_none_is_at_work(cast):
    person, cohort = factories.ProfileFactory(), factories.CohortFactory()
    for role, days in ((Role.MENTEE, 9), (Role.MENTOR, 2)):
        asked_at = clock.now() - timedelta(days=days)
        status = Enrolment.Status.DECLINED
        factories.EnrolmentFactory(person=person, cohort=cohort, role=role, status=status, registered_at=asked_at)
    at_work = factories.EnrolmentFactory(person=person)
    factories.EnrolmentFactory(person=person, cohort=at_work.cohort, role=Role.MENTOR, status="withdrawn")

    shown = places_to_show(places_of(person))

    assert {(place.cohort_id, place.role) for place in shown} == {(cohort.pk, "mentor"), (at_work.cohort_id, "mentee")}


@pytest.mark.parametrize(("days", "shows"), [(89, True), (91, False)])
def test_place_without_a_pair_says_that_its_round_is_over_for_90_days(cast, sign_in, days, shows):
    place = factories.EnrolmentFactory(person=factories.ProfileFactory(), cohort=closed_days_ago(days))

    page = sign_in(place.person).get(reverse("desk:home")).content.decode()

    assert (place.get_absolute_url() in page, "This round is over." in page) == (shows, shows)
    assert "Place confirmed" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [(Enrolment.Status.REGISTERED, "Waiting for an answer"), (Enrolment.Status.APPROVED, "Place confirmed")],
)
def test_home_calls_a_place_as_its_own_page_does(cast, sign_in, status, words):
    place, client = factories.EnrolmentFactory(person=cast.mentee, status=status), sign_in(cast.mentee)

    home = client.get(reverse("desk:home")).content.decode()
    page = client.get(reverse("programmes:place-detail", args=[place.pk])).content.decode()

    assert (words in home, words in page, "Registered" in home) == (True, True, False)


def test_home_shows_one_next_step(cast, sign_in):
    page = sign_in(cast.mentee).get(reverse("desk:home")).content.decode()

    assert page.count("Do this next") == 1
    assert "Maria Mentor" in page


def test_home_says_when_nothing_waits(cast, sign_in):
    for person in (cast.mentor, cast.mentee):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
    make_session(cast.mentorship, days=3)
    Cohort.objects.filter(name="Autumn").update(stage=Cohort.Stage.RUNNING)

    page = sign_in(cast.mentee).get(reverse("desk:home")).content.decode()

    assert "You are all set" in page
    assert "Do this next" not in page


def test_home_leads_to_the_pair_and_its_notes_after_the_cohort_closed(cast, sign_in):
    for person in (cast.mentor, cast.mentee):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=person.user)
    write_note(mentorship=cast.mentorship, session=None, body="Ask sooner.", by=cast.mentee.user)
    with clock.standing_at(at("2036-03-02 09:00")):
        close_round(cast.cohort, by=cast.coordinator.user)
    client = sign_in(cast.mentee)

    home = client.get(reverse("desk:home")).content.decode()
    pair = client.get(cast.mentorship.get_absolute_url()).content.decode()

    assert f'<a href="{cast.mentorship.get_absolute_url()}">Maria Mentor</a>' in home
    assert "Open doors, ended in March 2036" in home
    assert "Your mentoring starts here" not in home
    assert "Ask sooner." in pair


def test_pair_that_goes_on_is_not_before(cast, sign_in):
    assert pairs_of(cast.mentee).ended == []
    assert 'id="before"' not in sign_in(cast.mentee).get(reverse("desk:home")).content.decode()


def test_pairs_before_are_ones_own_the_latest_first(cast):
    later = make_mentorship(cast.mentor_place, factories.EnrolmentFactory(cohort=cast.cohort))
    for mentorship, moment in ((cast.mentorship, "2036-01-02 09:00"), (later, "2036-02-02 09:00")):
        with clock.standing_at(at(moment)):
            end_mentorship(mentorship=mentorship, by=cast.coordinator.user)

    assert [pair.mentorship for pair in pairs_of(cast.mentor).ended] == [later, cast.mentorship]
    assert [(pair.mentorship, pair.partner.person) for pair in pairs_of(cast.mentee).ended] == [
        (cast.mentorship, cast.mentor)
    ]


def test_home_of_a_site_administrator_leads_to_the_office(cast, sign_in):
    page = sign_in(cast.site_administrator).get(reverse("desk:home")).content.decode()

    assert "Open the programme office" in page


def cards_of(user):
    return [(str(card.cohort), card.pill.words, card.figures) for card in cohorts_of(user)]


def test_coordinator_sees_each_cohort_with_its_stage_and_figures(cast):
    factories.EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    next_round = factories.CohortFactory(programme=cast.programme, name="Winter", stage=Cohort.Stage.DRAFT)
    over = factories.CohortFactory(programme=cast.programme, name="Over", stage=Cohort.Stage.CLOSED)

    cards = cards_of(cast.coordinator.user)

    figures = [
        "1 mentor and 2 mentees ask for or have a place.",
        "1 request waits for an answer.",
        "1 pair is under way.",
    ]
    assert sorted(cards) == [
        ("Open doors, Spring", "Running", figures),
        (str(next_round), "Being set up", ["Nobody has asked for a place yet."]),
    ]
    assert str(over) not in str(cards)
    assert "First steps" not in str(cards)


def test_only_coordinators_look_after_cohorts(cast):
    assert {role for role, user in cast.users.items() if user and cohorts_of(user)} == {
        "coordinator",
        "other_coordinator",
    }


def test_home_with_nothing_to_do_leads_coordinators_to_their_cohorts(cast, sign_in):
    page = sign_in(cast.coordinator).get(reverse("desk:home")).content.decode()

    assert reverse("admin:programmes_cohort_change", args=[cast.cohort.pk]) in page
    assert reverse("admin:programmes_cohort_changelist") in page
    assert "What you look after" not in sign_in(cast.mentee).get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_cohorts_cost_one_query_and_the_office_lists_the_rest(cast, number, django_assert_num_queries):
    for _ in range(number):
        factories.EnrolmentFactory(cohort=factories.CohortFactory(programme=cast.programme))

    with django_assert_num_queries(1):
        cards = cards_of(cast.coordinator.user)

    assert len(cards) == min(number + 1, 9)


def test_home_of_an_account_without_a_person_says_what_to_do(db, sign_in):
    page = sign_in(factories.UserFactory()).get(reverse("desk:home")).content.decode()

    assert "Your account is not linked to a person yet" in page


@pytest.mark.parametrize("pairs", [1, 3])
def test_home_costs_the_same_whatever_the_number_of_pairs(cast, sign_in, django_assert_max_num_queries, pairs):
    for _ in range(pairs):
        ended = make_mentorship(cast.mentor_place, factories.EnrolmentFactory(cohort=cast.cohort))
        end_mentorship(mentorship=ended, by=cast.coordinator.user)
    for _ in range(pairs - 1):
        make_mentorship(cast.mentor_place, factories.EnrolmentFactory(cohort=cast.cohort))
    client = sign_in(cast.mentor)

    with django_assert_max_num_queries(15):
        client.get(reverse("desk:home"))


def test_theme_is_kept_in_a_cookie_and_leads_back(db, client):
    response = client.post(reverse("desk:theme"), {"theme": "dark", "next": "/programmes/"})

    assert (response.url, response.cookies["theme"].value) == ("/programmes/", "dark")


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_theme_leads_nowhere_else(db, client, target):
    assert client.post(reverse("desk:theme"), {"theme": "dark", "next": target}).url == "/"


def test_unknown_theme_means_as_the_device_says(db, client):
    client.cookies["theme"] = "dark"

    response = client.post(reverse("desk:theme"), {"theme": "pink"})

    assert response.cookies["theme"].value == ""


def test_clock_of_tests_moves_sessions(cast):
    session = make_session(cast.mentorship, days=3)

    with clock.standing_at(session.starts_at + timedelta(minutes=1)):
        (card,) = pairs_of(cast.mentor).open

    assert card.next_session_at is None


def test_home_leads_an_analyst_to_the_reports_also_when_nothing_is_new(cast, sign_in):
    pages = [sign_in(person).get("/").content.decode() for person in (cast.hr_analyst, cast.mentee)]

    assert ["Read the reports" in page for page in pages] == [True, False]
    assert "New figures" not in pages[0]


def test_every_kind_of_step_of_many_rounds_costs_no_more(cast, sign_in, django_assert_max_num_queries):
    place = cast.mentorship.memberships.get(role="mentor").enrolment
    Profile.objects.filter(pk=place.person_id).update(last_day=clock.today() - timedelta(days=1))
    for stage in ("registration", "matching", "running", "closing", "draft"):
        cohort = factories.CohortFactory(programme=cast.programme, stage=stage)
        places = factories.MentorFactory(cohort=cohort), factories.EnrolmentFactory(cohort=cohort)
        factories.make_proposal(*places, status="lapsed")
        factories.EnrolmentFactory(cohort=cohort, status="registered")
    client = sign_in(cast.coordinator)
    client.get(reverse("desk:home"))

    with django_assert_max_num_queries(15):
        page = client.get(reverse("desk:home")).content.decode()

    assert "has left: end the pair" in page


def test_every_page_shows_whose_it_is_by_the_same_two_letters(cast, sign_in):
    for user in (cast.mentee.user, cast.site_administrator):
        page = sign_in(user).get(reverse("programmes:programme-list")).content.decode()

        assert f'<span class="avatar small" aria-hidden="true">{user.initials}</span>' in page
    assert cast.mentee.user.initials == "MM"
