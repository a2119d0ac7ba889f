"""The round that follows one: prepared with a button, and once."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import CONSTRAINT_SENTENCES, Refused, constraints_refused
from mentoring.lib.promised import promised
from mentoring.lib.schedule import working_day
from mentoring.lib.transactions import in_transaction
from programmes.models import Cohort
from programmes.names import free_name, free_or, name_of_next
from programmes.services.cohorts import DATES, lock_cohort


@in_transaction
def prepare_next_round(*, cohort: Cohort, by: User) -> Cohort:
    """A draft of the round that follows, with no people in it; refused as `next_round_of` says."""
    following = next_round_of(lock_cohort(cohort))
    with constraints_refused():
        following.save(force_insert=True)
    record_event(verb="cohort.prepare_next", subject=following, by=by)
    return following


def next_round_of(cohort: Cohort) -> Cohort:
    """The round that would follow, not saved: the same dates, moved to begin the day after this one ends.

    No date falls on a weekend, and a name with a season goes on to the season in which it begins.
    Refused for a cohort that is always on, which has no end to follow, and where the next round was prepared already.
    """
    if cohort.always_on:
        raise Refused(_("This cohort is always on, so none follows it."))
    if prepared_after(cohort):
        raise Refused(CONSTRAINT_SENTENCES["cohort_followed_once"])
    following = Cohort(programme=cohort.programme, follows=cohort)
    if cohort.starts_on and cohort.ends_on:
        later = cohort.ends_on + timedelta(days=1) - cohort.starts_on
        for name in DATES:
            day = getattr(cohort, name)
            setattr(following, name, day and working_day(day + later))
        if promised(following.ends_on) <= promised(following.starts_on):  # both were days of one weekend
            following.ends_on = promised(following.starts_on) + timedelta(days=1)
        following.mid_survey_on = _inside(following)
    following.name = _name_after(cohort, following)
    return following


def _inside(cohort: Cohort) -> date | None:
    """A day for the mid survey after the start and before the end; None where there is no working day between."""
    survey, starts_on, ends_on = cohort.mid_survey_on, promised(cohort.starts_on), promised(cohort.ends_on)
    if survey and survey <= starts_on:
        survey = working_day(starts_on + timedelta(days=1))
    return survey if survey and survey < ends_on else None


def prepared_after(cohort: Cohort) -> Cohort | None:
    """The round that was prepared to follow this one."""
    return Cohort.objects.filter(follows=cohort).select_related("programme").first()


def _name_after(cohort: Cohort, following: Cohort) -> str:
    names = list(Cohort.objects.filter(programme=cohort.programme).values_list("name", flat=True))
    longest = Cohort._meta.get_field("name").max_length
    marked = free_name(cohort.name, _("next"), taken=names, longest=longest)
    if not (cohort.starts_on and following.starts_on):
        return marked
    seasons = [_("Spring"), _("Summer"), _("Autumn"), _("Winter")]
    by_season = name_of_next(cohort.name, starts_on=cohort.starts_on, follows=following.starts_on, seasons=seasons)
    return free_or(by_season, marked, taken=names, longest=longest)
