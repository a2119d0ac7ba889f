"""Whom people named, for the search for pairs and for each of them alone."""

from collections.abc import Mapping
from uuid import UUID

from matching.models import Ranking
from programmes.models import Cohort, Enrolment


def named_by(cohort: Cohort) -> Mapping[UUID, list[str]]:
    """The ids of the people whom somebody named, the dearest first, by the place of whoever named them. One query."""
    rows = Ranking.objects.filter(enrolment__cohort=cohort).only("enrolment_id", "named")
    return {row.enrolment_id: row.people for row in rows}


def places_named(own: Enrolment) -> list[Enrolment]:
    """The places of those whom this person named, the dearest first; for their own page alone.

    Whoever has no place any more is left out, and is nobody's wish. Two queries, or one with `ranking` at hand.
    """
    ranking: Ranking | None = getattr(own, "ranking", None)
    people = ranking.people if ranking else []
    others = Enrolment.objects.matchable(own.cohort).exclude(role=own.role).filter(person__in=map(UUID, people))
    found = {str(place.person_id): place for place in others.select_related("person__user", "person__department")}
    return [found[key] for key in people if key in found]
