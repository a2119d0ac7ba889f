"""What the two of a pair are asked to do next."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.models import Agreement, AgreementInProgress
from matching.models import Membership
from mentoring.lib import clock
from mentoring.lib.next_step import NextStep, Urgency
from mentoring.lib.promised import promised
from participants.models import Profile


def pair_steps(person: Profile) -> list[NextStep]:
    """For each pair of this person: read the lines; then log, agree or plan, as it stands. One query.

    Nothing during a break, nor where the other one has left: that pair is ended by its coordinator, and nobody could
    answer.
    """
    gone = Membership.objects.filter(mentorship=OuterRef("mentorship"), person__user__is_active=False)
    here = Agreement.objects.visible_to(person.user).working().exclude(Exists(gone))
    agreements = here.with_progress(person, clock.now())
    return [step for agreement in agreements for step in _steps(agreement)]


def _steps(agreement: AgreementInProgress) -> Iterator[NextStep]:
    mentorship = agreement.mentorship
    if mentorship.wished_until and agreement.wish_is_theirs:
        yield _answer_wish(agreement)
    if not agreement.has_read:
        yield _read_lines(agreement)
        return
    if agreement.session_to_log:
        yield _log_session(agreement)
    if agreement.has_agreed and agreement.changed_after(agreement.seen_at):
        yield from _look_at_change(agreement)
    is_asked = agreement.have_met or agreement.had_agreed
    if is_asked and not agreement.has_agreed:
        yield _agree(agreement)
    if agreement.partner_has_agreed and not (is_asked or agreement.has_agreed):
        yield _look_at_early_yes(agreement)
    if not agreement.has_plan:
        yield _plan_session(agreement)


def _answer_wish(agreement: AgreementInProgress) -> NextStep:
    day = date_format(promised(agreement.mentorship.wished_until))
    return NextStep(
        Urgency.PAIR_WISH,
        title=_("%(name)s would like to go on with you") % {"name": agreement.partner_name},
        text=_("Until %(day)s, after the round. Nothing changes unless you say yes.") % {"day": day},
        url=reverse("agreements:pair-go-on", args=[agreement.mentorship_id]),
        button=_("Answer"),
    )


def _read_lines(agreement: AgreementInProgress) -> NextStep:
    if agreement.version > 1:
        text = _("The programme team changed the lines on what stays between you. Your pages open again after that.")
        if agreement.had_agreed:
            text = _(
                "The programme team changed the lines on what stays between you. Your pages open again once you have"
                " read them, and a new yes is needed from both of you."
            )
        return NextStep(
            Urgency.AGREEMENT,
            title=_("Read what changed between you and %(name)s") % {"name": agreement.partner_name},
            text=text,
            url=agreement.get_absolute_url(),
            button=_("Read what changed"),
        )
    return NextStep(
        Urgency.AGREEMENT,
        title=_("Read what you and %(name)s promise each other") % {"name": agreement.partner_name},
        text=_("Six short lines about what stays between you. After that your first meeting can be planned."),
        url=agreement.get_absolute_url(),
        button=_("Read the lines"),
    )


def _agree(agreement: AgreementInProgress) -> NextStep:
    if agreement.partner_has_agreed:
        text = _("%(name)s has said yes already. Look at the four choices, change what does not suit you, and say yes.")
        return NextStep(
            Urgency.AGREEMENT,
            title=_("%(name)s has agreed: what is missing is your yes") % {"name": agreement.partner_name},
            text=text % {"name": agreement.partner_name},
            url=agreement.get_absolute_url(),
            button=_("See the four choices"),
        )
    if agreement.had_agreed:
        return NextStep(
            Urgency.AGREEMENT,
            title=_("Say yes once more to how you and %(name)s work together") % {"name": agreement.partner_name},
            text=_("Your yes was to the lines as they were before, so a new one is needed. It takes a minute."),
            url=agreement.get_absolute_url(),
            button=_("See the four choices"),
        )
    return NextStep(
        Urgency.AGREEMENT,
        title=_("Agree how you and %(name)s work together") % {"name": agreement.partner_name},
        text=_("You have met, so now you can say how often, how long and where. It takes a minute."),
        url=agreement.get_absolute_url(),
        button=_("See the four choices"),
    )


def _look_at_early_yes(agreement: AgreementInProgress) -> NextStep:
    """After the plan to meet: a yes is asked for once they have."""
    return NextStep(
        Urgency.EARLY_YES,
        title=_("%(name)s has agreed already") % {"name": agreement.partner_name},
        text=_("You can look at the four choices at any time. There is no hurry: meet first, then agree."),
        url=agreement.get_absolute_url(),
        button=_("See the four choices"),
    )


def _look_at_change(agreement: AgreementInProgress) -> Iterator[NextStep]:
    """Nothing where what was changed has been changed back."""
    changed = agreement.changed_since(agreement.agreed_to or {})
    if changed:
        yield NextStep(
            Urgency.AGREEMENT,
            title=_("%(name)s changed how you work: have a look") % {"name": agreement.partner_name},
            text=_("Changed since you agreed: %(what)s. Your agreement stands, and you can change it back.")
            % {"what": changed},
            url=agreement.get_absolute_url(),
            button=_("Have a look"),
        )


def _log_session(agreement: AgreementInProgress) -> NextStep:
    return NextStep(
        Urgency.SESSION_TO_LOG,
        title=_("Did you and %(name)s meet?") % {"name": agreement.partner_name},
        text=_("The time you had planned is over. Say that you met, and for how long."),
        url=reverse("agreements:session-detail", args=[agreement.session_to_log]),
        button=_("Answer"),
    )


def _plan_session(agreement: AgreementInProgress) -> NextStep:
    title = (
        _("Plan your next session with %(name)s") if agreement.have_met else _("Plan your first meeting with %(name)s")
    )
    return NextStep(
        Urgency.SESSION_TO_PLAN,
        title=title % {"name": agreement.partner_name},
        text=_("Choose a day and a time. Both of you get it for your calendars."),
        url=reverse("agreements:session-create", args=[agreement.mentorship_id]),
        button=_("Plan a session"),
    )
