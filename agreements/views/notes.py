from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import services
from agreements.forms import NoteForm
from agreements.keys import has_key
from agreements.models import Note, Session
from agreements.policies import is_author
from agreements.views.pair import ConfirmPage, NewWordsPage, PairListPage, PairThingPage
from matching.models import Mentorship
from mentoring.accounts.proof import for_private_words, for_what_was_typed, fresh_proof, proof_address
from mentoring.lib.access import admit

# So many sessions are offered to write about; any other one leads here from its own page.
LATEST = 30
private_words = method_decorator(fresh_proof(for_private_words, methods=("GET", "HEAD")), name="dispatch")


@private_words
class PrivateFormPage(PairThingPage):
    """Opens with a fresh proof of identity. What was typed meanwhile stays in the form when the proof has grown old."""

    proof_url = ""

    def form_valid(self, form):
        return super().form_valid(form) if for_what_was_typed(self.request) else self.ask_for_proof(form)

    def show_both(self, refusal):
        """What a note says meanwhile is shown as its page is: with a proof that is fresh enough to read it."""
        return super().show_both(refusal) if for_private_words(self.request) else self.ask_for_proof(self.get_form())

    def ask_for_proof(self, form):
        self.proof_url = proof_address(self.request, back_to=self.request.get_full_path())
        form.add_error(None, _("Nothing is lost. Please show once more that it is you, then save it."))
        return self.form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(proof_url=self.proof_url, **kwargs)


class NoteCreateView(NewWordsPage, PrivateFormPage):
    heading = gettext_lazy("Write a note")
    form_class = NoteForm
    template_name = "agreements/note_form.html"

    def get_form_kwargs(self):
        sessions = Session.objects.visible_to(self.request.user).filter(mentorship=self.mentorship)
        sessions = sessions.exclude(status=Session.Status.CANCELLED)
        latest = sessions.order_by("-starts_at").values("pk")[:LATEST]
        return {**super().get_form_kwargs(), "sessions": sessions.filter(Q(pk__in=latest) | Q(pk=self.asked_about()))}

    def asked_about(self):
        """The session that somebody came from, however long ago it was."""
        try:
            return UUID(self.request.POST.get("session") or self.request.GET.get("session", ""))
        except ValueError:
            return None

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


class NotePage(PrivateFormPage):
    """A page of one private note, for its author alone."""

    heading = gettext_lazy("Change my note")

    def find_mentorship(self):
        notes = Note.objects.visible_to(self.request.user).with_keys().select_related("session", "author")
        self.note = get_object_or_404(notes, pk=self.kwargs["pk"])
        admit(is_author, self.request.user, self.note)
        mentorships = Mentorship.objects.visible_to(self.request.user).with_people()
        return get_object_or_404(mentorships, pk=self.note.mentorship_id)

    def back_url(self):
        return (self.note.session or self.mentorship).get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(note=self.note, back=self.note.session or self.mentorship, **kwargs)


class NoteUpdateView(NotePage):
    form_class = NoteForm
    template_name = "agreements/note_form.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "note": self.note}

    def act(self, form):
        body, seen = form.cleaned_data["body"], form.cleaned_data["seen"]
        services.change_note(note=self.note, body=body, seen=seen, by=self.request.user)
        messages.success(self.request, _("Kept. Only you can read it."))
        return redirect(self.note.session or self.mentorship)


class NoteDeleteView(ConfirmPage, NotePage):
    template_name = "agreements/note_delete.html"

    def as_seen(self):
        return self.note.as_seen if has_key(self.mentorship) else ""

    def quote(self):
        """A proof that lets somebody press the button may be too old to read it."""
        return self.note.body if for_private_words(self.request) and has_key(self.mentorship) else ""

    def act(self, form):
        services.delete_note(note=self.note, by=self.request.user, seen=self.request.POST.get("seen"))
        messages.success(self.request, _("The note is gone for good."))
        return redirect(self.note.session or self.mentorship)


@private_words
class NoteListView(PairListPage):
    """Everything that this person wrote for themselves about this pair."""

    template_name = "agreements/note_list.html"

    def get_queryset(self):
        return self.mentorship.notes.visible_to(self.request.user).select_related("session")
