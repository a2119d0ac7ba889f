"""The corpus of hostile files, read in a process whose memory is looked at, and brought to the office."""

import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentoring.lib.env import BASE_DIR
from participants.models import ImportDraft
from tests.participants.test_hostile_files import REFUSED, TAKEN, made

MEGABYTE, GIGABYTE = 1024, 2**30  # kilobytes, bytes


@pytest.mark.long
def test_all_of_them_together_take_two_minutes_and_400_megabytes_at_most(tmp_path):
    largest = tmp_path / "people.csv"
    with largest.open("wb") as file:
        file.truncate(GIGABYTE)  # one line of so many bytes, none of which lies on the disk
    tell = f"from tests.participants.hostile_costs import tell_costs; tell_costs({str(largest)!r})"

    ended = subprocess.run(
        [sys.executable, "-m", "mentoring", "shell", "--no-imports", "-v", "0", "-c", tell],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert "larger than 10 MB" in told["answer"]
    assert told["peak"] < 400 * MEGABYTE
    assert told["seconds"] < 120


@pytest.mark.long
def test_office_answers_each_of_them_with_a_page(cast, sign_in):
    office, steps = sign_in(cast.site_administrator), {}
    office.raise_request_exception = False
    for name, given in {**REFUSED, **{name: given for name, (given, *_counts) in TAKEN.items()}}.items():
        ImportDraft.objects.all().delete()
        file = SimpleUploadedFile("people.csv", made(given))
        brought = office.post(reverse("admin:participants_import_upload"), {"file": file, "source_name": "HR"})
        steps[name] = [brought.status_code, *statuses_of_check(office)]

    assert {name: found for name, found in steps.items() if not set(found) <= {200, 302}} == {}
    assert {name for name in TAKEN if len(steps[name]) > 1} > {"formulas", "homoglyph", "privileges"}


def statuses_of_check(office) -> list[int]:
    """Of the pages about the columns and the check, where the file was taken so far."""
    draft = ImportDraft.objects.first()
    if draft is None:
        return []
    columns = office.get(reverse("admin:participants_import_columns", args=[draft.pk]))
    data = {name: sample.field for name, sample in columns.context["form"].choosable()}
    sent = office.post(columns.request["PATH_INFO"], {**data, "date_order": ""})
    looked = office.get(reverse("admin:participants_import_check", args=[draft.pk]))
    return [columns.status_code, sent.status_code, looked.status_code]
