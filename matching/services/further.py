"""Looking for further mentors, of mentees who have one and would like another, once everybody could have a first."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Proposal, Run, is_changed_since
from matching.services.free_places import freed_since, places_now
from matching.services.inputs import places_looked_at
from matching.services.kept import check_seen, free_forbidden
from matching.services.runs import check_stage, put_down
from matching.services.standing import Standing, read_standing
from mentoring.accounts.models import User
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort, Role
from programmes.services import lock_cohort


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many mentees have a mentor, or are asked about one, and would like more than that; and how many have nobody
    whom the last search for them did not leave with nobody, or could place on what came free or was changed since.
    """

    further: int = 0
    first: int = 0

    @property
    def why_not(self) -> str:
        """Why no further mentors are looked for, as a sentence; empty where they are."""
        if not self.further:
            return _("Nobody here has a mentor and would like another.")
        if self.first:
            words = ngettext(
                "%(count)d mentee has nobody and may find a mentor now. Please find pairs first: nobody gets a second"
                " mentor before everybody could have a first.",
                "%(count)d mentees have nobody and may find a mentor now. Please find pairs first: nobody gets a second"
                " mentor before everybody could have a first.",
                self.first,
            )
            return words % {"count": self.first}
        return ""


@in_transaction
def start_further_run(*, cohort: Cohort, by: User, seen: str = "") -> Run:
    """Ask for a search for further mentors, each mentee's next one, on the mentors' places that are left.

    Refused where pairs are not looked for, where nobody wishes for more than they have, while somebody with nobody may
    find a mentor by a search for those (`wishes_in`), while another search is on its way, and where the drafts that it
    may choose anew are others than `seen` says (`drafts_seen`).
    """
    cohort = lock_cohort(cohort)
    check_stage(cohort)
    if passed := wishes_in(cohort).why_not:
        raise Refused(passed)
    check_seen(cohort, seen)
    free_forbidden(cohort)
    return put_down(cohort, by, kind=Run.Kind.FURTHER)


def waiting_beside_further(cohort: Cohort, standing: Standing, impossible: Collection[UUID]) -> int:
    """How many mentees have nobody and may find a mentor now, where drafts of further mentors would go out, without
    those that became `impossible`; 0 where none would.
    """
    if cohort.programme.mentors_each == 1:
        return 0
    drafts = Proposal.objects.drafts_of(cohort).filter(is_further=True).exclude(pk__in=impossible)
    further = set(drafts.values_list("pk", flat=True))
    return wishes_in(cohort, standing).first if further - standing.first_drafts() else 0


def wishes_in(cohort: Cohort, standing: Standing | None = None) -> Wishes:
    """Five queries at most, three where how things stand was read; none where the programme allows one mentor alone."""
    each = cohort.programme.mentors_each
    if each == 1:
        return Wishes()
    standing = standing or read_standing(cohort)
    had, drafted = standing.mentors_had(), standing.mentees_in_drafts()
    places = dict(places_looked_at(cohort).filter(role=Role.MENTEE).values_list("pk", "capacity"))
    lonely = places.keys() - had.keys() - drafted
    return Wishes(
        further=sum(0 < had[place] < min(wished, each) for place, wished in places.items()),
        first=_to_look_for(cohort, lonely) if lonely else 0,
    )


def _to_look_for(cohort: Cohort, lonely: Collection[UUID]) -> int:
    runs = Run.objects.filter(cohort=cohort, finished_at__isnull=False, kind=Run.Kind.FIRST)
    run = runs.annotate(places_now=places_now(cohort)).first()
    if run is None or any(freed_since(run, run.places_now)) or is_changed_since(cohort.programme, run):
        return len(lonely)
    placed = zip(run.certificate.get("mentees", ()), run.certificate.get("mentor_of", ()), strict=True)
    left_with_nobody = {mentee for mentee, column in placed if column < 0}
    return sum(str(place) not in left_with_nobody for place in lonely)
