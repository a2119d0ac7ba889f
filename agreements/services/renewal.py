"""The programme changes the lines on confidentiality: both of each pair are asked for a new yes."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agreements import emails
from agreements.contacts import is_one_of
from agreements.models import Agreement
from agreements.services.asking import drop_reminders_to_agree
from agreements.services.pair import lock_pair, users_of
from agreements.services.templates import template_for
from agreements.wording import Template
from matching.models import Membership, Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort
from programmes.policies import coordinates


def agreements_behind(cohort: Cohort) -> QuerySet[Agreement]:
    """Those of running pairs whose lines are not what a new pair of this programme would read."""
    programme = cohort.programme
    template, contact = template_for(programme), programme.hr_contact_email
    agreements = Agreement.objects.under_way().filter(mentorship__cohort=cohort)
    usual, theirs = (template.lines_for(programme, has_contact=has_contact) for has_contact in (False, True))
    if not contact:
        return agreements.exclude(lines=usual).order_by("pk")
    of_contact = _has_member(contact)
    is_behind = (~of_contact & ~Q(lines=usual)) | (of_contact & ~Q(lines=theirs))
    return agreements.filter(is_behind).order_by("pk")


class Reading(NamedTuple):
    """How many pairs read these lines when they are asked for a new yes, and whether the HR contact is in each."""

    number: int
    lines: list[str]
    has_contact: bool


def readings_of_renewal(cohort: Cohort) -> list[Reading]:
    """What the pairs of a cohort would read if they were asked for a new yes now.

    Two of whom one is the HR contact read other lines than everybody else, where those name the contact.
    """
    programme, behind = cohort.programme, agreements_behind(cohort)
    template, contact = template_for(programme), programme.hr_contact_email
    theirs = behind.filter(_has_member(contact)).count() if contact else 0
    usual, unnamed = (template.lines_for(programme, has_contact=has_contact) for has_contact in (False, True))
    if usual == unnamed:
        theirs = 0
    readings = [Reading(behind.count() - theirs, usual, has_contact=False), Reading(theirs, unnamed, has_contact=True)]
    return [reading for reading in readings if reading.number]


def _has_member(address: str) -> Exists:
    """Whether the person of this address is one of the two of an agreement."""
    return Exists(Membership.objects.filter(mentorship=OuterRef("mentorship"), person__user__email__iexact=address))


@in_transaction
def renew_agreements(*, cohort: Cohort, by: User) -> int:
    """Lay the present lines before the running pairs of a cohort that read others; returns how many pairs.

    Each yes was to other lines, so both are asked for a new one, and read what changed. Their pages stay closed until
    they have read them. Refused to anybody but a coordinator.
    """
    if not coordinates(by, cohort.programme):
        raise Refused(_("Only a coordinator of the programme can do this."))
    template = template_for(cohort.programme)
    behind = list(agreements_behind(cohort))
    for agreement in behind:
        _renew(agreement, template, by)
    return len(behind)


def _renew(agreement: Agreement, template: Template, by: User) -> None:
    mentorship = lock_pair(agreement.mentorship_id)
    if mentorship.status != Mentorship.Status.ACTIVE:
        return
    agreement = Agreement.objects.get(pk=agreement.pk)
    agreement.mentorship, programme = mentorship, mentorship.cohort.programme
    agreement.former_lines = [*agreement.former_lines, agreement.lines]
    has_contact = is_one_of(users_of(mentorship), programme.hr_contact_email)
    agreement.lines, agreement.version = template.lines_for(programme, has_contact=has_contact), agreement.version + 1
    agreement.template, agreement.template_version = template, template.version
    agreement.save(update_fields=["former_lines", "lines", "version", "template", "template_version"])
    record_event(verb="agreement.renew", subject=agreement, by=by)
    drop_reminders_to_agree(agreement)  # the mail of this asks both
    one, other = users_of(mentorship)
    for reader, partner in ((one, other), (other, one)):
        queue_message(
            kind=emails.AGREEMENT_RENEWED,
            subject=agreement,
            recipient=reader,
            occurrence=f"version-{agreement.version}",
            mail=emails.agreement_renewed(agreement, reader=reader, partner=partner),
        )
