import json

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from feedback import services
from feedback.forms import AnswersForm
from feedback.models import SURVEY_LINK, Draft, Invitation, SurveyRun
from mentoring.lib import links
from mentoring.lib.access import DeclaresAccess, anyone
from mentoring.lib.errors import Refused


@method_decorator(login_not_required, name="dispatch")
class SurveyLinkView(DeclaresAccess, TemplateView):
    """Opened by a signed link and by nothing else: who is signed in on this device makes no difference."""

    access_rule = anyone

    def dispatch(self, request, *args, **kwargs):
        try:
            self.invitation = self.open_link(kwargs["token"])
            response = super().dispatch(request, *args, **kwargs)
        except links.LinkExpired as refusal:
            response = self.refuse(refusal, status=410)
        except links.LinkRefused as refusal:
            response = self.refuse(refusal, status=404)
        response.headers["Cache-Control"] = "no-store"
        # Nobody learns the address of this page from the next one. "no-referrer" would take the Origin header from our
        # own form as well, and the check against forged requests could not pass.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def open_link(self, token):
        target = links.read_token(token, purpose=SURVEY_LINK)
        invitation = Invitation.objects.filter(pk=target.subject_id).select_related("run__cohort__programme").first()
        if invitation is None:
            raise links.LinkRefused(_("This survey is no longer there. Please sign in to see what is open for you."))
        if invitation.run.state != SurveyRun.State.OPEN:
            raise links.LinkExpired(_("This survey has closed. Please sign in to see what is open for you."))
        return invitation

    def refuse(self, refusal, status):
        context = {"sentence": refusal.message, "is_over": status == 410}
        return render(self.request, "feedback/survey_link_refused.html", context, status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(run=self.invitation.run, invitation=self.invitation, **kwargs)


class SurveyAnswerView(SurveyLinkView, FormView):
    form_class = AnswersForm
    template_name = "feedback/survey_answer.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "run": self.invitation.run}

    def get_initial(self):
        draft = Draft.objects.of(self.invitation).first()
        return {item: str(option) for item, option in json.loads(draft.answers).items()} if draft else {}

    def form_valid(self, form):
        try:
            services.record_answers(invitation=self.invitation, answers=form.answers)
        except Refused as refusal:
            return self.refuse(refusal, status=410)
        return redirect("feedback:survey-thanks", token=self.kwargs["token"])


class SurveyThanksView(SurveyLinkView):
    template_name = "feedback/survey_thanks.html"
