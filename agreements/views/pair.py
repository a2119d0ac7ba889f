"""The frame of every page of a pair."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.views.generic import FormView, ListView, TemplateView

from agreements.contacts import listener_for
from agreements.footer import footer_links
from agreements.keeping import keeping_of
from agreements.keys import is_locked
from agreements.lines_first import lines_first
from agreements.services import WrongTime, cannot_keep_words, locked_words, over_words
from matching.models import Mentorship
from matching.services import can_go_on, finds_new_pairs
from mentoring.lib.access import DeclaresAccess, signed_in
from mentoring.lib.crypto import Undecipherable
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile, ask_again
from mentoring.lib.too_late import Gone, TooLate, as_sent, give_back, give_back_gone
from programmes.models import Coordinator


class PairPage(DeclaresAccess):
    """A page for the two of a pair alone; until this person has read the lines, it leads there."""

    access_rule = signed_in
    opens_before_lines_are_read = False

    def dispatch(self, request, *args, **kwargs):
        self.mentorship = self.find_mentorship()
        first = None if self.opens_before_lines_are_read else self.lines_first()
        return first or self.led_elsewhere() or super().dispatch(request, *args, **kwargs)

    def lines_first(self) -> HttpResponse | None:
        return lines_first(self.request, self.mentorship)

    def led_elsewhere(self) -> HttpResponse | None:
        """Where somebody comes instead, if this page has nothing to ask of them."""
        return None

    def find_mentorship(self):
        mentorships = Mentorship.objects.visible_to(self.request.user).with_people().select_related("words_key")
        return get_object_or_404(mentorships, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        one, other = self.mentorship.memberships.all()
        me, partner = (one, other) if one.person.user_id == self.request.user.pk else (other, one)
        return super().get_context_data(
            mentorship=self.mentorship,
            me=me,
            partner=partner,
            keeping=keeping_of(self.mentorship),
            footer_links=footer_links(self.mentorship),
            **kwargs,
        )


class PairListPage(PairPage, ListView):
    """A page of what a pair has many of; its rows say nothing where their key is missing, and the page says why."""

    paginate_by = 25

    def get_context_data(self, **kwargs):
        is_under_way = self.mentorship.status == Mentorship.Status.ACTIVE
        context = super().get_context_data(is_under_way=is_under_way, **kwargs)
        return {**context, "is_locked": is_locked(self.mentorship, has_words=bool(context["object_list"]))}


class UnderWayPage:
    """Before a `PairFormPage`: a form that asks for what an ended pair cannot do any more leads back to its page.

    What was typed before the other one ended it is not lost: it comes back with the sentence that refuses it.
    """

    def led_elsewhere(self):
        if self.mentorship.status == Mentorship.Status.ACTIVE or self.request.method not in ("GET", "HEAD"):
            return super().led_elsewhere()
        messages.info(self.request, over_words(self.mentorship))
        return redirect(self.mentorship)

    def post(self, request, *args, **kwargs):
        if self.mentorship.status == Mentorship.Status.ACTIVE:
            return super().post(request, *args, **kwargs)
        return self.give_back(self.get_form(), over_words(self.mentorship))


class PairFormPage(PairPage, FormView):
    """A page whose form does one act; a refusal of the act stands in the form, with all that was filled in."""

    # Whether "Go back" stands beside the button of the form.
    is_left_by_its_form = True

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        helper = getattr(form, "helper", None)
        if self.is_left_by_its_form and helper and helper.inputs:
            helper.cancel_url = self.back_url()
        return form

    def form_valid(self, form):
        try:
            return self.act(form)
        except TooLate as refusal:
            return self.give_back(form, refusal.message)
        except Gone:
            return give_back_gone(self.request, self.form_class)
        except ChangedMeanwhile as refusal:
            return self.show_both(refusal)
        except Refused as refusal:
            form.add_error("date" if isinstance(refusal, WrongTime) else None, refusal.message)
            return self.form_invalid(form)

    def show_both(self, refusal: ChangedMeanwhile) -> HttpResponse:
        """What was typed, on top of what stands now, which is shown beside it."""
        self.mentorship = self.find_mentorship()
        form = self.get_form()
        ask_again(form, refusal, back=self.back_url())
        return self.form_invalid(form)

    def back_url(self) -> str:
        """Where this page was opened from."""
        return self.mentorship.get_absolute_url()

    def lines_first(self):
        return lines_first(self.request, self.mentorship, self.get_form)

    def act(self, form) -> HttpResponse:
        raise NotImplementedError

    def give_back(self, form, sentence: str) -> HttpResponse:
        links = footer_links(self.mentorship)
        return give_back(self.request, form, sentence, back_to=self.back_url(), footer_links=links)


class PairThingPage(PairFormPage):
    """A form about one thing of a pair. Where that is gone, what was typed comes back, and is lost to nobody.

    So it does where the key of its words is missing; whoever only opens the page reads that, and sees no empty form.
    """

    heading: str | Promise = ""
    # What cannot be opened then, as parts/words_closed.html calls it.
    closed = "notes"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if request.method != "POST":
                raise
            return give_back_gone(request, self.form_class)
        except Undecipherable:
            if request.method == "POST":
                return self.give_back(as_sent(request, self.form_class), locked_words())
            context = self.get_context_data(form=None, heading=self.heading, closed=self.closed)
            return render(request, "agreements/words_locked.html", context)


class NewWordsPage:
    """Before a `PairFormPage` that keeps something new: whoever opens it where nothing can be kept reads that, and sees
    no empty form.
    """

    def led_elsewhere(self):
        first = super().led_elsewhere()
        if first or self.request.method not in ("GET", "HEAD") or not cannot_keep_words(self.mentorship):
            return first
        context = self.get_context_data(form=None, heading=self.heading, closed="")
        return render(self.request, "agreements/words_locked.html", context)


class ConfirmPage:
    """Before a `PairFormPage` whose button alone does it: it is done to what its reader saw, and to nothing else."""

    form_class = Form

    def as_seen(self) -> str:
        """How that stands, for the button to bring back; empty where nobody can read it."""
        raise NotImplementedError

    def quote(self) -> str:
        """The words that it is about; empty for none, and where this person cannot read them now."""
        return ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(seen=self.as_seen(), quote=self.quote(), **kwargs)

    def show_both(self, refusal: ChangedMeanwhile) -> HttpResponse:
        messages.warning(self.request, refusal.words)
        return redirect(self.back_url())


class HelpDetailView(PairPage, TemplateView):
    opens_before_lines_are_read = True
    template_name = "agreements/help_detail.html"

    def get_context_data(self, **kwargs):
        programme = self.mentorship.cohort.programme
        rows = Coordinator.objects.filter(programme=programme, user__is_active=True).select_related("user")
        team = [each.user for each in rows.order_by("user__name")]
        people = [each.person.user for each in self.mentorship.memberships.all()]
        return super().get_context_data(
            programme=programme,
            listener=listener_for(programme, people, team),
            team=team,
            is_under_way=self.mentorship.status == Mentorship.Status.ACTIVE,
            can_go_on=can_go_on(self.mentorship),
            finds_new_pairs=finds_new_pairs(self.mentorship.cohort),
            **kwargs,
        )
