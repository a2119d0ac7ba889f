"""How far matching is with a place, in words for its owner: suggested to somebody, or in a pair."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, DateField, F, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.choosers import places_that_choose
from matching.models import Membership, Mentorship, Proposal, ProposalSide
from mentoring.lib.promised import promised
from programmes.models import Cohort
from programmes.place_words import Stand

# Place, suggestion, answer, and the day by which it is asked for.
Side = tuple[UUID, UUID, str, date | None]
# Stand where a suggestion has its answer.
IN_PAIR, AT_REST, FREE_AGAIN, CHOOSES = "pair", "rest", "free", "choose"
# Stands for the yes of whoever chose the other.
ASKED = "asked"


def how_places_stand(places: Iterable[UUID]) -> dict[UUID, Stand]:
    """Of those of these places that are suggested to somebody, in a pair, at rest, free again or free to choose: a
    sentence and a page.

    An answer that is missing comes before one that was given, both before pairs, for a mentor may have several, pairs
    before a rest, and that before a place that is free again after a pair; whoever chooses reads that instead. Nothing
    is said of a suggestion that was not sent. One query.
    """
    keys = list(places)
    members = Membership.objects.filter(enrolment__in=keys, ended_at=None)
    sides = ProposalSide.objects.filter(enrolment__in=keys, proposal__status=Proposal.Status.SENT)
    in_pairs = members.values_list("enrolment", "mentorship", Value(IN_PAIR), Value(None, DateField()))
    said = Case(
        When(proposal__asked_by=F("enrolment"), then=Value(ASKED)), default=F("answer"), output_field=CharField()
    )
    suggested = sides.values_list("enrolment", "proposal", said, "proposal__reply_by")
    choosing = places_that_choose().filter(pk__in=keys).order_by()
    choose = choosing.values_list("pk", "pk", Value(CHOOSES), Value(None, DateField()))
    ended = Membership.objects.filter(
        enrolment__in=keys, ended_at__isnull=False, mentorship__cohort__stage__in=Cohort.GIVING_PLACES
    ).order_by()
    at_rest = ended.at_rest().values_list("enrolment", "mentorship", Value(AT_REST), Value(None, DateField()))
    again = ended.filter(looks_again=True)
    free = again.values_list("enrolment", "mentorship", Value(FREE_AGAIN), Value(None, DateField()))
    rows = list(in_pairs.union(suggested, at_rest, free, choose, all=True))
    chosen = {place: _stand_choosing(place) for place, _key, answer, _day in rows if answer == CHOOSES}
    frees = {place: _stand_free_again(key) for place, key, answer, _day in rows if answer == FREE_AGAIN}
    rests = {place: _stand_at_rest(key) for place, key, answer, _day in rows if answer == AT_REST}
    pairs = [(place, key) for place, key, answer, _day in rows if answer == IN_PAIR]
    asked = [row for row in rows if row[2] not in (IN_PAIR, AT_REST, FREE_AGAIN, CHOOSES)]
    return {**frees, **chosen, **rests, **_in_pairs(sorted(pairs)), **_suggested(asked)}


def _suggested(sides: list[Side]) -> dict[UUID, Stand]:
    said: dict[UUID, Stand] = {}
    missing: dict[UUID, Stand] = {}
    # The last of a place counts: one that waits for its answer, and of those the one that is over first.
    for place, proposal, answer, day in sorted(sides, key=lambda side: (promised(side[3]), side[1]), reverse=True):
        (missing if answer == ProposalSide.Answer.WAITING else said)[place] = _stand_of(proposal, answer, day)
    return {**said, **missing}


def _stand_of(proposal: UUID, answer: str, day: date | None) -> Stand:
    words = _("You said yes to a suggestion. We write to you as soon as both of you have answered.")
    if answer == ProposalSide.Answer.WAITING:
        words = _("A suggestion waits for your answer until %(day)s.") % {"day": date_format(promised(day), "D j M")}
    if answer == ASKED:
        words = _("You asked somebody. We write to you as soon as there is an answer.")
        return Stand(words, _("See whom you asked"), Proposal(pk=proposal).get_absolute_url())
    return Stand(words, _("Look at the suggestion"), Proposal(pk=proposal).get_absolute_url())


def _stand_choosing(place: UUID) -> Stand:
    words = _("Here you choose yourself. We show you who fits you best, and you ask one of them.")
    return Stand(words, _("See who fits you"), reverse("matching:choice-list", args=[place]))


def _in_pairs(members: list[tuple[UUID, UUID]]) -> dict[UUID, Stand]:
    pairs: dict[UUID, list[UUID]] = {}
    for place, mentorship in members:
        pairs.setdefault(place, []).append(mentorship)
    return {place: _stand_in(mentorships) for place, mentorships in pairs.items()}


def _stand_in(mentorships: list[UUID]) -> Stand:
    """Home shows several side by side."""
    if len(mentorships) > 1:
        words = _("You are in %(count)d pairs.") % {"count": len(mentorships)}
        return Stand(words, _("See your pairs"), reverse("desk:home"))
    return Stand(_("You are in a pair."), _("Go to your pair"), Mentorship(pk=mentorships[0]).get_absolute_url())


def _stand_free_again(mentorship: UUID) -> Stand:
    words = _(
        "Your pair has ended, and your place is free for another: we look for somebody who fits, and write to you."
    )
    return Stand(words, _("Go to your last pair"), Mentorship(pk=mentorship).get_absolute_url())


def _stand_at_rest(mentorship: UUID) -> Stand:
    """The page of the pair that ended brings the place back."""
    words = _("We suggest nobody to you at present. On the page of your last pair you can say that we may look again.")
    return Stand(words, _("Go to your last pair"), Mentorship(pk=mentorship).get_absolute_url(), is_at_rest=True)
