"""For the tests: throwaway servers, keys made for one run, mails kept for reading."""

from mentoring.settings.base import *  # noqa: F403
from mentoring.settings.base import BASE_DIR, LOCAL_DIR

MAILBOX_DIR = LOCAL_DIR / "mail"
# Tests run at any hour; those about hours say so.
MAILS_KEEP_HOURS = False
# What the product would make takes a third of a second; what it made stays valid.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
ALLOWED_HOSTS = ["localhost", "testserver"]
# Static files are served from where they lie, so that nothing has to be collected first.
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = []
