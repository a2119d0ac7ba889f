"""How even the last search is: who was given a mentor and how well they fit, by group; mentors' load; who would change.

No number speaks of a few people: groups are put together as reports for HR do it (`mentoring.lib.disclosure`). What is
told of a search is told as it was made, so that nothing changed by hand or wished since shows in a difference.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import F, OuterRef, Subquery
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from matching.assignment import blocking_pairs
from matching.choices import WORKED_OUT_UP_TO
from matching.even_groups import TITLES, Group, Waiting, average_of, splits_of
from matching.models import Membership, Proposal, ProposalSide, Run, RunEvidence
from matching.services.evidence import Evidence, unpack
from mentoring.lib.crypto import Undecipherable
from programmes.models import Cohort, Enrolment, Role

NOTHING: Mapping[str, str] = {
    "department": gettext_noop("By department, nothing can be compared without singling out a few people."),
    "grade": gettext_noop("By grade, nothing can be compared without singling out a few people."),
    "site": gettext_noop("By place of work, nothing can be compared without singling out a few people."),
}
# This many mentees and more are one row of the mentors' load.
MANY = 4


@dataclass(frozen=True, slots=True)
class Split:
    title: str
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Load:
    """Mentors with so many mentees, and the places that they give here."""

    mentees: str
    mentors: int
    places: int


@dataclass(frozen=True, slots=True)
class Even:
    # The last search that finished; None before the first.
    run: Run | None
    # Sentences about everybody.
    words: list[str]
    splits: list[Split]
    # Why one is not shown, in sentences.
    left_out: list[str]
    loads: list[Load]
    # What is said of those who would both rather have each other.
    rather: str
    minimum: int


NOBODY_YET = Even(None, [], [], [], [], "", 0)


def even_of(cohort: Cohort) -> Even:
    """All of the page, in five queries however many people there are."""
    run = Run.objects.filter(cohort=cohort, finished_at__isnull=False, kind=Run.Kind.FIRST).first()
    if run is None:
        return NOBODY_YET
    minimum = cohort.programme.minimum_group
    evidence = _evidence(run)
    people = _waiting(run, evidence)
    splits = splits_of(people, minimum)
    return Even(
        run=run,
        words=_in_words(people, minimum),
        splits=[Split(_(TITLES[name]), groups) for name, groups in splits.items()],
        left_out=_left_out(splits),
        loads=[] if cohort.stage in Cohort.OVER else _loads(cohort),
        rather=_rather(run, evidence),
        minimum=minimum,
    )


# --- who waited ---


def _evidence(run: Run) -> Evidence | None:
    """None where it is too much for a page, was never kept or does not open."""
    if _size(run) > WORKED_OUT_UP_TO:
        return None
    kept = RunEvidence.objects.filter(run=run).first()
    try:
        return unpack(kept.packed) if kept else None
    except Undecipherable:
        return None


def _size(run: Run) -> int:
    return len(run.certificate.get("mentees", ())) * len(run.certificate.get("mentors", ()))


def _waiting(run: Run, evidence: Evidence | None) -> list[Waiting]:
    fits = _fits_of_drafts(run) | _fits_found(run, evidence)
    mentees = {*run.certificate.get("mentees", ()), *run.pairs}
    rows = Enrolment.objects.filter(cohort=run.cohort_id, pk__in={*mentees, *run.pairs.values()}).order_by("pk")
    about = ("person__department__name", "person__grade__name", "person__site__name", "person__grade__level")
    known = {str(place): rest for place, *rest in rows.values_list("pk", "person__department", *about)}
    works_in = {place: department for place, (department, *_rest) in known.items()}
    return [
        Waiting(
            place in run.pairs,
            fits.get(place),
            department or "",
            grade or "",
            site or "",
            level or 0,
            _are_two(own, works_in.get(run.pairs.get(place, ""))),
        )
        for place, (own, department, grade, site, level) in known.items()
        if place in mentees
    ]


def _are_two(department: UUID | None, other: UUID | None) -> bool:
    return None not in (department, other) and department != other


def _fits_of_drafts(run: Run) -> dict[str, int]:
    """By the place of the mentee, of the pairs that stood after the search and whose suggestion is still there."""
    mentor = ProposalSide.objects.filter(proposal=OuterRef("proposal"), role=Role.MENTOR).values("enrolment")
    sides = ProposalSide.objects.filter(proposal__cohort=run.cohort_id, role=Role.MENTEE)
    rows = sides.annotate(mentor=Subquery(mentor[:1])).values_list("enrolment", "mentor", "proposal__score")
    return {str(mentee): score for mentee, other, score in rows if run.pairs.get(str(mentee)) == str(other)}


def _fits_found(run: Run, evidence: Evidence | None) -> dict[str, int]:
    """The same of those that the search found, as it scored them."""
    if evidence is None or evidence.scores is None or evidence.figures:  # scores in which wishes count are no fits
        return {}
    mentees, mentors, scores = run.certificate["mentees"], run.certificate["mentors"], evidence.scores
    chosen = np.flatnonzero(np.array(run.certificate["mentor_of"], np.int64)[scores.mentee] == scores.mentor)
    rows = zip(*(column[chosen].tolist() for column in (scores.mentee, scores.mentor, scores.score)), strict=True)
    return {mentees[row]: score for row, column, score in rows if run.pairs.get(mentees[row]) == mentors[column]}


# --- mentors ---


def _loads(cohort: Cohort) -> list[Load]:
    """How many mentees each has: in open pairs, and in suggestions that are sent or wait to be. An own limit over all
    programmes shows in no number of places.
    """
    pairs = Membership.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    asked = ProposalSide.objects.filter(enrolment=OuterRef("pk"), proposal__in=Proposal.objects.open())
    counts = [
        Coalesce(Subquery(each.order_by().values("enrolment").annotate(number=Count("pk")).values("number")), 0)
        for each in (pairs, asked)
    ]
    mentors = Enrolment.objects.matchable(cohort).filter(role=Role.MENTOR)
    rows = list(mentors.annotate(paired=counts[0], asked=counts[1]).values_list(F("paired") + F("asked"), "capacity"))
    number, places = Counter[int](), Counter[int]()
    for mentees, capacity in rows:
        number[min(mentees, MANY)] += 1
        places[min(mentees, MANY)] += capacity
    return [Load(_mentees(count), number[count], places[count]) for count in range(MANY + 1) if rows]


def _mentees(count: int) -> str:
    if not count:
        return _("No mentee")
    words = ngettext("%(count)d mentee", "%(count)d mentees", count)
    return (_("%(count)d mentees or more") if count == MANY else words) % {"count": count}


def _rather(run: Run, evidence: Evidence | None) -> str:
    """How many would both rather have each other, by the fit alone, among those whom the search looked at."""
    if evidence is not None and evidence.figures:
        return _(
            "How many better matches were not made is not told where people name whom they would like: it would say "
            "something about their wishes."
        )
    if evidence is None or evidence.scores is None:
        return _(
            "How many better matches were not made is not worked out here: there are too many pairs for a page, or the "
            "search kept no scores."
        )
    keep = np.ones(len(evidence.scores.score), dtype=np.bool_)
    keep[evidence.set_aside] = False
    columns = (evidence.scores.mentee[keep], evidence.scores.mentor[keep], evidence.scores.score[keep])
    chosen = run.certificate["mentor_of"]
    count = blocking_pairs(*columns, run.certificate["capacity"], chosen, mentees=len(chosen))
    if not count:
        return _("There is no mentee and mentor who would both fit better with each other than as they were paired.")
    words = ngettext(
        "Better matches not made: %(count)d. A mentee and a mentor would both fit better with each other than as they"
        " were paired.",
        "Better matches not made: %(count)d. In each, a mentee and a mentor would both fit better with each other than"
        " as they were paired.",
        count,
    )
    return words % {"count": count}


# --- words ---


def _in_words(people: Sequence[Waiting], minimum: int) -> list[str]:
    words = ngettext(
        "%(placed)d of %(waited)d mentee who waited was given a mentor.",
        "%(placed)d of %(waited)d mentees who waited were given a mentor.",
        len(people),
    )
    sentences = [words % {"placed": sum(person.is_placed for person in people), "waited": len(people)}]
    fits = [person.fit for person in people if person.fit is not None]
    if len(fits) >= minimum:
        sentences.append(_("Their pairs fit %(points)s of 100 on average.") % {"points": average_of(fits)})
    return [*sentences, *_across(people, minimum)]


def _across(people: Sequence[Waiting], minimum: int) -> list[str]:
    """How many of the pairs join two departments; neither they nor the others are a few."""
    pairs = [person.joins_two for person in people if person.is_placed]
    if len(pairs) < minimum:
        return []
    joined = sum(pairs)
    if any(0 < number < minimum for number in (joined, len(pairs) - joined)):
        return [_("How many of the pairs join two departments is not shown: it would be about too few pairs.")]
    words = _("%(joined)d of %(pairs)d pairs join two departments, as far as departments are known.")
    return [words % {"joined": joined, "pairs": len(pairs)}]


def _left_out(splits: Mapping[str, list[Group]]) -> list[str]:
    """One sentence for all where there is no table."""
    if not splits:
        return [_("By department, grade and place of work, nothing can be compared without singling out a few people.")]
    return [_(NOTHING[name]) for name in TITLES if name not in splits]
