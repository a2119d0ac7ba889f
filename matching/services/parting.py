"""The two of a pair end it themselves, in the way that suits them; no reason is asked for and none is kept."""

from functools import partial

from django.utils.translation import gettext as _

from matching import emails
from matching.models import Membership, Mentorship
from matching.parting import TOLD, Way, ends_rest, looks_again
from matching.services.members import find_members, lock_own_pair
from matching.services.mentorships import end_mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort


@in_transaction
def part(*, mentorship: Mentorship, way: Way, by: User) -> Mentorship:
    """End one's own pair and free both seats; the other one is told in words that blame nobody.

    Whether they were asked to go or were simply unlucky cannot be told: "someone else" and "stop" read the same, and as
    a place that was given back. Refused to anybody else, to a pair that has ended, and for someone else where no new
    pairs are found any more. Whoever is looked for again is so whatever they said after an earlier pair (`ends_rest`).
    """
    mentorship = lock_own_pair(mentorship, by=by)
    own, other = find_members(mentorship, by=by)
    if way not in ways_to_part(mentorship):
        raise Refused(no_new_pairs_words())
    ended = end_mentorship(mentorship=mentorship, by=by, tell=partial(_tell, own=own, other=other, way=way))
    for member in (own, other):
        member.looks_again = looks_again(way, role=member.role, is_own=member is own)
        member.save(update_fields=["looks_again"])
        if ends_rest(way, role=member.role, is_own=member is own):
            Membership.objects.at_rest().filter(enrolment=member.enrolment_id).update(looks_again=True)
    return ended


def _tell(ended: Mentorship, *, own: Membership, other: Membership, way: Way) -> None:
    queue_message(
        kind=emails.PAIR_ENDED,
        subject=ended,
        recipient=other.person.user,
        occurrence="end",
        mail=emails.pair_ended(other.enrolment, own.enrolment, ended, way=way if way in TOLD else ""),
    )


@in_transaction
def look_again(*, mentorship: Mentorship, by: User) -> None:
    """After a pair has ended, this person's place is there for another one. Saying it twice is harmless.

    Refused while the pair is under way, and where no new pairs are found any more.
    """
    own, _other = find_members(mentorship, by=by)
    if mentorship.status != Mentorship.Status.ENDED:
        raise Refused(_("You are still a pair. End that first, if you would like someone else."))
    if not own.enrolment.takes_part or not finds_new_pairs(mentorship.cohort):
        raise Refused(no_new_pairs_words())
    if Membership.objects.at_rest().filter(enrolment=own.enrolment).update(looks_again=True):
        record_event(verb="enrolment.look_again", subject=own.enrolment, by=by)


def ways_to_part(mentorship: Mentorship) -> list[Way]:
    """Those that are open to this pair: someone else only where a search for them can still come."""
    finds = finds_new_pairs(mentorship.cohort)
    return [way for way in Way if finds or way != Way.SOMEONE_ELSE]


def no_new_pairs_words() -> str:
    """Why nobody else is looked for, in a round that comes to its end or has closed."""
    return _("No new pairs are found here any more.")


def finds_new_pairs(cohort: Cohort) -> bool:
    """Whether somebody whose pair has ended can hope for another one in this cohort."""
    return cohort.stage in Cohort.GIVING_PLACES
