"""People to avoid: kept for their owner alone, and for the search, which tells nobody."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from matching.models import Exclusion, Proposal
from matching.services.locks import lock_people
from matching.services.written import drop_drafts
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.crypto import keyed_digest
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.transactions import in_transaction
from participants.models import Profile
from programmes.models import Cohort
from programmes.services import lock_cohort

MOST_AVOIDED = 50


@in_transaction
def add_exclusion(*, owner: Profile, excluded: Profile, by: User) -> Exclusion:
    """From now on these two are not suggested to each other, and a draft of both is gone; the record names the owner.

    Refused to anybody but the owner, for oneself, for people of another company, for somebody avoided already, and
    beyond fifty people. What was sent already, or runs, stays until one of the two says so there.
    """
    _check_owner(owner, by)
    if owner.pk == excluded.pk:
        raise Refused(_("That is you. Please choose somebody else."))
    if owner.organisation_id != excluded.organisation_id:
        raise Refused(_("Only people of your company can be paired with you."))
    _discard_drafts(owner, excluded)
    lock_people([owner])
    # Compared by what they say: digests made before another key came first are others.
    known = [each.excluded for each in Exclusion.objects.filter(owner=owner)]
    if str(excluded.pk) in known:
        raise Refused(_("You avoid this person already."))
    if len(known) >= MOST_AVOIDED:
        raise Refused(_("This list is full. Please take somebody out first, or speak with the programme team."))
    digest = keyed_digest(f"{owner.pk}|{excluded.pk}", label="exclusion")
    with constraints_refused():
        exclusion = Exclusion.objects.create(owner=owner, excluded=str(excluded.pk), digest=digest)
    record_event(verb="exclusion.add", subject=owner, by=by)
    return exclusion


@in_transaction
def remove_exclusion(*, exclusion: Exclusion, by: User) -> None:
    """The two may be suggested to each other again, unless the other one wishes otherwise; refused to anybody else."""
    _check_owner(exclusion.owner, by)
    deleted, _rows = Exclusion.objects.filter(pk=exclusion.pk).delete()
    if deleted:
        record_event(verb="exclusion.remove", subject=exclusion.owner, by=by)


def exclusions_of(people: Collection[UUID] | QuerySet[Any, Any]) -> frozenset[frozenset[str]]:
    """The ids of each two who are never suggested to each other because one of these people wishes so."""
    rows = Exclusion.objects.filter(owner__in=people).only("owner_id", "excluded")
    return frozenset(frozenset({str(row.owner_id), row.excluded}) for row in rows)


def _discard_drafts(one: Profile, other: Profile) -> None:
    """Before the people are locked: cohorts and suggestions come first in that order.

    The cohorts are locked before the drafts are looked for, so that none of a search that ends meanwhile is missed.
    """
    people = [one.pk, other.pk]
    of_both = Cohort.objects.filter(enrolments__person=one.pk).filter(enrolments__person=other.pk).distinct()
    cohorts = [lock_cohort(cohort) for cohort in of_both.order_by("pk")]
    together = Count("sides", filter=Q(sides__enrolment__person__in=people))
    drafts = Proposal.objects.filter(status=Proposal.Status.DRAFT, cohort__in=cohorts)
    drafts = drafts.annotate(together=together).filter(together=2)
    drop_drafts(Proposal.objects.filter(pk__in=list(drafts.values_list("pk", flat=True))))


def _check_owner(owner: Profile, by: User) -> None:
    if owner.user_id != by.pk:
        raise Refused(_("Only the person whose list it is can change it."))
