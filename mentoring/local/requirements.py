"""`manage.py requirements`: the newest versions that pyproject.toml allows, hashed, into requirements*.txt."""

import subprocess
import sys

from mentoring.lib.env import BASE_DIR

UV = BASE_DIR / ".venv" / "boot" / "bin" / "uv"
COMPILE = [str(UV), "pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header"]
# Each later file keeps to the versions of the one before it.
FILES: dict[str, list[str]] = {
    "requirements.txt": [],
    "requirements-local.txt": ["-c", "requirements.txt", "--extra", "embedded"],
    "requirements-dev.txt": ["-c", "requirements-local.txt", "--extra", "embedded", "--group", "dev"],
}


def renew_requirements(arguments: list[str]) -> int:
    for name, options in FILES.items():
        command = [
            *COMPILE,
            "--python-version",
            "3.11",
            "--upgrade",
            *options,
            *arguments,
            "pyproject.toml",
            "-o",
            name,
        ]
        ended = subprocess.run(command, cwd=BASE_DIR, stdout=subprocess.DEVNULL)
        if ended.returncode:
            print(f"{name} was not renewed; the reason stands above.", file=sys.stderr)
            return ended.returncode
        print(f"{name} is renewed.")
    return 0
