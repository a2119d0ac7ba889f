"""What people choose about the mails they get."""

from mentoring.accounts.hours import Hours
from mentoring.accounts.mails import hours_of, topics_off
from mentoring.accounts.models import Choice, OwnHours, User
from mentoring.audit.services import record_event
from mentoring.lib.errors import constraints_refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.kinds import TOPICS, Topic

CHOSEN = "account.mails_choose"


@in_transaction
def choose_mails(*, user: User, topics: set[str], hours: Hours, by: User) -> None:
    """From now on this person is written to about these topics alone, and in these hours; what waits obeys it, too.

    Choosing what was chosen already changes nothing. Hours without a day are refused.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    off = {topic.name for topic in TOPICS} - topics
    changes_hours = hours != hours_of(user)
    if off == topics_off(user) and not changes_hours:
        return
    _keep(user, {topic.name: topic.name not in off for topic in TOPICS})
    if changes_hours:
        values = {"begins": hours.begins, "ends": hours.ends, "days": sorted(hours.days)}
        with constraints_refused():
            OwnHours.objects.update_or_create(user=user, defaults=values)
    record_event(verb=CHOSEN, subject=user, by=by)


@in_transaction
def switch_off(*, user: User, topic: Topic) -> None:
    """This person is written to about the topic no more, by whoever holds the link from their mail; once or often."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if topic.name in topics_off(user):
        return
    _keep(user, {topic.name: False})
    record_event(verb=CHOSEN, subject=user, by=None)


def _keep(user: User, choices: dict[str, bool]) -> None:
    Choice.objects.bulk_create(
        [Choice(user=user, topic=topic, is_on=is_on) for topic, is_on in choices.items()],
        update_conflicts=True,
        unique_fields=["user", "topic"],
        update_fields=["is_on"],
    )
