"""A suggestion as one of its two people reads it: who, why, and where it stands; no numbers."""

from dataclasses import dataclass
from uuid import UUID

from matching.explain import Fit, fit
from matching.models import Membership, Proposal, ProposalSide
from matching.services.full import Full, full_of
from matching.why import Sentence, in_words, skill_names
from matching.words import fit_line, further_line
from mentoring.accounts.models import User
from participants.card import Card, card_of
from participants.models import Profile
from programmes.models import Enrolment, Role


@dataclass(frozen=True, slots=True)
class Suggestion:
    person: Profile
    # What the person's own page shows as their card.
    card: Card
    is_mentor: bool
    # One of the two chose the other: whether it was this reader, and the place as which they chose.
    is_request: bool
    asked_here: bool
    own_place: UUID
    fit: Fit
    fit_line: str
    why: list[Sentence]
    # What the other one wrote for whoever is suggested to them.
    own_words: str
    # What this reader can do or waits for; that it is closed says no more, whoever closed it.
    asks: bool
    waits: bool
    is_pair: bool
    is_closed: bool
    declined_here: bool
    # This reader gave no answer in time; how it stands for the other one is not told.
    lapsed_here: bool
    # Said to the mentee alone while it is open: how many mentors they have already.
    further: str
    # All places of this reader are taken; told while they can answer, and where it closed without a no of theirs.
    full: Full | None


def suggestion_for(proposal: Proposal, reader: User) -> Suggestion:
    """What `reader`, one of the two, sees. Expects both sides with their people to be at hand."""
    own, other = sorted(proposal.sides.all(), key=lambda side: side.enrolment.person.user_id != reader.pk)
    is_open = proposal.status == Proposal.Status.SENT
    return Suggestion(
        person=other.enrolment.person,
        card=card_of(other.enrolment.person, as_mentor=other.role == Role.MENTOR),
        is_mentor=own.role == Role.MENTOR,
        is_request=proposal.asked_by_id is not None,
        asked_here=proposal.asked_by_id == own.enrolment_id,
        own_place=own.enrolment_id,
        fit=fit(proposal.score),
        fit_line=fit_line(proposal.score),
        why=in_words(
            proposal.reasons,
            skill_names([proposal.reasons]),
            style=proposal.cohort.programme.style,
            reader=own.role,
        ),
        own_words=other.enrolment.aims or "",
        asks=is_open and own.answer == ProposalSide.Answer.WAITING,
        waits=is_open and own.answer == ProposalSide.Answer.YES,
        is_pair=proposal.status == Proposal.Status.ACCEPTED,
        is_closed=proposal.status in {Proposal.Status.DECLINED, Proposal.Status.LAPSED},
        declined_here=own.answer == ProposalSide.Answer.NO,
        further=_further_words(own.enrolment, proposal) if is_open and own.role == Role.MENTEE else "",
        full=full_of(own.enrolment) if _asks_of_places(proposal, own) else None,
        lapsed_here=proposal.status == Proposal.Status.LAPSED and own.answer == ProposalSide.Answer.WAITING,
    )


def _further_words(place: Enrolment, proposal: Proposal) -> str:
    """No query where the programme allows one mentor alone."""
    if proposal.cohort.programme.mentors_each == 1:
        return ""
    return further_line(Membership.objects.filter(enrolment=place, ended_at=None).count())


def _asks_of_places(proposal: Proposal, own: ProposalSide) -> bool:
    """Whether a mentor has yet to say yes, or could not; by their own facts, so that a no elsewhere reads alike."""
    is_here = proposal.status in {Proposal.Status.SENT, Proposal.Status.DECLINED}
    return own.role == Role.MENTOR and own.answer == ProposalSide.Answer.WAITING and is_here
