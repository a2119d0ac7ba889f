"""What somebody changed in a section of their profile and did not save yet: kept, found again, forgotten."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from participants.models import Profile, ProfileDraft

MOST_CHARACTERS = 20_000


@in_transaction
def keep_section_draft(*, person: Profile, section: str, answers: Mapping[str, str], by: User) -> ProfileDraft:
    """Keep what the fields of this section hold, in place of what was kept before; for a month.

    Not recorded as an act: what somebody thinks of saying is nobody's business. Refused where it is more than a form
    can hold.
    """
    kept = json.dumps(dict(answers))
    if len(kept) > MOST_CHARACTERS:
        raise Refused(_("This is more than we can keep. Please shorten it."))
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    draft = ProfileDraft.objects.filter(person=person, section=section).first()
    draft = draft or ProfileDraft(person=person, section=section)
    draft.answers, draft.saved_at = kept, clock.now()
    draft.save()
    return draft


def answers_of_section(draft: ProfileDraft) -> dict[str, str]:
    """What the fields hold, by the names that the form sends."""
    answers: dict[str, str] = json.loads(draft.answers)
    return answers


def discard_section_draft(*, person: Profile, section: str, by: User) -> None:
    """Forget what was kept, because the person saved the section, or says so."""
    ProfileDraft.objects.filter(person=person, section=section).delete()


def forget_section_drafts() -> int:
    """Forget what nobody touched for a month. Returns how much."""
    old = clock.now() - timedelta(days=ProfileDraft.KEPT_DAYS)
    return ProfileDraft.objects.filter(saved_at__lt=old).delete()[0]
