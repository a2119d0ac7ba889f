"""The programme changes the lines on confidentiality: both of each pair are asked for a new yes."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agreements import emails
from agreements.models import Agreement
from agreements.services.pair import both_people, lock_pair
from agreements.services.templates import template_for
from agreements.wording import Template
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from programmes.models import Cohort
from programmes.policies import coordinates


def agreements_behind(cohort: Cohort) -> QuerySet[Agreement]:
    """Those of running pairs whose lines are not what a new pair of this programme would read."""
    lines = template_for(cohort.programme).lines_for(cohort.programme)
    return Agreement.objects.under_way().filter(mentorship__cohort=cohort).exclude(lines=lines).order_by("pk")


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
    agreement.lines, agreement.version = template.lines_for(programme), agreement.version + 1
    agreement.template, agreement.template_version = template, template.version
    agreement.save(update_fields=["former_lines", "lines", "version", "template", "template_version"])
    record_event(verb="agreement.renew", subject=agreement, by=by)
    one, other = (person.user for person in both_people(mentorship))
    for reader, partner in ((one, other), (other, one)):
        queue_message(
            kind=emails.AGREEMENT_RENEWED,
            subject=agreement,
            recipient=reader,
            occurrence=f"version-{agreement.version}",
            mail=emails.agreement_renewed(agreement, reader=reader, partner=partner),
        )
