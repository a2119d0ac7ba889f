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
    *, programme: Programme, terms: Terms, by: User, pairing: str | None = None, seen: str | None = None
) -> Policy:
    """From now on pairs of this programme are found by these terms; suggestions that were sent stay as they are.

    `pairing` says who chooses; None leaves it. Whoever was asked meanwhile can answer whatever it says. Drafts are
    looked at again before they are sent, as ever. Refused where it stands otherwise than this person has `seen` it
    (None asks for nothing), unless it stands as wished.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    policy = policy_of(programme)
    pairing = policy.pairing if pairing is None else pairing
    if policy.terms == terms and policy.pairing == pairing:
        return policy
    if seen is not None and seen != policy.as_seen:
        changer = policy.updated_by if policy.version else None
        raise ChangedMeanwhile(changer=changer.name if changer else "", is_own=changer == by)
    policy.take(terms)
    policy.pairing = pairing
    policy.version += 1
    policy.updated_at, policy.updated_by = clock.now(), by
    policy.save()
    record_event(verb="policy.change", subject=policy, by=by)
    return policy
