from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from agreements import services
from agreements.forms import NoteForm
from agreements.models import Note, Session
from agreements.policies import is_author
from agreements.views.pair import PairFormPage
from matching.models import Mentorship
from mentoring.lib.access import admit


class NoteCreateView(PairFormPage):
    form_class = NoteForm
    template_name = "agreements/note_form.html"

    def get_form_kwargs(self):
        sessions = Session.objects.visible_to(self.request.user).filter(mentorship=self.mentorship)
        return {**super().get_form_kwargs(), "sessions": sessions.exclude(status=Session.Status.CANCELLED)}

    def get_initial(self):
        return {"session": self.request.GET.get("session", "")}

    def act(self, form):
        note = services.write_note(
            mentorship=self.mentorship,
            session=form.cleaned_data["session"],
            body=form.cleaned_data["body"],
            by=self.request.user,
        )
        messages.success(self.request, _("Kept. Only you can read it."))
        return redirect(note.session or self.mentorship)


class NotePage(PairFormPage):
    """A page of one private note, for its author alone."""

    def find_mentorship(self):
        notes = Note.objects.visible_to(self.request.user).select_related("session", "author")
        self.note = get_object_or_404(notes, pk=self.kwargs["pk"])
        admit(is_author, self.request.user, self.note)
        mentorships = Mentorship.objects.visible_to(self.request.user).with_people()
        return get_object_or_404(mentorships, pk=self.note.mentorship_id)

    def get_context_data(self, **kwargs):
        return super().get_context_data(note=self.note, back=self.note.session or self.mentorship, **kwargs)


class NoteUpdateView(NotePage):
    form_class = NoteForm
    template_name = "agreements/note_form.html"

    def get_initial(self):
        return {"body": self.note.body}

    def act(self, form):
        services.change_note(note=self.note, body=form.cleaned_data["body"], by=self.request.user)
        messages.success(self.request, _("Kept. Only you can read it."))
        return redirect(self.note.session or self.mentorship)


class NoteDeleteView(NotePage):
    form_class = forms.Form
    template_name = "agreements/note_delete.html"

    def act(self, form):
        services.delete_note(note=self.note, by=self.request.user)
        messages.success(self.request, _("The note is gone for good."))
        return redirect(self.note.session or self.mentorship)
