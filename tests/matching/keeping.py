"""A round with a draft, to which others come."""

from dataclasses import replace

from matching.models import Run
from matching.scoring import Style, Weights
from matching.services import (
    change_policy,
)
from matching.terms import USUAL
from tests.matching.people import mentee_of, mentor_of, open_cohort, pairs_of, searched

ALL, CLEARLY, ANEW = Run.Drafts.ALL, Run.Drafts.CLEARLY, Run.Drafts.ANEW
# A mentor of another department fits 3 points of 100 better, one who offers what is wanted far better.
TERMS = replace(USUAL[Style.CLASSIC], weights=Weights(97, 0, 0, 0, 0, 3))
BONUS = 50_000


class Round:
    """Bo was found for Ann when nobody else was there; then others come."""

    def __init__(self, objective="fair", bo=("Speaking",)):
        self.cohort, self.by = open_cohort()
        change_policy(programme=self.cohort.programme, terms=replace(TERMS, objective=objective), by=self.by)
        self.ann = mentee_of(self.cohort, "Speaking", person__user__name="Ann")
        self.bo = mentor_of(self.cohort, *bo, person__user__name="Bo")
        self.first = self.search()

    def search(self, drafts=ANEW):
        return searched(self.cohort, self.by, drafts=drafts)

    def somebody_better(self, **fields):
        """By 3 points of 100, as far as Bo offers what Ann wants."""
        elsewhere = {"person__user__name": "Cy", "person__department__name": "Sales"}
        return mentor_of(self.cohort, "Speaking", **elsewhere, **fields)

    def who(self):
        """The name of each mentee's mentor, by the name of the mentee, in the drafts."""
        pairs = pairs_of(self.cohort)
        return {mentee.person.user.name: mentor.person.user.name for mentor, mentee in pairs}


def close_account(place):
    place.person.user.is_active = False
    place.person.user.save()


def kept_clearly(here):
    here.somebody_better()
    mentee_of(here.cohort, "Speaking", person__user__name="Dee")
    return here.search(CLEARLY)
