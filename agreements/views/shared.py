from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agreements import services
from agreements.forms import SharedNoteForm
from agreements.keys import has_key
from agreements.models import SharedNote
from agreements.services import WrittenMeanwhile
from agreements.views.pair import UnderWayPage
from agreements.views.sessions import SessionFormPage
from mentoring.lib.errors import Refused
from mentoring.lib.too_late import TooLate

# The buttons of whoever sees two texts.
DECISIONS = {"both", "instead"}


class SharedNoteView(UnderWayPage, SessionFormPage):
    """The note that both keep of a session. Where the other one was faster, this one sees both texts and decides."""

    form_class = SharedNoteForm
    template_name = "agreements/shared_note_form.html"

    def led_elsewhere(self):
        """Where the key of its words is missing, the page says so, and shows no empty form."""
        if self.request.method not in ("GET", "HEAD") or has_key(self.mentorship):
            return super().led_elsewhere()
        is_there = self.note() is not None
        if not is_there and not services.cannot_keep_words(self.mentorship):
            return super().led_elsewhere()
        context = self.get_context_data(heading=_("Our note"), closed="notes" if is_there else "")
        return render(self.request, "agreements/words_locked.html", context)

    def note(self):
        notes = SharedNote.objects.visible_to(self.request.user).with_keys()
        return notes.filter(session=self.session).first()

    def get_form_kwargs(self):
        note = self.note()
        return {**super().get_form_kwargs(), "note": note if has_key(self.mentorship) else None}

    def act(self, form):
        """To keep both is to put one's own below what was seen; a third text meanwhile is shown as the second was."""
        body, version = form.cleaned_data["body"], form.cleaned_data["version"]
        if "both" in self.request.POST and form.note and form.note.version == version:
            body = f"{form.note.body}\n\n{body}"
        services.write_shared_note(session=self.session, body=body, version=version, by=self.request.user)
        messages.success(self.request, _("Kept. Both of you can read and change it, and nobody else."))
        return redirect(self.session)

    def form_valid(self, form):
        try:
            return self.act(form)
        except WrittenMeanwhile as refusal:
            return self.decide(refusal.note, form.data["body"], refusal.message)
        except TooLate as refusal:
            return self.give_back(form, refusal.message)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.form_invalid(form)

    def form_invalid(self, form):
        """Whoever decided between two texts, and is refused, still decides: no button leads past what they see."""
        if form.note is None or not DECISIONS & self.request.POST.keys():
            return super().form_invalid(form)
        return self.decide(form.note, form.data.get("body", ""), "", refused=form.non_field_errors())

    def decide(self, note, body, sentence, *, refused=()):
        """The same form with the words that were typed, on top of the version that is shown beside them."""
        again = self.form_class({"body": body, "version": note.version}, note=note)
        for words in refused:
            again.add_error(None, words)
        return self.render_to_response(self.get_context_data(form=again, theirs=note, sentence=sentence))
