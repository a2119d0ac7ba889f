import pytest

from bench.reports import measure
from feedback.models import Snapshot


@pytest.mark.django_db
def test_measure_closes_a_survey_and_opens_its_report():
    found = measure(answers=40, seed=1, repeats=2)

    assert (found["answers"], found["pairs"], found["repeats"]) == (40, 20, 2)
    assert Snapshot.objects.get().figures["answered"] == 40
    assert all(found[name] > 0 for name in found if name.endswith("_seconds"))
    assert 0 < found["page_queries"] <= 15
