"""What people who choose for themselves are shown: the step on home, the short list, the question, its answers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from matching.models import Membership, Policy, Proposal
from matching.own_steps import answer_or_choose
from matching.place_stands import how_places_stand, stands_of
from matching.services import add_exclusion, change_policy
from matching.services.lapsing import tend_suggestions
from matching.terms import USUAL
from mentoring.lib import registry
from mentoring.lib.next_step import Urgency
from mentoring.outbox.models import OutgoingMessage
from participants.models import ProfileSkill
from programmes.models import Cohort, Enrolment, Programme
from tests.factories import (
    CohortFactory,
    ProfileFactory,
    end_pairs,
    make_mentorship,
    make_proposal,
    make_request,
)
from tests.matching.choosing import ask, choosing_cohort, list_of, seen
from tests.matching.people import found_of, mentee_of, mentor_of, open_cohort, own_of, steps_of

pytestmark = pytest.mark.django_db
Status = Proposal.Status


# --- the step on home, and on the place ---


def test_home_asks_who_waits_to_choose():
    cohort, _by = choosing_cohort(programme__name="Open doors")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)

    [step] = steps_of(mentee.person)

    assert (step.title, step.url, step.urgency) == ("Choose a mentor", list_of(mentee), Urgency.PARTNER_TO_CHOOSE)
    assert step.text.startswith("In Open doors you choose your mentor yourself.")
    assert steps_of(mentor.person) == []


@pytest.mark.parametrize("stage", ["registration", "closing", "closed"])
def test_home_asks_nobody_to_choose_before_or_after(stage):
    cohort, _by = choosing_cohort(stage=stage)

    assert steps_of(mentee_of(cohort).person) == []


def test_home_asks_nobody_to_choose_who_has_somebody_or_waits_or_rests():
    cohort, _by = choosing_cohort(stage="running")
    paired, asked, resting, waiting, kept = (mentee_of(cohort) for _ in range(5))
    make_mentorship(mentor_of(cohort), paired)
    make_request(asked, mentor_of(cohort))
    make_proposal(mentor_of(cohort), waiting)
    make_proposal(mentor_of(cohort), kept, status=Status.DRAFT, locked=True)
    end_pairs(pk=make_mentorship(mentor_of(cohort), resting).pk)
    Membership.objects.filter(enrolment=resting).update(looks_again=False)

    people = [place.person for place in (paired, asked, resting, waiting, kept)]
    steps = [step for person in people for step in steps_of(person)]

    assert [step.urgency for step in steps] == [Urgency.SUGGESTION]


def test_home_asks_nobody_in_a_programme_that_changed_its_style_since():
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    Programme.objects.update(style="reverse")

    assert steps_of(mentee.person) + steps_of(mentor.person) == []


def test_in_a_reverse_programme_mentors_with_a_place_free_are_asked():
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    free, full, mentee = mentor_of(cohort, capacity=2), mentor_of(cohort), mentee_of(cohort)
    make_mentorship(full, mentee_of(cohort))

    steps = [step.title for place in (free, full, mentee) for step in steps_of(place.person)]

    assert steps == ["Choose a mentee"]


def test_steps_and_stands_cost_one_query_each_where_the_team_decides(django_assert_num_queries):
    person = ProfileFactory()
    places = [mentee_of(open_cohort(stage="running")[0], person=person) for _ in range(3)]
    found = found_of(person)

    with django_assert_num_queries(1):
        own = answer_or_choose(person, found)
    with django_assert_num_queries(1):
        stands = how_places_stand([place.pk for place in places])

    assert (own.steps, own.choices, stands) == ([], {}, {})


def test_where_people_choose_steps_cost_one_query_and_tell_how_places_stand(django_assert_num_queries):
    person = ProfileFactory()
    places = [mentee_of(choosing_cohort()[0], person=person) for _ in range(3)]
    for place in places:
        mentor_of(place.cohort)
    found = found_of(person)

    with django_assert_num_queries(1):
        own = answer_or_choose(person, found)
    with django_assert_num_queries(2):
        stands = how_places_stand([place.pk for place in places])

    assert len(own.steps) == len(stands) == 3
    assert stands[places[0].pk].label == "See who fits you"
    with django_assert_num_queries(0):
        assert stands_of(found, own.choices) == stands


def test_mentor_in_a_pair_is_led_to_a_choice_and_their_place_to_the_pair(django_assert_num_queries):
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    mentor, _mentee = mentor_of(cohort, capacity=2), mentee_of(cohort)
    make_mentorship(mentor, mentee_of(cohort))
    own = own_of(mentor.person)

    with django_assert_num_queries(1):
        stands = how_places_stand([mentor.pk])

    assert [step.title for step in own.steps] == ["Choose a mentee"]
    assert stands == stands_of(found_of(mentor.person), own.choices)
    assert stands[mentor.pk].sentence == "You are in a pair."


def test_place_says_that_its_owner_asked():
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    ask(mentee, mentor)

    stands = how_places_stand([mentee.pk, mentor.pk])

    assert stands[mentee.pk].sentence == "You asked somebody. We write to you as soon as there is an answer."
    assert stands[mentor.pk].sentence.startswith("A suggestion waits for your answer until")


def test_one_who_is_asked_reads_it_on_home():
    cohort, _by = choosing_cohort(stage="running", programme__name="Open doors")
    mentee, mentor = mentee_of(cohort, person__user__name="Ben Bold"), mentor_of(cohort)
    proposal = ask(mentee, mentor)

    [step] = steps_of(mentor.person)

    day = date_format(proposal.reply_by, "D j M")
    assert step.title == "Would you mentor Ben Bold?"
    assert step.text == f"Ben Bold chose you in Open doors. Please answer by {day}. Nothing starts without your yes."
    assert steps_of(mentee.person) == []


# --- the short list ---


def test_list_shows_the_five_who_fit_best_with_card_fit_and_reasons(sign_in):
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort, "Speaking", "Selling")
    best = mentor_of(cohort, "Speaking", "Selling", person__user__name="Ada Best", person__about_me="I like maps.")
    for number in range(5):
        mentor_of(cohort, "Speaking", person__user__name=f"Good {number}")
    mentor_of(cohort, "Sailing", person__user__name="Last Least")
    Enrolment.objects.filter(pk=best.pk).update(aims=None)

    text = seen(sign_in, mentee)

    assert "These 5 mentors fit you best and have a place free, the best fit first." in text
    assert text.index("Ask Ada Best") < text.index("Ask Good")
    assert "This mentor offers everything on your wish list." in text
    assert "I like maps." in text
    assert "Fit: " in text
    assert "Last Least" not in text
    assert not re.search(r"\d\.\d|\d %", text)


def test_list_never_shows_what_somebody_wrote_for_whoever_is_suggested_to_them(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    mentor.aims = "To give something back."
    mentor.save()

    assert "To give something back." not in seen(sign_in, mentee)

    proposal = ask(mentee, mentor)
    assert "To give something back." in seen(sign_in, mentee, proposal.get_absolute_url())


def test_who_avoids_the_other_is_just_absent(sign_in):
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort)
    unwilling, unwanted, _free = (mentor_of(cohort, person__user__name=name) for name in ("Una", "Udo", "Fay"))
    add_exclusion(owner=unwilling.person, excluded=mentee.person, by=unwilling.person.user)
    add_exclusion(owner=mentee.person, excluded=unwanted.person, by=mentee.person.user)

    text = seen(sign_in, mentee)

    assert ("Una" in text, "Udo" in text, "Ask Fay" in text) == (False, False, True)
    assert "This mentor fits you best and has a place free." in text


def test_list_without_anybody_says_what_to_do(sign_in):
    cohort, _by = choosing_cohort()

    text = seen(sign_in, mentee_of(cohort))

    assert "Nobody to choose just now" in text
    assert "As soon as there is somebody you can ask, we write to you. You need do nothing until then." in text


def test_list_without_anybody_promises_no_mail_to_whoever_had_it_already(sign_in):
    cohort, _by = choosing_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    tend_suggestions()
    ask(mentee_of(cohort), mentor)

    text = seen(sign_in, mentee)

    assert "please look again in a few days" in text
    assert "we write to you" not in text


def test_mentor_whose_places_are_all_taken_reads_how_to_change_that(sign_in):
    cohort, _by = choosing_cohort(programme__style="reverse", stage="running")
    mentor = mentor_of(cohort)
    make_mentorship(mentor, mentee_of(cohort))

    assert "raise the number first" in seen(sign_in, mentor)


def test_reverse_list_shows_mentees_by_what_they_want_to_learn(sign_in):
    cohort, _by = choosing_cohort(programme__style="reverse")
    mentor = mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking", person__user__name="Sen Senior")

    text = seen(sign_in, mentor)

    assert "Choose a mentee" in text
    assert "Would like to learn Speaking" in text
    assert "Ask Sen Senior" in text


def test_list_leads_away_from_whoever_may_not_choose_now(sign_in):
    cohort, by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    assert sign_in(mentor.person).get(list_of(mentee)).status_code == 404
    change_policy(programme=cohort.programme, terms=USUAL["classic"], pairing=Policy.Pairing.APPOINTED, by=by)

    assert "There is nobody to choose just now. Here is how it stands." in seen(sign_in, mentee)
    assert "There is nobody to choose just now." in seen(sign_in, mentor)


def test_list_asks_the_same_of_the_database_however_many_there_are(sign_in):
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort, "Speaking")
    client = sign_in(mentee.person)
    counted = []
    for number in (1, 3, 9):
        for _ in range(number):
            mentor_of(cohort, "Speaking")
        client.get(list_of(mentee))
        with CaptureQueriesContext(connection) as captured:
            client.get(list_of(mentee))
        counted.append(len(captured))

    assert counted[0] == counted[1] == counted[2] <= 15


def test_skills_decide_on_the_list_as_they_do_in_a_search(sign_in):
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort, "Speaking", "Selling")
    ProfileSkill.objects.filter(profile=mentee.person, rank=1).update(level=3)
    for name, offers in (
        ("Only Second", ["Selling"]),
        ("Both Two", ["Speaking", "Selling"]),
        ("First One", ["Speaking"]),
    ):
        mentor_of(cohort, *offers, person__user__name=name)

    found = re.findall(r"Ask (Only Second|Both Two|First One)", seen(sign_in, mentee))

    assert found == ["Both Two", "First One", "Only Second"]


# --- that one can choose ---


def told():
    return sorted(OutgoingMessage.objects.filter(kind="choice_open").values_list("recipient_id", flat=True))


def test_whoever_may_choose_is_told_once_and_whoever_comes_later_too():
    cohort, _by = choosing_cohort(programme__name="Open doors")
    first, _mentor = mentee_of(cohort), mentor_of(cohort)

    tend_suggestions()
    tend_suggestions()
    once = told()
    later = mentee_of(cohort)
    tend_suggestions()

    assert once == [first.person.user_id]
    assert told() == sorted([first.person.user_id, later.person.user_id])
    mail = OutgoingMessage.objects.filter(subject_id=first.pk).get()
    assert mail.mail_subject == "You can choose your mentor now"
    assert "In Open doors you choose your mentor yourself" in mail.text
    assert list_of(first) in mail.text


def test_nobody_is_told_who_may_not_choose_or_cannot_be_written_to():
    cohort, _by = choosing_cohort(stage="registration")
    mentee_of(cohort)
    running, _by = choosing_cohort(stage="running")
    make_mentorship(mentor_of(running), mentee_of(running))
    mentee_of(running, person__user__email=None)
    make_request(mentee_of(running), mentor_of(running), status=Status.DECLINED)

    tend_suggestions()

    assert told() == []


def test_mail_is_no_longer_wanted_once_somebody_was_asked():
    cohort, _by = choosing_cohort(stage="running")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    before = registry.message_wanted.ask("choice_open", mentee.pk)

    ask(mentee, mentor)

    assert True in before
    assert False in registry.message_wanted.ask("choice_open", mentee.pk)


def test_page_before_matching_begins_counts_who_is_told():
    cohort, _by = choosing_cohort(stage="registration")
    mentee_of(cohort)
    mentor_of(cohort)
    again, appointed = Cohort.objects.get(pk=cohort.pk), CohortFactory()

    said = [each for answer in registry.mails_of_move.ask(again, "matching") for each in answer]

    assert said == [(1, "1 person reads that they can choose now, and sees who fits.")]
    assert [each for answer in registry.mails_of_move.ask(appointed, "matching") for each in answer] == []
