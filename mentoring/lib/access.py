"""How a view declares who may open it, and how that is kept. A view without a declaration fails the tests."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import View

Visitor = AbstractBaseUser | AnonymousUser
Rule = Callable[[Any], bool]
ViewFunction = Callable[..., HttpResponse]


class GuardedView(Protocol):
    """A view function that says who may open it."""

    access_rule: Rule

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def anyone(user: Visitor) -> bool:
    """Open to the world; such a view also says `login_not_required`."""
    return True


def signed_in(user: Visitor) -> bool:
    """Open to every person with an account; what they see there comes through `visible_to`."""
    return user.is_authenticated


def nobody(user: Visitor) -> bool:
    """What a page that declares no rule lets in."""
    return False


def access(rule: Rule) -> Callable[[ViewFunction], GuardedView]:
    """Declare `rule` on a view function and answer 403 to whom it does not admit."""

    def declare(view: ViewFunction) -> GuardedView:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            admit(rule, request.user)
            return view(request, *args, **kwargs)

        guarded = cast(GuardedView, guard)
        guarded.access_rule = rule
        return guarded

    return declare


class DeclaresAccess(View):
    """The one mixin of class-based views: they name their rule as `access_rule`."""

    access_rule: Rule | None = None
    # What browsers send. Django's form views take PUT for POST, past whatever looks at the method before.
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        admit(type(self).access_rule or nobody, request.user)
        return super().dispatch(request, *args, **kwargs)


def admit(rule: Rule, *subjects: Any) -> None:
    """Raise PermissionDenied (a 403) unless `rule(*subjects)` holds."""
    if not rule(*subjects):
        raise PermissionDenied
