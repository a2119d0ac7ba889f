from datetime import date, time

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agreements import services
from agreements.forms import AnswerForm, LogForm, MoveForm, SessionForm
from agreements.keys import is_locked
from agreements.models import Agreement, Session
from agreements.times import times_for
from agreements.views.pair import ConfirmPage, PairFormPage, PairListPage, PairPage, UnderWayPage
from matching.models import Mentorship
from mentoring.accounts.proof import proof_for_private_words
from mentoring.lib import clock
from mentoring.lib.too_late import TooLate

NOON = time(12)


def last_day_of(mentorship: Mentorship) -> date | None:
    return mentorship.goes_on_until or mentorship.cohort.ends_on


def last_day_hint(mentorship: Mentorship) -> str:
    """What whoever chooses a day reads of the last one; nothing where there is none, or where it has passed."""
    last = last_day_of(mentorship)
    if last is None or last < clock.company_today():
        return ""
    if mentorship.goes_on_until:
        words = _(
            "Your pair’s last day is %(day)s. A later session is removed from both calendars if your pair ends first."
        )
    else:
        words = _(
            "The last day of your round is %(day)s. A later session is removed from both calendars if your pair ends"
            " first."
        )
    return words % {"day": date_format(last)}


def warn_of_last_day(request: HttpRequest, mentorship: Mentorship, session: Session) -> None:
    """No date ends a round, so a session can be planned after its last day; it is said that there may be none."""
    last = last_day_of(mentorship)
    if last and timezone.localdate(session.starts_at) > last:
        words = _(
            "This is after the last day of your mentoring, %(day)s. It is removed from both calendars if your pair ends"
            " first. Under “Get help” you can ask to go on longer."
        )
        messages.warning(request, words % {"day": date_format(last)})


class SessionListView(PairListPage):
    """Every session of a pair, the latest first."""

    template_name = "agreements/session_list.html"

    def get_queryset(self):
        return self.mentorship.sessions.order_by("-starts_at", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(now=clock.now(), **kwargs)


class PlanningPage(UnderWayPage):
    """Whoever chooses a time reads what time it is for the other one, where their clocks differ, and the last day."""

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "last_day": last_day_hint(self.mentorship)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        now = times_for(clock.now(), reader=self.request.user, other=context["partner"].person.user)
        return {**context, "their_time": now.other}


class SessionCreateView(PlanningPage, PairFormPage):
    form_class = SessionForm
    template_name = "agreements/session_form.html"

    def get_form_kwargs(self):
        agreement = Agreement.objects.get(mentorship=self.mentorship)
        return {**super().get_form_kwargs(), "agreement": agreement, "zone": timezone.get_current_timezone()}

    def act(self, form):
        planned = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place")}
        session = services.plan_session(mentorship=self.mentorship, by=self.request.user, **planned)
        messages.success(self.request, _("Planned. Both of you get a mail for your calendars."))
        warn_of_last_day(self.request, self.mentorship, session)
        return redirect(session)


class SessionLogMetView(UnderWayPage, PairFormPage):
    form_class = LogForm
    template_name = "agreements/session_log.html"

    def get_form_kwargs(self):
        agreement, now = Agreement.objects.get(mentorship=self.mentorship), clock.now()
        return {
            **super().get_form_kwargs(),
            "day": timezone.localdate(now),
            "usual_time": NOON,
            "minutes": agreement.minutes,
            "zone": timezone.get_current_timezone(),
            "now": now,
        }

    def act(self, form):
        met = {name: form.cleaned_data[name] for name in ("starts_at", "minutes")}
        session = services.log_met_session(mentorship=self.mentorship, by=self.request.user, **met)
        messages.success(self.request, _("Kept. It counts for both of you."))
        return redirect(session)


class SessionDetailView(PairPage, TemplateView):
    template_name = "agreements/session_detail.html"

    def find_mentorship(self):
        self.session = get_object_or_404(
            Session.objects.visible_to(self.request.user)
            .with_pair()
            .select_related("mentorship__words_key", "answered_by__user"),
            pk=self.kwargs["pk"],
        )
        return self.session.mentorship

    def get_context_data(self, **kwargs):
        context = super().get_context_data(session=self.session, **kwargs)
        session, now = self.session, clock.now()
        is_planned = session.status == Session.Status.PLANNED
        is_under_way = self.mentorship.status == Mentorship.Status.ACTIVE
        return {
            **context,
            "times": times_for(session.starts_at, reader=self.request.user, other=context["partner"].person.user),
            "is_planned": is_planned,
            "is_off": session.status == Session.Status.CANCELLED,
            "has_begun": session.starts_at <= now,
            "is_over": is_planned and session.ends_at <= now,
            "is_under_way": is_under_way,
            "may_log": is_planned and is_under_way,
            "may_change_answer": is_under_way and not is_planned and session.starts_at <= now,
            **self.words(),
        }

    def words(self):
        """What was written about this session: by both, and by this person alone."""
        proof_url = proof_for_private_words(self.request)
        notes = self.mentorship.notes.visible_to(self.request.user).filter(session=self.session)
        actions = list(self.mentorship.actions.filter(session=self.session).select_related("owner__user"))
        shared = self.mentorship.shared_notes.filter(session=self.session).select_related("changed_by__user").first()
        found = {"notes": [] if proof_url else list(notes), "actions": actions, "shared": shared}
        locked = is_locked(self.mentorship, has_words=any(found.values()))
        return {**found, "proof_url": proof_url, "is_locked": locked}


class SessionFormPage(PairFormPage):
    """A form about one session; its pair comes with it."""

    def find_mentorship(self):
        self.session = get_object_or_404(
            Session.objects.visible_to(self.request.user).with_pair(), pk=self.kwargs["pk"]
        )
        return self.session.mentorship

    def back_url(self):
        is_under_way = self.mentorship.status == Mentorship.Status.ACTIVE
        return (self.session if is_under_way else self.mentorship).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(session=self.session, **kwargs)


class SessionLogView(UnderWayPage, SessionFormPage):
    form_class = LogForm
    template_name = "agreements/session_log.html"

    def get_form_kwargs(self):
        local, now = timezone.localtime(self.session.starts_at), clock.now()
        return {
            **super().get_form_kwargs(),
            "day": min(local.date(), timezone.localdate(now)),
            "usual_time": local.time(),
            "minutes": self.session.minutes,
            "zone": timezone.get_current_timezone(),
            "now": now,
            "seen": self.session.as_seen,
            "no_url": "" if self.is_ahead() else reverse("agreements:session-cancel", args=[self.session.pk]),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_ahead=self.is_ahead(), **kwargs)

    def is_ahead(self):
        """Then they met instead of it, and what both calendars hold is of no use any more."""
        return self.session.status == Session.Status.PLANNED and self.session.starts_at > clock.now()

    def show_both(self, refusal):
        """Whether they met is another question, of another day, once their session was moved."""
        messages.warning(self.request, refusal.words)
        return redirect(self.session)

    def act(self, form):
        met = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "seen")}
        done = _("Kept. It counts for both of you.")
        if self.is_ahead():
            done = _("Kept. Both of you get a mail that takes the planned session out of your calendars.")
        session = services.log_session(session=self.session, by=self.request.user, **met)
        messages.success(self.request, done)
        return redirect(session)


class PlannedSessionPage(SessionFormPage):
    """Asked of a session that is planned. Links of old mails lead on to the page that says how it stands."""

    def led_elsewhere(self):
        is_planned = self.session.status == Session.Status.PLANNED
        if is_planned or self.request.method not in ("GET", "HEAD"):
            return super().led_elsewhere()
        messages.info(self.request, services.settled_words(self.session))
        return redirect(self.session)


class SessionMoveView(PlanningPage, PlannedSessionPage):
    form_class = MoveForm
    template_name = "agreements/session_move.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "session": self.session, "zone": timezone.get_current_timezone()}

    def act(self, form):
        moved = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place", "seen")}
        session = services.move_session(session=self.session, by=self.request.user, **moved)
        if session.calendar_sequence == self.session.calendar_sequence:
            messages.info(self.request, _("It stands like this already, so nothing was changed and no mail goes out."))
        else:
            messages.success(self.request, _("Kept. Both of you get a mail that changes your calendars."))
            warn_of_last_day(self.request, self.mentorship, session)
        return redirect(session)


class SessionChangeView(UnderWayPage, SessionFormPage):
    """Another answer to whether they met, where the first was wrong."""

    form_class = AnswerForm
    template_name = "agreements/session_change.html"

    def get_form_kwargs(self):
        kwargs = {**super().get_form_kwargs(), "session": self.session, "answer": self.session.answer}
        return {**kwargs, "zone": timezone.get_current_timezone(), "now": clock.now()}

    def act(self, form):
        said = {name: form.cleaned_data[name] for name in ("answer", "starts_at", "minutes", "seen")}
        session = services.answer_session(session=self.session, by=self.request.user, **said)
        done = _("Kept. It counts for both of you.")
        if session.status == Session.Status.PLANNED:
            done = _("Kept. Both of you get a mail with the new time for your calendars.")
        messages.success(self.request, done)
        return redirect(session)


class SessionCancelView(ConfirmPage, PlannedSessionPage):
    template_name = "agreements/session_cancel.html"

    def as_seen(self):
        return self.session.plan_as_seen

    def back_url(self):
        return self.request.path

    def get_context_data(self, **kwargs):
        context = super().get_context_data(is_over=self.session.ends_at <= clock.now(), **kwargs)
        partner = context["partner"].person.user
        return {**context, "times": times_for(self.session.starts_at, reader=self.request.user, other=partner)}

    def act(self, form):
        was_off = self.session.status == Session.Status.CANCELLED
        try:
            services.cancel_session(session=self.session, by=self.request.user, seen=self.request.POST.get("seen"))
        except TooLate as refusal:
            messages.info(self.request, refusal.message)
        else:
            words = services.settled_words(self.session) if was_off else _("The session is off.")
            messages.add_message(self.request, messages.INFO if was_off else messages.SUCCESS, words)
        return redirect(self.session)
