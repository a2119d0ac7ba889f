from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from agreements.footer import footer_links
from agreements.policies import has_read_lines
from feedback import services
from feedback.forms import GoalForm, GoalReviewForm
from feedback.models import Goal
from feedback.policies import may_review_goal, reviews_goal
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, admit, signed_in
from mentoring.lib.errors import Refused
from mentoring.lib.too_late import TooLate, give_back

READS = ("GET", "HEAD")


def came_too_late(view: FormView, sentence: str, pair: Mentorship) -> HttpResponse:
    """What was typed before a pair or its round ended is not lost: it comes back with the sentence that refuses it."""
    links = footer_links(pair)
    return give_back(view.request, view.get_form(), sentence, back_to=pair.get_absolute_url(), footer_links=links)


class GoalCreateView(DeclaresAccess, FormView):
    access_rule = signed_in
    form_class = GoalForm
    template_name = "feedback/goal_form.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.goal = None

    def dispatch(self, request, *args, **kwargs):
        self.mentorship = self.get_mentorship()
        if self.mentorship.status != Mentorship.Status.ACTIVE and request.method in READS:
            messages.info(request, services.goals_over_words(self.mentorship))
            return redirect(self.mentorship)
        admit(has_read_lines, request.user, self.mentorship)
        if self.mentorship.status != Mentorship.Status.ACTIVE:
            return came_too_late(self, services.goals_over_words(self.mentorship), self.mentorship)
        return super().dispatch(request, *args, **kwargs)

    def get_mentorship(self):
        return get_object_or_404(Mentorship.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "cancel_url": self.mentorship.get_absolute_url()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            goal=self.goal, mentorship=self.mentorship, footer_links=footer_links(self.mentorship), **kwargs
        )

    def form_valid(self, form):
        try:
            self.save(form.cleaned_data)
        except TooLate as refusal:
            return came_too_late(self, refusal.message, self.mentorship)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("The goal is saved. Only the two of you can read it."))
        return redirect(self.mentorship)

    def save(self, words):
        services.set_goal(mentorship=self.mentorship, **words, by=self.request.user)


class GoalUpdateView(GoalCreateView):
    def get_mentorship(self):
        self.goal = get_object_or_404(
            Goal.objects.visible_to(self.request.user).select_related("mentorship"), pk=self.kwargs["pk"]
        )
        return self.goal.mentorship

    def get_initial(self):
        return {name: getattr(self.goal, name) for name in self.form_class.base_fields}

    def save(self, words):
        services.update_goal(goal=self.goal, **words, by=self.request.user)


class GoalReviewView(DeclaresAccess, FormView):
    access_rule = signed_in
    form_class = GoalReviewForm
    template_name = "feedback/goal_review.html"

    def dispatch(self, request, *args, **kwargs):
        goals = Goal.objects.visible_to(request.user).with_reviews()
        self.goal = get_object_or_404(goals.select_related("mentorship__cohort__programme", "owner"), pk=kwargs["pk"])
        admit(reviews_goal, request.user, self.goal)
        if may_review_goal(request.user, self.goal):
            return super().dispatch(request, *args, **kwargs)
        sentence = services.review_over_words(self.goal)
        if request.method not in READS:
            return came_too_late(self, sentence, self.goal.mentorship)
        messages.info(request, sentence)
        return redirect(self.goal.mentorship)

    def get_initial(self):
        latest = self.goal.latest_review
        if latest is None or latest.reviewed_on != clock.today():
            return {}
        return {"level": latest.level, "words": latest.words}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "cancel_url": self.goal.mentorship.get_absolute_url()}

    def get_context_data(self, **kwargs):
        pair = self.goal.mentorship
        return super().get_context_data(
            goal=self.goal,
            minimum=pair.cohort.programme.minimum_group,
            footer_links=footer_links(pair),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            services.review_goal(goal=self.goal, **form.cleaned_data, by=self.request.user)
        except TooLate as refusal:
            return came_too_late(self, refusal.message, self.goal.mentorship)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, _("Kept, with today’s date. Only the two of you can read it."))
        return redirect(self.goal.mentorship)
