"""As `manage.py up` has them, but for the bare page."""

from bench.site import HOST
from mentoring.settings.dev import *  # noqa: F403

ALLOWED_HOSTS = [HOST]
ROOT_URLCONF = "bench.site.urls"
WSGI_APPLICATION = "bench.site.wsgi.application"
