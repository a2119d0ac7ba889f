"""What a step of a cohort will do, as far as programmes know: how many mails, and to whom."""

from django.utils.translation import ngettext

from programmes.models import Cohort, Enrolment
from programmes.pairing import people_in_pairs


def people_told_at_closing(cohort: Cohort) -> int:
    """How many people take part in a cohort and can be written to, each counted once."""
    return Enrolment.objects.told_at_closing(cohort).values("person").order_by().distinct().count()


def mails_of_move(cohort: Cohort, target: str) -> list[tuple[int, str]]:
    """How many people read that the round nears its end, before a cohort goes there: in a pair, and in none.

    That some read it later is said once, after the last of them.
    """
    if target != Cohort.Stage.CLOSING:
        return []
    places = list(Enrolment.objects.told_at_closing(cohort))
    paired = people_in_pairs(places)
    alone = {place.person_id for place in places} - paired
    said = [each for each in (_told_in_pairs(len(paired)), _told_alone(len(alone))) if each[0]]
    if not said:
        return []
    number, words = said[-1]
    return [*said[:-1], (number, f"{words} {_who_reads_later(len(paired) + len(alone))}")]


def _told_in_pairs(number: int) -> tuple[int, str]:
    words = ngettext(
        "%(count)d person in a pair reads that the end is near, and what they can still do.",
        "%(count)d people in a pair read that the end is near, and what they can still do.",
        number,
    )
    return number, words % {"count": number}


def _told_alone(number: int) -> tuple[int, str]:
    words = ngettext(
        "%(count)d person in no pair, who has a place or asked for one, reads that no new pairs begin.",
        "%(count)d people in no pair, who have a place or asked for one, read that no new pairs begin.",
        number,
    )
    return number, words % {"count": number}


def _who_reads_later(number: int) -> str:
    return ngettext(
        "If they had two mails this month already, they read it with their next.",
        "Whoever had two mails this month already reads it with their next.",
        number,
    )
