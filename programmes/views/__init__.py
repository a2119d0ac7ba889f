"""The pages of programmes: the catalogue, asking for a place, and one's own place."""

from programmes.views.catalogue import CohortDetailView, ProgrammeListView
from programmes.views.places import PlaceCapacityView, PlaceDetailView, PlaceWithdrawView
from programmes.views.registering import PlaceAimsView, PlaceCreateView, PlaceDoneView, keep_draft

__all__ = [
    "CohortDetailView",
    "PlaceAimsView",
    "PlaceCapacityView",
    "PlaceCreateView",
    "PlaceDetailView",
    "PlaceDoneView",
    "PlaceWithdrawView",
    "ProgrammeListView",
    "keep_draft",
]
