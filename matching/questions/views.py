"""Asking something before one answers a suggestion, and answering what was asked."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from matching import services
from matching.asked_first import asked_first
from matching.models import FirstQuestion, Proposal, ProposalSide
from matching.questions.forms import AnswerForm, QuestionForm
from mentoring.lib.access import DeclaresAccess, signed_in
from mentoring.lib.errors import Refused
from mentoring.lib.too_late import Gone, TooLate, give_back, give_back_gone


class FirstQuestionPage(DeclaresAccess, FormView):
    """A page for the two of an open suggestion. Where nothing is to be done here any more it leads back to that; what
    was typed meanwhile is given back.
    """

    access_rule = signed_in

    @cached_property
    def proposal(self):
        sides = ProposalSide.objects.select_related("enrolment__person__user")
        own = Proposal.objects.visible_to(self.request.user).select_related("cohort__programme")
        return get_object_or_404(own.prefetch_related(Prefetch("sides", sides)), pk=self.kwargs["pk"])

    @cached_property
    def asked(self):
        return asked_first(self.proposal, self.request.user)

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.can_be_sent() else redirect(self.proposal)

    def post(self, request, *args, **kwargs):
        if self.proposal.status == Proposal.Status.SENT:
            return super().post(request, *args, **kwargs)
        return self.give_back(self.get_form(), services.over_words(self.proposal))

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "back": self.proposal.get_absolute_url()}

    def get_context_data(self, **kwargs):
        sides = self.proposal.sides.all()
        person = next(side.enrolment.person for side in sides if side.enrolment.person.user_id != self.request.user.pk)
        return super().get_context_data(proposal=self.proposal, person=person, **kwargs)

    def form_valid(self, form):
        try:
            self.act(form.cleaned_data["words"])
        except TooLate as refusal:
            return self.give_back(form, refusal.message)
        except Gone:
            return give_back_gone(self.request, self.form_class)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return redirect(self.proposal)

    def give_back(self, form, sentence):
        return give_back(self.request, form, sentence, back_to=self.proposal.get_absolute_url())

    def can_be_sent(self):
        raise NotImplementedError

    def act(self, words):
        raise NotImplementedError


class QuestionCreateView(FirstQuestionPage):
    form_class = QuestionForm
    template_name = "matching/question_form.html"

    def can_be_sent(self):
        return self.asked.may_ask

    def act(self, words):
        services.ask_first(proposal=self.proposal, words=words, by=self.request.user)
        messages.success(self.request, _("Asked. We write to you when there is an answer; you can answer at any time."))


class QuestionAnswerView(FirstQuestionPage):
    form_class = AnswerForm
    template_name = "matching/question_answer.html"

    @cached_property
    def question(self):
        """As it is shown to this reader; None where it is not there, or not any more."""
        return next((each for each in self.asked.questions if each.key == self.kwargs["question"]), None)

    def can_be_sent(self):
        self.check_is_there()
        return self.question is not None and self.question.may_answer

    def post(self, request, *args, **kwargs):
        self.check_is_there()
        return super().post(request, *args, **kwargs)

    def check_is_there(self):
        """Of a suggestion that has ended no question is left to be found, and the page of it says how it stands."""
        if self.proposal.status == Proposal.Status.SENT and (self.question is None or self.question.is_own):
            raise Http404

    def act(self, words):
        asked = FirstQuestion.objects.visible_to(self.request.user).select_related("asked_by__proposal__cohort")
        question = asked.filter(pk=self.kwargs["question"]).first()
        if question is None:  # gone with its suggestion, since this request began
            raise TooLate(services.over_words(Proposal.objects.get(pk=self.proposal.pk)))
        services.answer_question(question=question, words=words, by=self.request.user)
        messages.success(self.request, _("Your answer is on its way."))

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, **kwargs)
