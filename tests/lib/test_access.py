import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.generic import FormView, View

from mentoring.accounts.models import User
from mentoring.lib.access import DeclaresAccess, access, admit, anyone, signed_in


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_declared_function_keeps_its_rule_where_the_walk_finds_it():
    view = access(signed_in)(lambda request: HttpResponse("in"))

    assert view.access_rule is signed_in


def test_declared_function_admits_whom_the_rule_admits():
    view = access(signed_in)(lambda request: HttpResponse("in"))

    assert view(request_of(User(name="Ada"))).content == b"in"
    with pytest.raises(PermissionDenied):
        view(request_of(AnonymousUser()))


def test_declared_class_asks_its_rule_before_it_answers():
    class Page(DeclaresAccess, View):
        access_rule = signed_in

        def get(self, request):
            return HttpResponse("in")

    assert Page.as_view()(request_of(User(name="Ada"))).content == b"in"
    with pytest.raises(PermissionDenied):
        Page.as_view()(request_of(AnonymousUser()))


def test_class_without_a_rule_admits_nobody():
    class Page(DeclaresAccess, View):
        def get(self, request):
            return HttpResponse("in")

    with pytest.raises(PermissionDenied):
        Page.as_view()(request_of(User(name="Ada")))


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_declared_class_answers_no_method_that_no_browser_sends(method):
    class Page(DeclaresAccess, FormView):
        access_rule = anyone
        form_class = Form

        def form_valid(self, form):
            return HttpResponse("done")

    request = getattr(RequestFactory(), method)("/")
    request.user = AnonymousUser()

    assert Page.as_view()(request).status_code == 405


def test_anyone_admits_a_stranger():
    assert anyone(AnonymousUser())


def test_admit_hands_every_subject_to_the_rule():
    admit(lambda user, thing: user == thing, "a", "a")

    with pytest.raises(PermissionDenied):
        admit(lambda user, thing: user == thing, "a", "b")
