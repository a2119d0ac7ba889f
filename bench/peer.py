"""Beside our search the package mentor-match, which does the same for the civil service of a country.

It lies in an environment of its own, made when it is first asked for: its modules have a name of ours.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench import peer_driver
from matching.candidates import Candidates
from mentoring.lib.env import LOCAL_DIR

PACKAGE = "mentor-match>=7.0.1"


def engine_of_peer(found: Candidates, capacity: list[int]) -> dict[str, Any]:
    """What it takes for these pairs, its modules loaded and its people made before the clock starts, and reaches.

    Raises CalledProcessError where the package cannot be had, ValueError where its pairs are none of ours.
    """
    scores = np.full((len(found.ruled_out), found.mentors), -1)
    scores[found.mentee, found.mentor] = found.score
    given = json.dumps({"scores": scores.tolist(), "capacity": capacity})
    command = [str(_environment() / "bin" / "python"), "-I", peer_driver.__file__]  # -I: none of our modules
    answer = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    told = json.loads(answer.stdout)
    made = [int(scores[row, column]) for row, column in told["pairs"]]
    if min(made, default=0) < 0:
        raise ValueError("The package made a pair that a rule forbids.")
    return {
        "package": PACKAGE,
        "seconds": round(told["seconds"], 4),
        "cardinality": len(made),
        "minimum": min(made, default=None),
        "total": sum(made),
    }


def _environment() -> Path:
    """Where the package is, with nothing else."""
    place = LOCAL_DIR / "peer"
    python = str(place / "bin" / "python")
    if not Path(python).exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True, capture_output=True)
    return place
