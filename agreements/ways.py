"""The ways of ending a pair, in words: what each means, and what the other one will read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.parting import Way


@dataclass(frozen=True, slots=True)
class WayWords:
    """`choice` and `says` stand where one chooses, the others on the page that asks once more; `%(name)s` is the other
    one of the pair. `seen` is what the programme team sees: the board shows whose place rests (docs/decisions/0013).
    """

    choice: Promise
    says: Promise
    heading: Promise
    told: Promise
    seen: Promise
    button: Promise
    done: Promise


WAYS: Mapping[Way, WayWords] = {
    Way.FINISHED: WayWords(
        choice=_("We have finished"),
        says=_("You did what you came for, or enough of it."),
        heading=_("Have you finished?"),
        told=_("%(name)s gets a mail that says so, with thanks."),
        seen=_("The programme team sees that you are no longer a pair, and not how it ended."),
        button=_("Yes, we have finished"),
        done=_("Thank you for the time you gave each other. What you wrote stays here for a while."),
    ),
    Way.CARRY_ON: WayWords(
        choice=_("We carry on by ourselves"),
        says=_("You go on meeting, without the programme: no reminders, no forms."),
        heading=_("Will you carry on by yourselves?"),
        told=_(
            "%(name)s gets a mail that says so. Our part ends: we remind you of nothing any more, and this page becomes"
            " one to read."
        ),
        seen=_("The programme team sees that you are no longer a pair, and not how it ended."),
        button=_("Yes, we carry on by ourselves"),
        done=_("Our part is done, and yours goes on. All the best to you both."),
    ),
    Way.SOMEONE_ELSE: WayWords(
        choice=_("Someone else please"),
        says=_("It is nobody’s fault when two people do not fit. The programme team looks again for both of you."),
        heading=_("Would you like someone else?"),
        told=_(
            "You need no reason. %(name)s reads only that you two are no longer a pair, and never that you asked for"
            " somebody else."
        ),
        seen=_("The programme team sees that both of you are free again, and not who asked."),
        button=_("Yes, someone else please"),
        done=_("Done. The programme team looks again; you hear from us when there is a suggestion."),
    ),
    Way.STOP: WayWords(
        choice=_("I would like to stop"),
        says=_("You need no reason. We suggest nobody to you until you want that again."),
        heading=_("Would you like to stop?"),
        told=_(
            "You need no reason. %(name)s reads only that you two are no longer a pair, and that it says nothing about"
            " them. We suggest nobody else to you unless you ask for it."
        ),
        seen=_(
            "The programme team sees that you are no longer a pair, and that nobody is to be suggested to you. From"
            " that they may guess that it was you."
        ),
        button=_("Yes, stop here"),
        done=_("Done. Thank you for the time you gave. What you wrote stays here for you for a while."),
    ),
}


def words_of(way: Way, *, has_another: bool = False, finds_new_pairs: bool = True) -> WayWords:
    """What is said of this way; a mentee who `has_another` mentor in the cohort is promised no search, and nobody is
    where it `finds_new_pairs` no more.
    """
    if way == Way.STOP and not finds_new_pairs:
        return replace(
            WAYS[way],
            says=_("You need no reason. No new pairs are found here any more, so we suggest nobody else to you."),
            told=_(
                "You need no reason. %(name)s reads only that you two are no longer a pair, and that it says nothing"
                " about them. No new pairs are found here any more, so we suggest nobody else to you."
            ),
        )
    if way != Way.SOMEONE_ELSE or not has_another:
        return WAYS[way]
    return replace(
        WAYS[way],
        says=_("It is nobody’s fault when two people do not fit. You still have another mentor in this cohort."),
        done=_("Done. You still have another mentor in this cohort."),
    )
