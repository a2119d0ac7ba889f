"""What stands in the database before an import: whose people, and what is known of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from mentoring.accounts.models import EmailChange, User
from mentoring.lib.errors import Refused
from mentoring.lib.promised import promised
from participants.import_plan import TEXTS
from participants.known_people import Company, Facts, Known
from participants.models import Department, Grade, ImportSource, Organisation, Profile, Site

OWN_COMPANY = "Our company"
HR_SYSTEM = "HR"
NAMED_MODELS: dict[str, type[Department] | type[Site] | type[Grade]] = {
    "department": Department,
    "site": Site,
    "grade": Grade,
}
STANDING = (
    *("employee_number", "pk", "user_id", "source_id", "user__is_active"),
    *("left_at", "missing_from_id", "user__chose_time_zone"),
)
# Where each fact stands. What is empty there is an empty text, but for days.
FACTS = {
    "name": "user__name",
    "email": "user__email",
    "department": "department__name",
    "site": "site__name",
    "grade": "grade__name",
    **{name: name for name in TEXTS},
    "manager": "manager__employee_number",
    "hired_on": "hired_on",
    "last_day": "last_day",
    "language": "user__language",
    "time_zone": "user__time_zone",
}
DAYS = ("hired_on", "last_day")
NONE_WAITS = ("", False)


class WhosePeople(Refused):
    """Nobody said whose people a file brings, and there are several organisations they may be of."""


def find_organisation(name: str, *, source_name: str) -> Organisation | None:
    """The organisation of this name; without a name that of the source, or else our own, whatever it is called. None
    where there is none yet.

    Refused where there are several, and where the name of the source will not do.
    """
    source_name = fitting(source_name, ImportSource)
    if name.strip():
        return Organisation.objects.filter(name__iexact=fitting(name, Organisation)).first()
    possible = organisations_without_a_name(source_name)
    if len(possible) > 1:
        raise WhosePeople(
            _("These may be the people of any of these organisations: %(names)s. Please say whose they are.")
            % {"names": ", ".join(sorted(each.name for each in possible))}
        )
    return possible[0] if possible else None


def organisations_without_a_name(source_name: str) -> list[Organisation]:
    """Those that a file of this source may be of.

    The usual source is what everybody has who says none: known of a partner alone, it does not make our people theirs.
    Nor does one that several partners have make theirs ours.
    """
    own = list(Organisation.objects.filter(kind=Organisation.Kind.OWN))
    sources = ImportSource.objects.filter(name__iexact=source_name).values("organisation")
    of_source = list(Organisation.objects.filter(pk__in=sources))
    is_ours = not set(of_source).isdisjoint(own)
    if len(of_source) == 1 and (is_ours or source_name.casefold() != HR_SYSTEM.casefold()):
        return of_source
    return own if is_ours else [*of_source, *own]


def locked_organisation(name: str, *, source_name: str) -> Organisation:
    """The organisation, made where there is none, and locked: another import of its people waits until this one is
    done, and so does whoever gives addresses.
    """
    found = find_organisation(name, source_name=source_name)
    if found is None:
        name = fitting(name if name.strip() else OWN_COMPANY, Organisation)
        found, _made = Organisation.objects.get_or_create(name__iexact=name, defaults={"name": name})
    return Organisation.objects.select_for_update(no_key=True).get(pk=found.pk)


def find_source(organisation: Organisation, name: str) -> ImportSource | None:
    return ImportSource.objects.filter(organisation=organisation, name__iexact=fitting(name, ImportSource)).first()


def made_source(organisation: Organisation, name: str) -> ImportSource:
    name = fitting(name, ImportSource)
    sources = ImportSource.objects.filter(organisation=organisation)
    return sources.get_or_create(name__iexact=name, defaults={"organisation": organisation, "name": name})[0]


def fitting(name: str, model: type[Organisation] | type[ImportSource]) -> str:
    """The name without spaces around it. Refused where it is empty or too long."""
    name, longest = name.strip(), promised(model._meta.get_field("name").max_length)
    if not 0 < len(name) <= longest:
        raise Refused(
            _("Please choose a name of 1 to %(longest)s characters for the %(thing)s.")
            % {"longest": longest, "thing": model._meta.verbose_name}
        )
    return name


def company_before(organisation: Organisation | None) -> Company:
    """What an import is compared with; a company of nobody where there is no organisation yet."""
    known = known_people(organisation) if organisation else {}
    addresses, accounts = accounts_with_address()
    return Company(
        known=known,
        addresses=addresses,
        accounts=accounts,
        takes_accounts=takes_accounts(organisation, has_people=bool(known)),
        spellings=spellings(organisation) if organisation else {},
        languages=[code for code, _name in settings.LANGUAGES],
        sources=dict(ImportSource.objects.filter(organisation=organisation).values_list("pk", "name")),
    )


def takes_accounts(organisation: Organisation | None, *, has_people: bool) -> bool:
    """Whether a file of this organisation may make accounts that were here already its people's: one of our own.

    A name that nobody has heard of is taken for one of our own; beside another, it is believed once it has people.
    """
    if organisation and organisation.kind != Organisation.Kind.OWN:
        return False
    own = Organisation.objects.filter(kind=Organisation.Kind.OWN)
    others = own.exclude(pk=organisation.pk) if organisation else own
    return has_people or not others.exists()


# Of an account, besides its id and whether it is a person's.
OF_ACCOUNT = ("email", "name", "is_active", "language", "time_zone", "chose_time_zone")


def accounts_with_address() -> tuple[dict[str, UUID], dict[UUID, Known]]:
    """Whose account has which address, in small letters; and by their ids the accounts with one that no file brought,
    such as the first administrator's, each with a place for the person it may become. One query.
    """
    rows = User.objects.filter(email__isnull=False).order_by().values_list("pk", "profile", *OF_ACCOUNT)
    addresses, of_nobody = {}, {}
    for pk, profile, email, name, is_active, language, time_zone, chose_time_zone in rows:
        addresses[email.lower()] = pk
        if profile is None:
            of_nobody[pk] = Known(
                profile_id=uuid4(),
                user_id=pk,
                source_id=None,
                is_active=is_active,
                facts=Facts(name=name, email=email, language=language, time_zone=time_zone),
                chose_time_zone=chose_time_zone,
            )
    return addresses, of_nobody


def known_people(organisation: Organisation) -> dict[str, Known]:
    """Everybody of the organisation by employee number."""
    waiting, stopped = changes_of_address(organisation)
    people = Profile.objects.filter(organisation=organisation).order_by().values_list(*STANDING, *FACTS.values())
    return {
        number: Known(
            profile_id=pk,
            user_id=user_id,
            source_id=source_id,
            is_active=is_active,
            facts=known_facts(values),
            is_gone=left_at is not None,
            is_missing=missing_from is not None,
            waiting_address=waiting.get(user_id, NONE_WAITS)[0],
            import_waits=waiting.get(user_id, NONE_WAITS)[1],
            stopped_addresses=frozenset(stopped.get(user_id, ())),
            chose_time_zone=chose_time_zone,
        )
        for number, pk, user_id, source_id, is_active, left_at, missing_from, chose_time_zone, *values in people
    }


def known_facts(values: Sequence[Any]) -> Facts:
    facts: dict[str, Any] = {
        name: "" if value is None and name not in DAYS else value for name, value in zip(FACTS, values, strict=True)
    }
    return Facts(**facts)


def changes_of_address(organisation: Organisation) -> tuple[dict[UUID, tuple[str, bool]], dict[UUID, set[str]]]:
    """By account: the address that waits and whether an import asked for it, and those that their person stopped."""
    waiting: dict[UUID, tuple[str, bool]] = {}
    stopped: dict[UUID, set[str]] = defaultdict(set)
    changes = EmailChange.objects.filter(user__profile__organisation=organisation).exclude(gave_way=True).order_by()
    for user_id, state, address, by in changes.values_list("user_id", "state", "new_address", "asked_by_id"):
        if state == EmailChange.State.WAITING:
            waiting[user_id] = address, by is None
        elif state == EmailChange.State.STOPPED:
            stopped[user_id].add(address)
    return waiting, stopped


def spellings(organisation: Organisation) -> dict[str, dict[str, str]]:
    """How departments, sites and grades are written, by their names in lower case."""
    return {
        kind: {
            name.lower(): name
            for name in model.objects.filter(organisation=organisation).values_list("name", flat=True)
        }
        for kind, model in NAMED_MODELS.items()
    }
