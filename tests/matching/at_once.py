"""Acts of many people at the same moment, each on a connection of its own."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from matching.models import Membership, Proposal, ProposalSide
from matching.services import accept_proposal, decline_proposal
from mentoring.lib import clock
from programmes.models import Role
from tests.factories import make_proposal
from tests.matching.people import mentee_of

THREADS = 20


def at_once(*acts):
    """The outcome of each act ("done", or the exception), all begun at the same moment on connections of their own."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            act()
            return "done"
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def suggestion_awaiting_mentee(mentor):
    proposal = make_proposal(mentor, mentee_of(mentor.cohort))
    answered = {"answer": ProposalSide.Answer.YES, "answered_at": clock.now()}
    ProposalSide.objects.filter(proposal=proposal, role=Role.MENTOR).update(**answered)
    return proposal


def yes_of(proposal, role=Role.MENTEE):
    user = proposal.sides.get(role=role).enrolment.person.user
    return lambda: accept_proposal(proposal=Proposal.objects.get(pk=proposal.pk), by=user, no_line=True)


def taken_seats(person):
    return Membership.objects.filter(seat__person=person, ended_at=None).count()


def no_of(proposal, role):
    user = proposal.sides.get(role=role).enrolment.person.user
    return lambda: decline_proposal(proposal=Proposal.objects.get(pk=proposal.pk), by=user)


def commit_when_somebody_waits():
    """Hold the transaction open until another one waits for a lock."""
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("Nobody waits.")
