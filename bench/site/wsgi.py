"""The door of the measured server: the product, and the bare page behind the middleware of a new Django project."""

from collections.abc import Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from bench.site import BARE, DJANGOS_OWN

product = get_wsgi_application()
with override_settings(MIDDLEWARE=DJANGOS_OWN):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    handler = bare if environ["PATH_INFO"] == BARE else product
    return handler(environ, start_response)
