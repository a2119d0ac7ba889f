"""What follows for places, suggestions and pairs when somebody's last day is over."""

import pytest
from django.urls import reverse

from matching import services
from matching.models import Mentorship, Proposal
from matching.next_steps import look_after_pairs
from mentoring.lib import registry
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from participants.services import let_leavers_go
from programmes.models import Cohort, Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, in_days, make_mentorship, make_proposal


def leave(*people: Profile) -> None:
    Profile.objects.filter(pk__in=[person.pk for person in people]).update(last_day=in_days(-1))
    assert let_leavers_go() == len(people)


def mails() -> list[tuple[str, str]]:
    return sorted(OutgoingMessage.objects.values_list("kind", "address"))


def test_request_and_place_without_a_pair_are_given_back_and_others_stay(db):
    place = EnrolmentFactory(status=Enrolment.Status.REGISTERED)
    other = MentorFactory(person=place.person)
    over = EnrolmentFactory(person=place.person, cohort=CohortFactory(stage=Cohort.Stage.CLOSED))
    colleague = EnrolmentFactory(cohort=place.cohort)

    leave(place.person)

    states = {each.pk: each.status for each in Enrolment.objects.all()}
    assert [states[each.pk] for each in (place, other, over, colleague)] == [
        "withdrawn",
        "withdrawn",
        "approved",
        "approved",
    ]
    assert mails() == []


def test_open_suggestion_is_taken_back_and_the_other_side_hears_no_reason(db):
    mentor = MentorFactory(cohort__stage=Cohort.Stage.RUNNING)
    mentee = EnrolmentFactory(cohort=mentor.cohort, person__user__email="minh@mail.example")
    sent = make_proposal(mentor, mentee)
    draft = make_proposal(mentor, EnrolmentFactory(cohort=mentor.cohort), status=Proposal.Status.DRAFT)

    leave(mentor.person)

    sent.refresh_from_db()
    assert sent.status == Proposal.Status.DECLINED
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    assert mails() == [("suggestion_closed", "minh@mail.example")]
    (message,) = OutgoingMessage.objects.all()
    assert "left" not in message.text
    assert "do not become a pair this time" in message.text


def test_open_pair_stays_and_so_does_its_place_while_other_suggestions_are_taken_back(cast):
    further = make_proposal(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))

    leave(cast.mentor)

    cast.mentorship.refresh_from_db()
    cast.mentor_place.refresh_from_db()
    further.refresh_from_db()
    assert (cast.mentorship.status, cast.mentor_place.status) == ("active", "approved")
    assert further.status == Proposal.Status.DECLINED
    assert ("pair_ended", cast.mentee.user.email) not in mails()


def test_coordinator_is_asked_to_end_the_pair_and_nobody_else_is(cast):
    assert look_after_pairs(cast.coordinator) == []
    leave(cast.mentor)

    steps = {person: look_after_pairs(person) for person in (cast.coordinator, cast.other_coordinator, cast.mentee)}

    assert [step.title for step in steps[cast.coordinator]] == ["Maria Mentor has left: end the pair"]
    assert (steps[cast.other_coordinator], steps[cast.mentee]) == ([], [])


def test_all_who_left_are_named_with_one_question_the_longest_gone_first(cast, django_assert_num_queries):
    other = MentorFactory(cohort=CohortFactory(programme=cast.programme, stage=Cohort.Stage.CLOSING))
    make_mentorship(other, EnrolmentFactory(cohort=other.cohort))
    leave(cast.mentor, other.person)
    Profile.objects.filter(pk=other.person_id).update(last_day=in_days(-3))

    with django_assert_num_queries(1):
        steps = look_after_pairs(cast.coordinator)

    assert [(step.title, step.where) for step in steps] == [
        (f"{other.person.user.name} has left: end the pair", str(other.cohort)),
        ("Maria Mentor has left: end the pair", "Open doors, Spring"),
    ]


def test_coordinator_ends_the_pair_and_the_one_who_stays_is_told(cast, sign_in):
    leave(cast.mentor)
    office = sign_in(cast.coordinator)
    (step,) = look_after_pairs(cast.coordinator)

    page = office.get(step.url).content.decode()
    assert "End the pair with Maria Mentor</h1>" in page
    assert "Maria Mentor has left the company" in page
    assert "We tell Minh Mentee by mail that the pair has ended, without a reason." in page
    answer = office.post(step.url)

    assert answer.url == reverse("admin:matching_cohort_board", args=[cast.cohort.pk])
    cast.mentor_place.refresh_from_db()
    assert Mentorship.objects.get().status == "ended"
    assert cast.mentor_place.status == "withdrawn"
    assert mails() == [("pair_ended", "minh@mail.example")]
    assert [step.title for step in look_after_pairs(cast.coordinator)] == [f"{cast.cohort}: 1 mentee is without a pair"]
    assert office.get(step.url).status_code == 404


def test_all_pairs_of_a_mentor_who_left_end_together(cast, sign_in):
    second = make_mentorship(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))
    leave(cast.mentor)

    services.end_pairs_of_leaver(place=cast.mentor_place, by=cast.coordinator.user)

    second.refresh_from_db()
    assert (second.status, Mentorship.objects.active().count()) == ("ended", 0)


def test_pair_of_somebody_who_works_here_is_not_for_the_coordinator_to_end(cast, sign_in):
    with pytest.raises(Refused, match="Maria Mentor works here"):
        services.end_pairs_of_leaver(place=cast.mentor_place, by=cast.coordinator.user)

    url = reverse("admin:matching_leaver_end", args=[cast.mentor_place.pk])
    assert sign_in(cast.coordinator).get(url).status_code == 404


def test_what_would_end_is_told_before(cast):
    make_proposal(cast.mentor_place, EnrolmentFactory(cohort=cast.cohort))
    EnrolmentFactory(person=cast.mentor)  # a place in another cohort, while that in the pair stays

    said = [words for answer in registry.ends_with_people.ask([cast.mentor.pk]) for words in answer]
    nothing = [words for answer in registry.ends_with_people.ask([cast.coordinator.pk]) for words in answer]

    assert said == [
        "1 place or request of theirs is given back.",
        "1 suggestion with them is taken back; the other one gets a mail without a reason.",
        "1 pair with them stays until a coordinator ends it.",
    ]
    assert nothing == []
