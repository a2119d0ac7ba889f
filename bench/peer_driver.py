"""Run by the Python of another environment, in which the package mentor-match is: its engine on the pairs given.

Reads one JSON object: `scores` (mentees, mentors), -1 where a rule forbids the pair, and `capacity` (mentors,). Prints
one: `seconds` of the engine, `pairs` made as [mentee, mentor]. It knows nothing of this project, and nothing of this
project is in its environment.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any


class Looked:
    """The cheapest rule there can be: the score of a pair is looked up."""

    def __init__(self, worth: Callable[[Any], int]) -> None:
        self.apply = worth


def main() -> None:
    mentee_class, mentor_class, process = (
        import_module(f"matching.{name}") for name in ("mentee", "mentor", "process")
    )
    given = json.load(sys.stdin)
    scores, capacity = given["scores"], given["capacity"]
    mentees = [mentee_class.Mentee(email=f"mentee{number}", grade=1) for number in range(len(scores))]
    mentors = [mentor_class.Mentor(email=f"mentor{number}", grade=2) for number in range(len(capacity))]
    row = {person.email: number for number, person in enumerate(mentees)}
    column = {person.email: number for number, person in enumerate(mentors)}

    def worth(match: Any) -> int:
        """One mentor for each mentee, no more mentees than a mentor has places for, and no pair that is forbidden."""
        number = column[match.mentor.email]
        score: int = scores[row[match.mentee.email]][number]
        if score < 0 or match.mentee.mentors or len(match.mentor.mentees) >= capacity[number]:
            match.disallowed = True
            return 0
        return score + 1

    began = time.perf_counter()
    # It makes pairs one to one, so there is a round for each place that the mentor with the most of them has.
    process.process_data(mentors, mentees, [[Looked(worth)] for _ in range(max(capacity, default=0))])
    seconds = time.perf_counter() - began
    pairs = [[row[mentee.email], column[mentor.email]] for mentee in mentees for mentor in mentee.mentors]
    json.dump({"seconds": seconds, "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
