"""What matching asks of each person: to answer a suggestion, or, where people have a say in it, to choose or to name
somebody.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.choosers import Choice, with_choices
from matching.models import FirstQuestion, Membership, Proposal, ProposalSide, Ranking
from matching.place_stands import FoundPlace, may_have_a_say
from matching.ranked import MOST_NAMED
from matching.services.full import full_with
from matching.services.seats import left_of
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile
from programmes.models import Enrolment, Role


class Asked(NamedTuple):
    """A place of this person, and the numbers of the seats that are taken where they mentor; the rest is of the
    suggestion that waits for their answer, where there is one.
    """

    place: UUID
    role: str
    programme: str
    capacity: int
    mentor_limit: int | None
    taken: list[int]
    proposal: UUID | None
    other_name: str
    reply_by: date | None
    sent_at: datetime | None
    # Of whoever chose the other.
    asked_by: UUID | None
    # Whether the other one asked something first that waits, and whether what this person asked was answered.
    is_asked_first: bool
    has_reply: bool
    # Whether this person has yet to answer the suggestion itself.
    waits: bool
    # Of a place in which its person may have a say: the parts of its `Choice`, and whether they named anybody.
    chooses: bool
    has_choice: bool
    names: bool
    has_named: bool

    @property
    def choice(self) -> Choice:
        return Choice(self.chooses, self.has_choice, self.names)


class OwnSteps(NamedTuple):
    """What is asked of somebody, and what they may do with those of their places in which they may have a say."""

    steps: list[NextStep]
    choices: dict[UUID, Choice]


def answer_or_choose(person: Profile, places: Iterable[FoundPlace]) -> OwnSteps:
    """Each suggestion that waits for this person's answer, or in which the other one asked something first, the oldest
    first; then each of these places of theirs as which they may ask somebody now, or name whom they would like. A
    mentor with no place left is not led there, nor to choose where nobody at all could be asked.

    One query, which is short for most people: those in whose programmes the team decides.
    """
    with_a_say = [place.pk for place in places if may_have_a_say(place)]
    asking = _asked(person)
    rows = [Asked(*row) for row in (asking.union(_choosing(with_a_say), all=True) if with_a_say else asking)]
    asked = sorted((row for row in rows if row.proposal), key=lambda row: (promised(row.sent_at), str(row.proposal)))
    choosing = sorted((row for row in rows if not row.proposal), key=lambda row: (row.programme, str(row.place)))
    steps = [*map(_answer_step, asked), *(step for row in choosing for step in _steps_of_choice(row))]
    return OwnSteps(steps, {row.place: row.choice for row in choosing})


def _asked(person: Profile) -> QuerySet[ProposalSide, tuple[Any, ...]]:
    """The columns of `Asked` of each suggestion that waits for this person."""
    others = ProposalSide.objects.filter(proposal=OuterRef("proposal")).exclude(enrolment=OuterRef("enrolment"))
    to_them = FirstQuestion.objects.filter(asked_by__proposal=OuterRef("proposal")).exclude(asked_by=OuterRef("pk"))
    of_them = FirstQuestion.objects.filter(asked_by=OuterRef("pk"))
    waits = Q(answer=ProposalSide.Answer.WAITING)
    own = ProposalSide.objects.filter(enrolment__person=person, proposal__status=Proposal.Status.SENT)
    own = own.annotate(
        taken=ArraySubquery(_seats("enrolment__person")),
        other_name=Subquery(others.values("enrolment__person__user__name")[:1]),
        is_asked_first=Exists(to_them.unanswered()),
        has_reply=Exists(of_them) & ~Exists(of_them.unanswered()),
        waits=Case(When(waits, then=True), default=False),
    )
    own = own.filter(waits | Q(is_asked_first=True))
    of_place = ("enrolment", "role", "proposal__cohort__programme__name", "enrolment__capacity")
    of_proposal = ("proposal", "other_name", "proposal__reply_by", "proposal__sent_at", "proposal__asked_by")
    first = ("is_asked_first", "has_reply", "waits")
    none_of_choice = [Value(False, BooleanField()) for _field in ("chooses", "has_choice", "names", "has_named")]
    return own.order_by().values_list(
        *of_place, "enrolment__person__mentor_limit", "taken", *of_proposal, *first, *none_of_choice
    )


def _choosing(places: Sequence[UUID]) -> QuerySet[Enrolment, tuple[Any, ...]]:
    """The same of these places, with what their owner may do now."""
    nothing = [Value(None, field) for field in (UUIDField(), CharField(), DateField(), DateTimeField(), UUIDField())]
    nothing += [Value(False, BooleanField()) for _field in range(3)]
    own = with_choices(Enrolment.objects.filter(pk__in=places)).annotate(
        taken=ArraySubquery(_seats("person")),
        has_named=Exists(Ranking.objects.filter(enrolment=OuterRef("pk"))),
    )
    of_place = ("pk", "role", "cohort__programme__name", "capacity", "person__mentor_limit", "taken")
    return own.order_by().values_list(*of_place, *nothing, *Choice._fields, "has_named")


def _seats(person: str) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(seat__person=OuterRef(person), ended_at=None).values("seat__number")


def _steps_of_choice(row: Asked) -> list[NextStep]:
    if not _has_room(row):
        return []
    if row.names:
        return [_naming_step(row)]
    return [_choice_step(row)] if row.has_choice else []


def _has_room(row: Asked) -> bool:
    return row.role == Role.MENTEE or left_of(row.capacity, row.mentor_limit, row.taken) > 0


def _answer_step(row: Asked) -> NextStep:
    if row.is_asked_first or row.has_reply:
        return _first_question_step(row)
    is_mentor, is_request = row.role == Role.MENTOR, row.asked_by is not None
    title = _("Would you mentor %(name)s?") if is_mentor else _("Would you like to learn with %(name)s?")
    full = full_with(_place_of(row), row.taken) if is_mentor else None
    text = _("A suggestion of %(programme)s. Please answer by %(day)s. Nothing starts unless both of you say yes.")
    if is_request:
        text = _("%(name)s chose you in %(programme)s. Please answer by %(day)s. Nothing starts without your yes.")
    text %= {
        "name": row.other_name,
        "programme": row.programme,
        "day": date_format(promised(row.reply_by), "D j M"),
    }
    return NextStep(
        urgency=Urgency.SUGGESTION,
        title=title % {"name": row.other_name},
        text=f"{text} {full.words}" if full else text,
        url=Proposal(pk=row.proposal).get_absolute_url(),
        button=_("Look at it and answer") if is_request else _("Look at the suggestion"),
    )


def _first_question_step(row: Asked) -> NextStep:
    """In place of the question whether they would like to: one step for a suggestion, whatever is asked in it."""
    title, button = _("%(name)s has answered your question"), _("Read the answer")
    text = _(
        "In %(programme)s. Please answer the suggestion itself by %(day)s. Nothing starts unless both of you say yes."
    )
    if row.is_asked_first:
        title, button = _("%(name)s asks you something first"), _("Read the question")
        text = _("In %(programme)s, before they answer. You can say something in a few words, or leave it.")
    if row.is_asked_first and row.waits:  # the other one may have said yes since, which is not told
        text = _(
            "In %(programme)s. You can say something in a few words, or go straight to your own answer to the"
            " suggestion, by %(day)s."
        )
    return NextStep(
        urgency=Urgency.SUGGESTION,
        title=title % {"name": row.other_name},
        text=text % {"programme": row.programme, "day": date_format(promised(row.reply_by), "D j M")},
        url=f"{Proposal(pk=row.proposal).get_absolute_url()}{FirstQuestion.PLACE_ON_PAGE}",
        button=button,
    )


def _place_of(row: Asked) -> Enrolment:
    return Enrolment(pk=row.place, capacity=row.capacity, person=Profile(mentor_limit=row.mentor_limit))


def _choice_step(row: Asked) -> NextStep:
    text = (
        _("In %(programme)s you choose your mentor yourself. We show who fits you best, and you ask one of them.")
        if row.role == Role.MENTEE
        else _("In %(programme)s you choose your mentee yourself. We show who fits you best, and you ask one of them.")
    )
    return NextStep(
        urgency=Urgency.PARTNER_TO_CHOOSE,
        title=_("Choose a mentor") if row.role == Role.MENTEE else _("Choose a mentee"),
        text=text % {"programme": row.programme},
        url=reverse("matching:choice-list", args=[row.place]),
        button=_("See who fits you"),
    )


def _naming_step(row: Asked) -> NextStep:
    """What somebody named can be changed; nobody has to."""
    title = _("Name up to %(most)d people you would like to work with")
    text = _("In %(programme)s the search for pairs counts it, and nobody is shown it. You need not name anybody.")
    if row.has_named:
        title = _("Whom you would like to work with")
        text = _("In %(programme)s you named whom you would like. You can change it until a suggestion is sent to you.")
    words = {"programme": row.programme, "most": MOST_NAMED}
    return NextStep(
        urgency=Urgency.PARTNER_TO_CHOOSE,
        title=title % words,
        text=text % words,
        url=reverse("matching:ranking-detail", args=[row.place]),
        button=_("Look at your list") if row.has_named else _("See who fits you"),
        is_done=row.has_named,
    )
