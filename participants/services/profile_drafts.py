"""What somebody changed in a section of their profile and did not save yet: kept, found again, forgotten."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import seen_of
from mentoring.lib.transactions import in_transaction
from participants.models import Profile, ProfileDraft

MOST_CHARACTERS = 20_000

Section = ProfileDraft.Section
# Where each section is saved, but for skills, which have rows of their own.
SAVED_IN: Mapping[str, tuple[str, ...]] = {
    Section.WAYS: ("languages", "meets", "part_of_day", "how_often", "hours_a_month"),
    Section.ABOUT_ME: ("about_me",),
    Section.CAREER: ("roles_wanted", "roles_had"),
    Section.AIMS: ("aims_wanted", "aims_known"),
    Section.INTERESTS: ("interests",),
    Section.LIMIT: ("mentor_limit",),
}


@in_transaction
def keep_section_draft(*, person: Profile, section: str, sent: Mapping[str, str], seen: str, by: User) -> ProfileDraft:
    """Keep what the fields of this section hold, in place of what was kept before; for a month.

    Not recorded as an act: what somebody thinks of saying is nobody's business. Refused where it is more than a form
    can hold, and where something else is saved by now than its writer has `seen`, such as these very words.
    """
    person = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if seen != seen_of_section(person, section):
        raise Refused(_("This section was saved meanwhile. Please open it again before you go on."))
    kept = json.dumps({"sent": dict(sent), "saved": saved_in_section(person, section)})
    if len(kept) > MOST_CHARACTERS:
        raise Refused(_("This is more than we can keep. Please shorten it."))
    draft = ProfileDraft.objects.filter(person=person, section=section).first()
    draft = draft or ProfileDraft(person=person, section=section)
    draft.answers, draft.saved_at = kept, clock.now()
    draft.save()
    return draft


def seen_of_section(person: Profile, section: str) -> str:
    """A digest of what is saved in this section, for its page to bring back."""
    return seen_of(f"participants.profile.{section}", person.pk, saved_in_section(person, section))


def saved_in_section(person: Profile, section: str) -> str:
    """What is saved in this section, the same text for the same answers: under whichever key, unlike a digest."""
    values: list[object]
    if section in SAVED_IN:
        values = [getattr(person, name) for name in SAVED_IN[section]]
    else:
        skills = sorted((each for each in person.skills.all() if each.kind == section), key=lambda each: each.rank)
        values = [(each.skill_id, each.level) for each in skills]
    return json.dumps(values, default=str)


def left_in(draft: ProfileDraft | None, *, saved: str) -> dict[str, str]:
    """What was left unsaved, by the names that the form sends; nothing where something else is `saved` by now."""
    if draft is None:
        return {}
    kept = json.loads(draft.answers)
    return dict(kept["sent"]) if kept.get("saved") == saved else {}


@in_transaction
def discard_section_draft(*, person: Profile, section: str, by: User) -> None:
    """Forget what was kept, because the person saved the section, or says so."""
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    ProfileDraft.objects.filter(person=person, section=section).delete()


def forget_section_drafts() -> int:
    """Forget what nobody touched for a month. Returns how much."""
    old = clock.now() - timedelta(days=ProfileDraft.KEPT_DAYS)
    return ProfileDraft.objects.filter(saved_at__lt=old).delete()[0]
