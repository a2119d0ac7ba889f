"""Whoever installs OR-Tools is given pairs that are as good, in a fraction of the time for many people."""

import json
import os
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from matching.solving import flow, seats
from mentoring.lib.env import BASE_DIR

# Both solvers on the same people, the proof of both in `assign` itself; ties, scarce places, none, nobody feasible.
BOTH = """
import json, sys
from matching.assignment import assign
from matching.solving import flow, seats
from tests.matching.solving.instances import instance

solver, found = flow.solver, []
for seed in range(200):
    *pairs, mentees = instance(seed, most=60)
    for objective in ("total", "fair"):
        reached = []
        for flow.solver in (solver, None):
            best = assign(*pairs, mentees=mentees, objective=objective)
            reached.append((best.cardinality, best.minimum if objective == "fair" else None, best.total))
        found.append(reached)
flow.solver = solver
print(json.dumps({"found": found, "versions": seats.versions()}))
"""


def requirement() -> str:
    (one,) = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["optional-dependencies"][
        "matching-large"
    ]
    return one


def test_without_it_scipy_finds_the_pairs_and_a_run_says_so(monkeypatch):
    monkeypatch.setattr(flow, "solver", None)

    assert set(seats.versions()) == {"numpy", "scipy"}


@pytest.mark.long
def test_with_it_pairs_are_as_good_and_proven_and_a_run_says_so(tmp_path):
    """From where packages come, into an environment of its own beside ours."""
    python = tmp_path / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path)], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", requirement()], check=True)
    ours = Path(find_spec("scipy").origin).parents[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(BASE_DIR), str(ours)])}

    told = subprocess.run([python, "-c", BOTH], env=environment, capture_output=True, text=True, check=True)

    answer = json.loads(told.stdout)
    assert set(answer["versions"]) == {"numpy", "scipy", "ortools"}
    assert len(answer["found"]) == 400
    assert [each for each in answer["found"] if each[0] != each[1]] == []
    assert sum(reached[0] > 5 for reached, _other in answer["found"]) > 100
