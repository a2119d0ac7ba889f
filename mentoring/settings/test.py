"""For the tests: throwaway servers, keys made for one run, mails kept for reading."""

from mentoring.settings.base import *  # noqa: F403
from mentoring.settings.base import LOCAL_DIR

MAILBOX_DIR = LOCAL_DIR / "mail"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["localhost", "testserver"]
STATIC_ROOT = LOCAL_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
