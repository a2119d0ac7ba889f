"""Where a coordinator notes which training the mentors of their own programmes have done, and of nobody else.

Mentors are whoever asks for a place as one, has it or gave it back; nobody whose place was declined.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentoring.lib.access import access
from participants.admin.trainings import trainings_page
from programmes.models import Enrolment, Role
from programmes.policies import works_in_office


@access(works_in_office)
@require_http_methods(["GET", "HEAD", "POST"])
def trainings_of_mentor(request: HttpRequest, place_id: UUID) -> HttpResponse:
    places = Enrolment.objects.coordinated_by(request.user)
    mentors = places.filter(role=Role.MENTOR).exclude(status=Enrolment.Status.DECLINED)
    place = get_object_or_404(mentors.defer("aims", "answer_words").select_related("person__user"), pk=place_id)
    back = reverse("admin:programmes_enrolment_change", args=[place_id])
    return trainings_page(request, place.person, row=place, back=back)


def shows_trainings(place: Enrolment) -> bool:
    return place.role == Role.MENTOR and place.status != Enrolment.Status.DECLINED


def pages_of_mentor(place: Enrolment | None) -> list[tuple[str, str]]:
    """The page above, of a place of a mentor."""
    if place is None or not shows_trainings(place):
        return []
    return [(_("Mentor training"), reverse("admin:programmes_enrolment_trainings", args=[place.pk]))]
