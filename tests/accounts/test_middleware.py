import pytest
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from mentoring.accounts.middleware import PersonMiddleware
from tests.factories import UserFactory


def passed_through(view, user) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = user
    return PersonMiddleware(view)(request)


def tell_settings(request) -> HttpResponse:
    return HttpResponse(f"{timezone.get_current_timezone_name()} {translation.get_language()}")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Europe/London en-gb"),
        ({"time_zone": "America/New_York"}, "America/New_York en-gb"),
        ({"language": "de"}, "Europe/London de"),
    ],
)
def test_person_sees_their_own_zone_and_language(db, fields, told):
    assert passed_through(tell_settings, UserFactory(**fields)).content.decode() == told


def test_page_is_drawn_before_the_zone_is_put_back(db):
    def view(request):
        return TemplateResponse(request, "429.html", {})

    assert passed_through(view, UserFactory(time_zone="Asia/Tokyo")).is_rendered


def test_zone_and_language_are_put_back_afterwards(db):
    before = (timezone.get_current_timezone_name(), translation.get_language())

    passed_through(tell_settings, UserFactory(time_zone="Asia/Tokyo", language="de"))

    assert (timezone.get_current_timezone_name(), translation.get_language()) == before


def test_page_of_a_signed_in_person_is_kept_nowhere(db, sign_in):
    assert "no-store" in sign_in(UserFactory()).get(reverse("desk:home")).headers["Cache-Control"]


def test_error_page_of_a_signed_in_person_is_kept_nowhere(db, sign_in):
    response = sign_in(UserFactory()).get("/there-is-no-such-page/")

    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")


def test_stricter_rule_of_a_view_stands(db):
    def view(request):
        return HttpResponse(headers={"Cache-Control": "no-store, private"})

    assert passed_through(view, UserFactory()).headers["Cache-Control"] == "no-store, private"


def test_closed_account_is_signed_out_with_the_next_page(db, sign_in):
    ada = UserFactory()
    client = sign_in(ada)
    ada.is_active = False
    ada.save()

    response = client.get(reverse("desk:home"))

    assert response.url.startswith(reverse("account_login"))
