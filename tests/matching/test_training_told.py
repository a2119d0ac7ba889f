"""What people read where a programme asks its mentors for a training: on pages, in mails and in refusals."""

import pytest
from django.urls import reverse

from matching.models import Policy, policy_of
from matching.place_stands import how_places_stand
from matching.services import change_policy
from matching.services.inviting import invite_to_choose, invite_to_name
from matching.trained import lacks_training, trained_as_asked
from programmes.models import Cohort, Enrolment, Programme, Role
from tests.conftest import coordinator
from tests.matching.choosing import list_of, seen
from tests.matching.naming import with_wishes
from tests.matching.office import text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, steps_of
from tests.matching.terms import usual_terms
from tests.matching.test_how_pairs import address, bounds_of, press, stands
from tests.matching.test_mentor_training import ADVANCED, PRACTICE, again, asking_for, trained

pytestmark = pytest.mark.django_db
Pairing = Policy.Pairing
MISSING = (
    "This programme asks its mentors for training, and none that counts is noted for you. "
    "Please ask your programme team."
)


def asking_cohort(pairing=Pairing.APPOINTED, style="classic", level=PRACTICE, **fields):
    """A cohort whose programme asks its mentors for a training, and its coordinator."""
    cohort, by = open_cohort(programme__style=style, **fields)
    terms = asking_for(level, style) if pairing != Pairing.RANKED else with_wishes(asking_for(level, style))
    change_policy(programme=cohort.programme, terms=terms, by=by, pairing=pairing)
    return again(cohort), by


def titles(place):
    return [step.title for step in steps_of(place.person)]


# --- the page that asks for it ---


def test_second_of_two_is_told_that_training_makes_no_difference_any_more(office, sign_in):
    cohort, client, _by = office
    other = sign_in(coordinator("Otto Other", "otto", cohort.programme).user)
    press(client, cohort.programme, least_training=str(PRACTICE))
    seen = stands(cohort.programme).as_seen
    other.post(address(cohort.programme), usual_terms(least_training="", seen=seen))

    page = client.post(address(cohort.programme), usual_terms(least_training=str(PRACTICE), skills=80, seen=seen))

    text = text_of(page)
    told = text[text.index("It says now") : text.index("Keep this one and leave mine")]
    assert "Mentor training at least Makes no difference" in told
    assert bounds_of(cohort.programme).least_training is None


# --- people ---


def test_nobody_is_led_or_written_to_while_no_mentor_is_trained():
    cohort, _by = asking_cohort(Pairing.CHOSEN)
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    before = titles(mentee), invite_to_choose()

    trained(mentor)

    assert before == ([], 0)
    assert (titles(mentee), invite_to_choose()) == (["Choose a mentor"], 1)


@pytest.mark.parametrize(
    ("style", "pairing", "invite", "title"),
    [
        ("reverse", Pairing.CHOSEN, invite_to_choose, "Choose a mentee"),
        ("reverse", Pairing.RANKED, invite_to_name, "Name up to 3 people you would like to work with"),
    ],
)
def test_untrained_mentor_is_led_and_written_to_once_a_training_is_noted(style, pairing, invite, title):
    cohort, _by = asking_cohort(pairing, style)
    mentee_of(cohort)
    mentor = mentor_of(cohort)
    before = titles(mentor), invite(), how_places_stand([mentor.pk])[mentor.pk].sentence

    trained(mentor)

    assert before == ([], 0, MISSING)
    assert (titles(mentor), invite()) == ([title], 1)
    assert how_places_stand([mentor.pk])[mentor.pk].label == "See who fits you"


@pytest.mark.parametrize("page", ["choice-list", "choice-browse"])
def test_untrained_mentor_reads_why_nobody_can_be_chosen(sign_in, page):
    cohort, _by = asking_cohort(Pairing.CHOSEN, "reverse")
    mentee_of(cohort)
    mentor = mentor_of(cohort)

    text = seen(sign_in, mentor, reverse(f"matching:{page}", args=[mentor.pk]))
    trained(mentor)
    later = seen(sign_in, mentor, list_of(mentor))

    assert MISSING in text
    assert "please look again" not in text
    assert MISSING not in later


def test_untrained_mentor_reads_why_nobody_can_be_named(sign_in):
    cohort, _by = asking_cohort(Pairing.RANKED, "reverse")
    mentee_of(cohort)
    mentor = mentor_of(cohort)

    text = seen(sign_in, mentor, reverse("matching:ranking-detail", args=[mentor.pk]))

    assert MISSING in text
    assert "Nobody who fits has a place free" not in text


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({}, True),
        ({"role": Role.MENTEE}, False),
        ({"status": Enrolment.Status.REGISTERED}, False),
        ({"cohort__stage": Cohort.Stage.CLOSING}, False),
    ],
)
def test_place_of_an_untrained_mentor_says_what_is_missing(sign_in, fields, is_told):
    cohort, _by = asking_cohort()
    mentor = mentor_of(cohort)
    for name, value in fields.items():
        holder, field = (Cohort, "stage") if name == "cohort__stage" else (Enrolment, name)
        holder.objects.update(**{field: value})

    text = seen(sign_in, mentor, mentor.get_absolute_url())

    assert (MISSING in text) is is_told
    if is_told:
        assert "There is nothing you need to do now." not in text


@pytest.mark.parametrize(
    ("has", "style", "lacks"),
    [(None, "classic", True), (PRACTICE, "classic", False), (ADVANCED, "classic", False), (None, "reverse", False)],
)
def test_query_and_words_agree_whom_training_is_missing_of(has, style, lacks):
    """What was set for another style than the programme has holds no more."""
    cohort, _by = asking_cohort()
    mentor = mentor_of(cohort)
    mentee = mentee_of(cohort)
    if has:
        trained(mentor, has)
    Programme.objects.update(style=style)
    places = Enrolment.objects.select_related("cohort__programme__policy")

    assert lacks_training(places.get(pk=mentor.pk), has) is lacks
    assert not lacks_training(places.get(pk=mentee.pk), None)
    assert set(places.filter(trained_as_asked())) == ({mentee} if lacks else {mentee, mentor})


@pytest.mark.parametrize("is_set", [True, False])
def test_where_no_training_is_asked_for_nobody_lacks_any(is_set):
    cohort, by = open_cohort()
    if is_set:
        terms = policy_of(cohort.programme).terms
        change_policy(programme=cohort.programme, terms=terms, by=by, pairing=Pairing.CHOSEN)
    mentor = mentor_of(cohort)
    place = Enrolment.objects.select_related("cohort__programme__policy").get(pk=mentor.pk)

    assert not lacks_training(place, None)
    assert list(Enrolment.objects.filter(trained_as_asked())) == [mentor]
