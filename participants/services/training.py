"""Noting which training as a mentor somebody has done."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.transactions import in_transaction
from participants.models import Profile, TrainingRecord
from participants.training import Held, trainings_seen


@in_transaction
def note_trainings(*, person: Profile, trainings: Mapping[int, Held], by: User, seen: str | None = None) -> bool:
    """From now on these are all trainings of this person, by level; whether that changed anything.

    Refused for a day to come, for one that ends before it was done, and where it stands otherwise than the writer has
    `seen` it (None asks for nothing), unless it stands as wished.
    """
    if any(held.done_on > clock.company_today() for held in trainings.values()):
        raise Refused(_("A training is noted once it is done: please choose today or a day before."))
    locked = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    records = list(TrainingRecord.objects.filter(profile=locked))
    known = {record.level: record.held for record in records}
    if known == dict(trainings):
        return False
    if seen is not None and seen != trainings_seen(locked, records):
        raise ChangedMeanwhile()
    with constraints_refused():
        TrainingRecord.objects.filter(profile=locked).exclude(level__in=trainings).delete()
        for level, held in trainings.items():
            if known.get(level) != held:
                TrainingRecord.objects.update_or_create(profile=locked, level=level, defaults=held._asdict())
    record_event(verb="person.trainings", subject=locked, by=by)
    return True
