import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from mentoring.health import maintenance

SENTENCE = "We are moving to a new house until 14:00 <soon>."


@pytest.fixture(autouse=True)
def marker(settings, tmp_path):
    settings.MAINTENANCE_FILE = tmp_path / "new" / "maintenance"
    return settings.MAINTENANCE_FILE


def manage(*arguments: str) -> str:
    output = io.StringIO()
    call_command("maintenance", *arguments, stdout=output)
    return output.getvalue()


def test_command_closes_every_page_with_its_sentence_and_opens_them_again(database_away):
    """Whoever closes them may take the database away."""
    assert "Every page is closed now" in manage("on", SENTENCE)
    closed = Client().get("/")
    assert "Every page is open again." in manage("off")

    assert (closed.status_code, closed.headers["Retry-After"]) == (503, "300")
    assert "We are moving to a new house until 14:00 &lt;soon&gt;." in closed.content.decode()
    assert (maintenance.sentence(), manage("off")) == (None, "No page was closed.\n")


@pytest.mark.parametrize("said", ["1", "true", "On"])
def test_setting_closes_with_the_usual_words(settings, said):
    settings.MAINTENANCE = said

    closed = Client().get("/")

    assert closed.status_code == 503
    assert "Please come back in a few minutes." in closed.content.decode()


def test_setting_may_be_the_sentence_itself(settings):
    settings.MAINTENANCE = SENTENCE

    assert maintenance.sentence() == SENTENCE


def test_command_says_where_a_setting_still_closes(settings):
    settings.MAINTENANCE = "1"

    assert "take it out of the environment" in manage("off")


@pytest.mark.parametrize("said", ["", "0", "false", "No", "off"])
def test_setting_that_says_no_closes_nothing(settings, said):
    settings.MAINTENANCE = said

    assert maintenance.sentence() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 503),
        ("/office/", 503),
        ("/nowhere/", 503),
        ("/livez", 200),
        ("/readyz", 200),
        ("/healthz/pump", 200),
        ("/static/css/tokens.css", 200),
    ],
)
def test_only_probes_and_files_are_open_while_all_is_closed(path, status, pump_ticked):
    maintenance.close("")

    response = Client().get(path)
    response.close()

    assert response.status_code == status


@pytest.mark.django_db
def test_form_is_not_taken_while_all_is_closed(cast, sign_in):
    client = sign_in(cast.mentee)
    maintenance.close(SENTENCE)

    response = client.post(reverse("account_logout"))

    assert (response.status_code, 'href="/">Try again</a>' in response.content.decode()) == (503, True)
    assert client.session.get("_auth_user_id") == str(cast.mentee.user_id)
