"""What the HR file says of reporting lines: whether it names any, and whether two people stand in one by now."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from uuid import UUID

from matching.models import Membership, Mentorship
from matching.scoring import Key, Lines, Style, in_one_line
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role


def knows_managers(cohort: Cohort) -> bool:
    """Whether a manager is known of anybody who takes part; where none is, no reporting line can be checked."""
    return Enrolment.objects.taking_part().filter(cohort=cohort, person__manager__isnull=False).exists()


def knows_line_of(couple: Iterable[UUID]) -> bool:
    """Whether the HR file names the two levels above both of two people; else they are asked themselves.

    Where it does not, the other one may stand there: nothing in the file could say so. Two of different organisations
    are not asked: the import, which alone writes managers, looks for them within the organisation.
    """
    above = list(Profile.objects.filter(pk__in=couple).values_list("organisation", "manager__manager"))
    return len({organisation for organisation, _boss in above}) > 1 or all(boss for _organisation, boss in above)


def lines_of(people: Iterable[Profile]) -> Lines:
    """Each person's manager and that manager's manager: two levels up, and so two levels down.

    Expects the managers at hand (`person__manager`).
    """
    people = list(people)
    lines: dict[Key, Key | None] = {str(person.pk): _key(person.manager_id) for person in people}
    for person in people:
        if person.manager:
            lines.setdefault(str(person.manager_id), _key(person.manager.manager_id))
    return lines


def of_one_line(couples: AbstractSet[frozenset[UUID]], style: str) -> set[frozenset[UUID]]:
    """Those of these couples whom the rule on reporting lines keeps apart as things are now: HR files come each night.

    Of hundreds of couples in one query.
    """
    people = Profile.objects.filter(pk__in=set[UUID]().union(*couples))
    return apart_by_lines(couples, lines_of(people.select_related("manager").only("manager__manager")), style)


def apart_by_lines(couples: AbstractSet[frozenset[UUID]], lines: Lines, style: str) -> set[frozenset[UUID]]:
    """The same where the lines of these people are at hand."""
    return {couple for couple in couples if _is_apart(couple, lines, Style(style))}


def pairs_of_one_line(cohort: Cohort) -> list[tuple[str, str]]:
    """The names (mentee, mentor) of the pairs under way whom that rule would keep apart by now.

    They go on: the rule holds for new pairs, and what becomes of these is for people to talk about. Two queries.
    """
    pairs = Membership.objects.filter(mentorship__cohort=cohort, mentorship__status=Mentorship.Status.ACTIVE)
    of_pair: dict[UUID, dict[str, tuple[UUID, str]]] = {}
    for pair, role, person, name in pairs.values_list("mentorship", "role", "person", "person__user__name"):
        of_pair.setdefault(pair, {})[role] = person, name
    couples = {
        frozenset(person for person, _name in two.values()): (two[Role.MENTEE][1], two[Role.MENTOR][1])
        for two in of_pair.values()
    }
    return sorted(couples[couple] for couple in of_one_line(couples.keys(), cohort.programme.style))


def _is_apart(couple: frozenset[UUID], lines: Lines, style: Style) -> bool:
    one, other = map(str, couple)
    return in_one_line(one, other, lines, style=style) is not None


def _key(value: UUID | None) -> Key | None:
    return None if value is None else str(value)
