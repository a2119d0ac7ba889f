"""What of a board's suggestions one looks at: by how well they fit, how they came and how they stand, and how many."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from matching.explain import Fit, fit
from matching.models import Proposal
from matching.shown import Place, Status

Origin = Proposal.Origin
# Where no suggestion came like this, nobody has to read of it.
ONLY_WHERE_THERE = {"next", "asked", "further"}
# Of a suggestion: whether it is one that is looked for.
Takes = Callable[[Place], bool]


class Group(NamedTuple):
    """One question, and by what is chosen: the words of it, and which suggestions it takes."""

    label: str
    options: Mapping[str, tuple[str, Takes]]


GROUPS: Mapping[str, Group] = {
    "fit": Group(
        gettext_noop("Fit"),
        {
            Fit.STRONG: (gettext_noop("Strong"), lambda place: fit(place.score) == Fit.STRONG),
            Fit.GOOD: (gettext_noop("Good"), lambda place: fit(place.score) == Fit.GOOD),
            Fit.POSSIBLE: (gettext_noop("Possible"), lambda place: fit(place.score) == Fit.POSSIBLE),
        },
    ),
    "how": Group(
        gettext_noop("Source"),
        {
            "search": (gettext_noop("Found by a search"), lambda place: place.origin == Origin.RUN),
            "hand": (gettext_noop("Chosen by hand"), lambda place: place.origin == Origin.COORDINATOR),
            "next": (gettext_noop("Next best"), lambda place: place.origin == Origin.NEXT),
            "asked": (gettext_noop("One asked the other"), lambda place: place.origin == Origin.REQUEST),
            "further": (gettext_noop("Further mentor"), lambda place: place.is_further),
            "kept": (gettext_noop("Kept"), lambda place: place.locked and place.status == Status.DRAFT),
        },
    ),
    # Each stands in one of them.
    "state": Group(
        gettext_noop("Status"),
        {
            "draft": (gettext_noop("Not sent yet"), lambda place: place.status == Status.DRAFT),
            "waiting": (gettext_noop("Waiting for answers"), lambda place: place.status == Status.SENT),
            "yes": (
                gettext_noop("Both said yes"),
                lambda place: place.status == Status.ACCEPTED and not place.has_ended,
            ),
            "no": (
                gettext_noop("Not this time, or no answer"),
                lambda place: place.status in (Status.DECLINED, Status.LAPSED),
            ),
            "ended": (gettext_noop("Ended"), lambda place: place.has_ended),
            "removed": (gettext_noop("Taken out"), lambda place: place.status == Status.REMOVED),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is chosen of each question, by its name in an address; empty is everything."""

    fit: str = ""
    how: str = ""
    state: str = ""

    @property
    def is_anything(self) -> bool:
        return not (self.fit or self.how or self.state)

    def takes(self, place: Place, *, but: str = "") -> bool:
        """Whether a suggestion is one of these, whatever is chosen of the question `but`."""
        chosen = ((name, getattr(self, name)) for name in GROUPS if name != but)
        return all(GROUPS[name].options[value][1](place) for name, value in chosen if value)


class Option(NamedTuple):
    value: str
    label: str
    is_chosen: bool


class Filter(NamedTuple):
    """One question as the board asks it, each answer with how many suggestions it would leave."""

    name: str
    label: str
    options: list[Option]


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """By an address; what nobody can mean is left out."""
    said = {name: query.get(name, "") for name in GROUPS}
    return Wanted(**{name: value for name, value in said.items() if value in GROUPS[name].options})


def filters_of(places: Sequence[Place], wanted: Wanted) -> list[Filter]:
    """The questions for these suggestions, each counted within what is chosen of the others."""
    return [_filter(name, group, places, wanted) for name, group in GROUPS.items()]


def _filter(name: str, group: Group, places: Sequence[Place], wanted: Wanted) -> Filter:
    chosen = getattr(wanted, name)
    within = [place for place in places if wanted.takes(place, but=name)]
    counts = Counter(value for value, (_label, takes) in group.options.items() for place in within if takes(place))
    options = {
        value: label
        for value, (label, takes) in group.options.items()
        if value not in ONLY_WHERE_THERE or value == chosen or any(takes(place) for place in places)
    }
    every = Option("", _("All (%(count)d)") % {"count": len(within)}, not chosen)
    said = [Option(value, _counted(_(label), counts[value]), value == chosen) for value, label in options.items()]
    return Filter(name, _(group.label), [every, *said])


def _counted(words: str, count: int) -> str:
    """An answer and how many it would leave, as a language puts the two together."""
    return _("%(answer)s (%(count)d)") % {"answer": words, "count": count}
