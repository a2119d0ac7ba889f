"""The beat of the record."""

from celery import shared_task

from mentoring.audit import services


@shared_task(name="audit.seal")
def seal() -> None:
    """Seal what was recorded since the last tick."""
    services.seal_events()


@shared_task(name="audit.anchor")
def anchor() -> None:
    """Write down outside the database how far the record is sealed."""
    services.anchor_chain()
