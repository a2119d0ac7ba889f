import pytest

from mentoring.lib.checks import MAKE_KEY, MAKE_RANDOM, ready_for_people
from tests.production import GOOD, KEY, environment, manage

CHECK = ("check", "--deploy", "--fail-level", "WARNING")
EVEN_KEY = "k1:" + "A" * 43 + "="


@pytest.mark.long
def test_good_installation_is_let_through(tmp_path):
    ended = manage(*CHECK, environment=environment(tmp_path))

    assert (ended.returncode, ended.stderr, ended.stdout.split("(")[0]) == (
        0,
        "",
        "System check identified no issues ",
    )


# What is wrong in the environment, and what `check --deploy` says.
BAD_ENVIRONMENTS = {
    "short key": ({"SECRET_KEY": "short"}, "(mentoring.E003) SECRET_KEY is missing, short or a stand-in."),
    "stand-in": ({"SECRET_KEY": "please-change-me-0123456789-abcdefgh"}, "(mentoring.E003) SECRET_KEY"),
    "empty survey key": ({"SURVEY_KEY": ""}, "(mentoring.E004) SURVEY_KEY is missing, short or a stand-in."),
    "empty key of the record": ({"AUDIT_KEY": ""}, "(mentoring.E015) AUDIT_KEY is missing, short or a stand-in."),
    "same key for the record": (
        {"AUDIT_KEY": GOOD["SURVEY_KEY"]},
        "(mentoring.E016) AUDIT_KEY is the same as another key.",
    ),
    "same key twice": ({"SURVEY_KEY": GOOD["SECRET_KEY"]}, "(mentoring.E005) SURVEY_KEY is the same as SECRET_KEY."),
    "even field key": ({"FIELD_KEYS": EVEN_KEY}, "(mentoring.E007) FIELD_KEYS holds a key that was not made by chance"),
    "no mail server": ({"EMAIL_HOST": None}, "(mentoring.E008) EMAIL_HOST is not set, so no mail can leave."),
    "no sender": ({"DEFAULT_FROM_EMAIL": None}, "(mentoring.E009) DEFAULT_FROM_EMAIL is no address of yours."),
    "plain http": ({"SITE_URL": "http://mentoring.company.com"}, "(mentoring.E011) SITE_URL is no https address"),
    "no site": ({"SITE_URL": None}, "(mentoring.E011) SITE_URL is no https address"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "(mentoring.E012) ALLOWED_HOSTS lets any name in, or none."),
}


# Each begins the product anew: some of them in the short tests, all in the long ones.
SOME = {"plain http", "short key", "no mail server"}
EACH = [pytest.param(name, marks=() if name in SOME else pytest.mark.long) for name in BAD_ENVIRONMENTS]


@pytest.mark.parametrize("name", EACH)
def test_bad_environment_is_refused_with_what_to_do(tmp_path, name):
    changed, said = BAD_ENVIRONMENTS[name]

    ended = manage(*CHECK, environment=environment(tmp_path, **changed))

    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def good_settings(settings):
    """What the tests run on, as far as a real installation would have it otherwise."""
    for name in ("SECRET_KEY", "SURVEY_KEY", "AUDIT_KEY", "SITE_URL", "EMAIL_HOST", "DEFAULT_FROM_EMAIL"):
        setattr(settings, name, GOOD[name])
    settings.FIELD_KEYS = [GOOD["FIELD_KEYS"]]
    settings.MAILBOX_DIR, settings.ALLOWED_HOSTS = None, ["mentoring.company.com"]
    return settings


def found() -> list[str]:
    return [message.id for message in ready_for_people(None)]


def test_nothing_is_found_in_good_settings(good_settings):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("DEBUG", True, "E001"),
        ("CELERY_TASK_ALWAYS_EAGER", True, "E002"),
        ("SECRET_KEY", "django-insecure-kD3vQ9zR7mT1xW5yB8nC2fG6hJ4pL0sV", "E003"),
        ("SECRET_KEY", "ab" * 40, "E003"),
        ("SURVEY_KEY", "short", "E004"),
        ("FIELD_KEYS", [], "E006"),
        ("FIELD_KEYS", ["k1:no-base64!"], "E006"),
        ("FIELD_KEYS", [f"k1:{KEY}", f"k1:{KEY}"], "E006"),
        ("FIELD_KEYS", [EVEN_KEY], "E007"),
        ("EMAIL_HOST", "", "E008"),
        ("DEFAULT_FROM_EMAIL", "Mentoring <mentoring@mail.example>", "E009"),
        ("DEFAULT_FROM_EMAIL", "Mentoring", "E009"),
        ("MAILBOX_DIR", "/srv/mail", "E010"),
        ("SITE_URL", "http://mentoring.company.com", "E011"),
        ("ALLOWED_HOSTS", ["*"], "E012"),
        ("ALLOWED_HOSTS", [".company.com", "*.company.com"], "E012"),
        ("ALLOWED_HOSTS", [], "E012"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "E013"),
        ("CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}, "E014"),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_each_bad_setting_is_found(good_settings, name, value, number):
    setattr(good_settings, name, value)

    assert found() == [f"mentoring.{number}"]


@pytest.mark.parametrize("make", [MAKE_RANDOM, MAKE_KEY])
def test_what_is_advised_makes_a_value_that_is_let_through(good_settings, make):
    code = make.split(" -c ", 1)[1][1:-1].replace("; ", "\n")
    printed: list[str] = []

    exec(code, {"print": printed.append})  # noqa: S102 - our own advice

    if make == MAKE_KEY:
        good_settings.FIELD_KEYS = printed
    else:
        good_settings.SECRET_KEY = printed[0]
    assert (len(printed), found()) == (1, [])


def test_each_sentence_says_what_to_do(good_settings):
    """A value in place of the bad one, always by its name."""
    for name in ("SECRET_KEY", "SURVEY_KEY", "AUDIT_KEY", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "SITE_URL"):
        setattr(good_settings, name, "short" if name.endswith("KEY") else "")
    good_settings.FIELD_KEYS, good_settings.ALLOWED_HOSTS, good_settings.MAILBOX_DIR = [], [], "/srv/mail"

    sentences = [message.msg for message in ready_for_people(None)]

    assert len(sentences) == 11  # the two keys are the same now
    assert [
        words for words in sentences if not any(verb in words for verb in ("Set ", "Make ", "List ", "Take ", "Give "))
    ] == []
