"""For a real installation: everything by the environment, HTTPS only, cookies bound to the host."""

from mentoring.lib.env import env
from mentoring.lib.logs import logging_config
from mentoring.settings.base import *  # noqa: F403
from mentoring.settings.base import LOG_LEVEL

# No stand-in for a mail server: `check --deploy` says where one is missing.
EMAIL_HOST = env.str("EMAIL_HOST", "")
LOGGING = logging_config(as_json=env.bool("LOG_JSON", True), level=LOG_LEVEL)

SECURE_SSL_REDIRECT = True
# Probes come from inside, by plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|healthz/(pump|jobs))$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
STAFF_MFA_REQUIRED = True
