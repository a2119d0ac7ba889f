"""How far matching is with a place, in words for its owner: suggested to somebody, in a pair, or how to come to one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.choosers import OPEN, Choice, with_choices
from matching.models import Membership, Mentorship, Proposal, ProposalSide, policy_of
from matching.scoring import Style
from matching.trained import lacks_training, words_to_untrained
from matching.ways import way_to_a_pair
from mentoring.lib import clock
from participants.training import training_of
from programmes.models import Cohort, Enrolment, Role
from programmes.place_words import Stand

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Suggestion(TypedDict):
    """Key and answer of a suggestion that was sent, and as year-month-day by when that is asked for.

    `is_own`: it is a question of the place's owner to the other.
    """

    proposal: str
    answer: str
    reply_by: str
    is_own: bool


class Pair(TypedDict):
    mentorship: str


class Found(TypedDict):
    """What was found for a place; of pairs that have ended the latest comes last. `training` is the highest level of
    its person's mentor training that counts today.
    """

    suggestions: list[Suggestion]
    pairs: list[Pair]
    at_rest: list[Pair]
    free_again: list[Pair]
    training: int | None


FoundPlace: TypeAlias = "WithAnnotations[Enrolment, Found]"


def how_places_stand(places: Iterable[UUID]) -> dict[UUID, Stand]:
    """`stands_of` places by their keys. One query, and one more where the owner of one may have a say in it now."""
    found = list(with_found(Enrolment.objects.filter(pk__in=list(places))))
    return stands_of(found, _choices_of([place.pk for place in found if may_have_a_say(place) and not place.pairs]))


def stands_of(places: Iterable[FoundPlace], choices: Mapping[UUID, Choice]) -> dict[UUID, Stand]:
    """How far matching is with those of these places of which there is something to say, by place.

    `choices` has those that `may_have_a_say` and are in no pair. No query.
    """
    return {place.pk: stand for place in places if (stand := _stand_of(place, choices.get(place.pk, Choice())))}


def with_found(places: QuerySet[Enrolment]) -> "QuerySet[FoundPlace]":
    """These places with `Found`, from which `stands_of` tells how far matching is with each."""
    members = Membership.objects.filter(enrolment=OuterRef("pk")).order_by("ended_at", "pk")
    ended = members.filter(ended_at__isnull=False, mentorship__cohort__stage__in=Cohort.GIVING_PLACES)
    sides = ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__status=Proposal.Status.SENT)
    is_own = Case(When(proposal__asked_by=F("enrolment"), then=Value(True)), default=Value(False))
    suggestion = JSONObject(proposal="proposal", answer="answer", reply_by="proposal__reply_by", is_own=is_own)
    return places.select_related("cohort__programme__policy").annotate(
        suggestions=ArraySubquery(sides.values_list(suggestion)),
        pairs=_pairs(members.filter(ended_at=None)),
        at_rest=_pairs(ended.at_rest()),
        free_again=_pairs(ended.filter(looks_again=True)),
        training=training_of("person", clock.company_today()),
    )


def _pairs(members: QuerySet[Membership]) -> ArraySubquery:
    return ArraySubquery(members.values_list(JSONObject(mentorship="mentorship")))


def may_have_a_say(place: FoundPlace) -> bool:
    """Whether their programme leaves it to people, at a time when pairs are found, and nothing comes first that is
    known of their place already. A mentor may have room beside a pair, and has no say without the training asked for.
    """
    cohort = place.cohort
    if place.suggestions or place.at_rest or (place.pairs and place.role == Role.MENTEE):
        return False
    if place.status != Enrolment.Status.APPROVED or cohort.programme.style not in set(Style):
        return False
    policy = policy_of(cohort.programme)
    is_open = cohort.stage in OPEN or (cohort.stage == Cohort.Stage.REGISTRATION and cohort.always_on)
    return is_open and place.role in (policy.chooser, *policy.namers) and not lacks_training(place, place.training)


def _choices_of(places: Sequence[UUID]) -> dict[UUID, Choice]:
    if not places:
        return {}
    rows = with_choices(Enrolment.objects.filter(pk__in=places)).values_list("pk", *Choice._fields)
    return {pk: Choice(*answers) for pk, *answers in rows}


def _stand_of(place: FoundPlace, choice: Choice) -> Stand | None:
    """A sentence and a page for a place: suggested to somebody, in a pair, at rest, free again, or free to choose or to
    name somebody; without a page how the two find each other, where people have a say in it.

    An answer that is missing comes before one that was given, both before pairs, for a mentor may have several, pairs
    before a rest, and that before a place that is free again after a pair; whoever chooses reads that instead. Nothing
    is said of a suggestion that was not sent. A mentor without the training asked for reads that it is missing.
    """
    if place.suggestions:
        return _suggested(place.suggestions)
    if place.pairs:
        return _stand_in(place.pairs)
    if place.at_rest:
        return _stand_at_rest(place.at_rest[-1])
    if place.cohort.stage in Cohort.GIVING_PLACES and lacks_training(place, place.training):
        return Stand(words_to_untrained(), asks=True)
    if choice.chooses:
        return _stand_choosing(place.pk, has_choice=choice.has_choice)
    if choice.names:
        return _stand_naming(place.pk)
    return _stand_free_again(place.free_again[-1]) if place.free_again else _stand_waiting(place)


def _suggested(sides: Sequence[Suggestion]) -> Stand:
    """One that waits for its answer counts before the others, and of those the one that is over first."""
    waiting = [side for side in sides if side["answer"] == ProposalSide.Answer.WAITING]
    first = min(waiting or sides, key=lambda side: (side["reply_by"], side["proposal"]))
    words = _("You said yes to a suggestion. We write to you as soon as both of you have answered.")
    if waiting:
        day = date_format(date.fromisoformat(first["reply_by"]), "D j M")
        words = _("A suggestion waits for your answer until %(day)s.") % {"day": day}
    elif first["is_own"]:
        words = _("You asked somebody. We write to you as soon as there is an answer.")
        return Stand(words, _("See whom you asked"), Proposal(pk=first["proposal"]).get_absolute_url())
    return Stand(words, _("Look at the suggestion"), Proposal(pk=first["proposal"]).get_absolute_url())


def _stand_choosing(place: UUID, *, has_choice: bool) -> Stand:
    if not has_choice:
        return Stand(
            _(
                "Here you choose yourself, and nobody can be asked at this moment. You need do nothing until somebody"
                " can."
            )
        )
    words = _("Here you choose yourself. We show you who fits you best, and you ask one of them.")
    return Stand(words, _("See who fits you"), reverse("matching:choice-list", args=[place]))


def _stand_naming(place: UUID) -> Stand:
    words = _("Here you can name whom you would like, before the programme team looks for pairs. You need not.")
    return Stand(words, _("See who fits you"), reverse("matching:ranking-detail", args=[place]))


def _stand_waiting(place: Enrolment) -> Stand | None:
    """Nothing for whoever has a say and cannot use it now, as they are kept for somebody without knowing."""
    cohort = place.cohort
    is_ahead = cohort.stage == Cohort.Stage.REGISTRATION and not cohort.always_on
    way = way_to_a_pair(cohort, place.role) if cohort.stage in Cohort.GIVING_PLACES else []
    policy = policy_of(cohort.programme) if way else None
    if policy is None or (place.role in (policy.chooser, *policy.namers) and not is_ahead):
        return None
    return Stand(way[0])


def _stand_in(pairs: Sequence[Pair]) -> Stand:
    """Home shows several side by side."""
    if len(pairs) > 1:
        words = _("You are in %(count)d pairs.") % {"count": len(pairs)}
        return Stand(words, _("See your pairs"), reverse("desk:home"))
    return Stand(_("You are in a pair."), _("Go to your pair"), _page_of(pairs[0]))


def _stand_free_again(last: Pair) -> Stand:
    words = _(
        "Your pair has ended, and your place is free for another: we look for somebody who fits, and write to you."
    )
    return Stand(words, _("Go to your last pair"), _page_of(last))


def _stand_at_rest(last: Pair) -> Stand:
    """The page of the pair that ended brings the place back."""
    words = _("We suggest nobody to you at present. On the page of your last pair you can say that we may look again.")
    return Stand(words, _("Go to your last pair"), _page_of(last), is_at_rest=True)


def _page_of(pair: Pair) -> str:
    return Mentorship(pk=pair["mentorship"]).get_absolute_url()
