"""The review board: what a coordinator sees of a cohort's pairs, in a number of queries that never grows.

Each list is a page of its own; one light query over all suggestions says what stands where, and only what is shown is
read in full.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models.aggregates import Count
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.drafts_kept import became_of_drafts
from matching.further import Further, further_of
from matching.models import Mentorship, Proposal, ProposalSide, Run, policy_of
from matching.narrowing import Filter, Wanted, filters_of
from matching.proven import gone_since, proof_of
from matching.reports import (
    Mentees,
    Numbers,
    mentees_of,
    mentees_without_pair,
    numbers_of,
    people_never_paired,
    people_without_pair,
    what_changed,
)
from matching.services import drafts_seen
from matching.services.free_places import Freed, freed_since, places_now
from matching.shown import Pair, Person, Place, Status, pair_of, person_of
from matching.why import Stored, in_words, skill_names
from matching.words import UNTRAINED
from matching.would_help import outdated, would_help
from mentoring.lib import clock
from participants.training import training_of
from programmes.models import Cohort, Enrolment, Role

# Why somebody has nobody when the last search says nothing about them.
AFTER: Mapping[str, str] = {
    Proposal.Status.REMOVED: gettext_noop("A pair was taken out, or two were kept apart."),
    Proposal.Status.DECLINED: gettext_noop("The last suggestion was not for this time."),
    Proposal.Status.ACCEPTED: gettext_noop("The last pair has ended."),
    Proposal.Status.LAPSED: gettext_noop("The last suggestion got no answer in time."),
}
ROWS = 25
SHOWN = (
    *("pk", "status", "locked", "origin", "score", "created_at", "sent_at", "ended_at", "mentee", "mentor"),
    *("is_settled", "is_looked_for", "is_further"),
)
EVERYTHING = Wanted()
LISTS = ("drafts", "without", "mentors", "sent", "removed")
LIST_OF_ROLE = {Role.MENTEE: "without", Role.MENTOR: "mentors"}
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mentee whom nothing is suggested for, why, and what could help, which is empty where nobody can say."""

    place: UUID
    person: Person
    why: list[str]
    help: str


@dataclass(frozen=True, slots=True)
class Free:
    """A mentor whom nothing is suggested for."""

    place: UUID
    person: Person
    places: int
    # Empty where nothing but the choice of the search left them without.
    why: str = ""


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


NOBODY: Rows[Any] = Rows([], 0, 1)


@dataclass(frozen=True, slots=True)
class Board:
    numbers: Numbers
    # The last search that finished, for mentees with nobody; None before the first.
    run: Run | None
    # What is proven of it.
    proof: str
    # How it differs from the one before.
    changes: list[str]
    # Mentees with nobody whom it did not look at, as they came later, or were in a pair or suggestion then.
    not_looked_at: int
    # All drafts of the cohort, whatever is looked for.
    to_send: int
    kept: int
    # What the forms of a search bring back of those that it may choose anew.
    seen: str
    # Those of mentees with nobody that a search may choose anew: what a page says of it.
    movable_firsts: int
    # Where all mentees are, whatever is looked for.
    mentees: Mentees
    # None where the programme allows a mentee one mentor at a time.
    further: Further | None
    drafts: Rows[Pair]
    sent: Rows[Pair]
    removed: Rows[Pair]
    without: Rows[Waiting]
    mentors: Rows[Free]
    # The questions by which pairs are left out.
    filters: list[Filter]
    # All suggestions of the cohort that the office is told of, whatever is looked for.
    suggestions: int

    @property
    def listed(self) -> int:
        """The suggestions that are looked for."""
        return self.drafts.total + self.sent.total + self.removed.total

    @property
    def lonely(self) -> int:
        """Mentees with nobody, whatever is looked for."""
        return self.mentees.alone

    @property
    def first_to_send(self) -> int:
        """Drafts that are not of a further mentor."""
        return self.to_send - (self.further.drafts if self.further else 0)

    @property
    def movable(self) -> int:
        """Drafts that a search may choose anew."""
        return self.to_send - self.kept

    @property
    def standing(self) -> int:
        """Mentees whom no search touches: in a pair, or with a suggestion that was sent or is kept."""
        return self.mentees.paired + self.mentees.sent + self.kept

    @property
    def is_empty(self) -> bool:
        """Whether nobody stands in any list, as where nobody has the name that is looked for."""
        return not any(rows.total for rows in (self.drafts, self.sent, self.removed, self.without, self.mentors))


def board_of(
    cohort: Cohort, *, pages: Mapping[str, int] | None = None, looked_for: str = "", wanted: Wanted = EVERYTHING
) -> Board:
    """The board of a cohort: of each list in LISTS one page, the first unless `pages` says another.

    `looked_for` leaves those of whom a name or department holds these words, `wanted` the pairs that are like this and
    nobody who is in none; the numbers stay those of everybody.
    """
    page = {name: (pages or {}).get(name, 1) for name in LISTS}
    finished = Run.objects.filter(cohort=cohort, finished_at__isnull=False, kind=Run.Kind.FIRST)
    runs = list(finished.annotate(places_now=places_now(cohort))[:2])
    run = runs[0] if runs else None
    freed = freed_since(runs[0], runs[0].places_now) if runs and cohort.stage not in Cohort.OVER else Freed()
    places = list(_places(cohort, looked_for))
    drafts = [place for place in places if place.status == Status.DRAFT]
    named = [place for place in places if place.is_looked_for]
    listed = [place for place in named if wanted.takes(place)]
    without, mentors = _people_without(cohort, looked_for, page) if wanted.is_anything else (NOBODY, NOBODY)
    told = _told(run, without.rows)
    shown = {name: _page_of(listed, name, page[name]) for name in ("drafts", "sent", "removed")}
    proposals = _in_full(place.id for rows in shown.values() for place in rows.rows)
    names = skill_names([*(proposal.reasons for proposal in proposals.values()), *told.values()])
    programme, (mentees, lonely) = cohort.programme, mentees_of(cohort)
    standing = Counter(chain.from_iterable((place.mentor, place.mentee) for place in places if place.stands))
    held = Counter(place.mentee for place in places if place.is_held)
    pairs = {
        name: replace(
            rows, rows=[pair_of(place, proposals[place.id], names, programme, standing, held) for place in rows.rows]
        )
        for name, rows in shown.items()
    }
    return Board(
        numbers=numbers_of(cohort),
        run=run,
        proof=proof_of(run, places),
        changes=[*_changes(runs, places), *(became_of_drafts(run) if run else [])],
        not_looked_at=_not_looked_at(cohort, run, lonely),
        to_send=len(drafts),
        kept=sum(place.locked for place in drafts),
        seen=drafts_seen(cohort, (place.id for place in drafts if not place.locked)),
        movable_firsts=sum(place.is_movable_first for place in drafts),
        mentees=mentees,
        further=further_of(cohort, places),
        drafts=pairs["drafts"],
        sent=pairs["sent"],
        removed=pairs["removed"],
        without=replace(without, rows=_waiting(without.rows, told, names, cohort, run, gone_since(run, places), freed)),
        mentors=replace(mentors, rows=[_free(place, cohort) for place in mentors.rows]),
        filters=filters_of(named, wanted),
        suggestions=len(places),
    )


def _places(cohort: Cohort, looked_for: str) -> Iterable[Place]:
    """Every suggestion of the cohort, the best fit first, without its words."""
    mentee = ProposalSide.objects.filter(proposal=OuterRef("pk"), role=Role.MENTEE)
    is_found = mentee.filter(enrolment__in=mentees_without_pair(cohort).values("pk"))
    named = ProposalSide.objects.filter(_named(looked_for, "enrolment__person"), proposal=OuterRef("pk"))
    mentor = ProposalSide.objects.filter(proposal=OuterRef("pk"), role=Role.MENTOR)
    ended = Mentorship.objects.filter(proposal=OuterRef("pk"), status=Mentorship.Status.ENDED)
    rows = Proposal.objects.filter(cohort=cohort).told_to_office().order_by("-score", "id")
    rows = rows.annotate(ended_at=Subquery(ended.values("ended_at")[:1]), is_settled=~Exists(is_found))
    rows = rows.annotate(
        mentee=Subquery(mentee.values("enrolment")[:1]), mentor=Subquery(mentor.values("enrolment")[:1])
    )
    rows = rows.annotate(is_looked_for=Exists(named) if looked_for else Value(True))
    return map(Place._make, rows.values_list(*SHOWN))


def _named(words: str, person: str) -> Q:
    return Q(**{f"{person}__user__name__icontains": words}) | Q(**{f"{person}__department__name__icontains": words})


def _page_of(places: Sequence[Place], name: str, page: int) -> Rows[Any]:
    found = [place for place in places if place.list_name == name]
    found.sort(key=lambda place: place.urgency)
    # Somebody may just have taken out the only pair of the last page.
    page = min(page, max(1, -(-len(found) // ROWS)))
    start = ROWS * (page - 1)
    return Rows(found[start : start + ROWS], len(found), page)


def _in_full(keys: Iterable[UUID]) -> dict[UUID, Proposal]:
    sides = ProposalSide.objects.select_related("enrolment__person__user", "enrolment__person__department")
    found = Proposal.objects.filter(pk__in=list(keys)).prefetch_related(Prefetch("sides", sides.defer("later")))
    return {proposal.pk: proposal for proposal in found}


def _people_without(cohort: Cohort, looked_for: str, page: Mapping[str, int]) -> tuple[Rows[Any], Rows[Any]]:
    """The mentees and the mentors with nobody: of each the page and the number of all, in one query for both.

    Of a cohort that is over those who never had anybody. A page after the last one is empty.
    """
    told = ProposalSide.objects.filter(proposal__in=Proposal.objects.told_to_office())
    last = told.filter(enrolment=OuterRef("pk")).order_by("-proposal__created_at")
    with_nobody = people_never_paired(cohort) if cohort.stage in Cohort.OVER else people_without_pair(cohort)
    people = with_nobody.filter(_named(looked_for, "person") if looked_for else Q())
    start = {role: ROWS * (page[name] - 1) for role, name in LIST_OF_ROLE.items()}
    first = Case(When(role=Role.MENTEE, then=start[Role.MENTEE]), default=start[Role.MENTOR])
    rows = (
        people.annotate(
            total=Window(Count("pk"), partition_by="role"),
            number=Window(RowNumber(), partition_by="role", order_by=["person__user__name", "pk"]),
            last_status=Subquery(last.values("proposal__status")[:1]),
            training=training_of("person", clock.company_today()),
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


def _not_looked_at(cohort: Cohort, run: Run | None, lonely: Collection[UUID]) -> int:
    if run is None or cohort.stage in Cohort.OVER:
        return 0
    looked_at = set(run.certificate.get("mentees", ()))
    return sum(str(place) not in looked_at for place in lonely)


def _told(run: Run | None, places: Iterable[Enrolment]) -> dict[str, Stored]:
    """What the last search said of each of these."""
    said = {entry["enrolment"]: entry["reasons"] for entry in run.unplaced} if run else {}
    return {str(place.pk): said.get(str(place.pk), ()) for place in places}


def _waiting(
    places: Sequence[Any],
    told: Mapping[str, Stored],
    names: Mapping[str, str],
    cohort: Cohort,
    run: Run | None,
    gone: Mapping[str, str],
    freed: Freed,
) -> list[Waiting]:
    is_over = cohort.stage in Cohort.OVER
    waiting = []
    for place in places:
        reasons = told[str(place.pk)]
        why = [sentence.text for sentence in in_words(reasons, names, style=cohort.programme.style)]
        if no_more := outdated(reasons, freed):
            why = [no_more]
        helps = "" if is_over else would_help(reasons, had_one=place.last_status in AFTER, freed=freed)
        why = why or [gone.get(str(place.pk)) or _after(place, run)]
        waiting.append(Waiting(place.pk, person_of(place.person), why, helps))
    return waiting


def _free(place: Any, cohort: Cohort) -> Free:
    is_over, bounds = cohort.stage in Cohort.OVER, policy_of(cohort.programme).terms.bounds
    why = _(UNTRAINED) if not is_over and bounds.bar_training(place.training) else ""
    return Free(place.pk, person_of(place.person), place.capacity, why)


def _after(place: Any, run: Run | None) -> str:
    if place.last_status in AFTER:
        return _(AFTER[place.last_status])
    if run is not None and place.registered_at < run.created_at:
        return _("Their suggestion fell away, or no search was made since they got a place. Please find pairs again.")
    return _("No search was made since this person got a place.")
