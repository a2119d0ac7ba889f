from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from agreements.footer import footer_links
from agreements.lines_first import lines_first
from feedback import services
from feedback.forms import GoalForm, GoalReviewForm
from feedback.models import Goal
from feedback.policies import may_review_goal, reviews_goal
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.access import DeclaresAccess, admit, signed_in
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile, ask_again
from mentoring.lib.too_late import Gone, TooLate, give_back, give_back_gone

READS = ("GET", "HEAD")


class GoalPage(DeclaresAccess, FormView):
    """A form about a goal of a pair, for whoever has read its lines."""

    access_rule = signed_in
    kept: str | Promise = ""

    def dispatch(self, request, *args, **kwargs):
        try:
            self.mentorship = self.find_mentorship()
        except Http404:
            if request.method != "POST":
                raise
            return give_back_gone(request, self.form_class)
        first = lines_first(request, self.mentorship, self.get_form)
        return first or self.led_elsewhere() or super().dispatch(request, *args, **kwargs)

    def find_mentorship(self) -> Mentorship:
        raise NotImplementedError

    def led_elsewhere(self) -> HttpResponse | None:
        """Where somebody comes instead, where nothing can be said of the goal any more."""
        raise NotImplementedError

    def came_too_late(self, sentence: str) -> HttpResponse:
        """What was typed before a pair or its round ended comes back with the sentence that refuses it."""
        if self.request.method in READS:
            messages.info(self.request, sentence)
            return redirect(self.mentorship)
        links = footer_links(self.mentorship)
        back_to = self.mentorship.get_absolute_url()
        return give_back(self.request, self.get_form(), sentence, back_to=back_to, footer_links=links)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "cancel_url": self.mentorship.get_absolute_url()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(footer_links=footer_links(self.mentorship), **kwargs)

    def form_valid(self, form):
        try:
            self.save(form.cleaned_data)
        except TooLate as refusal:
            return self.came_too_late(refusal.message)
        except Gone:
            return give_back_gone(self.request, self.form_class)
        except ChangedMeanwhile as refusal:
            return self.show_both(refusal)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        messages.success(self.request, self.kept)
        return redirect(self.mentorship)

    def show_both(self, refusal: ChangedMeanwhile) -> HttpResponse:
        """What was typed, on top of what stands now, which is shown beside it."""
        self.mentorship = self.find_mentorship()
        form = self.get_form()
        ask_again(form, refusal, back=self.mentorship.get_absolute_url())
        return self.form_invalid(form)

    def save(self, words: dict[str, Any]) -> None:
        raise NotImplementedError


class GoalCreateView(GoalPage):
    form_class = GoalForm
    template_name = "feedback/goal_form.html"
    kept = gettext_lazy("The goal is saved. Only the two of you can read it.")

    goal: Goal | None = None

    def find_mentorship(self):
        return get_object_or_404(Mentorship.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def led_elsewhere(self):
        if self.mentorship.status == Mentorship.Status.ACTIVE:
            return None
        return self.came_too_late(services.goals_over_words(self.mentorship))

    def get_context_data(self, **kwargs):
        return super().get_context_data(goal=self.goal, mentorship=self.mentorship, **kwargs)

    def save(self, words):
        services.set_goal(mentorship=self.mentorship, **words, by=self.request.user)


class GoalUpdateView(GoalCreateView):
    def find_mentorship(self):
        self.goal = get_object_or_404(
            Goal.objects.visible_to(self.request.user).select_related("mentorship"), pk=self.kwargs["pk"]
        )
        return self.goal.mentorship

    def get_initial(self):
        return {name: getattr(self.goal, name) for name in self.form_class.base_fields}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "seen": services.goal_as_seen(self.goal)}

    def save(self, words):
        services.update_goal(goal=self.goal, **words, by=self.request.user)


class GoalReviewView(GoalPage):
    form_class = GoalReviewForm
    template_name = "feedback/goal_review.html"
    kept = gettext_lazy("Kept, with today’s date. Only the two of you can read it.")

    def find_mentorship(self):
        goals = Goal.objects.visible_to(self.request.user).with_reviews()
        self.goal = get_object_or_404(
            goals.select_related("mentorship__cohort__programme", "owner"), pk=self.kwargs["pk"]
        )
        return self.goal.mentorship

    def led_elsewhere(self):
        admit(reviews_goal, self.request.user, self.goal)
        is_open = may_review_goal(self.request.user, self.goal)
        return None if is_open else self.came_too_late(services.review_over_words(self.goal))

    def get_initial(self):
        latest = self.goal.latest_review
        if latest is None or latest.reviewed_on != clock.today():
            return {}
        return {"level": latest.level, "words": latest.words}

    def get_context_data(self, **kwargs):
        minimum = self.mentorship.cohort.programme.minimum_group
        return super().get_context_data(goal=self.goal, minimum=minimum, **kwargs)

    def save(self, words):
        services.review_goal(goal=self.goal, **words, by=self.request.user)
