"""Which suggestions may still go out: grades, lines, wishes and other rounds go on changing after a search."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from matching.bounds import Bounds
from matching.models import Proposal, ProposalSide, policy_of
from matching.reporting_line import apart_by_lines, lines_of
from matching.scoring import out_of_bounds
from matching.services.inputs import mentee_side, mentor_side, private_wishes
from matching.services.seats import places_left
from matching.services.standing import Couples, Standing, read_standing
from mentoring.lib import clock
from participants.training import training_of
from programmes.models import Cohort, Enrolment, Role

# The places of the two of a suggestion, by role.
Pair = Mapping[str, Enrolment]


def not_to_send(cohort: Cohort, standing: Standing | None = None) -> set[UUID]:
    """The drafts of a cohort, by their keys, that would be taken out instead of being sent, as things are now: one of
    the two has a closed account, or they became impossible.
    """
    standing = standing or read_standing(cohort)
    closed = set(Proposal.objects.drafts_of(cohort).unanswerable().values_list("pk", flat=True))
    return closed | no_longer_possible(cohort, standing.drafts() - closed, standing=standing.without(closed))


def no_longer_possible(
    cohort: Cohort, proposals: Collection[UUID], *, standing: Standing | None = None, apart: Couples | None = None
) -> set[UUID]:
    """Of these suggestions that wait to be sent, by their keys, those that may not be any more, as things are now.

    The same rules as in a search: the two stand in one reporting line, they have not what the programme asks of a pair
    (by default that their grades are the right way round), one of them wishes to be kept apart, they are or were
    together or are asked about each other elsewhere, in either role; the mentor has no place left; or the mentee has as
    many mentors as they would like. Of several that want one place the kept, then those who have nobody, and then the
    better fitting have it. Nobody reads which it was. `apart` spares the private wishes of all these people to whoever
    has them.
    """
    if not proposals:
        return set()
    standing, bounds = standing or read_standing(cohort), policy_of(cohort.programme).terms.bounds
    pairs = _pairs(proposals, standing)
    couples = {key: frozenset(place.person_id for place in pair.values()) for key, pair in pairs.items()}
    trained = _trained(pairs.values(), bounds)
    lines = lines_of(place.person for pair in pairs.values() for place in pair.values())
    in_line = apart_by_lines(set(couples.values()), lines, cohort.programme.style)
    if apart is None:
        apart = private_wishes({person for couple in couples.values() for person in couple})
    kept_apart = standing.together() | apart
    gone = {
        key
        for key, couple in couples.items()
        if couple in in_line
        or frozenset(map(str, couple)) in kept_apart
        or _is_out_of_bounds(pairs[key], bounds, cohort.starts_on, trained)
    }
    gone |= _beyond_wish({key: pair for key, pair in pairs.items() if key not in gone}, standing, cohort)
    return gone | _without_place({key: pair for key, pair in pairs.items() if key not in gone}, standing)


def _is_out_of_bounds(pair: Pair, bounds: Bounds, on: date | None, trained: Mapping[UUID, int | None]) -> bool:
    mentee = mentee_side(pair[Role.MENTEE].person, (), on)
    mentor = pair[Role.MENTOR]
    return out_of_bounds(mentee, mentor_side(mentor.person, (), on, trained.get(mentor.pk)), bounds) is not None


def _trained(pairs: Iterable[Pair], bounds: Bounds) -> dict[UUID, int | None]:
    """The training of the mentors that counts today, by their places; nothing where none is asked for."""
    if bounds.least_training is None:
        return {}
    mentors = Enrolment.objects.filter(pk__in=[pair[Role.MENTOR].pk for pair in pairs])
    return dict(mentors.values_list("pk", training_of("person", clock.company_today())))


def _pairs(proposals: Collection[UUID], standing: Standing) -> dict[UUID, dict[str, Enrolment]]:
    """In the order in which they have what several want."""
    kept, first = {side.proposal for side in standing.sides if side.locked}, standing.first_drafts()
    sides = ProposalSide.objects.filter(proposal__in=proposals)
    sides = sides.select_related("enrolment__person__grade", "enrolment__person__site", "enrolment__person__manager")
    pairs: dict[UUID, dict[str, Enrolment]] = {}
    best_first = sides.order_by("-proposal__score", "proposal")
    for side in sorted(best_first, key=lambda side: (side.proposal_id not in kept, side.proposal_id not in first)):
        pairs.setdefault(side.proposal_id, {})[side.role] = side.enrolment
    return pairs


def _beyond_wish(pairs: Mapping[UUID, Pair], standing: Standing, cohort: Cohort) -> set[UUID]:
    """A wish may have been lowered since, or what the programme allows."""
    had, gone = standing.mentors_had(but=pairs), set()
    for key, pair in pairs.items():
        mentee = pair[Role.MENTEE]
        if had[mentee.pk] < min(mentee.capacity, cohort.programme.mentors_each):
            had[mentee.pk] += 1
        else:
            gone.add(key)
    return gone


def _without_place(pairs: Mapping[UUID, Pair], standing: Standing) -> set[UUID]:
    taken, asked = standing.taken(), standing.offered(but=pairs)
    wanted: Counter[UUID] = Counter()
    gone = set()
    for key, pair in pairs.items():
        place = pair[Role.MENTOR]
        left = places_left(place, taken.get(place.person_id, ())) - asked[place.person_id]
        if wanted[place.person_id] < left:
            wanted[place.person_id] += 1
        else:
            gone.add(key)
    return gone
