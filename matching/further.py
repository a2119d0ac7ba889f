"""Further mentors on the board: who would like one, and what the last search for them proved."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.models import Run
from matching.proven import proof_of
from matching.services import SEARCHABLE, Wishes, wishes_in
from matching.shown import Place, Status
from programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class Further:
    wishes: Wishes
    # The last search for further mentors that finished; None before the first.
    run: Run | None
    proof: str
    # Suggestions of a further mentor that are not sent yet.
    drafts: int

    @property
    def looked_at(self) -> int:
        """Mentees at whom the last search looked."""
        return len(self.run.certificate["mentees"]) if self.run else 0


def further_of(cohort: Cohort, places: Sequence[Place]) -> Further | None:
    """None where the programme allows a mentee one mentor at a time; else in six queries at most."""
    if cohort.programme.mentors_each == 1:
        return None
    runs = Run.objects.filter(cohort=cohort, finished_at__isnull=False, kind=Run.Kind.FURTHER)
    run = runs.first()
    return Further(
        wishes=wishes_in(cohort) if cohort.stage in SEARCHABLE else Wishes(),
        run=run,
        proof=proof_of(run, places),
        drafts=sum(place.is_further and place.status == Status.DRAFT for place in places),
    )
