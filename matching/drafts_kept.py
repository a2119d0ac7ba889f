"""What a search did with drafts of before, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Run
from matching.shown import points_of_100


def became_of_drafts(run: Run) -> list[str]:
    """What became of suggestions that were not sent yet, where a search that is over did not choose all of them anew.

    Fits are those that anybody reads; whom people named is no part of them.
    """
    if run.drafts == Run.Drafts.ALL:
        return [_("Suggestions not sent yet stayed, as far as they are still possible.")] if _had_drafts(run) else []
    if run.drafts != Run.Drafts.CLEARLY or not run.certificate["drafts"]["pairs"]:
        return []
    told = run.certificate["drafts"]
    before, changed = len(told["pairs"]), len(told["pairs"].items() - run.pairs.items())
    words = ngettext(
        "%(changed)d of %(count)d suggestion not sent yet changed.",
        "%(changed)d of %(count)d suggestions not sent yet changed.",
        before,
    )
    counted = words % {"changed": changed, "count": before}
    if not changed:
        return [counted]
    fits = {"before": points_of_100(told["fit_before"]), "after": points_of_100(told["fit_after"])}
    return [counted, _("The fits of these mentees add up to %(after)s points, %(before)s before.") % fits]


def _had_drafts(run: Run) -> bool:
    """Whether pairs stood beside the search, of which those that are not sent are meant."""
    return bool(run.pairs.keys() - set(run.certificate["mentees"]))


def proven_with_drafts(run: Run) -> str:
    """What is to be said beside the proof, where drafts of before counted for more than they fit."""
    if run.drafts != Run.Drafts.CLEARLY or not run.certificate["drafts"]["pairs"]:
        return ""
    bonus = {"points": points_of_100(run.certificate["drafts"]["bonus"])}
    return _("Each suggestion not sent yet counted %(points)s points of 100 more than it fits.") % bonus
