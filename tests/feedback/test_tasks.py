from feedback.tasks import plan_surveys
from mentoring.outbox.models import Tick


def test_tick_is_recorded(db):
    plan_surveys()

    assert Tick.objects.get().name == plan_surveys.name
