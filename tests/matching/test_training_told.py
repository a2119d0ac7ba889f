"""What people read where a programme asks its mentors for a training: on pages, in mails and in refusals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from matching import preview
from matching.bounds import MOST_TRAINING
from matching.models import Mentorship, Policy, Proposal, policy_of
from matching.place_stands import how_places_stand
from matching.services import accept_proposal, change_policy, send_again, send_proposals
from matching.services.free_places import Freed, freed_since, mentors_with_a_place, places_now
from matching.services.inviting import invite_to_choose, invite_to_name
from matching.services.one_row import read_row
from matching.trained import lacks_training, trained_as_asked
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from participants.training import TrainingLevel
from programmes.models import Enrolment, Programme
from tests.conftest import coordinator
from tests.factories import ProfileFactory, make_proposal
from tests.matching.choosing import list_of, seen
from tests.matching.naming import with_wishes
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, searched, steps_of
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


def ask_for_training(cohort, by):
    change_policy(programme=cohort.programme, terms=asking_for(PRACTICE), by=by)


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
    ("make", "status", "stage", "is_told"),
    [
        (mentor_of, "approved", "matching", True),
        (mentee_of, "approved", "matching", False),
        (mentor_of, "registered", "matching", False),
        (mentor_of, "approved", "closing", False),
    ],
)
def test_place_of_an_untrained_mentor_says_what_is_missing(sign_in, make, status, stage, is_told):
    cohort, _by = asking_cohort(stage=stage)
    place = make(cohort, status=status)

    text = seen(sign_in, place, place.get_absolute_url())

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


# --- the office ---


def test_preview_on_a_part_names_the_untrained_of_all_mentors(monkeypatch):
    cohort, _by = open_cohort()
    for number in range(4):
        mentee_of(cohort)
        mentor_of(cohort, person__user__name=f"Mentor {number}")
    trained(mentor_of(cohort, person__user__name="Trained"))
    monkeypatch.setattr(preview, "SAMPLE", 2)

    shown = preview.preview_of(again(cohort), asking_for(PRACTICE))

    names = "Mentor 0, Mentor 1, Mentor 2, Mentor 3"
    assert shown.about.endswith("2 mentees of 4, and in the same proportion 2 mentors of 5.")
    assert shown.saved.left_out == ""
    assert shown.tried.left_out == f"4 of 5 mentors would be left out for want of that training: {names}."


def test_sending_says_before_and_after_that_a_training_may_be_missing(office):
    cohort, client, by = office
    for _ in range(2):
        make_proposal(mentor_of(cohort), mentee_of(cohort), status="draft")
    ask_for_training(cohort, by)
    page = reverse("admin:matching_cohort_send", args=[cohort.pk])
    make_proposal(trained(mentor_of(cohort)), mentee_of(cohort), status="draft")

    before = text_of(client.get(page))
    after = client.post(page, follow=True).content.decode()

    assert "2 more suggestions are taken out instead of being sent" in before
    assert "the training asked of a mentor is missing or over" in before
    assert "2 suggestions were taken out" in after
    assert "the training asked of their mentors is missing or over" in after


def test_suggestion_is_not_sent_again_for_want_of_training_which_is_named():
    cohort, by = asking_cohort(stage="running")
    mentor = mentor_of(cohort)
    lapsed = make_proposal(mentor, mentee_of(cohort), status=Proposal.Status.LAPSED)

    with pytest.raises(Refused, match=r"^This mentor has no mentor training of the level .* you can send this again"):
        send_again(proposal=lapsed, by=by)
    trained(mentor)

    assert send_again(proposal=lapsed, by=by).status == Proposal.Status.SENT


def test_suggestion_that_was_sent_becomes_a_pair_though_the_training_ends_meanwhile():
    cohort, by = asking_cohort()
    mentor = trained(mentor_of(cohort), until=clock.company_today())
    mentee = mentee_of(cohort, person__manager=ProfileFactory())
    proposal = make_proposal(mentor, mentee, status="draft")
    assert send_proposals(cohort=cohort, by=by) == 1

    with clock.standing_at(clock.now() + timedelta(days=2)):
        for place in (mentor, mentee):
            accept_proposal(proposal=Proposal.objects.get(pk=proposal.pk), by=place.person.user, no_line=True)

    assert not read_row(mentee).possible()
    assert Mentorship.objects.get().memberships.count() == 2


def test_whoever_is_ruled_out_by_the_trained_reads_so_and_that_training_others_would_help(office):
    cohort, client, by = office
    boss = trained(mentor_of(cohort)).person
    mentor_of(cohort), mentee_of(cohort, person__manager=boss)
    ask_for_training(cohort, by)
    searched(cohort, by)

    board = board_text(client, cohort)

    assert (
        "Every mentor who has the training asked for is ruled out. "
        "Some mentors have no mentor training of the level asked for yet, or it is over. "
        "Another mentor would help, or that training for one of those here. Once it is noted, find pairs again."
    ) in board


def test_new_mentor_helps_once_a_training_is_noted():
    cohort, by = asking_cohort()
    mentee_of(cohort)
    mentor_of(cohort)
    run = searched(cohort, by)
    late = mentor_of(cohort)

    def found():
        places = Enrolment.objects.filter(cohort=cohort).values_list(places_now(cohort), flat=True)
        return freed_since(run, places[0])

    before = found(), mentors_with_a_place(cohort)
    trained(late)

    assert before == (Freed(), set())
    assert (found(), mentors_with_a_place(cohort)) == (Freed(mentor=True, place=True), {late.pk})


def test_link_that_notes_a_training_is_called_as_it_reads(office):
    cohort, client, by = office
    mentee_of(cohort), mentor_of(cohort, person__user__name="Una")
    ask_for_training(cohort, by)
    searched(cohort, by)

    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk])).content.decode()

    assert '>Note it<span class="visually-hidden">: the mentor training of Una</span></a>' in page


def test_highest_level_that_is_noted_is_the_highest_that_can_be_asked_for():
    assert max(TrainingLevel) == MOST_TRAINING
