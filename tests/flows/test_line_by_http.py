"""The whole line as people take it, over HTTP, with the real worker, beat and mail sink."""

import json
from pathlib import Path

import pytest

from mentoring.lib.env import BASE_DIR
from tests.flows.line.people import Line
from tests.flows.line.walk import STEPS, walk
from tests.running import running_product

REAL_FILE = BASE_DIR.parent / "shared" / "data" / "human_resources.csv"
COUNT = 22_214


@pytest.mark.long
@pytest.mark.xdist_group("line")
def test_line_from_the_hr_file_to_the_report(line: Line):
    """Each step asserts what its people see; tests/flows/line holds them in their order."""
    walk(line)

    assert line.reached == len(STEPS)


@pytest.mark.long
@pytest.mark.skipif(not REAL_FILE.exists(), reason="needs shared/data, which only some machines hold")
def test_a_real_company_comes_in_within_a_minute_and_again_changes_nothing():
    with running_product("--no-demo") as product:
        first, again = (imported(product, REAL_FILE) for _ in range(2))

    assert first == {"new": COUNT, "changed": 0, "unchanged": 0, "leavers": 0, "errors": 0, "seconds": first["seconds"]}
    assert again == first | {"new": 0, "unchanged": COUNT, "seconds": again["seconds"]}
    assert first["seconds"] < 60


def imported(product, path: Path) -> dict[str, float]:
    return json.loads(product.run("import_people", str(path), "--json").splitlines()[-1])
