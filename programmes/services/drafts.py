"""What somebody filled in before they asked for a place: kept, found again, forgotten."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from participants.models import Profile
from programmes.models import Cohort, Enrolment, PlaceDraft

MOST_CHARACTERS = 20_000

# Under which key of the answers the page stands that was reached.
PAGE = "page"
# What is left of answers that can no longer be sent.
NOTHING = "{}"

Answers = dict[str, str]


@in_transaction
def keep_draft(
    *, cohort: Cohort, person: Profile, answers: Mapping[str, str], by: User, goes_on: bool = False
) -> PlaceDraft:
    """Keep these answers beside those kept before, so that the person goes on where they were; for a month.

    Not recorded as an act: thinking about taking part is nobody's business. Refused while nobody can register; and
    where it `goes_on` with answers that a place was asked for with meanwhile: they went with it, for good.
    """
    if not cohort.takes_registrations(clock.today()):
        raise Refused(_("Registration is over."))
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    draft = PlaceDraft.objects.filter(cohort=cohort, person=person).first()
    if draft is None and goes_on and Enrolment.objects.filter(cohort=cohort, person=person).taking_part().exists():
        raise Refused(_("You have asked for this place already."))
    draft = draft or PlaceDraft(cohort=cohort, person=person)
    kept = json.dumps({**answers_in(draft), **answers})
    if len(kept) > MOST_CHARACTERS:
        raise Refused(_("This is more than we can keep. Please shorten it."))
    draft.answers, draft.saved_at = kept, clock.now()
    draft.save()
    return draft


def answers_in(draft: PlaceDraft | None) -> Answers:
    """What the fields hold, by their names; nothing where there is no draft yet."""
    return json.loads(draft.answers) if draft and not draft._state.adding else {}


def page_reached(draft: PlaceDraft | None) -> str:
    """On which page the person stopped: the first one, where nothing says otherwise."""
    return answers_in(draft).get(PAGE, "1")


def discard_draft(*, cohort: Cohort, person: Profile, by: User) -> None:
    """Forget what was filled in, because the person says so."""
    PlaceDraft.objects.filter(cohort=cohort, person=person).delete()


def forget_old_drafts() -> int:
    """Forget drafts nobody touched for a month; and of those that can no longer be finished what was filled in.

    That somebody had begun stays until then: it is what home tells them by, and them alone.
    """
    gone = PlaceDraft.objects.filter(saved_at__lt=clock.now() - timedelta(days=PlaceDraft.KEPT_DAYS)).delete()[0]
    return gone + sum(map(_empty, PlaceDraft.objects.exclude(cohort__in=_taking_registrations())))


def _taking_registrations() -> QuerySet[Cohort]:
    return Cohort.objects.taking_registrations(clock.today())


def _empty(draft: PlaceDraft) -> bool:
    """Whether there was something left to forget."""
    had_answers = bool(answers_in(draft))
    if had_answers:
        draft.answers = NOTHING
        draft.save(update_fields=["answers"])
    return had_answers
