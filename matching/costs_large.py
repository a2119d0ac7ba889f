"""What choosing a mentor by hand means for everybody where pairs are too many for a list: exactly, or by bounds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.assignment import Assignment, Certificate, assign_from
from matching.compared import Compared
from matching.costs import Cost, changes, crosses, in_words, moved
from matching.everybody import Everybody, unwatched
from matching.services.finding_large import compared
from matching.services.inputs import Inputs
from matching.shown import points_of_100
from matching.solving.problem import Problem, read
from matching.why_not import Answer, WhyNot

# Points by which prices may exceed the weight of a pair that is listed; of those beyond, no more is known than that.
NEAR = 20_000
# Pairs that are listed at most: where more are near, only those that are nearer still are.
MOST = 2_000_000


def costs_at_large(inputs: Inputs, row: int, columns: Sequence[int]) -> dict[int, Cost]:
    """As `costs.costs_of`, of those whose cost can be told; no query is made.

    All pairs are looked at three times: for the best search, for its proof, and for those that nearly fit its prices,
    on which alone, with all pairs of the mentee, `why_not` answers. Ways over other pairs are as long as NEAR at least.
    Nothing is told of a stable choice, nor where prices are not the truth, as somebody would mentor who mentors them.
    """
    if inputs.objective == "stable":
        return {}
    _comparison, everybody = compared(inputs, unwatched)
    best = assign_from(Compared(everybody), everybody, objective=inputs.objective)
    if crosses(inputs, best.mentor_of.tolist()):
        return {}
    answers = _priced(everybody, best, row, columns)
    costs = {}
    for column in columns:
        answer = answers.get(column)
        if best.objective == "fair" and best.minimum is not None and (answer is None or answer.at_most.people):
            costs[column] = Cost(_worse(best.minimum, is_sure=answer is None or answer.at_least.people > 0))
        elif answer is not None and not crosses(inputs, moved(best, answer)):
            costs[column] = Cost(_between(answer), changes(inputs, answer.moves))
    return costs


def _priced(everybody: Everybody, best: Assignment, row: int, columns: Sequence[int]) -> dict[int, Answer]:
    """Among the pairs from the lowest score of a fair choice up."""
    least = best.minimum if best.objective == "fair" and best.minimum is not None else 0
    prices = Certificate(best.certificate.mentee, best.certificate.mentor)
    pairs, unseen = _near(everybody, prices, row, least)
    assignment = replace(best, certificate=prices, objective="total")
    why_not = WhyNot(pairs.mentee, pairs.mentor, pairs.score, everybody.capacity, assignment, unseen=unseen)
    possible = set(pairs.mentor[pairs.mentee == row].tolist())
    among = [column for column in columns if column in possible]
    answers = zip(among, why_not.pairs([(row, column) for column in among]), strict=True)
    return {column: answer for column, answer in answers if answer is not None}


def _near(everybody: Everybody, prices: Certificate, row: int, least: int) -> tuple[Problem, int]:
    """The pairs of this score and above whose weight their prices exceed by less than NEAR, or than so few points that
    MOST of them are enough, and all pairs of one mentee; and by how much they exceed that of all others at least.
    """
    beyond, mentor = prices.mentee - everybody.base, prices.mentor
    unseen, found = NEAR, [np.zeros((4, 0), dtype=np.int64)]
    everyone = np.ones(everybody.mentees, dtype=np.bool_)
    for table in everybody.tables(everyone, everybody.capacity > 0):
        slack = table.of_mentee(beyond) + table.of_mentor(mentor) - table.score.astype(np.int64)
        at, to = np.nonzero(((slack < unseen) | (table.mentee == row)[:, None]) & (table.score >= least))
        score = table.score[at, to].astype(np.int64)
        found.append(np.stack([table.mentee[at], table.mentor[to], score, slack[at, to]]))
        while sum(each.shape[1] for each in found) > MOST and unseen > 1:
            unseen //= 2
            found = [each[:, (each[3] < unseen) | (each[0] == row)] for each in found]
    rows, columns, scores, _slack = np.concatenate(found, axis=1)
    return read(rows, columns, scores, everybody.capacity, everybody.mentees), unseen


def _between(answer: Answer) -> str:
    """Both bounds of an answer that is not exact."""
    few, many = answer.at_least, answer.at_most
    if answer.is_exact or in_words(few) == in_words(many):
        return in_words(many)
    if few.people or many.people:
        words = ngettext(
            "At most %(count)d mentee fewer with a pair.", "At most %(count)d mentees fewer with a pair.", many.people
        )
        return words % {"count": many.people}
    numbers = {"few": points_of_100(max(few.points, 0)), "many": points_of_100(many.points)}
    return _("Between %(few)s and %(many)s points fewer for all together.") % numbers


def _worse(lowest: int, *, is_sure: bool) -> str:
    """Of a pair below the lowest score of a fair choice, or with which fewer are placed from that score up: surely, or
    unless a way over pairs that are not listed places as many.
    """
    if is_sure:
        words = _("The weakest pair would score less than %(now)s of 100, or fewer mentees would have a pair.")
    else:
        words = _("At worst the weakest pair would score less than %(now)s of 100, or fewer mentees would have a pair.")
    return words % {"now": points_of_100(lowest)}
