import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mentoring.desk.demo.company import FEWEST_PEOPLE
from mentoring.lib.env import BASE_DIR
from participants.management.database import ensure_tables
from participants.models import Profile
from tests.participants.hr_files import line, text_of

OF_THIS_RUN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


@pytest.fixture
def alone(tmp_path):
    """Runs a command as somebody does who has just cloned the repository."""
    outside = {name: value for name, value in os.environ.items() if name not in OF_THIS_RUN}
    environment = outside | {"MENTORING_LOCAL_DIR": str(tmp_path / "local")}

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "mentoring", *arguments]
        return subprocess.run(
            command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=300
        )

    return run


def test_prepared_database_is_left_alone(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        ensure_tables()


@pytest.mark.parametrize("command", ["import_people", "invite_people"])
def test_database_of_another_version_is_not_touched(db, tmp_path, command):
    path = tmp_path / "people.csv"
    path.write_text(text_of(line("1")))
    arguments = {
        "import_people": [str(path)],
        "invite_people": ["--department", "Sales", "--domain", "mail.example", "--limit", "1"],
    }
    MigrationRecorder(connection).migration_qs.filter(app="participants").delete()

    with pytest.raises(CommandError, match="The database belongs to another version"):
        call_command(command, *arguments[command])

    assert not Profile.objects.exists()


@pytest.mark.long
def test_demonstration_is_built_before_anything_else_ran(alone):
    built = alone("demo", "--stage", "running", "--people", str(FEWEST_PEOPLE))
    again = alone("demo", "--stage", "running")

    assert (built.returncode, built.stderr) == (0, "")
    assert "HR analyst" in built.stdout
    assert again.returncode == 1
    assert "There are people here already." in again.stderr


@pytest.mark.long
def test_people_come_in_before_anything_else_ran(alone, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(text_of(line("1"), line("2", first_name="Bo")))

    imported = alone("import_people", str(path), "--json")
    invited = alone("invite_people", "--department", "Engineering", "--domain", "mail.example", "--limit", "1")
    wrong = alone("import_people", str(tmp_path), "--json")

    counts = json.loads(imported.stdout.splitlines()[-1])
    assert (imported.returncode, counts["new"], counts["errors"]) == (0, 2, 0)
    assert (invited.returncode, invited.stdout) == (0, "Ada Lark <ada.lark@mail.example>\n")
    assert wrong.returncode == 1
    assert wrong.stderr.endswith("is a folder. Please name the CSV file itself.\n")
