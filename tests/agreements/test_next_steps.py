from datetime import timedelta

import pytest
from django.urls import reverse

from agreements import services
from agreements.models import Agreement
from agreements.next_steps import pair_steps
from mentoring.accounts.models import User
from mentoring.lib import clock, registry
from mentoring.lib.next_step import Urgency
from tests.agreements.renewing import both_agree, renew
from tests.factories import EnrolmentFactory, end_pairs, make_mentorship, make_session

CHOICES = {"cadence": "monthly", "minutes": 60, "place": "video", "contact": "mail"}


def steps_of(person) -> list[tuple[Urgency, str]]:
    return [(step.urgency, step.url) for step in pair_steps(person)]


@pytest.fixture
def urls(cast) -> dict[str, str]:
    names = ("agreement-detail", "session-create")
    return {name: reverse(f"agreements:{name}", args=[cast.mentorship.pk]) for name in names}


def test_pair_steps_begin_with_the_lines_and_nothing_else(cast, urls):
    make_session(cast.mentorship, days=-1)

    (step,) = pair_steps(cast.mentee)

    assert (step.urgency, step.url, step.button) == (Urgency.AGREEMENT, urls["agreement-detail"], "Read the lines")
    assert step.title == "Read what you and Maria Mentor promise each other"


def test_pair_steps_are_each_persons_own(cast, urls):
    services.confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentee.user)

    assert steps_of(cast.mentee) == [(Urgency.SESSION_TO_PLAN, urls["session-create"])]
    assert steps_of(cast.mentor) == [(Urgency.AGREEMENT, urls["agreement-detail"])]


def test_pair_steps_before_the_first_meeting_ask_for_no_agreement(pair, urls):
    (step,) = pair_steps(pair.mentee)

    assert (step.urgency, step.title) == (Urgency.SESSION_TO_PLAN, "Plan your first meeting with Maria Mentor")


def test_pair_steps_with_a_session_ahead_are_none(pair):
    make_session(pair.mentorship)

    assert pair_steps(pair.mentee) == []


def test_pair_steps_ask_to_log_once_the_time_is_over(pair):
    session = make_session(pair.mentorship, days=1, minutes=60)

    with clock.standing_at(session.starts_at + timedelta(minutes=59)):
        during = steps_of(pair.mentee)
    with clock.standing_at(session.starts_at + timedelta(minutes=60)):
        after = steps_of(pair.mentee)

    assert during == []
    assert after == [(Urgency.SESSION_TO_LOG, reverse("agreements:session-detail", args=[session.pk]))]


def test_pair_steps_ask_for_the_oldest_session_first(pair):
    make_session(pair.mentorship, days=-1)
    oldest = make_session(pair.mentorship, days=-8)

    assert steps_of(pair.mentee)[0][1] == oldest.get_absolute_url()


def test_pair_steps_ask_to_agree_after_the_first_meeting(pair, urls):
    make_session(pair.mentorship, days=-1, status="held")

    assert steps_of(pair.mentee) == [
        (Urgency.AGREEMENT, urls["agreement-detail"]),
        (Urgency.SESSION_TO_PLAN, urls["session-create"]),
    ]


def test_pair_steps_ask_nobody_to_agree_twice(pair, urls):
    make_session(pair.mentorship, days=-1, status="held")
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    assert steps_of(pair.mentee) == [(Urgency.SESSION_TO_PLAN, urls["session-create"])]
    assert (Urgency.AGREEMENT, urls["agreement-detail"]) in steps_of(pair.mentor)


def test_pair_steps_say_that_the_other_one_has_agreed_and_what_is_asked(pair):
    make_session(pair.mentorship, days=-1, status="held")
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    step = pair_steps(pair.mentor)[0]

    assert step.title == "Minh Mentee has agreed: what is missing is your yes"
    assert step.text.startswith("Minh Mentee has said yes already. Look at the four choices")
    assert step.url == pair.mentorship.agreement.get_absolute_url()


def test_pair_steps_before_the_first_meeting_say_of_an_early_yes_that_there_is_no_hurry(pair, urls):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    step = min(pair_steps(pair.mentor), key=lambda each: each.urgency)
    early = pair_steps(pair.mentor)[0]
    make_session(pair.mentorship)

    assert (step.title, step.url) == ("Plan your first meeting with Minh Mentee", urls["session-create"])
    assert early.title == "Minh Mentee has agreed already"
    assert early.text == "You can look at the four choices at any time. There is no hurry: meet first, then agree."
    assert steps_of(pair.mentor) == [(Urgency.EARLY_YES, urls["agreement-detail"])]


def test_pair_steps_after_new_lines_know_whose_yes_is_there(pair):
    both_agree(pair)
    for person in (pair.mentee, pair.mentor):
        services.confirm_lines_read(agreement=renew(pair) if person == pair.mentee else now(pair), by=person.user)
    before = pair_steps(pair.mentor)[0].title
    services.agree(agreement=now(pair), by=pair.mentee.user, **CHOICES)

    assert before == "Say yes once more to how you and Minh Mentee work together"
    assert pair_steps(pair.mentor)[0].title == "Minh Mentee has agreed: what is missing is your yes"


def now(pair) -> Agreement:
    return Agreement.objects.get(mentorship=pair.mentorship)


def test_pair_steps_show_a_change_until_it_was_seen(pair):
    agreement = pair.mentorship.agreement
    make_session(pair.mentorship)
    services.agree(agreement=agreement, by=pair.mentee.user, **CHOICES)
    with clock.standing_at(clock.now() + timedelta(days=1)):
        services.agree(agreement=agreement, by=pair.mentor.user, **CHOICES | {"cadence": "fortnightly"})
    (step,) = pair_steps(pair.mentee)

    assert step.title == "Maria Mentor changed how you work: have a look"
    change = "how often you meet (every two weeks instead of once a month)"
    assert step.text == f"Changed since you agreed: {change}. Your agreement stands, and you can change it back."
    assert (step.url, pair_steps(pair.mentor)) == (agreement.get_absolute_url(), [])
    with clock.standing_at(clock.now() + timedelta(days=2)):
        services.confirm_change_seen(agreement=agreement, by=pair.mentee.user)
    assert pair_steps(pair.mentee) == []


def test_pair_steps_say_nothing_of_a_change_that_was_changed_back(pair):
    make_session(pair.mentorship)
    for day, (person, cadence) in enumerate(
        [(pair.mentee, "monthly"), (pair.mentor, "fortnightly"), (pair.mentor, "monthly")]
    ):
        with clock.standing_at(clock.now() + timedelta(days=day)):
            services.agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES | {"cadence": cadence})

    assert pair_steps(pair.mentee) == []


def test_pair_steps_forget_cancelled_sessions(pair, urls):
    make_session(pair.mentorship, days=-1, status="cancelled")

    assert steps_of(pair.mentee) == [(Urgency.SESSION_TO_PLAN, urls["session-create"])]


def test_pair_steps_end_with_the_pair(pair):
    end_pairs()

    assert pair_steps(pair.mentee) == []


def test_pair_steps_of_somebody_without_a_pair_are_none(pair):
    assert pair_steps(pair.outsider) == []


def test_pair_steps_cost_one_query_for_any_number_of_pairs(pair, django_assert_num_queries):
    with django_assert_num_queries(1):
        pair_steps(pair.mentor)
    for _place in range(2):
        make_mentorship(pair.mentor_place, EnrolmentFactory(cohort=pair.cohort))

    with django_assert_num_queries(1):
        steps = pair_steps(pair.mentor)

    assert len(steps) == 3


def test_pair_steps_are_registered(pair):
    asked = [step for answer in registry.next_steps.ask(pair.mentee) for step in answer]

    assert pair_steps(pair.mentee)[0] in asked


def test_nothing_is_asked_with_somebody_who_has_left(cast):
    assert pair_steps(cast.mentee) != []

    User.objects.filter(pk=cast.mentor.user_id).update(is_active=False)

    assert pair_steps(cast.mentee) == []
