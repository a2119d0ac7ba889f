"""What people offer and want to learn, and the skills we ship."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from participants.models import LEVELS, Profile, ProfileSkill, Skill
from participants.shipped_skills import EDITION, SHIPPED_SKILLS, ShippedSkill
from participants.skill_words import free_aliases, taken_words, words_of

MOST_SKILLS = 5
# A skill alone keeps the level that it had; beside None its level is not said.
Choice: TypeAlias = Skill | tuple[Skill, int | None]


@in_transaction
def choose_skills(
    *, profile: Profile, offers: Sequence[Choice] | None = None, wants: Sequence[Choice] | None = None, by: User
) -> None:
    """Make these the skills of a person, the first mattering most; None leaves a kind as it is.

    Refused for more than five of a kind and for a level that does not exist. Choosing the same again changes nothing.
    """
    Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    chosen = {ProfileSkill.Kind.OFFERS: offers, ProfileSkill.Kind.WANTS: wants}
    changed = [replace_skills(profile, kind, skills) for kind, skills in chosen.items() if skills is not None]
    if any(changed):
        record_event(verb="skills.choose", subject=profile, by=by)


def replace_skills(profile: Profile, kind: str, choices: Iterable[Choice]) -> bool:
    """Whether anything is different now."""
    old = list(ProfileSkill.objects.filter(profile=profile, kind=kind).order_by("rank", "pk"))
    levels = {each.skill_id: each.level for each in old}
    chosen: dict[Skill, int | None] = {}
    for choice in choices:
        skill, level = choice if isinstance(choice, tuple) else (choice, levels.get(choice.pk))
        chosen.setdefault(skill, level)
    if len(chosen) > MOST_SKILLS:
        raise Refused(_("Please choose at most %(most)s skills of each kind.") % {"most": MOST_SKILLS})
    if not set(chosen.values()) <= {None, *LEVELS[kind]}:
        raise Refused(_("Please choose one of the three levels."))
    if [(each.skill_id, each.level) for each in old] == [(skill.pk, level) for skill, level in chosen.items()]:
        return False
    ProfileSkill.objects.filter(pk__in=[each.pk for each in old]).delete()
    ProfileSkill.objects.bulk_create(
        ProfileSkill(profile=profile, kind=kind, skill=skill, level=level, rank=rank)
        for rank, (skill, level) in enumerate(chosen.items(), start=1)
    )
    return True


@in_transaction
def load_shipped_skills() -> int:
    """Bring in the shipped skills that were never loaded; returns how many.

    One that the company renamed or moved to another category stays as it is, and a name already there is left alone.
    What we said of a skill in a later edition is added once, where the company wrote nothing of its own.
    """
    skills = list(Skill.objects.all())
    taken = taken_words(skills)
    _add_words(skills, taken)
    loaded = {skill.shipped_as for skill in skills}
    missing = [
        _new_skill(category, shipped, taken)
        for category, of_category in SHIPPED_SKILLS.items()
        for shipped in of_category
        if slugify(shipped.name) not in loaded and shipped.name.casefold() not in taken
    ]
    return len(Skill.objects.bulk_create(missing, ignore_conflicts=True))


def _new_skill(category: str, shipped: ShippedSkill, taken: dict[str, str]) -> Skill:
    skill = Skill(
        name=shipped.name,
        category=category,
        definition=shipped.definition,
        aliases=free_aliases(shipped.aliases, taken),
        shipped_as=slugify(shipped.name),
        shipped_edition=EDITION,
    )
    taken.update(dict.fromkeys(words_of(skill), skill.name))
    return skill


def _add_words(skills: Iterable[Skill], taken: dict[str, str]) -> None:
    """Definition and aliases for the skills that were loaded before there were any."""
    shipped = {slugify(each.name): each for of_category in SHIPPED_SKILLS.values() for each in of_category}
    behind = [skill for skill in skills if skill.shipped_as in shipped and skill.shipped_edition < EDITION]
    for skill in behind:
        ours = shipped[skill.shipped_as]
        is_untouched = skill.name == ours.name and not skill.definition and not skill.aliases
        if is_untouched:
            skill.definition, skill.aliases = ours.definition, free_aliases(ours.aliases, taken)
            taken.update(dict.fromkeys(words_of(skill), skill.name))
        skill.shipped_edition = EDITION
    Skill.objects.bulk_update(behind, ["definition", "aliases", "shipped_edition"])
