"""Whom somebody who chooses for themselves may ask, as they read it: cards, fit in words and reasons, no numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, TextField, Value

from matching.explain import Fit, fit
from matching.services.one_row import KINDS, Row, other_role, read_row
from matching.why import Sentence, in_words, skill_names
from matching.words import fit_line
from participants.card import Card, card_of
from participants.languages import LANGUAGES
from participants.models import ProfileSkill
from programmes.models import Enrolment, Role

# As many as one can weigh against each other.
SHORT = 5
# Of all who may be asked; and the most words that are looked for.
ON_A_PAGE, MOST_WORDS = 10, 6


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody who may be asked."""

    place: UUID
    # As whoever is suggested to them reads it; what they wrote for that person alone is not part of it.
    card: Card
    fit: Fit
    fit_line: str
    why: list[Sentence]


@dataclass(frozen=True, slots=True)
class Shortlist:
    options: list[Option]
    # How many may be asked in all.
    total: int


def shortlist_of(own: Enrolment) -> Shortlist:
    """The few who fit this place best and have a place free, the best first. Expects programme and policy at hand."""
    row = read_row(own)
    places = [place for _score, place in row.possible()]
    return Shortlist(_options(own, row, places[:SHORT]), len(places))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of those who may be asked."""

    page: Page[UUID]
    options: list[Option]


def browse(own: Enrolment, *, words: str, page: str | None) -> Found:
    """One page of all who may be asked, the best fit first, of those only on whom every one of these words is found.

    A word is looked for, as part of one, among skills with their other names, the department, the place of work and
    the languages.
    """
    row = read_row(own)
    places = [place for _score, place in row.possible()]
    if words:
        found = _of_whom(words, own)
        places = [place for place in places if place in found]
    shown = Paginator(places, ON_A_PAGE).get_page(page)
    return Found(shown, _options(own, row, list(shown)))


def _of_whom(words: str, own: Enrolment) -> set[UUID]:
    """The places of the round, in the other role, of people whom all these words are said of."""
    places = Enrolment.objects.filter(cohort=own.cohort).exclude(role=own.role)
    for word in words.split()[:MOST_WORDS]:
        places = places.filter(_says(word, KINDS[other_role(Role(own.role))]))
    return set(places.values_list("pk", flat=True))


def _says(word: str, kind: str) -> Q:
    skills = ProfileSkill.objects.filter(profile=OuterRef("person"), kind=kind).alias(
        others=Func(F("skill__aliases"), Value(" "), function="array_to_string", output_field=TextField())
    )
    skilled = skills.filter(Q(skill__name__icontains=word) | Q(others__icontains=word))
    spoken = [code for code, name in LANGUAGES.items() if word.casefold() in str(name).casefold()]
    return (
        Q(Exists(skilled))
        | Q(person__department__name__icontains=word)
        | Q(person__site__name__icontains=word)
        | Q(person__languages__overlap=spoken)
    )


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
