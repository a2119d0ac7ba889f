from feedback.tasks import plan_surveys
from mentoring.outbox.models import Tick


def test_tick_is_recorded_when_celery_calls_it_and_only_then(db):
    plan_surveys()
    by_hand = Tick.objects.count()

    plan_surveys.apply(throw=True)

    assert (by_hand, Tick.objects.get().name) == (0, plan_surveys.name)
