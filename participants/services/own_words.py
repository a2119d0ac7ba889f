"""What people say of themselves, section by section. Each saves by itself, and the record says which, never what."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.alike import bare
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.own_words import keep_to
from mentoring.lib.transactions import in_transaction
from participants.aims import AIMS, MOST_KNOWN, MOST_WANTED
from participants.interests import INTERESTS, MOST_INTERESTS
from participants.languages import LANGUAGES, MOST_LANGUAGES
from participants.models import Organisation, Profile
from participants.own_words import LONGEST_ABOUT_ME, LONGEST_ROLE, MOST_ROLES_HAD, MOST_ROLES_WANTED


@in_transaction
def choose_ways_of_working(
    *,
    profile: Profile,
    languages: Sequence[str],
    meets: str = "",
    part_of_day: str = "",
    how_often: str = "",
    hours_a_month: int | None = None,
    by: User,
) -> None:
    """Keep which languages a person speaks and how they like to work; what is empty is not said.

    Refused for a language or an answer that does not exist, and for too many languages or hours.
    """
    languages = list(dict.fromkeys(languages))
    if len(languages) > MOST_LANGUAGES:
        raise Refused(_("Please choose at most %(most)s languages.") % {"most": MOST_LANGUAGES})
    known = [
        (set(languages), set(LANGUAGES)),
        ({meets}, {"", *Profile.Meets.values}),
        ({part_of_day}, {"", *Profile.PartOfDay.values}),
        ({how_often}, {"", *Profile.HowOften.values}),
    ]
    if not all(given <= allowed for given, allowed in known):
        raise Refused(_("Please choose from what the page offers."))
    _keep(
        profile,
        by,
        "profile.ways",
        languages=languages,
        meets=meets,
        part_of_day=part_of_day,
        how_often=how_often,
        hours_a_month=hours_a_month,
    )


@in_transaction
def write_about_me(*, profile: Profile, about_me: str, by: User) -> None:
    """Keep what a person says of themselves in their own words; refused beyond the room there is."""
    keep_to(LONGEST_ABOUT_ME, about_me)
    _keep(profile, by, "profile.about_me", about_me=about_me)


@in_transaction
def say_roles(*, profile: Profile, wanted: Sequence[str], had: Sequence[str], by: User) -> None:
    """Keep which roles a person would like to have one day, the dearest first, and which they had before.

    A role written in two ways is kept once. Refused for too many, or for one that is too long.
    """
    wanted, had = _once(wanted), _once(had)
    for roles, most in ((wanted, MOST_ROLES_WANTED), (had, MOST_ROLES_HAD)):
        if len(roles) > most:
            raise Refused(_("Please write at most %(most)s roles.") % {"most": most})
    for role in (*wanted, *had):
        keep_to(LONGEST_ROLE, role)
    _keep(profile, by, "profile.roles", roles_wanted=wanted, roles_had=had)


@in_transaction
def choose_aims(*, profile: Profile, wanted: Sequence[str], known: Sequence[str], by: User) -> None:
    """Keep what a person is aiming for, and what they could help others with; refused for what is not offered, and for
    too much.
    """
    wanted, known = list(dict.fromkeys(wanted)), list(dict.fromkeys(known))
    if not set(wanted) | set(known) <= set(AIMS):
        raise Refused(_("Please choose from what the page offers."))
    for aims, most in ((wanted, MOST_WANTED), (known, MOST_KNOWN)):
        if len(aims) > most:
            raise Refused(_("Please choose at most %(most)s aims.") % {"most": most})
    _keep(profile, by, "profile.aims", aims_wanted=wanted, aims_known=known)


@in_transaction
def choose_interests(*, profile: Profile, interests: Sequence[str], by: User) -> None:
    """Keep what a person enjoys outside work; refused for what is not offered, and for too much."""
    interests = list(dict.fromkeys(interests))
    if not set(interests) <= set(INTERESTS):
        raise Refused(_("Please choose from what the page offers."))
    if len(interests) > MOST_INTERESTS:
        raise Refused(_("Please choose at most %(most)s interests.") % {"most": MOST_INTERESTS})
    _keep(profile, by, "profile.interests", interests=interests)


@in_transaction
def limit_mentees(*, profile: Profile, limit: int | None, by: User) -> None:
    """Keep how many mentees a person takes at the same time, over all programmes; None is "not said".

    A limit below what runs ends nothing: no further mentorship begins until enough have ended.
    """
    _keep(profile, by, "profile.mentor_limit", mentor_limit=limit)


@in_transaction
def name_hr_contact(*, organisation: Organisation, name: str, email: str, by: User) -> None:
    """Say whom people write to when a fact in the HR file is wrong."""
    organisation.hr_contact_name, organisation.hr_contact_email = name, email
    organisation.save(update_fields=["hr_contact_name", "hr_contact_email"])
    record_event(verb="organisation.hr_contact", subject=organisation, by=by)


def _once(roles: Sequence[str]) -> list[str]:
    """Those that say something, each as it was written first."""
    first: dict[str, str] = {}
    for role in roles:
        first.setdefault(bare(role), role)
    return [role for known, role in first.items() if known]


def _keep(profile: Profile, by: User, verb: str, **fields: object) -> None:
    """Write what is different, in the locked row and in the one at hand."""
    locked = Profile.objects.select_for_update(of=("self",), no_key=True).get(pk=profile.pk)
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    for name, value in fields.items():
        setattr(profile, name, value)
        setattr(locked, name, value)
    if not changed:
        return
    with constraints_refused():
        locked.save(update_fields=changed)
    record_event(verb=verb, subject=profile, by=by)
