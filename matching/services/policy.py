"""Changing how the pairs of a programme are found."""

from matching.models import Policy, policy_of
from matching.terms import Terms
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.transactions import in_transaction
from programmes.models import Programme


@in_transaction
def change_policy(*, programme: Programme, terms: Terms, by: User, seen: str | None = None) -> Policy:
    """From now on pairs of this programme are found by these terms; suggestions that were sent stay as they are.

    Drafts are looked at again before they are sent, as ever. Refused where the terms stand otherwise than this person
    has `seen` them (None asks for nothing), unless they stand as wished.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    policy = policy_of(programme)
    if policy.terms == terms:
        return policy
    if seen is not None and seen != policy.as_seen:
        changer = policy.updated_by if policy.version else None
        raise ChangedMeanwhile(changer=changer.name if changer else "", is_own=changer == by)
    policy.take(terms)
    policy.version += 1
    policy.updated_at, policy.updated_by = clock.now(), by
    policy.save()
    record_event(verb="policy.change", subject=policy, by=by)
    return policy
