"""What people offer and want to learn, and the skills we ship."""

from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from participants.models import Profile, ProfileSkill, Skill
from participants.shipped_skills import SHIPPED_SKILLS

MOST_SKILLS = 5


@in_transaction
def choose_skills(
    *, profile: Profile, offers: Sequence[Skill] | None = None, wants: Sequence[Skill] | None = None, by: User
) -> None:
    """Make these the skills of a person, the first mattering most; None leaves a kind as it is.

    Refused for more than five of a kind. Choosing the same again changes nothing.
    """
    Profile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    chosen = {ProfileSkill.Kind.OFFERS: offers, ProfileSkill.Kind.WANTS: wants}
    changed = [
        replace_skills(profile, kind, list(dict.fromkeys(skills)))
        for kind, skills in chosen.items()
        if skills is not None
    ]
    if any(changed):
        record_event(verb="skills.choose", subject=profile, by=by)


def replace_skills(profile: Profile, kind: str, skills: Sequence[Skill]) -> bool:
    """Whether anything is different now."""
    if len(skills) > MOST_SKILLS:
        raise Refused(_("Please choose at most %(most)s skills of each kind.") % {"most": MOST_SKILLS})
    old = ProfileSkill.objects.filter(profile=profile, kind=kind).order_by("rank", "pk")
    if [each.skill_id for each in old] == [skill.pk for skill in skills]:
        return False
    old.delete()
    ProfileSkill.objects.bulk_create(
        ProfileSkill(profile=profile, kind=kind, skill=skill, rank=rank) for rank, skill in enumerate(skills, start=1)
    )
    return True


@in_transaction
def load_shipped_skills() -> int:
    """Bring in the shipped skills that were never loaded; returns how many.

    One that the company renamed or moved to another category stays as it is, and a name already there is left alone.
    """
    loaded = set(Skill.objects.exclude(shipped_as="").values_list("shipped_as", flat=True))
    names = {name.lower() for name in Skill.objects.values_list("name", flat=True)}
    missing = [
        Skill(name=name, category=category, shipped_as=slugify(name))
        for category, skills in SHIPPED_SKILLS.items()
        for name in skills
        if slugify(name) not in loaded and name.lower() not in names
    ]
    return len(Skill.objects.bulk_create(missing, ignore_conflicts=True))
