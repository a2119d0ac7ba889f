from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agreements.views.pair import PairThingPage
from feedback import services
from feedback.forms import GoalForm, GoalReviewForm
from feedback.models import Goal
from feedback.policies import may_review_goal, reviews_goal
from matching.models import Mentorship
from mentoring.lib import clock
from mentoring.lib.access import admit
from mentoring.lib.seen import stand_on_top
from programmes.models import Role

READS = ("GET", "HEAD")


class GoalPage(PairThingPage):
    """A form about a goal of a pair, for whoever has read its lines."""

    heading = gettext_lazy("Your goal")
    closed = "goals"
    kept: str | Promise = ""
    goal: Goal | None = None

    def came_too_late(self, sentence: str) -> HttpResponse:
        """What was typed before a pair or its round ended comes back with the sentence that refuses it."""
        if self.request.method not in READS:
            return self.give_back(self.get_form(), sentence)
        messages.info(self.request, sentence)
        return redirect(self.mentorship)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "cancel_url": self.mentorship.get_absolute_url()}

    def act(self, form):
        self.save(form.cleaned_data)
        messages.success(self.request, self.kept)
        return redirect(self.mentorship)

    def save(self, words: dict[str, Any]) -> None:
        raise NotImplementedError

    def pair_of_goal(self) -> Mentorship:
        self.goal.mentorship = Mentorship.objects.with_people().get(pk=self.goal.mentorship_id)
        return self.goal.mentorship


class GoalCreateView(GoalPage):
    form_class = GoalForm
    template_name = "feedback/goal_form.html"
    kept = gettext_lazy("The goal is saved. Only the two of you can read it.")

    def find_mentorship(self):
        return get_object_or_404(Mentorship.objects.visible_to(self.request.user).with_people(), pk=self.kwargs["pk"])

    def led_elsewhere(self):
        if self.mentorship.status == Mentorship.Status.ACTIVE:
            return None
        return self.came_too_late(services.goals_over_words(self.mentorship))

    def get_form_kwargs(self):
        _mentor, mentee = sorted(self.mentorship.memberships.all(), key=lambda each: each.role == Role.MENTEE)
        user = mentee.person.user
        return {**super().get_form_kwargs(), "of_mentee": "" if user == self.request.user else user.get_short_name()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(goal=self.goal, **kwargs)

    def save(self, words):
        services.set_goal(mentorship=self.mentorship, **words, by=self.request.user)


class GoalUpdateView(GoalCreateView):
    def find_mentorship(self):
        self.goal = get_object_or_404(Goal.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        return self.pair_of_goal()

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
        goals = Goal.objects.visible_to(self.request.user).with_reviews().select_related("owner")
        self.goal = get_object_or_404(goals, pk=self.kwargs["pk"])
        return self.pair_of_goal()

    def led_elsewhere(self):
        admit(reviews_goal, self.request.user, self.goal)
        is_open = may_review_goal(self.request.user, self.goal)
        return None if is_open else self.came_too_late(services.review_over_words(self.goal))

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "seen": services.goal_as_seen(self.goal),
            "is_under_way": self.is_under_way,
        }

    @property
    def is_under_way(self):
        return self.mentorship.status == Mentorship.Status.ACTIVE

    def show_both(self, refusal):
        """The page shows the goal as it reads now, above what was said of it."""
        self.mentorship = self.find_mentorship()
        form = self.get_form()
        stand_on_top(form, refusal)
        return self.form_invalid(form)

    @property
    def said_today(self):
        latest = self.goal.latest_review
        return latest if latest and latest.reviewed_on == clock.today() else None

    def get_initial(self):
        today = self.said_today
        return {"level": today.level, "words": today.words} if today else {}

    def get_context_data(self, **kwargs):
        minimum = self.mentorship.cohort.programme.minimum_group
        told = {"again": bool(self.said_today), "minimum": minimum, "is_under_way": self.is_under_way}
        return super().get_context_data(goal=self.goal, **told, **kwargs)

    def save(self, words):
        services.review_goal(goal=self.goal, **words, by=self.request.user)
