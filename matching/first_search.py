"""The page before the first search of a round: what ends with registration, and among whom pairs are looked for."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching import services
from matching.models import Run
from matching.reports import numbers_of
from matching.services.standing import read_standing
from mentoring.jobs.models import Job
from programmes.admin.moves import MOVE_TO, CohortMoveView
from programmes.ending_registration import Effect, what_ends
from programmes.models import Cohort, Enrolment, Role
from programmes.readiness import Check


def what_a_first_search_does(cohort: Cohort) -> list[Effect]:
    return [*what_ends(cohort), *_looked_at(cohort)]


def _looked_at(cohort: Cohort) -> list[Effect]:
    """Just as the search reads it: whoever was paired by hand, and is kept so, has somebody already."""
    numbers, had = numbers_of(cohort), read_standing(cohort).mentors_had()
    mentees = list(Enrolment.objects.matchable(cohort).filter(role=Role.MENTEE).values_list("pk", flat=True))
    by_hand, alone = sum(had[place] for place in mentees), sum(not had[place] for place in mentees)
    counted = {
        "mentees": ngettext("%(count)d mentee", "%(count)d mentees", alone) % {"count": alone},
        "mentors": ngettext("%(count)d mentor", "%(count)d mentors", numbers.mentors) % {"count": numbers.mentors},
        "places": _places(numbers.places - by_hand),
    }
    effects = [Effect(_("Pairs are looked for among %(mentees)s, and %(mentors)s with %(places)s.") % counted)]
    if by_hand:
        words = ngettext(
            "%(count)d pair that was made by hand stays as it is.",
            "%(count)d pairs that were made by hand stay as they are.",
            by_hand,
        )
        effects.append(Effect(words % {"count": by_hand}))
    return effects


def _places(number: int) -> str:
    return ngettext("%(count)d place", "%(count)d places", number) % {"count": number}


FIRST_SEARCH = replace(
    MOVE_TO[Cohort.Stage.MATCHING],
    service=services.end_registration_and_start_run,
    button=gettext_lazy("End registration and find pairs"),
    counted=what_a_first_search_does,
    consequences=(gettext_lazy("You look at every pair, and nothing you find is sent before you send it."),),
)


class FirstSearchView(CohortMoveView):
    """Ends registration with its POST alone, and looks for pairs in the same step."""

    move = FIRST_SEARCH
    template_name = "admin/matching/first_search.html"
    pk_url_kwarg = "cohort_id"
    origin = "admin:matching_cohort_board"

    def get_queryset(self) -> QuerySet[Cohort]:
        return super().get_queryset().select_related("programme__policy")

    def why_passed(self) -> str | Promise:
        return services.why_registration_stays(self.object)

    def missing(self) -> list[Check]:
        """What the step needs; then whatever a search needs beyond that."""
        nobody = services.why_nobody_to_pair(self.object)
        places = reverse("admin:programmes_enrolment_changelist", query={"cohort": self.object.pk})
        return super().missing() or ([Check(False, nobody, places)] if nobody else [])

    def after(self, done: Run) -> HttpResponse:
        return redirect(Job.objects.about(services.RUN_KIND, done.cohort)[0])
