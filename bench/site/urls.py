from django.urls import include, path

from bench.site import BARE, FRAMED, bare

urlpatterns = [
    path(BARE.removeprefix("/"), bare.show, name="bare"),
    path(FRAMED.removeprefix("/"), bare.show, name="bare-framed"),
    path("", include("mentoring.urls")),
]
