"""How one search was made, as its coordinators read it: for whom, by what, what it found, and what identifies it.

Nothing here tells of private wishes: no number of pairs that were ruled out, and no digest by which two searches could
be held against each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.drafts_kept import became_of_drafts, proven_with_drafts
from matching.models import Run, terms_of
from matching.points import tenths_of
from matching.proven import proof_as_found, was_beside
from matching.reporting_line import knows_managers
from matching.rules import best_levels_ahead, rules_in_words
from matching.scoring import Part
from matching.services.seals import goes_by_past
from matching.shown import points_of_100
from matching.solving.outcome import Objective, objective_of
from matching.terms import Terms
from matching.weight_words import WEIGHTS

PURPOSES: Mapping[str, object] = {
    Run.Kind.FIRST: gettext_lazy("For mentees without a mentor"),
    Run.Kind.FURTHER: gettext_lazy("For mentees who have a mentor and would like another"),
}
BEST: Mapping[Objective, object] = {
    "fair": gettext_lazy(
        "Most people first. Of all ways to pair as many, the best is the one in which nobody fits badly: the least good"
        " fit is as good as it can be, then the fit of all together."
    ),
    "total": gettext_lazy(
        "Most people first. Of all ways to pair as many, the best is the one with the best fit of all together: one"
        " pair may fit less well, so that others fit better."
    ),
    "stable": gettext_lazy(
        "No regrets first: no mentee and mentor would both rather have each other. So fewer may have got a mentor than"
        " could have."
    ),
}
# Searches of a cohort that one page lists.
LATEST = 50


@dataclass(frozen=True, slots=True)
class Weight:
    """What a part of a fit is made of, and its share of 100."""

    words: str
    share: int


@dataclass(frozen=True, slots=True)
class Made:
    """All of the page but what was proven again since."""

    run: Run
    purpose: str
    best: str
    drafts: list[str]
    # Empty where the search kept nothing of what it went by.
    weights: list[Weight]
    levels: str
    rules: list[str]
    mentees: int
    mentors: int
    pairs: int
    # Points of 100, empty where nobody was placed or where it would tell of wishes.
    lowest: str
    together: str
    average: str
    why_no_lowest: str
    proof: str
    seal: str
    versions: list[str]


def made_of(run: Run) -> Made:
    """Of a search that has finished; three queries at most."""
    kept, terms = run.certificate, terms_of(run)
    mentees, mentors = len(kept.get("mentees", ())), len(kept.get("mentors", ()))
    lowest, why_no_lowest = _lowest(run)
    return Made(
        run=run,
        purpose=str(PURPOSES[run.kind]),
        best=str(BEST[objective_of(run.objective)]),
        drafts=became_of_drafts(run),
        weights=_weights(terms) if terms else [],
        levels=best_levels_ahead(terms.weights.grade_gap) if terms else "",
        rules=_rules(run, terms) if terms else [],
        mentees=mentees,
        mentors=mentors,
        pairs=mentees * mentors,
        lowest=lowest,
        together=number_format(tenths_of(run.total) / 10, 1, force_grouping=True) if run.cardinality else "",
        average=points_of_100(run.total // run.cardinality) if run.cardinality else "",
        why_no_lowest=why_no_lowest,
        proof=_proof(run),
        # Tied to this search, unlike the digest that it seals: that is the same for two searches that knew the same.
        seal=run.seals.get("inputs_digest", ""),
        versions=_versions(run),
    )


def _rules(run: Run, terms: Terms) -> list[str]:
    """Whether managers are known is told as of today: a search keeps nothing of it."""
    knows, goes = knows_managers(run.cohort), goes_by_past(run)
    return rules_in_words(run.policy["style"], terms.bounds, knows_managers=knows, goes_by_past=goes)


def _weights(terms: Terms) -> list[Weight]:
    """As they were set, whatever was known of people; the heaviest first."""
    shares = [Weight(str(WEIGHTS[part]), getattr(terms.weights, part)) for part in Part]
    return sorted((weight for weight in shares if weight.share), key=lambda weight: -weight.share)


def _lowest(run: Run) -> tuple[str, str]:
    """The lowest fit of the pairs found, or why it is not told."""
    if not run.cardinality:
        return "", ""
    if run.certificate.get("drafts", {}).get("pairs"):
        return "", _("Suggestions not sent yet counted for more than they fit, so no lowest fit was kept.")
    if "minimum" not in run.certificate:
        return "", _("A search this old kept no lowest fit.")
    if run.certificate["minimum"] is None:
        return "", _(
            "The lowest fit is not told where people name whom they would like: it would speak of their wishes."
        )
    return points_of_100(run.certificate["minimum"]), ""


def _proof(run: Run) -> str:
    if not run.certificate:
        return ""
    return f"{proof_as_found(run, beside=was_beside(run))} {proven_with_drafts(run)}".strip()


def _versions(run: Run) -> list[str]:
    """Of what the pairs come from, by name."""
    names = {"numpy": "numpy", "scipy": "SciPy", "ortools": "OR-Tools"}
    used = [f"{name} {run.versions[key]}" for key, name in names.items() if key in run.versions]
    if "ortools" not in run.versions:
        used.append(_("OR-Tools was not used"))
    return [*used, _("way of computing %(number)s") % {"number": run.versions.get("algorithm", "–")}]


@dataclass(frozen=True, slots=True)
class Listed:
    """A search in the list of those of its cohort."""

    run: Run
    purpose: str
    placed: str
    is_this: bool


def searches_beside(run: Run) -> list[Listed]:
    """The latest searches of its cohort that have finished, the newest first. One query."""
    runs = Run.objects.finished().filter(cohort=run.cohort_id).defer("certificate", "unplaced", "pairs", "seals")
    return [
        Listed(each, str(PURPOSES[each.kind]), _placed(each.cardinality), each.pk == run.pk) for each in runs[:LATEST]
    ]


def _placed(number: int) -> str:
    words = ngettext("%(count)s pair", "%(count)s pairs", number)
    return words % {"count": number_format(number, force_grouping=True)}
