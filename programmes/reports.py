"""What a step of a cohort will do, as far as programmes know: how many mails, and to whom."""

from django.utils.translation import ngettext

from programmes.models import Cohort, Enrolment


def people_told_at_closing(cohort: Cohort) -> int:
    """How many people take part in a cohort and can be written to, each counted once."""
    return Enrolment.objects.told_at_closing(cohort).values("person").order_by().distinct().count()


def mails_of_move(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many people read that the round nears its end, before a cohort goes there."""
    if target != Cohort.Stage.CLOSING:
        return []
    number = people_told_at_closing(cohort)
    words = ngettext(
        "%(count)s person who takes part reads that the round nears its end, and what they can still do. "
        "If they had two mails this month already, they read it with their next.",
        "%(count)s people who take part read that the round nears its end, and what they can still do. "
        "Whoever had two mails this month already reads it with their next.",
        number,
    )
    return [(number, words % {"count": number})]
