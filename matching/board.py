"""The review board: what a coordinator sees of a cohort's pairs, in a number of queries that never grows.

Each list is a page of its own; one light query over all suggestions says what stands where, and only what is shown is
read in full.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models.aggregates import Count
from django.db.models.functions import RowNumber
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Fit, fit
from matching.models import Mentorship, Proposal, ProposalSide, Run
from matching.proven import gone_since, proof_of
from matching.reports import (
    Numbers,
    mentees_placed,
    mentees_without_pair,
    numbers_of,
    people_without_pair,
    what_changed,
)
from matching.scoring import POINTS_PER_WEIGHT, Part
from matching.why import Sentence, Stored, in_words, skill_names
from matching.words import fit_word
from mentoring.lib.promised import promised
from participants.card import work_of
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role

PARTS = {
    Part.SKILLS: gettext_noop("Skills wanted"),
    Part.LEVEL: gettext_noop("How well they know them"),
    Part.SENIORITY: gettext_noop("Level"),
    Part.PLACE: gettext_noop("Place and hours"),
    Part.LANGUAGE: gettext_noop("Language"),
    Part.DEPARTMENT: gettext_noop("Other department"),
}
# Why somebody has nobody when the last search says nothing about them.
AFTER: Mapping[str, str] = {
    Proposal.Status.REMOVED: gettext_noop("The last suggestion was taken out."),
    Proposal.Status.DECLINED: gettext_noop("The last suggestion was not for this time."),
    Proposal.Status.ACCEPTED: gettext_noop("The last pair has ended."),
    Proposal.Status.LAPSED: gettext_noop("The last suggestion got no answer in time."),
}
Status = Proposal.Status
PILLS: Mapping[str, str] = {Status.SENT: "info", Status.ACCEPTED: "ok", Status.LAPSED: "warn"}
ROWS = 25
SHOWN = (
    *("pk", "status", "locked", "origin", "created_at", "sent_at", "ended_at", "mentee", "mentor"),
    *("is_settled", "is_looked_for"),
)
LISTS = ("drafts", "without", "mentors", "sent", "removed")
LIST_OF_ROLE = {Role.MENTEE: "without", Role.MENTOR: "mentors"}
Row = TypeVar("Row")


class Place(NamedTuple):
    """Where a suggestion stands, before it is read in full."""

    id: UUID
    status: str
    locked: bool
    origin: str
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    mentee: UUID
    mentor: UUID
    # The mentee has an open suggestion or pair.
    is_settled: bool
    is_looked_for: bool

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def stands(self) -> bool:
        """Whether these two are a pair, or may still become one."""
        return self.status in {Status.DRAFT, Status.SENT, Status.ACCEPTED} and not self.has_ended

    @property
    def list_name(self) -> str:
        return {Status.DRAFT: "drafts", Status.REMOVED: "removed"}.get(Status(self.status), "sent")

    @property
    def urgency(self) -> int:
        """What waits for the coordinator first, then what waits for an answer, then what is settled."""
        if self.status == Status.LAPSED and not self.is_settled:
            return 0
        return {Status.SENT: 1, Status.ACCEPTED: 2}.get(Status(self.status), 3) + 2 * self.has_ended


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a fit: its share in percent for the bar, and points of how many."""

    label: str
    percent: int
    points: str
    maximum: str


@dataclass(frozen=True, slots=True)
class Pair:
    id: UUID
    mentee_place: UUID
    mentee: Person
    mentor: Person
    fit: Fit
    fit_word: str
    points: str
    bars: list[Bar]
    why: list[Sentence]
    state: str
    # Who waits for whom, or what can be done.
    words: str
    pill: str
    is_kept: bool
    by_hand: bool
    # Closed without an answer, and its mentee has nobody else.
    can_go_again: bool
    # Taken out, and both are still without anybody else as far as the board knows.
    can_go_back: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mentee whom nothing is suggested for, and why."""

    place: UUID
    person: Person
    why: list[str]


@dataclass(frozen=True, slots=True)
class Free:
    """A mentor whom nothing is suggested for."""

    person: Person
    places: int


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """One page of a list; `total` counts all of it."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ROWS))

    @property
    def before(self) -> int:
        """The page before this one; 0 for none."""
        return min(self.page - 1, self.pages)

    @property
    def after(self) -> int:
        """The page after this one; 0 for none."""
        return self.page + 1 if self.page < self.pages else 0


@dataclass(frozen=True, slots=True)
class Board:
    numbers: Numbers
    # The last search that finished; None before the first.
    run: Run | None
    # What is proven of it.
    proof: str
    # How it differs from the one before.
    changes: list[str]
    # All drafts of the cohort, whatever is looked for.
    to_send: int
    kept: int
    # Mentees with nobody, whatever is looked for.
    lonely: int
    # Mentees with a suggestion or in a pair; whose pair has ended is neither of the two.
    placed: int
    drafts: Rows[Pair]
    sent: Rows[Pair]
    removed: Rows[Pair]
    without: Rows[Waiting]
    mentors: Rows[Free]


def board_of(cohort: Cohort, *, pages: Mapping[str, int] | None = None, looked_for: str = "") -> Board:
    """The board of a cohort: of each list in LISTS one page, the first unless `pages` says another.

    `looked_for` leaves those of whom a name or department holds these words; the numbers stay those of everybody.
    """
    page = {name: (pages or {}).get(name, 1) for name in LISTS}
    runs = list(Run.objects.filter(cohort=cohort, finished_at__isnull=False)[:2])
    run = runs[0] if runs else None
    places = list(_places(cohort, looked_for))
    drafts = [place for place in places if place.status == Status.DRAFT]
    without, mentors = _people_without(cohort, looked_for, page)
    told = _told(run, without.rows)
    shown = {name: _page_of(places, name, page[name]) for name in ("drafts", "sent", "removed")}
    proposals = _in_full(place.id for rows in shown.values() for place in rows.rows)
    names = skill_names([*(proposal.reasons for proposal in proposals.values()), *told.values()])
    style = cohort.programme.style
    standing = Counter(place.mentor for place in places if place.stands)
    pairs = {
        name: replace(rows, rows=[_pair(place, proposals[place.id], names, style, standing) for place in rows.rows])
        for name, rows in shown.items()
    }
    return Board(
        numbers=numbers_of(cohort),
        run=run,
        proof=proof_of(run, places),
        changes=_changes(runs, places),
        to_send=len(drafts),
        kept=sum(place.locked for place in drafts),
        lonely=mentees_without_pair(cohort).count() if looked_for else without.total,
        placed=mentees_placed(cohort).count(),
        drafts=pairs["drafts"],
        sent=pairs["sent"],
        removed=pairs["removed"],
        without=replace(without, rows=_waiting(without.rows, told, names, style, gone_since(run, places))),
        mentors=replace(mentors, rows=[Free(person_of(place.person), place.capacity) for place in mentors.rows]),
    )


def _places(cohort: Cohort, looked_for: str) -> Iterable[Place]:
    """Every suggestion of the cohort, the best fit first, without its words."""
    mentee = ProposalSide.objects.filter(proposal=OuterRef("pk"), role=Role.MENTEE)
    is_found = mentee.filter(enrolment__in=mentees_without_pair(cohort).values("pk"))
    named = ProposalSide.objects.filter(_named(looked_for, "enrolment__person"), proposal=OuterRef("pk"))
    mentor = ProposalSide.objects.filter(proposal=OuterRef("pk"), role=Role.MENTOR)
    ended = Mentorship.objects.filter(proposal=OuterRef("pk"), status=Mentorship.Status.ENDED)
    rows = Proposal.objects.filter(cohort=cohort).order_by("-score", "id")
    rows = rows.annotate(ended_at=Subquery(ended.values("ended_at")[:1]), is_settled=~Exists(is_found))
    rows = rows.annotate(
        mentee=Subquery(mentee.values("enrolment")[:1]), mentor=Subquery(mentor.values("enrolment")[:1])
    )
    rows = rows.annotate(is_looked_for=Exists(named) if looked_for else Value(True))
    return map(Place._make, rows.values_list(*SHOWN))


def _named(words: str, person: str) -> Q:
    return Q(**{f"{person}__user__name__icontains": words}) | Q(**{f"{person}__department__name__icontains": words})


def _page_of(places: Sequence[Place], name: str, page: int) -> Rows[Any]:
    found = [place for place in places if place.list_name == name and place.is_looked_for]
    found.sort(key=lambda place: place.urgency)
    start = ROWS * (page - 1)
    return Rows(found[start : start + ROWS], len(found), page)


def _in_full(keys: Iterable[UUID]) -> dict[UUID, Proposal]:
    sides = ProposalSide.objects.select_related("enrolment__person__user", "enrolment__person__department")
    found = Proposal.objects.filter(pk__in=list(keys)).prefetch_related(Prefetch("sides", sides.defer("later")))
    return {proposal.pk: proposal for proposal in found}


def _people_without(cohort: Cohort, looked_for: str, page: Mapping[str, int]) -> tuple[Rows[Any], Rows[Any]]:
    """The mentees and the mentors with nobody: of each the page and the number of all, in one query for both.

    A page after the last one is empty.
    """
    last = ProposalSide.objects.filter(enrolment=OuterRef("pk")).order_by("-proposal__created_at")
    people = people_without_pair(cohort).filter(_named(looked_for, "person") if looked_for else Q())
    start = {role: ROWS * (page[name] - 1) for role, name in LIST_OF_ROLE.items()}
    first = Case(When(role=Role.MENTEE, then=start[Role.MENTEE]), default=start[Role.MENTOR])
    rows = (
        people.annotate(
            total=Window(Count("pk"), partition_by="role"),
            number=Window(RowNumber(), partition_by="role", order_by=["person__user__name", "pk"]),
            last_status=Subquery(last.values("proposal__status")[:1]),
        )
        .filter(number__gt=first, number__lte=first + ROWS)
        .select_related("person__user", "person__department")
        .order_by("number")
    )
    found = {role: [place for place in rows if place.role == role] for role in LIST_OF_ROLE}
    mentees, mentors = (
        Rows(places, places[0].total if places else 0, page[LIST_OF_ROLE[role]]) for role, places in found.items()
    )
    return mentees, mentors


def _changes(runs: Sequence[Run], places: Iterable[Place]) -> list[str]:
    """Nothing where suggestions were sent between the two, since those are left out of the second."""
    if len(runs) < 2:
        return []
    run, before = runs
    sent = [place.sent_at for place in places if place.sent_at]
    if any(before.created_at <= moment <= run.created_at for moment in sent):
        return []
    return what_changed(run, before)


def _told(run: Run | None, places: Iterable[Enrolment]) -> dict[str, Stored]:
    """What the last search said of each of these."""
    said = {entry["enrolment"]: entry["reasons"] for entry in run.unplaced} if run else {}
    return {str(place.pk): said.get(str(place.pk), ()) for place in places}


def _waiting(
    places: Sequence[Any], told: Mapping[str, Stored], names: Mapping[str, str], style: str, gone: Mapping[str, str]
) -> list[Waiting]:
    return [
        Waiting(
            place.pk,
            person_of(place.person),
            [sentence.text for sentence in in_words(told[str(place.pk)], names, style=style)]
            or [gone.get(str(place.pk)) or _after(place.last_status)],
        )
        for place in places
    ]


def _after(status: str | None) -> str:
    return _(AFTER[status]) if status and status in AFTER else _("No search was made since this person got a place.")


def _pair(place: Place, proposal: Proposal, names: Mapping[str, str], style: str, standing: Mapping[UUID, int]) -> Pair:
    """`standing` counts what a mentor's places are taken by here; a limit over all programmes is private."""
    sides = {side.role: side for side in proposal.sides.all()}
    mentor = sides[Role.MENTOR].enrolment
    has_room = mentor.capacity > standing.get(mentor.pk, 0)
    is_free = has_room and mentor.status == Enrolment.Status.APPROVED and mentor.person.user.is_active
    can_go_again = proposal.status == Status.LAPSED and not place.is_settled
    return Pair(
        id=proposal.pk,
        mentee_place=sides[Role.MENTEE].enrolment_id,
        mentee=person_of(sides[Role.MENTEE].enrolment.person),
        mentor=person_of(sides[Role.MENTOR].enrolment.person),
        fit=fit(proposal.score),
        fit_word=fit_word(proposal.score),
        points=points_of_100(proposal.score),
        bars=[_bar(component) for component in proposal.components],
        why=in_words(proposal.reasons, names, style=style),
        state=_("ended") if place.has_ended else proposal.get_status_display(),
        words=_words(place, proposal, sides),
        pill="" if place.has_ended else PILLS.get(proposal.status, ""),
        is_kept=proposal.locked,
        by_hand=proposal.origin == Proposal.Origin.COORDINATOR,
        can_go_again=can_go_again,
        can_go_back=proposal.status == Proposal.Status.REMOVED and is_free and not place.is_settled,
    )


def _words(place: Place, proposal: Proposal, sides: Mapping[str, ProposalSide]) -> str:
    """Who waits for whom while it is open, and what became of it; nobody is blamed, and no no has a name."""
    if proposal.status == Status.REMOVED and proposal.locked:
        return _("You had kept this pair. One of the two no longer takes part.")
    if proposal.status not in (Status.SENT, Status.LAPSED):
        return ""
    day = date_format(promised(proposal.reply_by), "D j M")
    if proposal.status == Status.LAPSED:
        return _("It was open until %(day)s.") % {"day": day}
    said_yes = [side for side in sides.values() if side.answer == ProposalSide.Answer.YES]
    if not said_yes:
        return _("Both are asked to answer by %(day)s.") % {"day": day}
    other = next(side for side in sides.values() if side.answer != ProposalSide.Answer.YES)
    return _("%(one)s said yes and waits for %(other)s, until %(day)s at the latest.") % {
        "one": said_yes[0].enrolment.person.user.name,
        "other": other.enrolment.person.user.name,
        "day": day,
    }


def _bar(component: Mapping[str, Any]) -> Bar:
    points, maximum = component["points"], component["maximum"]
    label = _(PARTS[Part(component["name"])])
    return Bar(label, points * 100 // maximum, points_of_100(points), points_of_100(maximum))


def points_of_100(points: int) -> str:
    """Points of 1,000,000 as coordinators read them, of 100: "46.7", or "15" where nothing is lost."""
    tenths = round(points * 10 / POINTS_PER_WEIGHT)
    return number_format(tenths / 10, 1 if tenths % 10 else 0)


def person_of(person: Profile) -> Person:
    return Person(person.user.name, work_of(person))
