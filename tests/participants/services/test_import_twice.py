"""Two workers who have one import, as where the first one is slow to write: people come in once, and it is said so."""

import pytest

from mentoring.accounts.models import User
from participants.models import ImportBatch, ImportDraft, Profile
from participants.services import check_draft, keep_upload, run_draft, start_import

pytestmark = pytest.mark.django_db
COMPARING = "Comparing the file with the people who are here"


@pytest.fixture
def job():
    sam = User.objects.create_superuser(email="sam@mail.example", name="Sam")
    lines = "".join(f"A{number},Ann Person{number}\n" for number in range(50))
    draft = keep_upload(content=f"id,name\n{lines}".encode(), file_name="people.csv", by=sam)
    check_draft(draft=draft)
    return start_import(draft=ImportDraft.objects.get(), by=sam)


def silent(done, total, message):
    pass


def test_worker_who_comes_second_says_what_the_first_one_did(job):
    said, first = [], []

    def told(done, total, message):
        said.append(message)
        if message == COMPARING:  # the other one is through before this one has begun
            first.append(run_draft(job, silent))

    assert (
        run_draft(job, told)
        == first[0]
        == ("50 new, 0 changed, 0 unchanged; 0 left or are missing from the file; 0 lines were left out.")
    )
    assert said[-1] == COMPARING
    assert (Profile.objects.count(), ImportBatch.objects.count(), ImportDraft.objects.count()) == (50, 1, 0)
