"""For whom of those who choose there is somebody to choose, by the rules of a search."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from matching.candidates import candidate_pairs
from matching.services.free_places import mentors_with_a_place
from matching.services.inputs import places_looked_at, read_inputs
from matching.services.standing import read_standing
from programmes.models import Cohort, Enrolment, Role


def with_somebody(cohort: Cohort, role: Role, places: Sequence[Enrolment]) -> set[UUID]:
    """Of these places, all of one cohort and role, those whose list holds somebody (`one_row.Row.possible`).

    As many queries however many people there are; one where no mentor has a place.
    """
    free = mentors_with_a_place(cohort)
    if not free:
        return set()
    own = {place.pk for place in places}
    mentees = own if role == Role.MENTEE else set(_keys(cohort, Role.MENTEE))
    mentors = free if role == Role.MENTEE else own & free
    standing = read_standing(cohort)
    inputs = read_inputs(cohort, only=mentees | mentors, standing=standing)
    inputs = replace(inputs, already=inputs.already | standing.met())
    found = candidate_pairs(inputs.mentee_sides, inputs.mentor_sides, **inputs.rules)
    sides, numbers = (inputs.mentees, found.mentee) if role == Role.MENTEE else (inputs.mentors, found.mentor)
    return {sides[number].pk for number in set(numbers.tolist())}


def _keys(cohort: Cohort, role: Role) -> list[UUID]:
    return list(places_looked_at(cohort).filter(role=role).values_list("pk", flat=True))
