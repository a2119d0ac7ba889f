"""The pages of one place: where it stands, giving it back, and how many mentees."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from participants.models import ProfileSkill
from programmes.models import Cohort, Enrolment, Programme
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MentorFactory,
    make_proposal,
)

Status = Enrolment.Status


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_place_detail_says_what_happens_next(sign_in, cohort, person, skills):
    place = EnrolmentFactory(cohort=cohort, person=person, status=Status.REGISTERED)
    ProfileSkill.objects.create(profile=person, skill=skills[0], kind=ProfileSkill.Kind.WANTS)

    response = sign_in(person).get(place.get_absolute_url())

    page = response.content.decode()
    assert len(response.context["steps"]) == 4
    assert all(words in page for words in ("What happens next", "Listening", "Step back"))


def test_place_detail_of_a_mentor_says_how_many(sign_in, cohort, person):
    place = MentorFactory(cohort=cohort, person=person, capacity=3)

    assert "You could take up to 3 mentees." in sign_in(person).get(place.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("status", "words", "may_withdraw"),
    [
        (Status.REGISTERED, "The programme team reads your request.", True),
        (Status.WAITING, "There is no free place yet.", True),
        (Status.APPROVED, "There is nothing you need to do now.", True),
        (Status.DECLINED, "could not offer you a place this time", False),
        (Status.WITHDRAWN, "you can ask again until", False),
    ],
)
def test_place_detail_speaks_for_each_state(sign_in, cohort, person, status, words, may_withdraw):
    place = EnrolmentFactory(cohort=cohort, person=person, status=status)

    page = sign_in(person).get(place.get_absolute_url()).content.decode()

    assert (words in page, "Step back" in page) == (True, may_withdraw)


def test_place_detail_shows_the_words_of_the_team_and_ones_own(sign_in, cohort, person):
    place = EnrolmentFactory(
        cohort=cohort, person=person, status=Status.WAITING, aims="I want to speak up.", answer_words="Two weeks more."
    )

    page = sign_in(person).get(place.get_absolute_url()).content.decode()

    for words in ("I want to speak up.", "The programme team writes:", "Two weeks more.", "On the waiting list"):
        assert words in page


def test_place_detail_of_a_place_that_was_taken_back_blames_nobody(sign_in, cohort, person):
    place = EnrolmentFactory(
        cohort=cohort, person=person, status=Status.WITHDRAWN, answer_words="By mistake, sorry.", was_taken_back=True
    )

    page = sign_in(person).get(place.get_absolute_url()).content.decode()

    assert ("Your place was taken back" in page, "By mistake, sorry." in page) == (True, True)
    assert "You stepped back" not in page


def test_place_detail_after_the_end_offers_no_way_back(sign_in, programme, person):
    cohort = CohortFactory(programme=programme, stage=Cohort.Stage.CLOSED)
    place = EnrolmentFactory(cohort=cohort, person=person, status=Status.WITHDRAWN)

    page = sign_in(person).get(place.get_absolute_url()).content.decode()

    assert "You are welcome next time." in page
    assert "Ask for a place again" not in page


@pytest.mark.parametrize("stage", Cohort.OVER)
@pytest.mark.parametrize("status", [Status.REGISTERED, Status.WAITING, Status.APPROVED])
def test_place_is_finished_once_its_cohort_is_over(sign_in, programme, person, stage, status):
    cohort = CohortFactory(programme=programme, stage=stage)
    place = EnrolmentFactory(cohort=cohort, person=person, status=status)
    addresses = [place.get_absolute_url()]
    if stage == Cohort.Stage.CLOSED:
        addresses += [cohort.get_absolute_url(), reverse("programmes:programme-list"), reverse("desk:home")]
    client = sign_in(person)

    for url in addresses:
        page = client.get(url).content.decode()
        assert '<span class="pill ">Finished</span>' in page, url
        assert not [words for words in ("Waiting for an answer", "On the waiting list", "confirmed") if words in page]


@pytest.mark.parametrize("name", ["place-detail", "place-withdraw", "place-capacity"])
def test_place_of_somebody_else_does_not_exist(sign_in, cohort, person, coordinator, name):
    place = EnrolmentFactory(cohort=cohort)

    for stranger in (person, coordinator):
        assert sign_in(stranger).get(reverse(f"programmes:{name}", args=[place.pk])).status_code == 404


def test_place_withdraw_asks_first(sign_in, cohort, person):
    Programme.objects.update(name="Doors & windows")
    place = EnrolmentFactory(cohort=cohort, person=person)

    page = sign_in(person).get(reverse("programmes:place-withdraw", args=[place.pk])).content.decode()

    place.refresh_from_db()
    assert "<h1>Step back from Doors &amp; windows?</h1>" in page
    assert "No reason is needed and nobody is told why. You can ask again until" in page
    assert place.status == Status.APPROVED


def test_place_withdraw_after_registration_says_that_there_is_no_way_back(sign_in, programme, person):
    cohort = CohortFactory(programme=programme, stage=Cohort.Stage.MATCHING)
    place = EnrolmentFactory(cohort=cohort, person=person)

    page = sign_in(person).get(reverse("programmes:place-withdraw", args=[place.pk])).content.decode()

    assert "you cannot come back to this round" in page


def test_place_withdraw_says_what_ends_with_it(sign_in, cast):
    waiting = EnrolmentFactory(cohort=cast.cohort, person__user__name="Wanda Waiting")
    make_proposal(cast.mentor_place, waiting)
    url = reverse("programmes:place-withdraw", args=[cast.mentor_place.pk])

    page = sign_in(cast.mentor).get(url).content.decode()

    assert "This happens at once:" in page
    assert "You and Minh Mentee no longer meet here as a pair." in page
    assert page.count("what you wrote is kept") == 1
    assert "The suggestion of Wanda Waiting closes." in page


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_place_withdraw_of_what_is_no_place_leads_to_where_it_stands(sign_in, cohort, person, status):
    place = EnrolmentFactory(cohort=cohort, person=person, status=status)

    response = sign_in(person).get(reverse("programmes:place-withdraw", args=[place.pk]))

    assert response.headers["Location"] == place.get_absolute_url()


def test_place_withdraw_gives_the_place_back_and_twice_is_harmless(sign_in, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person)
    client, url = sign_in(person), reverse("programmes:place-withdraw", args=[place.pk])

    first, second = client.post(url), client.post(url)

    place.refresh_from_db()
    assert place.status == Status.WITHDRAWN
    assert first.headers["Location"] == second.headers["Location"] == place.get_absolute_url()
    assert said(second)[-1] == "This has already changed, so nothing was done. Please look at how it stands now."


def test_place_capacity_is_changed_by_the_mentor(sign_in, cohort, person):
    place = MentorFactory(cohort=cohort, person=person, capacity=3)
    client, url = sign_in(person), reverse("programmes:place-capacity", args=[place.pk])

    assert "Change this number" in client.get(place.get_absolute_url()).content.decode()
    assert client.get(url).context["form"]["capacity"].value() == "3"
    wrong, right = client.post(url, {"capacity": "0"}), client.post(url, {"capacity": "1"})

    place.refresh_from_db()
    assert (wrong.status_code, right.headers["Location"], place.capacity) == (200, place.get_absolute_url(), 1)


def test_place_capacity_of_a_mentee_leads_to_the_place(sign_in, cohort, person):
    place = EnrolmentFactory(cohort=cohort, person=person)

    response = sign_in(person).get(reverse("programmes:place-capacity", args=[place.pk]))

    assert response.headers["Location"] == place.get_absolute_url()
