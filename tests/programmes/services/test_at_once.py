"""Two people, or one who presses twice, at the same moment: one of them is first, and nobody meets an error."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from mentoring.lib.errors import Refused
from programmes import services
from programmes.models import Cohort, Enrolment, PlaceDraft, Programme, Role
from tests.factories import EnrolmentFactory
from tests.programmes.services.records import mails

pytestmark = pytest.mark.django_db(transaction=True)
Status = Enrolment.Status
CHANGED = "This has already changed, so nothing was done. Please look at how it stands now."
REGISTERED = "You have already registered for this programme in this role."


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each: "done", or the sentence of the refusal."""
    answers: list[str] = [""] * len(acts)
    barrier = Barrier(len(acts))

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            act()
            answers[number] = "done"
        except Refused as refusal:
            answers[number] = refusal.message
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def asking(cohort, person, *roles, skills):
    wishes = [services.Wish(role, skills) for role in roles]
    return lambda: services.ask_for_places(cohort=cohort, person=person, wishes=wishes, by=person.user)


def test_pressing_twice_gives_one_place_in_each_role(cohort, person, skills):
    act = asking(cohort, person, Role.MENTOR, Role.MENTEE, skills=skills)

    assert sorted(at_once(act, act)) == [REGISTERED, "done"]
    assert sorted(person.enrolments.values_list("role", flat=True)) == ["mentee", "mentor"]
    assert len(mails()) == 1


def test_the_two_roles_at_once_give_both_places(cohort, person, skills):
    acts = [asking(cohort, person, role, skills=skills) for role in (Role.MENTOR, Role.MENTEE)]

    assert at_once(*acts) == ["done", "done"]
    assert sorted(person.enrolments.values_list("role", flat=True)) == ["mentee", "mentor"]


def test_approving_while_the_person_steps_back(cohort, person, coordinator):
    place = EnrolmentFactory(cohort=cohort, person=person, status=Status.REGISTERED)

    approved, withdrawn = at_once(
        lambda: services.approve_enrolment(enrolment=place, by=coordinator.user),
        lambda: services.withdraw_enrolment(enrolment=place, by=person.user),
    )

    place.refresh_from_db()
    assert (withdrawn, place.status) == ("done", Status.WITHDRAWN)
    assert approved in ("done", CHANGED)
    assert len(mails()) == (approved == "done")


def test_two_coordinators_answer_the_same_requests(cohort, coordinator):
    places = [EnrolmentFactory(cohort=cohort, status=Status.REGISTERED) for _ in range(6)]
    done = []

    def answering(answer, chosen):
        def act():
            done.extend(services.answer_enrolments(enrolments=chosen, answer=answer, by=coordinator.user).done)

        return act

    assert at_once(answering(Status.DECLINED, places), answering(Status.WAITING, places[::-1])) == ["done", "done"]
    # From the waiting list a place can still be declined: whoever was first, each place has one state and its mail.
    assert {place.status for place in Enrolment.objects.all()} == {Status.DECLINED}
    assert len(done) == len(mails())


def test_saving_a_draft_twice_at_once_keeps_one(cohort, person):
    def saving(**answers):
        return lambda: services.keep_draft(cohort=cohort, person=person, answers=answers, by=person.user)

    assert at_once(saving(role="mentor"), saving(capacity="2")) == ["done", "done"]
    assert services.answers_in(PlaceDraft.objects.get()) == {"role": "mentor", "capacity": "2"}


@pytest.mark.parametrize("number", range(5))
def test_what_a_page_still_saves_while_its_button_asks_leaves_no_words_behind(cohort, person, skills, number):
    services.keep_draft(cohort=cohort, person=person, answers={"role": "mentee"}, by=person.user)
    words = {"aims_mentee": "To be heard"}
    save = partial(services.keep_draft, cohort=cohort, person=person, answers=words, by=person.user, goes_on=True)

    asked, saved = at_once(asking(cohort, person, Role.MENTEE, skills=skills), save)

    assert (asked, saved in ("done", "You have asked for this place already.")) == ("done", True)
    assert not PlaceDraft.objects.exists()


def test_pressing_twice_prepares_one_next_round(cohort, coordinator):
    act = partial(services.prepare_next_round, cohort=cohort, by=coordinator.user)

    assert sorted(at_once(act, act)) == ["The next cohort was prepared already. This is its page.", "done"]
    assert Cohort.objects.filter(follows=cohort).count() == 1


def test_pressing_twice_makes_one_copy_of_a_programme(programme, coordinator):
    act = partial(services.duplicate_programme, programme=programme, name="A copy", by=coordinator.user)

    assert sorted(at_once(act, act)) == ["The copy was made already. This is its page.", "done"]
    assert Programme.objects.filter(name="A copy").count() == 1
