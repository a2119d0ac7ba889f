"""Whom somebody who chooses for themselves may ask, as they read it: cards, fit in words and reasons, no numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from matching.explain import Fit, fit
from matching.services.one_row import Row, read_row
from matching.why import Sentence, in_words, skill_names
from matching.words import fit_line
from participants.card import Card, card_of
from participants.models import ProfileSkill
from programmes.models import Enrolment, Role

# As many as one can weigh against each other.
SHORT = 5


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who may be asked."""

    place: UUID
    # As whoever is suggested to them reads it; what they wrote for that person alone is not part of it.
    card: Card
    fit: Fit
    fit_line: str
    why: list[Sentence]


def shortlist_of(own: Enrolment) -> list[Option]:
    """The few who fit this place best and have a place free, the best first. Expects programme and policy at hand."""
    row = read_row(own)
    return _options(own, row, [place for _score, place in row.possible()[:SHORT]])


def _options(own: Enrolment, row: Row, places: Sequence[UUID]) -> list[Option]:
    said = {place: row.suggestion(place) for place in places}
    names = skill_names(suggestion.reasons for suggestion in said.values())
    people = _people(places)
    return [
        Option(
            place=place,
            card=card_of(people[place].person, as_mentor=people[place].role == Role.MENTOR),
            fit=fit(said[place].score),
            fit_line=fit_line(said[place].score),
            why=in_words(said[place].reasons, names, style=own.cohort.programme.style, reader=own.role),
        )
        for place in places
    ]


def _people(places: Sequence[UUID]) -> dict[UUID, Enrolment]:
    skills = Prefetch("person__skills", ProfileSkill.objects.select_related("skill"))
    rows = Enrolment.objects.filter(pk__in=places).defer("aims", "answer_words").prefetch_related(skills)
    return {place.pk: place for place in rows.select_related("person__user", "person__department", "person__site")}
