import pytest

from bench.dispatch import measure
from mentoring.outbox.models import OutgoingMessage


@pytest.mark.django_db
def test_same_mails_go_by_the_pump_and_by_the_loop_as_often_as_was_asked():
    found = measure(mails=24, seed=1, repeats=2)

    assert (found["mails"], found["repeats"]) == (24, 2)
    assert OutgoingMessage.objects.filter(state=OutgoingMessage.State.SENT).count() == 24
    assert found["mails_per_second"] == pytest.approx(24 / found["pump_seconds"], rel=0.1)
    assert found["ratio"] == pytest.approx(found["pump_seconds"] / found["loop_seconds"], rel=0.1)
    assert 0 < found["pump_cpu_ms"] <= 1000 * found["pump_seconds"]
