"""For `manage.py up`: servers and secrets of `.local`, mails kept for reading in the browser."""

import os

from mentoring.lib.env import env, load_local_values

load_local_values()

from mentoring.settings.base import *  # noqa: E402, F403
from mentoring.settings.base import LOCAL_DIR  # noqa: E402

# `up` tells its programs where its mail catcher listens; nobody else named a mail server.
MAIL_WAITS_FOR_UP = "EMAIL_HOST" not in os.environ
# Whoever tries it in the evening sees its mails.
MAILS_KEEP_HOURS = env.bool("MAILS_KEEP_HOURS", False)
MAILBOX_DIR = LOCAL_DIR / "mail"
# Passkeys on http://localhost, which browsers trust.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
