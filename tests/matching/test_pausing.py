import pytest
from django.db import IntegrityError, transaction

from agreements.next_steps import pair_steps
from agreements.services import confirm_lines_read
from feedback.models import Invitation
from matching.models import Mentorship
from matching.parting import Way
from matching.services import part, pause_pair, resume_pair
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage
from tests.factories import make_session, make_survey_run
from tests.feedback.steps import goals_to_look_after, surveys_to_answer


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMessage.objects.order_by("created_at", "kind", "address").values_list("kind", "address"))


def nudges(cast) -> list:
    return [*pair_steps(cast.mentee), *goals_to_look_after(cast.mentee), *surveys_to_answer(cast.mentee)]


def test_nothing_is_asked_of_either_during_a_break(cast):
    confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentee.user)
    for day in (-20, -10):
        make_session(cast.mentorship, days=day, status="held")
    run = make_survey_run(cast.cohort)
    Invitation.objects.create(run=run, person=cast.mentee, cell=0)
    assert len(nudges(cast)) == 4  # to agree, to plan, to set a goal, to answer

    pause_pair(mentorship=cast.mentorship, by=cast.mentor.user)

    assert nudges(cast) == []
    resume_pair(mentorship=cast.mentorship, by=cast.mentee.user)
    assert len(nudges(cast)) == 4


def test_break_is_told_to_the_other_one_without_a_reason(cast):
    for _press in range(2):
        pause_pair(mentorship=cast.mentorship, by=cast.mentee.user)

    assert mails() == [("pair_paused", "maria@mail.example")]
    assert Mentorship.objects.get().paused_at is not None
    assert not Mentorship.objects.working().exists()


def test_either_ends_the_break(cast):
    pause_pair(mentorship=cast.mentorship, by=cast.mentee.user)

    for _press in range(2):
        resume_pair(mentorship=cast.mentorship, by=cast.mentor.user)

    assert mails() == [("pair_paused", "maria@mail.example"), ("pair_resumed", "minh@mail.example")]
    assert [event.verb for event in AuditEvent.objects.filter(subject_id=cast.mentorship.pk).order_by("pk")] == [
        "mentorship.pause",
        "mentorship.resume",
    ]


def test_pair_can_end_during_a_break(cast):
    pause_pair(mentorship=cast.mentorship, by=cast.mentee.user)

    ended = part(mentorship=cast.mentorship, way=Way.FINISHED, by=cast.mentor.user)

    assert (ended.status, ended.paused_at) == ("ended", None)


def test_break_is_refused_after_the_end_and_to_others(cast):
    with pytest.raises(Refused, match="Only the two people of a pair"):
        pause_pair(mentorship=cast.mentorship, by=cast.coordinator.user)
    part(mentorship=cast.mentorship, way=Way.STOP, by=cast.mentor.user)

    for service in (pause_pair, resume_pair):
        with pytest.raises(Refused, match="has ended already"):
            service(mentorship=cast.mentorship, by=cast.mentee.user)


def test_database_knows_no_break_of_a_pair_that_has_ended(cast):
    with pytest.raises(IntegrityError, match="mentorship_ended_waits_for_nothing"), transaction.atomic():
        Mentorship.objects.update(status="ended", ended_at=clock.now(), paused_at=clock.now())
