import pytest

from mentoring.local import requirements
from mentoring.local.requirements import renew_requirements


@pytest.fixture
def uv(programs, tmp_path, monkeypatch):
    """Takes note of what it is asked, and fails for the second file when `fail` exists."""
    program = programs(
        "uv", f"echo $@ >> {tmp_path}/called", f'[ ! -e {tmp_path}/fail ] || [ "${{*%-local.txt}}" = "$*" ]'
    )
    monkeypatch.setattr(requirements, "COMPILE", [program, *requirements.COMPILE[1:]])
    return tmp_path


def test_each_file_is_compiled_with_hashes_and_without_addresses(uv):
    assert renew_requirements([]) == 0

    calls = (uv / "called").read_text().splitlines()
    assert [call.rpartition(" ")[2] for call in calls] == [
        "requirements.txt",
        "requirements-local.txt",
        "requirements-dev.txt",
    ]
    assert all("--universal --generate-hashes --no-emit-index-url --no-header" in call for call in calls)
    assert "-c requirements-local.txt --extra embedded --group dev" in calls[2]


def test_file_that_cannot_be_renewed_is_named(uv, capsys):
    (uv / "fail").touch()

    assert renew_requirements([]) != 0
    assert "requirements-local.txt was not renewed" in capsys.readouterr().err
