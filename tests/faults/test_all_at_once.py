"""All that can fail fails while a thousand mails leave, web, workers, beats and servers in processes of their own."""

from collections import Counter

import pytest

from bench.faults.plan import Kind
from bench.faults.run import measure

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("faults")]
SIZE = {"due": 1000, "faults": 8, "seed": 1}


def test_everything_that_can_fail_while_mails_leave_loses_none_and_doubles_none_unseen():
    found = measure(**SIZE)

    assert found["broken"] == []
    assert (found["sent"] + found["held"], found["lost"], found["doubled_outside"]) == (1000, 0, 0)
    assert found["seconds_after_last_fault"] <= 60
    assert found["doubts"] <= found["most_doubts"]
    assert set(found["pages"]) <= {"200", "503"}
    assert Counter(each["fault"] for each in found["faults"]) == Counter(map(str, Kind))


def test_usual_design_breaks_its_promises_under_the_very_same_faults():
    found = measure(**SIZE, naive=True)

    assert found["lost"] > 0
    assert f"{found['lost']} mails are lost." in found["broken"]
    assert Counter(each["fault"] for each in found["faults"]) == Counter(map(str, Kind))
