"""Reading the lines, and agreeing how to work together."""

from django.utils.translation import gettext as _

from agreements import emails
from agreements.contacts import is_one_of
from agreements.models import Agreement, Consent
from agreements.services.pair import check_lines_read, check_under_way, find_people, lock_pair, users_of
from agreements.services.templates import template_for
from matching.models import Mentorship
from mentoring.accounts.mails import topics_off
from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.kinds import PAIR_NEWS
from mentoring.outbox.services import cancel_messages, queue_message
from participants.models import Profile


class Outdated(Refused):
    """What somebody said yes to is no longer what stands."""


@in_transaction
def draft_agreement(*, mentorship: Mentorship) -> Agreement:
    """Lay lines and four usual choices before a new pair, from the template of their programme; once per pair."""
    programme = mentorship.cohort.programme
    template = template_for(programme)
    lines = template.lines_for(programme, has_contact=is_one_of(users_of(mentorship), programme.hr_contact_email))
    drafted = {"template": template, "template_version": template.version, "lines": lines}
    agreement, is_new = Agreement.objects.get_or_create(
        mentorship=mentorship, defaults={"drafted_at": clock.now(), **drafted, **template.choices}
    )
    if is_new:
        record_event(verb="agreement.draft", subject=agreement, by=None)
    return agreement


@in_transaction
def confirm_lines_read(*, agreement: Agreement, by: User, version: int | None = None) -> Consent:
    """This person has read the lines as they stand, which opens the pair's sessions and notes to them.

    `version` is the one that they read; where another stands by now, that is refused, and so is it after the end.
    """
    agreement = _lock(agreement)
    person, _partner = find_people(agreement.mentorship, by=by)
    check_under_way(agreement.mentorship)
    if version not in (None, agreement.version):
        raise Outdated(_("The programme changed these lines while you were reading. Please read them as they are now."))
    consent, is_new = _consent(agreement, person, Consent.Kind.READ)
    if is_new:
        record_event(verb="agreement.read_lines", subject=agreement, by=by)
    return consent


@in_transaction
def agree(
    *, agreement: Agreement, cadence: str, minutes: int, place: str, contact: str, by: User, seen: str | None = None
) -> Agreement:
    """Keep the four choices and this person's yes to the lines; the other one is told.

    Choices may change at any time and void nobody's yes; what each said yes to is kept, so that nobody is shown as
    having agreed to what they never saw. Refused before the lines were read, after the end, and where the agreement
    stands otherwise than this person has `seen` it (None or "" asks for nothing), unless it stands as they chose.
    """
    agreement = _lock(agreement)
    person, partner = find_people(agreement.mentorship, by=by)
    check_under_way(agreement.mentorship)
    choices: dict[str, str | int] = {"cadence": cadence, "minutes": minutes, "place": place, "contact": contact}
    if seen and seen != agreement.as_seen and choices != agreement.choices:
        raise ChangedMeanwhile
    check_lines_read(agreement.mentorship, by=by)
    has_changed = _choose(agreement, **choices)
    yes, is_new = _consent(agreement, person, Consent.Kind.AGREED)
    yes.choices, yes.seen_at = agreement.choices, clock.now()
    yes.save(update_fields=["choices", "seen_at"])
    if is_new:  # of the two who were asked for a yes only this one has given it
        cancel_messages(subject=agreement, kinds=emails.ASK_FOR_A_YES, recipient=by)
    if is_new or has_changed:
        record_event(verb="agreement.agree" if is_new else "agreement.change", subject=agreement, by=by)
    if has_agreed(agreement, partner):
        if has_changed:
            _tell_of_change(agreement, person, partner)
    elif is_new:
        _tell_of_yes(agreement, person, partner)
    return agreement


@in_transaction
def confirm_change_seen(*, agreement: Agreement, by: User, seen: str | None = None) -> None:
    """This person has seen what the other one changed since they agreed; it changes no yes. Refused after the end.

    Refused too where the agreement stands otherwise than they have `seen` it (None asks for nothing).
    """
    agreement = _lock(agreement)
    person, _partner = find_people(agreement.mentorship, by=by)
    check_under_way(agreement.mentorship)
    if seen not in (None, agreement.as_seen):
        raise ChangedMeanwhile
    agreement.consents.current().filter(person=person, kind=Consent.Kind.AGREED).update(seen_at=clock.now())


def has_agreed(agreement: Agreement, person: Profile) -> bool:
    """To the lines as they stand."""
    return agreement.consents.current().filter(person=person, kind=Consent.Kind.AGREED).exists()


def _lock(agreement: Agreement) -> Agreement:
    mentorship = lock_pair(agreement.mentorship_id)
    agreement = Agreement.objects.get(pk=agreement.pk)
    agreement.mentorship = mentorship
    return agreement


def _choose(agreement: Agreement, **choices: str | int) -> bool:
    """Set the choices; True where one of them is another than before."""
    known = {"cadence": Agreement.Cadence, "place": Agreement.Place, "contact": Agreement.Contact}
    if any(choices[name] not in answers.values for name, answers in known.items()):
        raise Refused(_("Please choose one of the answers to each of the four questions."))
    if not 15 <= int(choices["minutes"]) <= 180:
        raise Refused(_("Please choose a length between 15 minutes and 3 hours."))
    changed = [name for name, value in choices.items() if getattr(agreement, name) != value]
    for name in changed:
        setattr(agreement, name, choices[name])
    if changed:
        agreement.changed_at = clock.now()
        agreement.save(update_fields=[*changed, "changed_at"])
    return bool(changed)


def _consent(agreement: Agreement, person: Profile, kind: str) -> tuple[Consent, bool]:
    return Consent.objects.get_or_create(
        agreement=agreement,
        person=person,
        kind=kind,
        version=agreement.version,
        defaults={"digest": agreement.digest, "given_at": clock.now()},
    )


def _tell_of_yes(agreement: Agreement, person: Profile, partner: Profile) -> None:
    """The other one is asked for the same once the two have met, or where they agreed to earlier lines already."""
    earlier = agreement.consents.filter(person=partner, kind=Consent.Kind.AGREED, version__lt=agreement.version)
    is_asked = agreement.mentorship.sessions.held().exists() or earlier.exists()
    if is_asked and PAIR_NEWS.name not in topics_off(partner.user):  # this mail asks for the same
        cancel_messages(subject=agreement, kinds=[emails.AGREEMENT_ASKED], recipient=partner.user)
    queue_message(
        kind=emails.AGREEMENT_AGREED,
        subject=agreement,
        recipient=partner.user,
        occurrence=f"version-{agreement.version}",
        mail=emails.agreement_agreed(agreement, reader=partner.user, partner=person.user, is_asked=is_asked),
    )


def _tell_of_change(agreement: Agreement, person: Profile, partner: Profile) -> None:
    """At most one mail a day, however often the choices change; it leads to the page and does not list them."""
    queue_message(
        kind=emails.AGREEMENT_CHANGED,
        subject=agreement,
        recipient=partner.user,
        occurrence=clock.today().isoformat(),
        mail=emails.agreement_changed(agreement, reader=partner.user, partner=person.user),
    )
