"""An import is killed while it writes: nothing of it stays, and the next one brings everybody in."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from mentoring.lib.env import BASE_DIR
from mentoring.local.lock import told
from mentoring.local.waiting import wait_until
from tests.local.processes import clean_environment
from tests.participants.company_files import company_file
from tests.running import PATIENCE, Product

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
PEOPLE = 2_500
COUNTED = ("participants_profile", "accounts_user", "participants_importbatch", "participants_department")
WRITES = """
    SELECT count(*) > 0 FROM pg_locks WHERE relation = 'participants_importbatch'::regclass
    AND mode = 'RowExclusiveLock' AND granted
"""
WAITS = "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'participants_profile'::regclass AND NOT granted"


def counts(product: Product) -> list[int]:
    return [product.query(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED]  # noqa: S608


def test_import_that_is_killed_while_it_writes_changes_nothing(product, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(company_file(PEOPLE))
    before = counts(product)
    # Whoever holds the table keeps the import in the middle of its transaction, with accounts written already.
    with closing(psycopg2.connect(told(product.local, "addresses")["DATABASE_URL"])) as holder:
        holder.cursor().execute("LOCK TABLE participants_profile IN SHARE MODE")
        process = subprocess.Popen(
            [sys.executable, "-m", "mentoring", "import_people", str(path)],
            cwd=BASE_DIR,
            env=clean_environment(product.local),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert product.becomes(WAITS)
            assert product.query(WRITES) == [(True,)]
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    assert wait_until(lambda: product.query(WRITES) == [(False,)], seconds=PATIENCE)

    assert counts(product) == before
    again = json.loads(product.run("import_people", str(path), "--json").splitlines()[-1])

    assert (again["new"], again["errors"]) == (PEOPLE, 0)
