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
def change_policy(
    *,
    programme: Programme,
    terms: Terms,
    by: User,
    pairing: str | None = None,
    next_up: str | None = None,
    seen: str | None = None,
) -> Policy:
    """From now on pairs of this programme are found by these terms; suggestions that were sent stay as they are.

    `pairing` says who chooses, `next_up` what follows a suggestion that came to nothing; None leaves them, but that
    nothing follows by itself where people choose or name somebody. Whoever was asked meanwhile can answer whatever it
    says. Drafts are looked at again before they are sent, as ever. Refused where it stands otherwise than this person
    has `seen` it (None asks for nothing), unless it stands as wished.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    policy = policy_of(programme)
    pairing = policy.pairing if pairing is None else pairing
    next_up = policy.next_up if next_up is None else next_up
    if pairing != Policy.Pairing.APPOINTED:
        next_up = Policy.NextUp.TEAM
    if (policy.terms, policy.pairing, policy.next_up) == (terms, pairing, next_up):
        return policy
    if seen is not None and seen != policy.as_seen:
        changer = policy.updated_by if policy.version else None
        raise ChangedMeanwhile(changer=changer.name if changer else "", is_own=changer == by)
    policy.take(terms)
    policy.pairing, policy.next_up = pairing, next_up
    policy.version += 1
    policy.updated_at, policy.updated_by = clock.now(), by
    policy.save()
    record_event(verb="policy.change", subject=policy, by=by)
    return policy
