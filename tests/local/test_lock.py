import subprocess
import sys

from mentoring.local.lock import Lock, purpose_of_holder, tell, told
from tests.local.processes import clean_environment

HOLD = """
import sys
from pathlib import Path
from mentoring.local.lock import Lock, tell
local = Path(sys.argv[1])
lock = Lock(local)
lock.take(purpose="a program that will be killed")
tell(local, "up", {"port": 1})
print("held", flush=True)
sys.stdin.read()
"""


def test_lock_is_refused_while_another_has_it_and_says_for_what(tmp_path):
    with Lock(tmp_path) as first, Lock(tmp_path) as second:
        taken = [first.take(purpose="manage.py shell"), second.take(purpose="manage.py migrate")]

        assert (taken, purpose_of_holder(tmp_path)) == ([True, False], "manage.py shell")


def test_lock_is_free_again_after_the_block(tmp_path):
    with Lock(tmp_path) as first:
        first.take(purpose="first")

    with Lock(tmp_path) as second:
        assert second.take(purpose="second")


def test_what_was_told_goes_with_the_lock(tmp_path):
    with Lock(tmp_path) as lock:
        lock.take(purpose="up")
        tell(tmp_path, "up", {"port": 8000})
        during = told(tmp_path, "up")

    assert (during, told(tmp_path, "up")) == ({"port": 8000}, {})


def test_block_that_did_not_get_the_lock_forgets_nothing(tmp_path):
    with Lock(tmp_path) as holder:
        holder.take(purpose="up")
        tell(tmp_path, "up", {"port": 8000})
        with Lock(tmp_path) as other:
            other.take(purpose="migrate")

        assert told(tmp_path, "up") == {"port": 8000}


def test_killed_holder_leaves_the_lock_free_and_misleads_nobody(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environment(tmp_path)
    ) as holder:
        holder.stdout.readline()
        holder.kill()

    with Lock(tmp_path) as lock:
        assert (lock.take(purpose="next"), told(tmp_path, "up")) == (True, {})
