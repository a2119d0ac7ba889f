"""Options of `import_people` that cannot be: refused in a sentence, and with --json in a last line as any refusal."""

import json

import pytest
from django.core.management import CommandError, call_command

from participants.management.commands.import_people import Command

WRONG = [
    (["--map", "=name"], "“=name” is not of the form “column=field”."),
    (["--map", "name"], "“name” is not of the form “column=field”."),
    (["--map", "id=shoe"], "There is no field “shoe”."),
    (["--date-order", "xx"], "“xx” is neither day-month nor month-day."),
]
NOTHING = {"new": 0, "changed": 0, "unchanged": 0, "leavers": 0, "errors": 1}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id,name\n1,Ada Lark\n")
    return str(path)


def counts_of(output: str) -> dict:
    return {name: count for name, count in json.loads(output.splitlines()[-1]).items() if name != "seconds"}


@pytest.mark.parametrize(("options", "sentence"), WRONG)
def test_option_that_cannot_be_ends_in_a_line_of_json(db, path, capsys, options, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("import_people", path, *options, "--json")

    assert (str(refused.value).startswith(sentence), refused.value.returncode) == (True, 1)
    assert counts_of(capsys.readouterr().out) == NOTHING


@pytest.mark.parametrize(("options", "sentence"), WRONG)
def test_option_that_cannot_be_is_told_in_a_shell_without_words_on_all_options(db, path, capsys, options, sentence):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "import_people", path, *options, "--json"])

    said = capsys.readouterr()
    assert (ended.value.code, sentence in said.err, "usage" in said.err) == (1, True, False)
    assert counts_of(said.out) == NOTHING


@pytest.mark.parametrize("options", [["--no-such"], ["--map"], ["another.csv"]])
def test_what_is_no_option_at_all_ends_in_a_line_of_json_too(path, capsys, options):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "import_people", path, "--json", *options])

    said = capsys.readouterr()
    assert (ended.value.code, "usage" in said.err) == (2, True)
    assert counts_of(said.out) == NOTHING


@pytest.mark.parametrize("options", [["--no-such"], ["--help"]])
def test_without_json_no_line_of_it_is_printed(path, capsys, options):
    with pytest.raises(SystemExit):
        Command().run_from_argv(["manage.py", "import_people", path, *options])

    assert '"new"' not in capsys.readouterr().out
