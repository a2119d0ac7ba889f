from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agreements import services
from agreements.forms import ActionForm
from agreements.keys import has_key
from agreements.models import Action, Session
from agreements.views.pair import (
    ConfirmPage,
    NewWordsPage,
    PairFormPage,
    PairListPage,
    PairThingPage,
    UnderWayPage,
)
from matching.models import Mentorship
from mentoring.lib.access import access, signed_in
from mentoring.lib.errors import Refused


class ActionListView(PairListPage):
    """Everything the two noted to do: what is open first, then what is done, the latest first."""

    template_name = "agreements/action_list.html"

    def get_queryset(self):
        order = (F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "added_at")
        return self.mentorship.actions.select_related("owner__user").order_by(*order)


class ActionFormPage(UnderWayPage, PairFormPage):
    form_class = ActionForm
    template_name = "agreements/action_form.html"
    action = None

    def get_form_kwargs(self):
        members = sorted(
            self.mentorship.memberships.all(), key=lambda each: each.person.user_id != self.request.user.pk
        )
        return {**super().get_form_kwargs(), "me": members[0], "partner": members[1], "action": self.action}

    def get_context_data(self, **kwargs):
        return super().get_context_data(action=self.action, **kwargs)


class ActionCreateView(NewWordsPage, ActionFormPage):
    heading = gettext_lazy("Note an action")

    def act(self, form):
        action = services.add_action(
            mentorship=self.mentorship,
            session=self.session(),
            words=form.cleaned_data["words"],
            owner=form.cleaned_data["owner"],
            due_on=form.cleaned_data["date"],
            by=self.request.user,
        )
        messages.success(self.request, _("Kept. Both of you can tick it off."))
        return redirect(action.session or self.mentorship)

    def session(self):
        """The session it came up in, where somebody came from its page."""
        try:
            key = UUID(self.request.GET.get("session", ""))
        except ValueError:
            return None
        return Session.objects.visible_to(self.request.user).filter(mentorship=self.mentorship, pk=key).first()


class ActionPage(UnderWayPage, PairThingPage):
    """A page of one action, for either of the two."""

    heading = gettext_lazy("Change this action")
    closed = "actions"

    def find_mentorship(self):
        actions = Action.objects.visible_to(self.request.user).with_keys().select_related("session")
        self.action = get_object_or_404(actions, pk=self.kwargs["pk"])
        mentorships = Mentorship.objects.visible_to(self.request.user).with_people()
        return get_object_or_404(mentorships, pk=self.action.mentorship_id)


class ActionUpdateView(ActionPage, ActionFormPage):
    def act(self, form):
        said = {name: form.cleaned_data[name] for name in ("words", "owner", "seen")}
        due_on = form.cleaned_data["date"]
        services.change_action(action=self.action, due_on=due_on, by=self.request.user, **said)
        messages.success(self.request, _("Kept. Both of you can tick it off."))
        return redirect(self.mentorship)


class ActionDeleteView(ConfirmPage, ActionPage):
    template_name = "agreements/action_delete.html"

    def as_seen(self):
        return self.action.as_seen if has_key(self.mentorship) else ""

    def quote(self):
        return self.action.words if has_key(self.mentorship) else ""

    def act(self, form):
        services.delete_action(action=self.action, by=self.request.user, seen=self.request.POST.get("seen"))
        messages.success(self.request, _("The action is gone for good."))
        return redirect(self.mentorship)


@access(signed_in)
@require_POST
def tick_off_action(request: HttpRequest, pk: str) -> HttpResponse:
    action = get_object_or_404(Action.objects.visible_to(request.user), pk=pk)
    is_done = request.POST.get("done") == "yes"
    try:
        services.tick_off_action(action=action, is_done=is_done, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done: ticked off.") if is_done else _("It is open again."))
    return redirect("desk:mentorship-detail", action.mentorship_id)
