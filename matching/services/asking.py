"""Somebody who chooses for themselves asks another person."""

from uuid import UUID

from django.utils.translation import gettext as _

from matching import emails
from matching.choosers import OPEN, places_that_choose
from matching.models import Proposal, ProposalSide
from matching.reply import days_to_choose
from matching.reporting_line import knows_line_of
from matching.services.answers import LineNotAsked
from matching.services.locks import lock_people
from matching.services.one_row import read_row
from matching.services.runs import is_searching
from matching.services.sending import mark_asked
from matching.services.written import drop_drafts
from matching.why import skill_names
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort, Enrolment, Role
from programmes.services import lock_cohort, start_running

Answer = ProposalSide.Answer


class NotAmongThem(Refused):
    """The other one can no longer be asked, for whichever reason: a private wish reads like a place that is taken."""


@in_transaction
def ask_for_pair(*, asker: Enrolment, other: UUID, by: User, no_line: bool = False) -> Proposal:
    """Ask the person of the place `other`, by its key: a suggestion is sent to which the asker has said yes.

    The first one lets the cohort run, as the first suggestions do elsewhere. A draft with the mentee goes. `no_line` is
    the asker's word that the two are in no reporting line; without it `LineNotAsked` where the manager of one of
    the two is not known. Refused to anybody else, to whoever may not choose now or has asked somebody already, while a
    search is on its way, and where the other one is not, or no longer, somebody they may ask.
    """
    cohort = lock_cohort(asker.cohort)
    if asker.person.user_id != by.pk:
        raise Refused(_("Only the person whose place it is can choose here."))
    own, their = _lock_both(cohort, asker.pk, other)
    _check_may_choose(cohort, own)
    row = read_row(own, only=their.pk)
    if their.pk not in {place for _score, place in row.possible()}:
        raise NotAmongThem(
            _("%(name)s is no longer free for you to ask; perhaps somebody was faster. Please choose somebody else.")
            % {"name": their.person.user.name}
        )
    if not no_line and not knows_line_of([own.person_id, their.person_id]):
        raise LineNotAsked(_("Please say first whether you two are in each other’s reporting line."))
    _let_run(cohort, by)
    mentee = own if own.role == Role.MENTEE else their
    drop_drafts(Proposal.objects.drafts_of(cohort).filter(sides__enrolment=mentee, locked=False))
    return _send(row.suggestion(their.pk), own, their, by)


def _lock_both(cohort: Cohort, own: UUID, other: UUID) -> tuple[Enrolment, Enrolment]:
    """Both places of a locked cohort and both people, so that of two who want one last place one is told.

    A key that is nobody's here reads like somebody who left.
    """
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("person__user", "person__department").filter(cohort=cohort, pk__in=[own, other])
    places = {place.pk: place for place in rows.order_by("pk")}
    if len(places) < 2:
        raise NotAmongThem(_("This person no longer takes part. Please choose somebody else."))
    for place in places.values():
        place.cohort = cohort
    lock_people([place.person for place in places.values()])
    return places[own], places[other]


def _check_may_choose(cohort: Cohort, own: Enrolment) -> None:
    if cohort.stage not in OPEN:
        raise Refused(_("Nobody is asked in this round just now."))
    if is_searching(cohort):
        raise Refused(_("The programme team is looking for pairs at this moment. Please try again in a minute."))
    if not places_that_choose().filter(pk=own.pk).exists():
        raise Refused(_("You have somebody or wait for an answer, so there is nobody to choose just now."))


def _let_run(cohort: Cohort, by: User) -> None:
    if cohort.stage == Cohort.Stage.RUNNING:
        return
    try:
        start_running(cohort=cohort, by=by)
    except Refused as refusal:
        raise Refused(
            _("The programme team has something to set up first. Please tell them, and try again later.")
        ) from refusal


def _send(proposal: Proposal, own: Enrolment, their: Enrolment, by: User) -> Proposal:
    now = clock.now()
    usual, _first, _last = days_to_choose(clock.today())
    proposal.cohort, proposal.created_at = own.cohort, now
    proposal.origin, proposal.asked_by = Proposal.Origin.REQUEST, own
    asks = ProposalSide(proposal=proposal, enrolment=own, role=own.role, answer=Answer.YES, answered_at=now)
    asked = ProposalSide(proposal=proposal, enrolment=their, role=their.role)
    mark_asked(proposal, (asks, asked), usual)
    asks.reminds_at = None
    with constraints_refused():
        proposal.save(force_insert=True)
        ProposalSide.objects.bulk_create([asks, asked])
    record_event(verb="proposal.ask", subject=proposal, by=by)
    queue_message(
        kind=emails.REQUEST,
        subject=proposal,
        recipient=their.person.user,
        occurrence=f"ask-{now.isoformat()}",
        mail=emails.request(asked, asks, skill_names([proposal.reasons])),
    )
    return proposal
