"""The page of the office that notes which training as a mentor one person has done."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.seen import ChangedMeanwhile, stand_on_top
from participants import services
from participants.models import Profile
from participants.training_form import TrainingForm


def trainings_page(request: HttpRequest, person: Profile, *, row, back: str) -> HttpResponse:
    """For whoever was let in already; `row` is what the page belongs to, and `back` its address."""
    form = form_of(request, person)
    says_now = []
    if form.is_valid():
        try:
            wished = {"trainings": form.trainings(), "seen": form.cleaned_data["seen"]}
            services.note_trainings(person=person, by=request.user, **wished)
        except ChangedMeanwhile as refusal:
            form = form_of(request, person)
            says_now = stand_on_top(form, refusal)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The mentor training of %(name)s is noted.") % {"name": person})
            return redirect(back)
    context = {
        **admin.site.each_context(request),
        "title": _("Mentor training"),
        "subtitle": person,
        "opts": row._meta,
        "row": row,
        "person": person,
        "form": form,
        "says_now": says_now,
        "back": back,
    }
    return render(request, "admin/participants/trainings.html", context)


def drawn_trainings(person: Profile) -> SafeString | str:
    """What is noted of a person, line by line."""
    today = clock.company_today()
    lines = [(capfirst(record.words(today)),) for record in person.trainings.all()]
    return format_html_join(mark_safe("<br>"), "{}", lines) or _("none noted")


def form_of(request: HttpRequest, person: Profile) -> TrainingForm:
    sent = request.POST if request.method == "POST" else None
    return TrainingForm(sent, person=person, records=list(person.trainings.all()))
