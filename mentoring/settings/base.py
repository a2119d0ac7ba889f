"""What every installation shares. The environment is read by typed helpers that raise; secrets have no default."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from redis.backoff import NoBackoff
from redis.retry import Retry

from mentoring.lib.env import BASE_DIR, LOCAL_DIR, env
from mentoring.lib.logs import logging_config
from mentoring.settings import values

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
# "name:key" pairs; the first encrypts, all decrypt (mentoring.lib.crypto).
FIELD_KEYS = values.field_keys("FIELD_KEYS")
# Keys the drafts of anonymous surveys; it stays outside the database.
SURVEY_KEY = env.str("SURVEY_KEY")
# Seals the record of events; it stays outside the database, too.
AUDIT_KEY = env.str("AUDIT_KEY")
# Where the end of that chain is written down each hour: best on another machine, or copied there.
AUDIT_ANCHOR_FILE = env.path("AUDIT_ANCHOR_FILE", LOCAL_DIR / "audit-anchors.txt")

SITE_URL = values.site_url("SITE_URL", "http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "mentoring.apps.ProgrammeOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "mentoring.audit",
    "mentoring.outbox",
    "mentoring.accounts",
    "mentoring.jobs",
    "participants",
    "programmes",
    "matching",
    "agreements",
    "feedback",
    "mentoring.desk",
    "mentoring.mailbox",
    "mentoring.health",
]

MIDDLEWARE = [
    # These see every answer: files, redirects, probes and errors too.
    "mentoring.lib.access_log.AccessLogMiddleware",
    "mentoring.lib.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "mentoring.health.middleware.ProbeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mentoring.health.middleware.MaintenanceMiddleware",
    "mentoring.health.middleware.SizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mentoring.accounts.middleware.SessionRulesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mentoring.accounts.middleware.SecondStepMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mentoring.accounts.middleware.PersonMiddleware",
    "mentoring.health.middleware.LinkMiddleware",
    "mentoring.health.middleware.NulMiddleware",
]

ROOT_URLCONF = "mentoring.urls"
WSGI_APPLICATION = "mentoring.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentoring.desk.context.layout",
            ],
            "builtins": ["mentoring.lib.tags"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": values.database("DATABASE_URL", conn_max_age=env.int("CONN_MAX_AGE", 60))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = values.redis_url("REDIS_URL")
# For rediss:// addresses: whom to trust, where that is not one of the system's own authorities.
REDIS_CA_FILE = env.str("REDIS_CA_FILE", "")
CACHES = {
    "default": {
        # Redis may be away: nothing waits for it longer than this, and pages go on.
        "BACKEND": "mentoring.lib.cache.MissableRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "OPTIONS": {
            "socket_connect_timeout": 0.5,
            "socket_timeout": 1,
            "retry": Retry(NoBackoff(), 1),
            **values.redis_trust(REDIS_URL, REDIS_CA_FILE),
        },
    }
}

# Celery: beat only ticks; whatever is due is a row in PostgreSQL, so that losing Redis loses nothing.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_USE_SSL = values.redis_trust(REDIS_URL, REDIS_CA_FILE) or False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "ticks"
CELERY_TASK_ROUTES = {"jobs.run_next_job": {"queue": "jobs"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 3,
    "health_check_interval": 5,
}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Each second: send whatever message is due.
    "pump the outbox": {"task": "outbox.pump", "schedule": 1.0, "options": {"expires": 10}},
    # Each hour: blank what messages said that could not be sent, or were sent in doubt, thirty days ago.
    "blank old messages": {"task": "outbox.blank_old_messages", "schedule": 3600.0, "options": {"expires": 600}},
    # Each second: start the next job a person is waiting for.
    "run the next job": {"task": "jobs.run_next_job", "schedule": 1.0, "options": {"expires": 10}},
    # Each ten seconds: seal what was recorded since.
    "seal the record": {"task": "audit.seal", "schedule": 10.0, "options": {"expires": 30}},
    # Each hour: write down outside the database how far the record is sealed.
    "anchor the record": {"task": "audit.anchor", "schedule": 3600.0, "options": {"expires": 600}},
    # Each five seconds: open the surveys that are due, remind once, close those whose time is over.
    "plan surveys": {"task": "feedback.plan_surveys", "schedule": 5.0, "options": {"expires": 30}},
    # Each five minutes: count the meetings of months that are over, from the 8th of the next one on, once.
    "count meetings": {"task": "feedback.count_meetings", "schedule": 300.0, "options": {"expires": 250}},
    # Each five minutes: let those go whose last day is over, and end their access.
    "let leavers go": {"task": "participants.let_leavers_go", "schedule": 300.0, "options": {"expires": 250}},
    # Each hour: forget HR files that were brought into the office a day ago and not imported, and what was changed in
    # profiles a month ago and not saved.
    "forget HR files": {"task": "participants.forget_drafts", "schedule": 3600.0, "options": {"expires": 600}},
    # Each minute: remind of suggestions half-way, and close those that got no answer in time.
    "tend suggestions": {"task": "matching.tend_suggestions", "schedule": 60.0, "options": {"expires": 50}},
    # Each hour: end the pairs that went on after their round, once their own day is over or one of the two has left.
    "end pairs past their day": {
        "task": "matching.end_pairs_past_their_day",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # Each minute: remind of sessions that come or that nobody logged, and of actions whose day has come.
    "remind pairs": {"task": "agreements.remind", "schedule": 60.0, "options": {"expires": 50}},
    # Each five minutes: forget private notes of pairs that ended ninety days ago, after 180 days every word of theirs.
    "forget words of pairs": {"task": "agreements.forget_words", "schedule": 300.0, "options": {"expires": 250}},
    # Each five minutes: forget the words of goals of pairs that ended 180 days ago, and answers of two years ago.
    "forget goals and answers": {"task": "feedback.forget", "schedule": 300.0, "options": {"expires": 250}},
    # Each minute: let changes of address hold that nobody stopped for a day.
    "apply email changes": {"task": "accounts.apply_email_changes", "schedule": 60.0, "options": {"expires": 50}},
    # Each minute: take away the second steps of those who lost theirs, where nobody stopped it for a day.
    "take away second steps": {"task": "accounts.take_away_second_steps", "schedule": 60.0, "options": {"expires": 50}},
    # Each minute: forget failed tries to sign in that no longer count.
    "forget old tries": {"task": "accounts.forget_old_tries", "schedule": 60.0, "options": {"expires": 50}},
    # Each hour: forget sessions that are over.
    "forget old sessions": {"task": "accounts.forget_old_sessions", "schedule": 3600.0, "options": {"expires": 600}},
    # Each hour: forget registrations that nobody finished.
    "forget old drafts": {"task": "programmes.forget_old_drafts", "schedule": 3600.0, "options": {"expires": 600}},
    # Each hour: forget what was written about places of rounds that closed ninety days ago.
    "forget words of places": {
        "task": "programmes.forget_words_of_places",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # Each hour: forget whom people avoid whose last round closed ninety days ago.
    "forget exclusions": {"task": "matching.forget_exclusions", "schedule": 3600.0, "options": {"expires": 600}},
    # Whom people named whom they would like, 90 days after their round closed.
    "forget rankings": {"task": "matching.forget_rankings", "schedule": 3600.0, "options": {"expires": 600}},
    # Each hour: forget who would like to be a pair with somebody again, whose last round closed ninety days ago.
    "forget wishes after the end": {
        "task": "matching.forget_wishes_again",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
}

AUTH_USER_MODEL = "accounts.User"
# An address is unique in lower case, by a constraint on an expression, which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["mentoring.accounts.backends.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "mentoring.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address takes the same work as a known one; the adapter then sends it nothing.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# Ten failures in five minutes per address are counted in the database (accounts.services.tries), these in the cache.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip"}
# How many proxies stand in front and write X-Forwarded-For; without one the header is anybody's word.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)
PASSWORD_RESET_TIMEOUT = 3600
# Django's own: that of allauth keeps a second list of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - the name of a class
ACCOUNT_FORMS = {
    "confirm_login_code": "mentoring.accounts.forms.sign_in.SignInCodeForm",
    "change_password": "mentoring.accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "mentoring.accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "mentoring.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "mentoring.accounts.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "mentoring.accounts.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Whoever changes how they sign in has proved who they are within these seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900

MFA_ADAPTER = "mentoring.accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mentoring"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "mentoring.accounts.forms.second_step.AuthenticateForm",
    "reauthenticate": "mentoring.accounts.forms.second_step.ReauthenticateForm",
    "activate_totp": "mentoring.accounts.forms.second_step.ActivateTOTPForm",
    "add_webauthn": "mentoring.accounts.forms.second_step.AddWebAuthnForm",
    "edit_webauthn": "mentoring.accounts.forms.second_step.EditWebAuthnForm",
}
# Whether site administrators, coordinators, HR analysts and the like reach any page without a second step.
STAFF_MFA_REQUIRED = False

# How long people stay signed in, in minutes: everybody on their device; staff roles while idle, and at most.
SESSION_MINUTES = env.int("SESSION_MINUTES", 30 * 24 * 60)
STAFF_SESSION_IDLE_MINUTES = env.int("STAFF_SESSION_IDLE_MINUTES", 30)
STAFF_SESSION_MINUTES = env.int("STAFF_SESSION_MINUTES", 12 * 60)
# How old a proof of identity may be before private words are shown, and how much older when a form is sent.
FRESH_PROOF_MINUTES = env.int("FRESH_PROOF_MINUTES", 12 * 60)
FRESH_PROOF_GRACE_MINUTES = 60

SESSION_COOKIE_AGE = SESSION_MINUTES * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Bytes of a whole request, files included: an HR file of 10 MB and some room. Forms without files stay far below.
LARGEST_REQUEST = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# Files stay in memory: an HR file never lies on a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST
CSRF_FAILURE_VIEW = "mentoring.health.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = values.time_zone("TIME_ZONE", "Europe/London")
FORMAT_MODULE_PATH = ["mentoring.formats"]
# Our own words for what Django says of forms that cannot be taken.
LOCALE_PATHS = [BASE_DIR / "mentoring" / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", LOCAL_DIR / "static")
WHITENOISE_USE_FINDERS = False

# Mail leaves through the outbox's pump alone, which speaks SMTP itself.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
# Encryption that begins after a greeting in the clear (port 587), or with the first byte (port 465).
EMAIL_USE_TLS, EMAIL_USE_SSL = values.mail_encryption()
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)
# How long the server may take over the text and its answer. Giving up early means sending twice: where no mail server
# beside the product takes mails at once and queues them, this must be 600 (RFC 5321, 4.5.3.2).
EMAIL_ANSWER_TIMEOUT = env.int("EMAIL_ANSWER_TIMEOUT", EMAIL_TIMEOUT)
# Whether mail goes to what `manage.py up` brings along, and that is not running.
MAIL_WAITS_FOR_UP = False
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Mentoring <mentoring@mail.example>")
MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]

# Whether mails that nobody waits for arrive between 8 and 18 on working days, where their reader lives, or at any hour.
# Who chose their own hours keeps those either way.
MAILS_KEEP_HOURS = env.bool("MAILS_KEEP_HOURS", True)

# Where `manage.py up` keeps the mails it sent, for reading in the browser; None everywhere else.
MAILBOX_DIR = None

# Closes every page but probes: "1", or a sentence for whoever comes. `manage.py maintenance on` does it by the file.
MAINTENANCE = env.str("MAINTENANCE", "")
MAINTENANCE_FILE = LOCAL_DIR / "maintenance"

LOG_LEVEL = values.log_level("LOG_LEVEL", "WARNING")
LOGGING_CONFIG = "mentoring.lib.logs.configure"
LOGGING = logging_config(as_json=env.bool("LOG_JSON", False), level=LOG_LEVEL)
