"""The buttons that lead a cohort from stage to stage, each behind a page that says what it will do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from mentoring.jobs.models import Job
from mentoring.lib import registry
from mentoring.lib.access import DeclaresAccess
from mentoring.lib.errors import Refused
from programmes import readiness, services
from programmes.ending_registration import Effect, what_ends
from programmes.models import Cohort, StageChange
from programmes.policies import works_in_office


@dataclass(frozen=True, slots=True)
class Move:
    """A stage a coordinator can lead a cohort to: what the button says, what will happen, what happened."""

    name: str
    target: str
    # What it makes of the cohort, or what stands for the work in which that goes on.
    service: Callable[..., models.Model]
    button: Promise
    heading: Promise
    consequences: Sequence[Promise]
    done: Promise
    # Where a cohort that is always on goes another way.
    always_on: Sequence[Promise] = ()
    always_on_done: Promise | None = None
    # What it does to this very cohort, with its numbers; said before the rest.
    counted: Callable[[Cohort], Sequence[Effect]] | None = None
    always_on_button: Promise | None = None
    # Said where no mail goes out with it.
    silent: Promise | None = None
    # Its button looks like one that nobody presses without a second thought.
    is_drastic: bool = False

    def address(self, cohort: Cohort) -> str:
        return reverse(f"admin:programmes_cohort_{self.name}", args=[cohort.pk])

    def label(self, cohort: Cohort) -> Promise:
        return self.always_on_button if cohort.always_on and self.always_on_button else self.button

    def effects(self, cohort: Cohort) -> list[Effect]:
        if cohort.always_on and self.always_on:
            return list(map(Effect, self.always_on))
        return [*(self.counted(cohort) if self.counted else ()), *map(Effect, self.consequences)]

    def news(self, cohort: Cohort) -> Promise:
        return self.always_on_done if cohort.always_on and self.always_on_done else self.done


CHANGED = _("This has already changed. Here is where things stand.")
MOVES = (
    Move(
        name="open",
        target=Cohort.Stage.REGISTRATION,
        service=services.open_registration,
        button=_("Open registration"),
        heading=_("Ready to open?"),
        consequences=(
            _("Everybody in the company sees the programme, and whoever may join can ask for a place."),
            _("Nobody gets a mail. Its page then has a link and a few words for you to pass on."),
            _("It cannot be hidden again. Purpose, HR contact and dates can be changed, not emptied; the style stays."),
        ),
        done=_("Registration is open. Everybody in the company can see the programme now."),
    ),
    Move(
        name="match",
        target=Cohort.Stage.MATCHING,
        service=services.start_matching,
        button=_("End registration"),
        heading=_("Ready to look for pairs?"),
        counted=what_ends,
        silent=_("Nobody gets a mail."),
        consequences=(_("You then look for pairs; nothing you find is sent before you send it."),),
        done=_("Registration is over. You can look for pairs now."),
        always_on=(
            _("Registration stays open: people can go on asking for a place."),
            _("You then look for pairs, as often as you like; nothing you find is sent before you send it."),
        ),
        always_on_done=_("You can look for pairs now. Registration stays open."),
        always_on_button=_("Begin to find pairs"),
    ),
    Move(
        name="end",
        target=Cohort.Stage.CLOSING,
        service=services.begin_closing,
        button=_("Start closing"),
        heading=_("Time to start closing?"),
        consequences=(
            _("Pairs go on until you close the cohort, and a survey that is open stays open."),
            _("No new pairs are looked for, and nobody new gets a place. Suggestions that were sent can be answered."),
            _("This cannot be undone: the next step is to close the cohort."),
        ),
        done=_("The cohort is coming to its end. Close it when its pairs have had time to finish."),
    ),
    Move(
        name="close",
        target=Cohort.Stage.CLOSED,
        service=services.close_now_or_start,
        button=_("Close the cohort"),
        heading=_("Time to close?"),
        consequences=(
            _("The pairs of this cohort end, but for those who agreed on a later day. Its surveys close."),
            _("What people wrote can be read by them for a while. Their pages, and the mail, say until which day."),
            _("It cannot be opened again, and nothing in it can be changed."),
        ),
        done=_("The cohort is closed."),
        is_drastic=True,
    ),
    Move(
        name="archive",
        target=Cohort.Stage.ARCHIVED,
        service=services.archive_cohort,
        button=_("Archive this cohort"),
        heading=_("Ready to archive?"),
        consequences=(
            _("It leaves the lists of the office and the programmes page. You find it under the filter “Archived”."),
            _("People can still read what they wrote until it is deleted, and HR still reads the figures."),
            _("This cannot be undone. No mail is sent."),
        ),
        done=_("The cohort is archived."),
        is_drastic=True,
    ),
)

MOVE_TO = {move.target: move for move in MOVES}


def next_move(cohort: Cohort) -> Move | None:
    """The button a coordinator has now; none while suggestions are being sent, and none after the end."""
    return MOVE_TO.get(readiness.next_stage(cohort))


class ReasonForm(forms.Form):
    """Why, in a sentence, where it matters; otherwise a form without a field. Our own words ask for it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=StageChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever coordinates this programme can read it. Please name nobody."),
    )

    def __init__(self, *args, asked: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asked:
            del self.fields["reason"]
            return
        self.fields["reason"].error_messages["required"] = asked


class CohortMoveView(DeclaresAccess, DetailView):
    """Says what will happen; only the POST lets it happen."""

    access_rule = works_in_office
    template_name = "admin/programmes/cohort/move.html"
    move: Move | None = None
    # The page one came from and goes back to.
    origin = "admin:programmes_cohort_change"

    def get_queryset(self):
        return Cohort.objects.coordinated_by(self.request.user).select_related("programme")

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if passed := self.why_passed():
            return self.back(passed, messages.WARNING)
        return self.render_to_response(self.get_context_data(form=self.reason_form()))

    def get_context_data(self, **kwargs):
        mails = [each for answer in registry.mails_of_move.ask(self.object, self.move.target) for each in answer]
        without_mail = (Effect(sentence) for number, sentence in mails if not number)
        number_of_mails = sum(number for number, _sentence in mails)
        silent = [Effect(self.move.silent)] if self.move.silent and not number_of_mails else []
        return super().get_context_data(
            mails=[each for each in mails if each[0]],
            number_of_mails=number_of_mails,
            effects=[*self.move.effects(self.object), *without_mail, *silent],
            **admin.site.each_context(self.request),
            title=self.move.label(self.object),
            opts=Cohort._meta,
            move=self.move,
            missing=self.missing(),
            back_url=reverse(self.origin, args=[self.object.pk]),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = self.reason_form(request.POST)
        if not form.is_valid() and not self.why_passed():
            return self.render_to_response(self.get_context_data(form=form))
        # A move that is not next is refused by its service, whatever was said why.
        reason = {"reason": form.cleaned_data.get("reason", "")} if "reason" in form.fields else {}
        try:
            done = self.move.service(cohort=self.object, by=request.user, **reason)
        except Refused as refusal:
            return self.back(refusal.message, messages.ERROR)
        return self.after(done)

    def why_passed(self) -> str | Promise:
        """Why this is not the next step of the cohort; empty where it is."""
        return "" if next_move(self.object) is self.move else CHANGED

    def missing(self) -> list[readiness.Check]:
        return [check for check in readiness.readiness(self.object) if not check.ok]

    def after(self, done):
        return redirect(done) if isinstance(done, Job) else self.back(self.move.news(self.object), messages.SUCCESS)

    def reason_form(self, data=None) -> ReasonForm:
        return ReasonForm(data, asked=readiness.reason_asked(self.object, self.move.target))

    def back(self, words, level):
        messages.add_message(self.request, level, words)
        return redirect(self.origin, self.object.pk)
