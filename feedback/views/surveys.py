"""The pages of a survey: opened by the link of a mail without signing in, or at a moment of one's own."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from feedback import services
from feedback.forms import AnswersForm
from feedback.models import SURVEY_LINK, Invitation, SurveyRun
from feedback.questionnaires import OF_PAIRS, QUESTIONNAIRES, as_asked, parts_of
from feedback.timetable import LAST, closed_on, local_date, open_until
from mentoring.lib import clock, links
from mentoring.lib.access import DeclaresAccess, Visitor, anyone, signed_in
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.errors import Refused
from mentoring.lib.forms import PREFER_NOT_TO_SAY
from mentoring.lib.reader import as_read_by
from mentoring.lib.too_late import TooLate, Typed, typed_in
from participants.models import Profile
from programmes.models import Cohort


class NotYours(links.LinkRefused):
    """The link was passed on: somebody else is signed in."""


class SurveyOver(links.LinkExpired):
    """It takes no answers any more, through this link or at all (`has_closed`); what was sent to it is given back."""

    def __init__(self, message: str, invitation: Invitation, *, has_closed: bool) -> None:
        super().__init__(message)
        self.invitation, self.has_closed = invitation, has_closed


class AnswersLocked(Refused):
    """What was answered does not open, for want of a key; what was sent is given back."""

    def __init__(self, message: str, invitation: Invitation) -> None:
        super().__init__(message)
        self.invitation = invitation


def invitation_behind(token: str, user: Visitor) -> Invitation:
    """What a link leads to. Where somebody else than its holder is signed in, nothing of it is shown."""
    target = links.read_token(token, purpose=SURVEY_LINK, also_expired=True)
    found = Invitation.objects.filter(pk=target.subject_id)
    invitation = found.select_related("run__cohort__programme", "person__user").first()
    if invitation is None:
        raise links.LinkRefused(_("This survey is no longer there. Please sign in to see what is open for you."))
    if user.is_authenticated and user.pk != invitation.person.user_id:
        raise NotYours(_("You are signed in, and this link was made for somebody else. Yours is on your own page."))
    run = invitation.run
    if run.state != SurveyRun.State.OPEN or run.closes_at <= clock.now():
        is_counted = run.state == SurveyRun.State.CLOSED
        day = closed_on(run.snapshot) if is_counted else local_date(run.closes_at - LAST)
        words = _("Its last day was %(day)s. Please sign in to see what is open for you.")
        raise SurveyOver(words % {"day": date_format(day)}, invitation, has_closed=True)
    if target.expires_at <= clock.now():
        raise SurveyOver(
            _("Links in our mails work for a limited time. Please sign in to see what is open for you."),
            invitation,
            has_closed=False,
        )
    return invitation


class SurveyPage(DeclaresAccess, TemplateView):
    """A page about one invitation, which is kept nowhere and told to nobody."""

    def dispatch(self, request, *args, **kwargs):
        try:
            self.invitation = self.find_invitation()
            with as_read_by(self.invitation.person.user):
                response = super().dispatch(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()  # in the words and on the clocks of its reader, as the mail was
        except NotYours as refusal:
            response = self.refuse(refusal, status=403)
        except links.LinkExpired as refusal:
            response = self.refuse(refusal, status=410)
        except links.LinkRefused as refusal:
            response = self.refuse(refusal, status=404)
        except Undecipherable:
            words = _(
                "We cannot open your answers at the moment. They are kept safe, and nothing was changed. Please tell"
                " whoever looks after Mentoring in your company that a key is missing."
            )
            response = self.refuse(AnswersLocked(words, self.invitation), status=503)
        response.headers["Cache-Control"] = "no-store"
        # Nobody learns the address of this page from the next one. "no-referrer" would take the Origin header from our
        # own form as well, and the check against forged requests could not pass.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def find_invitation(self) -> Invitation:
        return invitation_behind(self.kwargs["token"], self.request.user)

    def refuse(self, refusal, status):
        context = {"sentence": refusal.message, "is_over": status == 410, "is_of_another": status == 403}
        context["has_closed"] = getattr(refusal, "has_closed", False)
        context["is_locked"] = status == 503
        if context["is_locked"]:
            context["leave_url"] = reverse("feedback:survey-answer", args=[self.token()])
        if status in (410, 503) and self.request.method == "POST":
            context["typed"] = self.typed(getattr(refusal, "invitation", None))
        return render(self.request, "feedback/survey_link_refused.html", context, status=status)

    def token(self):
        """The signed link to these answers: the one that led here, or one for whoever came without."""
        if "token" in self.kwargs:
            return self.kwargs["token"]
        run = self.invitation.run
        return links.token(purpose=SURVEY_LINK, subject_id=self.invitation.pk, expires_at=run.closes_at)

    def typed(self, invitation: Invitation | None) -> list[Typed]:
        """What was sent to a survey that has closed, to be shown to its sender once and kept nowhere."""
        return []

    def get_context_data(self, **kwargs):
        run = self.invitation.run
        context = {"run": run, "invitation": self.invitation, "is_by_mail": run.reminds_at is not None}
        context["until"] = open_until(run)
        context["is_of_pairs"] = any(item["id"] in OF_PAIRS for item in self.invitation.items)
        return super().get_context_data(**context, first_name=self.invitation.person.user.get_short_name(), **kwargs)


class AnswerPage(SurveyPage, FormView):
    """One page of a survey. Each button keeps what stands on it; only the last says that it is all."""

    form_class = AnswersForm
    template_name = "feedback/survey_answer.html"

    @cached_property
    def parts(self):
        return parts_of(self.invitation.items)

    @property
    def number(self) -> int:
        return self.kwargs.get("part", 1)

    @cached_property
    def kept(self):
        """What was chosen so far, an answer or that one prefers not to say."""
        return services.choices_so_far(self.invitation)

    @property
    def answered(self) -> int:
        """To how many statements there is an answer."""
        return len(services.only_answers(self.kept))

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.number <= len(self.parts) else self.go_to(1)

    def post(self, request, *args, **kwargs):
        if self.number > len(self.parts):
            return self.go_to(1)
        try:
            return self.pressed(request.POST)
        except TooLate as refusal:
            return self.refuse(SurveyOver(refusal.message, self.invitation, has_closed=True), status=410)

    def pressed(self, sent):
        if "stay" in sent:
            return self.render_to_response(self.get_context_data())
        if "leave" in sent:
            return self.leave(is_sure=sent["leave"] == "sure")
        return super().post(self.request)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), **self.asks(self.parts)}

    def asks(self, parts):
        first = 1 + sum(len(part) for part in parts[: self.number - 1])
        return {"items": parts[self.number - 1], "first": first}

    def typed(self, invitation):
        parts = parts_of(invitation.items if invitation else self.items_without_invitation())
        return typed_in(self.form_class(self.request.POST, **self.asks(parts))) if self.number <= len(parts) else []

    def items_without_invitation(self):
        return []

    def get_initial(self):
        return {
            item: PREFER_NOT_TO_SAY if option == services.NOT_SAID else str(option)
            for item, option in self.kept.items()
        }

    def form_valid(self, form):
        target = self.target()
        if target > len(self.parts) and not self.is_said(form):
            form.add_error(
                None, _("You have not chosen an answer yet. Choose at least one, or say that you would rather not.")
            )
            return self.form_invalid(form)
        try:
            self.invitation = services.keep_answers(
                invitation=self.asked(),
                answers=form.answers,
                asked=list(form.fields),
                not_said=form.not_said,
                is_done=target > len(self.parts),
                by=self.request.user,
            )
        except (TooLate, links.LinkExpired):
            raise
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)
        return self.go_to(target)

    def is_said(self, form) -> bool:
        """Whether there is something to send: an answer, here or kept, or that somebody prefers not to give one."""
        return bool(form.is_touched or self.kept or self.invitation.answered_on)

    def target(self) -> int:
        """The page that the button leads to; past the last one, and with 0, it is the one that thanks."""
        if "later" in self.request.POST:
            return 0
        return self.number - 1 if "back" in self.request.POST and self.number > 1 else self.number + 1

    def leave(self, *, is_sure):
        """Whoever would rather not answer, or not any more, leaves nothing behind, and is not reminded.

        That takes no key: it goes also where what was answered does not open.
        """
        is_locked = not is_sure and self.counts_as_nothing_where_locked()
        if is_locked or (not is_sure and self.answered):
            return render(self.request, "feedback/survey_leave.html", self.get_context_data(is_locked=is_locked))
        self.invitation = services.record_answers(invitation=self.asked(), answers={}, by=self.request.user)
        return self.go_to(0)

    def counts_as_nothing_where_locked(self) -> bool:
        """Whether what was kept does not open; this page then goes on as if there were nothing."""
        try:
            _opened = self.kept
        except Undecipherable:
            self.kept = {}
            return True
        return False

    def asked(self) -> Invitation:
        return self.invitation

    def go_to(self, number):
        token = self.token()
        if 1 < number <= len(self.parts):
            return redirect("feedback:survey-part", token=token, part=number)
        return redirect("feedback:survey-answer" if number == 1 else "feedback:survey-thanks", token=token)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            number=self.number,
            parts=len(self.parts),
            is_last=self.number == len(self.parts),
            count=len(self.invitation.items),
            answered=self.answered,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class SurveyAnswerView(AnswerPage):
    access_rule = anyone


@method_decorator(login_not_required, name="dispatch")
class SurveyThanksView(SurveyPage):
    """What was kept, and what happens now."""

    access_rule = anyone
    template_name = "feedback/survey_thanks.html"

    def get_context_data(self, **kwargs):
        chosen = services.choices_so_far(self.invitation)
        answered = len(services.only_answers(chosen))
        return super().get_context_data(answered=answered, is_begun=bool(chosen), **kwargs)


class SurveyBeginView(AnswerPage):
    """The first page of a survey that comes without a mail. Reading it asks nobody; the first button does."""

    access_rule = signed_in
    kind = ""

    def find_invitation(self):
        cohorts = Cohort.objects.visible_to(self.request.user).select_related("programme")
        cohort = get_object_or_404(
            cohorts.filter(enrolments__person__user=self.request.user).distinct(), pk=self.cohort_id
        )
        person = get_object_or_404(Profile.objects.visible_to(self.request.user).select_related("user"))
        try:
            return services.offered_invitation(kind=self.kind, cohort=cohort, person=person)
        except Refused as refusal:
            raise links.LinkExpired(refusal.message) from refusal

    def items_without_invitation(self):
        return as_asked(QUESTIONNAIRES[self.kind])

    @property
    def cohort_id(self) -> UUID:
        return self.kwargs["pk"]

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.invitation._state.adding else self.go_to(1)

    def asked(self):
        cohort, person = self.invitation.run.cohort, self.invitation.person
        try:
            return services.begin_survey(kind=self.kind, cohort=cohort, person=person, by=self.request.user)
        except TooLate:  # the survey closed
            raise
        except Refused as refusal:  # its moment passed while the page was open
            raise links.LinkExpired(refusal.message) from refusal
