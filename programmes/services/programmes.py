"""Programmes: set up, copied, and given to somebody to run."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from mentoring.accounts.models import User
from mentoring.audit.services import record_event
from mentoring.lib.errors import Refused, constraints_refused
from mentoring.lib.transactions import in_transaction
from mentoring.outbox.services import queue_message
from participants.models import Profile
from participants.policies import can_sign_in
from programmes import emails
from programmes.models import Coordinator, EligibilityRule, Programme
from programmes.names import free_name
from programmes.policies import administers_site
from programmes.roles import COORDINATORS


@in_transaction
def create_programme(*, programme: Programme, by: User) -> Programme:
    """Save a new programme of the creator's own company; the creator becomes its coordinator.

    A site administrator without an employee record sets one up for others and coordinates nothing.
    """
    profile = Profile.objects.filter(user=by).first()
    if profile is None and not administers_site(by):
        raise Refused(_("Only somebody with an employee record can set up a programme."))
    if profile and profile.organisation_id != programme.organisation_id:
        raise Refused(_("You can set up programmes of your own company only."))
    with constraints_refused():
        programme.save(force_insert=True)
    record_event(verb="programme.create", subject=programme, by=by)
    if profile:
        add_coordinator(programme=programme, user=by, by=by)
    return programme


@in_transaction
def edit_programme(*, programme: Programme, fields: Sequence[str], by: User) -> Programme:
    """Save these fields of a programme, and nothing else of it."""
    with constraints_refused():
        programme.save(update_fields=list(fields))
    record_event(verb="programme.edit", subject=programme, by=by)
    return programme


@in_transaction
def note_new_rules(*, programme: Programme, by: User) -> None:
    """The lines of who may join were changed in the office's form."""
    record_event(verb="programme.edit_rules", subject=programme, by=by)


@in_transaction
def duplicate_programme(*, programme: Programme, name: str, by: User) -> Programme:
    """A programme like this one under that name, with who may join, but without its cohorts and its people.

    Whoever copies it coordinates the copy. Refused where they have a programme of that name: it was made already.
    """
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # pressed twice, one waits
    if made_already(programme, name=name, by=by):
        raise Refused(_("The copy was made already. This is its page."))
    values = {field.attname: getattr(programme, field.attname) for field in Programme._meta.concrete_fields}
    copied = {**values, "id": Programme._meta.pk.get_default(), "name": name}
    copy = create_programme(programme=Programme(**copied), by=by)
    lines = list(programme.eligibility_rules.all())
    for line in lines:
        line.pk, line.programme, line._state.adding = EligibilityRule._meta.pk.get_default(), copy, True
    EligibilityRule.objects.bulk_create(lines)
    return copy


def made_already(programme: Programme, *, name: str, by: User) -> Programme | None:
    """The programme of that name and the same company, where this person coordinates it."""
    ours = Programme.objects.coordinated_by(by).filter(organisation=programme.organisation_id)
    return ours.filter(name__iexact=name).first()


def name_of_copy(programme: Programme) -> str:
    """The name with "copy" behind it, and a number where that is taken."""
    names = Programme.objects.filter(organisation=programme.organisation_id).values_list("name", flat=True)
    return free_name(programme.name, _("copy"), taken=names, longest=Programme._meta.get_field("name").max_length)


@in_transaction
def add_coordinator(*, programme: Programme, user: User, by: User) -> Coordinator:
    """Let `user` run the programme and into the office: row, group and admission together, and a mail that says so.

    Refused for an account that cannot sign in, and for somebody who coordinates the programme already.
    """
    if not can_sign_in(user):
        raise Refused(_("%(name)s cannot sign in yet: an e-mail address is needed first.") % {"name": user.name})
    with constraints_refused():
        coordinator = Coordinator.objects.create(programme=programme, user=user)
    user.groups.add(Group.objects.get(name=COORDINATORS))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    record_event(verb="coordinator.add", subject=coordinator, by=by)
    if user != by:
        queue_message(
            kind="coordinator_added",
            subject=coordinator,
            recipient=user,
            occurrence="added",
            mail=emails.coordinator_added(coordinator),
        )
    return coordinator
