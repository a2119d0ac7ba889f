from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView

from agreements import services
from agreements.forms import AnswerForm
from agreements.models import SESSION_LINK, Session, SessionReminder
from agreements.services import WrongTime
from agreements.times import times_for
from matching.models import Mentorship
from mentoring.lib import clock, links
from mentoring.lib.access import DeclaresAccess, anyone
from mentoring.lib.errors import Refused
from mentoring.lib.reader import as_read_by, zone_of
from mentoring.lib.too_late import ended_on, typed_in


class OfSomebodyElse(links.LinkRefused):
    """The link was mailed to another person than the one who is signed in here."""


class OfEndedPair(links.LinkExpired):
    """The pair has ended; what was sent to it is given back."""

    def __init__(self, message: str, reminder: SessionReminder) -> None:
        super().__init__(message)
        self.reminder = reminder


@method_decorator(login_not_required, name="dispatch")
class SessionAnswerView(DeclaresAccess, FormView):
    """Did you meet? Opened by the link of a mail, without signing in; it answers for whom it was mailed to.

    Opening it changes nothing. It shows when the two had planned to meet and what was answered, and no word they wrote.
    """

    access_rule = anyone
    form_class = AnswerForm
    template_name = "agreements/session_answer.html"

    def dispatch(self, request, *args, **kwargs):
        try:
            self.reminder = self.open_link(kwargs["token"])
            with as_read_by(self.reminder.person.user):
                response = super().dispatch(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()  # in the words and on the clocks of its reader
        except OfSomebodyElse as refusal:
            response = self.refuse(refusal, status=403)
        except links.LinkExpired as refusal:
            response = self.refuse(refusal, status=410)
        except links.LinkRefused as refusal:
            response = self.refuse(refusal, status=404)
        response.headers["Cache-Control"] = "no-store"
        # As for surveys: nobody learns the address of this page from the next one, and our own form keeps its Origin.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def open_link(self, token):
        target = links.read_token(token, purpose=SESSION_LINK)
        reminders = SessionReminder.objects.select_related("session__mentorship__cohort__programme", "person__user")
        reminder = reminders.select_related("session__answered_by__user").filter(pk=target.subject_id).first()
        if reminder is None:
            raise links.LinkRefused(_("This session is no longer there. Please sign in to see what is open for you."))
        if self.request.user.is_authenticated and self.request.user.pk != reminder.person.user_id:
            raise OfSomebodyElse(
                _("This link was mailed to somebody else, so it does not answer for you. Please use your own page.")
            )
        pair, over = reminder.session.mentorship, _("This mentoring has ended, so there is nothing left to answer.")
        if pair.status != Mentorship.Status.ACTIVE and pair.ended_at:
            raise OfEndedPair(f"{over} {ended_on(pair.ended_at)}", reminder)
        if not reminder.person.user.is_active:
            raise links.LinkExpired(over)
        return reminder

    def refuse(self, refusal, status):
        context = {"sentence": refusal.message, "is_over": status == 410}
        if isinstance(refusal, OfEndedPair) and self.request.method == "POST":
            self.reminder = refusal.reminder
            context["typed"] = typed_in(self.get_form())
        return render(self.request, "agreements/session_link_refused.html", context, status=status)

    @property
    def session(self):
        return self.reminder.session

    def get_form_kwargs(self):
        tapped = self.request.GET.get("answer", "")
        return {
            **super().get_form_kwargs(),
            "session": self.session,
            "answer": tapped if tapped in Session.Answer.values else self.session.answer,
            "zone": zone_of(self.reminder.person.user),
            "now": clock.now(),
        }

    def get_context_data(self, **kwargs):
        session, person = self.session, self.reminder.person
        members = session.mentorship.memberships.select_related("person__user")
        partner = next(each.person for each in members if each.person_id != person.pk)
        is_answered = session.status != Session.Status.PLANNED
        has_come = session.starts_at <= clock.now()
        return super().get_context_data(
            session=session,
            person=person,
            partner=partner,
            times=times_for(session.starts_at, reader=person.user, other=partner.user),
            is_answered=is_answered,
            is_own_answer=session.answered_by_id == person.pk,
            is_ahead=not has_come,
            may_change=has_come,
            shows_form=has_come and (not is_answered or self.is_changing()),
            token=self.kwargs["token"],
            **kwargs,
        )

    def is_changing(self):
        return "change" in self.request.GET or self.request.method == "POST"

    def form_valid(self, form):
        said = {name: form.cleaned_data[name] for name in ("answer", "starts_at", "minutes", "seen")}
        try:
            services.answer_session(session=self.session, by=self.reminder.person.user, **said)
        except services.AnsweredMeanwhile:
            pass  # the page says what was answered, and offers to change it
        except Refused as refusal:
            form.add_error("date" if isinstance(refusal, WrongTime) else None, refusal.message)
            return self.form_invalid(form)
        return redirect("agreements:session-answer", token=self.kwargs["token"])
