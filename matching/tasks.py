"""The beats of suggestions, of pairs that go on after their round, and of what is no longer kept."""

from celery import shared_task

from matching.services import end_pairs_past_their_day as end_past_day
from matching.services import tend_suggestions as tend
from matching.services.forgetting import forget_exclusions as forget
from matching.services.forgetting import forget_rankings as forget_named
from matching.services.forgetting import forget_wishes_again as forget_wishes


@shared_task(name="matching.tend_suggestions")
def tend_suggestions() -> None:
    """Remind half-way, close what got no answer in time, let the next best follow, and tell whoever may choose. Safe to
    run twice and side by side: rows are locked, and a mail has one key.
    """
    tend()


@shared_task(name="matching.forget_exclusions")
def forget_exclusions() -> None:
    """Delete the lists of people to avoid that have served their purpose. Safe to run twice and side by side."""
    forget()


@shared_task(name="matching.forget_rankings")
def forget_rankings() -> None:
    """Delete whom people named in rounds that closed long ago. Safe to run twice and side by side."""
    forget_named()


@shared_task(name="matching.forget_wishes_again")
def forget_wishes_again() -> None:
    """Forget what those said of an ended pair who long take part in nothing. Safe to run twice and side by side."""
    forget_wishes()


@shared_task(name="matching.end_pairs_past_their_day")
def end_pairs_past_their_day() -> None:
    """End the pairs whose own last day is over. Safe to run twice and side by side: each one is asked again."""
    end_past_day()
