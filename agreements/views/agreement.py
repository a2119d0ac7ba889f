from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from agreements import services
from agreements.documents import agreement_pdf, said_on_paper, title_of
from agreements.forms import AgreementForm, LinesForm
from agreements.models import Agreement
from agreements.policies import has_read_former_lines
from agreements.standing import standing_of
from agreements.views.pair import PairFormPage, PairPage
from matching.models import Mentorship
from mentoring.lib.access import access, signed_in
from mentoring.lib.seen import ChangedMeanwhile
from mentoring.lib.too_late import TooLate


class AgreementPage(PairPage):
    def find_mentorship(self):
        agreements = Agreement.objects.visible_to(self.request.user).with_sides()
        self.present = get_object_or_404(agreements, mentorship=self.kwargs["pk"])
        self.agreement = self.present.as_it_ended
        self.own_side = next(each for each in self.agreement.sides if each.person.user_id == self.request.user.pk)
        self.other_side = next(each for each in self.agreement.sides if each != self.own_side)
        return self.agreement.mentorship


class AgreementDetailView(AgreementPage, PairFormPage):
    opens_before_lines_are_read = True
    is_left_by_its_form = False
    form_class = AgreementForm
    template_name = "agreements/agreement_detail.html"

    def led_elsewhere(self):
        """A yes that was sent while the lines were renewed comes back with its choices, and leads to the lines."""
        is_open = self.mentorship.status == Mentorship.Status.ACTIVE
        is_sent = self.request.method == "POST" and has_read_former_lines(self.request.user, self.mentorship)
        return self.lines_first() if is_open and is_sent else None

    def get_form_kwargs(self):
        side = self.own_side
        former = {} if side.has_seen_change else side.former
        kwargs = {"agreement": self.agreement, "has_agreed": side.agreed_at is not None, "former": former}
        return {**super().get_form_kwargs(), **kwargs}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            agreement=self.agreement,
            sides=list(zip(self.agreement.sides, said_on_paper(self.agreement), strict=True)),
            own_side=self.own_side,
            other_side=self.other_side,
            standing=standing_of(self.present),
            paper_title=title_of(self.present),
            news=self.agreement.news_for(self.own_side.person),
            is_under_way=self.mentorship.status == Mentorship.Status.ACTIVE,
            **kwargs,
        )

    @cached_property
    def have_met(self):
        return self.mentorship.sessions.held().exists()

    def act(self, form):
        services.agree(agreement=self.agreement, by=self.request.user, **form.cleaned_data)
        if self.other_side.agreed_at:
            messages.success(self.request, _("Kept. Thank you: this is how you two work together."))
        else:
            words = _("Kept. Thank you: %(name)s is told, and asked for a yes once you two have met.")
            if self.other_side.had_agreed or self.have_met:
                words = _("Kept. Thank you: %(name)s is asked for a yes now.")
            messages.success(self.request, words % {"name": self.other_side.person.user.name})
        return redirect(self.agreement)


class AgreementPdfView(AgreementPage, View):
    """The agreement as a file to keep, for the two alone."""

    def get(self, request, *args, **kwargs):
        disposition = {"Content-Disposition": 'attachment; filename="agreement.pdf"'}
        return HttpResponse(agreement_pdf(self.present), content_type="application/pdf", headers=disposition)


@access(signed_in)
@require_POST
def confirm_lines_read(request: HttpRequest, pk: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), mentorship=pk)
    form = LinesForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        services.confirm_lines_read(agreement=agreement, by=request.user, version=version)
    except services.Outdated as refusal:
        messages.warning(request, refusal.message)
        return redirect(agreement)
    except TooLate as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:mentorship-detail", agreement.mentorship_id)
    if agreement.consents.filter(person__user=request.user.pk, version__lt=agreement.version).exists():
        # They were at work already, and what is missing is the new yes.
        messages.success(request, _("Thank you. Your pages are open again. What is missing is your yes to this."))
        return redirect(agreement)
    messages.success(request, _("Thank you. Your sessions and notes are open to you now."))
    return redirect("desk:mentorship-detail", agreement.mentorship_id)


@access(signed_in)
@require_POST
def confirm_change_seen(request: HttpRequest, pk: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), mentorship=pk)
    try:
        services.confirm_change_seen(agreement=agreement, by=request.user, seen=request.POST.get("seen", ""))
    except ChangedMeanwhile as refusal:
        messages.warning(request, refusal.words)
        return redirect(agreement)
    except TooLate as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Thank you. That is how you two work together now."))
    return redirect("desk:mentorship-detail", agreement.mentorship_id)
