"""Giving people an address to sign in with, and telling those who have one that mentoring is open to them."""

import difflib
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.models import AuditEvent
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.promised import promised
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.services import queue_message
from participants import emails
from participants.addresses import address_for
from participants.models import Department, Organisation, Profile

# How alike two names must be (0 to 1) before one is taken for a slip of the other, and how many are offered.
NEAR, MOST_NEAR = 0.75, 3
INVITED = "account.invite"


@in_transaction
def invite_people(*, department: str, domain: str, limit: int, by: User | None = None) -> list[Profile]:
    """Give the next people of a department who have none an address made from their names, and invite them by mail.

    Only people who work here are invited, in the order of their employee numbers. Refused for a department, a domain or
    a number that cannot be.
    """
    chosen = department_called(department)
    domain = checked_domain(domain)
    if limit < 1:
        raise Refused(_("Please say how many people to invite: 1 or more."))
    # One at a time for a company, so that two invitations never make the same address.
    Organisation.objects.select_for_update(no_key=True).get(pk=chosen.organisation_id)
    addresses = User.objects.filter(email__endswith=f"@{domain}").values_list("email", flat=True)
    taken = {address for address in addresses if address}
    people = list(waiting_people(chosen)[:limit])
    for person in people:
        address = address_for(person.user.name, domain, taken)
        invite(person, address, by=by)
        taken.add(address)
    return people


@in_transaction
def invite_people_with_address(
    *, departments: Collection[Department], limit: int, by: User | None = None
) -> list[Profile]:
    """Tell the next people of these departments, who have an address and never heard of mentoring, how to sign in.

    One mail to each address, ever: neither who was invited there before nor who has signed in gets another.
    """
    companies = {each.organisation_id for each in departments}
    # One at a time for a company, so that nobody is invited twice.
    list(Organisation.objects.select_for_update(no_key=True).filter(pk__in=companies).order_by("pk"))
    people = list(people_to_invite(departments)[:limit])
    for person in people:
        tell(person, by=by)
    return people


def people_to_invite(departments: Collection[Department]) -> QuerySet[Profile]:
    """People of these departments who work here, have an address, never signed in and were never invited there.

    Whose address was another one when they were invited, and was mended since, are among them.
    """
    invited = AuditEvent.objects.filter(
        verb=INVITED, subject_label=User._meta.label_lower, subject_id=OuterRef("user_id")
    )
    mails = OutgoingMessage.objects.filter(kind="invitation", recipient_id=OuterRef("user_id"))
    went_here = Q(address=OuterRef("user__email"))
    return (
        Profile.objects.filter(department__in=departments, user__email__isnull=False, user__is_active=True)
        .filter(~Exists(invited) | (Exists(mails.exclude(went_here)) & ~Exists(mails.filter(went_here))))
        .filter(user__last_login=None)
        .employed(clock.company_today())
        .select_related("user", "organisation")
        .order_by("employee_number", "pk")
    )


def department_called(name: str) -> Department:
    """The department of this name, in our own company first. Refused with the nearest names where there is none."""
    departments = Department.objects.order_by("organisation__kind", "organisation__name")
    found = departments.filter(name__iexact=name.strip()).first()
    if found is None:
        raise Refused(unknown_department(name, sorted(set(departments.values_list("name", flat=True)))))
    return found


def unknown_department(name: str, names: list[str]) -> str:
    if not names:
        return _("There are no departments yet. Please import people first.")
    by_lower = {each.lower(): each for each in names}
    near = difflib.get_close_matches(name.strip().lower(), by_lower, n=MOST_NEAR, cutoff=NEAR)
    if not near:
        return _("There is no department “%(name)s”. The office lists all of them under Departments.") % {"name": name}
    return _("There is no department “%(name)s”. Did you mean %(names)s?") % {
        "name": name,
        "names": get_text_list([by_lower[key] for key in near], _("or")),
    }


def checked_domain(domain: str) -> str:
    """The domain in lower case. Refused where no address could end in it."""
    domain = domain.strip().lower().removeprefix("@")
    try:
        validate_email(f"somebody@{domain}")
    except ValidationError as error:
        raise Refused(
            _("“%(domain)s” is not a domain. Please write it like mail.example.") % {"domain": domain}
        ) from error
    return domain


def waiting_people(department: Department) -> QuerySet[Profile]:
    """People of the department who work here and have no address."""
    return (
        Profile.objects.filter(department=department, user__email=None, user__is_active=True)
        .employed(clock.company_today())
        .select_related("user", "organisation")
        .order_by("employee_number")
    )


def invite(person: Profile, address: str, *, by: User | None) -> None:
    person.user.email = address
    with constraints_refused():
        person.user.save(update_fields=["email"])
    tell(person, by=by)


def tell(person: Profile, *, by: User | None) -> None:
    record_event(verb=INVITED, subject=person.user, by=by)
    queue_message(
        kind="invitation",
        subject=person,
        recipient=person.user,
        occurrence=promised(person.user.email),
        mail=emails.invitation(person),
    )
