from datetime import time

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agreements import services
from agreements.forms import LogForm, SessionForm
from agreements.models import Agreement, Note, Session
from agreements.times import times_for
from agreements.views.pair import PairFormPage, PairPage
from matching.models import Mentorship
from mentoring.accounts.proof import proof_for_private_words
from mentoring.lib import clock
from mentoring.lib.errors import Refused

NOON = time(12)


class SessionCreateView(PairFormPage):
    form_class = SessionForm
    template_name = "agreements/session_form.html"

    def get_form_kwargs(self):
        agreement = Agreement.objects.get(mentorship=self.mentorship)
        return {**super().get_form_kwargs(), "agreement": agreement, "zone": timezone.get_current_timezone()}

    def act(self, form):
        planned = {name: form.cleaned_data[name] for name in ("starts_at", "minutes", "place")}
        session = services.plan_session(mentorship=self.mentorship, by=self.request.user, **planned)
        messages.success(self.request, _("Planned. Both of you get a mail for your calendars."))
        return redirect(session)


class SessionLogMetView(PairFormPage):
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
            Session.objects.visible_to(self.request.user).with_pair(), pk=self.kwargs["pk"]
        )
        return self.session.mentorship

    def get_context_data(self, **kwargs):
        context = super().get_context_data(session=self.session, **kwargs)
        session, user = self.session, self.request.user
        is_planned = session.status == Session.Status.PLANNED
        proof_url = proof_for_private_words(self.request)
        return {
            **context,
            "times": times_for(session.starts_at, reader=user, other=context["partner"].person.user),
            "is_planned": is_planned,
            "is_over": is_planned and session.ends_at <= clock.now(),
            "may_log": is_planned and self.mentorship.status == Mentorship.Status.ACTIVE,
            "notes": [] if proof_url else list(Note.objects.visible_to(user).filter(session=session)),
            "proof_url": proof_url,
        }


class SessionFormPage(PairFormPage):
    """A form about one session; its pair comes with it."""

    def find_mentorship(self):
        self.session = get_object_or_404(
            Session.objects.visible_to(self.request.user).with_pair(), pk=self.kwargs["pk"]
        )
        return self.session.mentorship

    def get_context_data(self, **kwargs):
        return super().get_context_data(session=self.session, **kwargs)


class SessionLogView(SessionFormPage):
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
        }

    def act(self, form):
        met = {name: form.cleaned_data[name] for name in ("starts_at", "minutes")}
        session = services.log_session(session=self.session, by=self.request.user, **met)
        messages.success(self.request, _("Kept. It counts for both of you."))
        return redirect(session)


class SessionCancelView(SessionFormPage):
    form_class = forms.Form
    template_name = "agreements/session_cancel.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_over=self.session.ends_at <= clock.now(), **kwargs)

    def act(self, form):
        try:
            services.cancel_session(session=self.session, by=self.request.user)
        except Refused as refusal:
            messages.error(self.request, refusal.message)
        else:
            messages.success(self.request, _("The session is off."))
        return redirect(self.session)
