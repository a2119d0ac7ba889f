"""What somebody is written to about: the page of their account, and the link at the foot of such a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import FormView

from mentoring.accounts import mails
from mentoring.accounts.forms.mails import MailsForm
from mentoring.accounts.models import User
from mentoring.accounts.services import choose_mails, switch_off
from mentoring.lib import links
from mentoring.lib.access import DeclaresAccess, access, anyone, signed_in
from mentoring.lib.reader import zone_of
from mentoring.outbox.feet import purpose_of
from mentoring.outbox.kinds import TOPICS, Topic

TOPIC_OF = {topic.name: topic for topic in TOPICS}
# What a mail program posts whose reader pressed its own button (RFC 8058). It holds no token of a form: the signed link
# is what it shows, and all it can do is switch off the one topic of that link, which its person can switch on again.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


class MailsView(DeclaresAccess, FormView):
    access_rule = signed_in
    form_class = MailsForm
    template_name = "account/mails.html"
    success_url = reverse_lazy("account_mails")

    def get_form_kwargs(self):
        user = self.request.user
        return {**super().get_form_kwargs(), "off": mails.topics_off(user), "hours": mails.hours_of(user)}

    def form_valid(self, form):
        user = self.request.user
        choose_mails(user=user, topics=form.topics, hours=form.hours, by=user)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(zone=str(zone_of(self.request.user)).replace("_", " "), **kwargs)


@csrf_exempt
@never_cache
@login_not_required
@access(anyone)
def fewer_mails(request: HttpRequest, topic: str, token: str) -> HttpResponse:
    """Opening the link changes nothing; the button does, and so does that of a mail program."""
    what, person = TOPIC_OF.get(topic), reader_of(token, topic)
    if request.method == "POST" and request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        switch_off(user=person, topic=what)
        return HttpResponse(status=204)
    return fewer_mails_page(request, person, what)


@csrf_protect
def fewer_mails_page(request: HttpRequest, person: User, topic: Topic) -> HttpResponse:
    if request.method == "POST":
        switch_off(user=person, topic=topic)
    is_off = topic.name in mails.topics_off(person)
    return render(request, "account/fewer_mails.html", {"topic": topic, "is_off": is_off})


def reader_of(token: str, topic: str) -> User:
    """Whose link it is. Raises LinkRefused where it is no good, LinkExpired where its time or the account is over."""
    what = TOPIC_OF.get(topic)
    if what is None:
        raise links.LinkRefused(_("This link is not complete or was changed. Please open it from the mail once more."))
    target = links.read_token(token, purpose=purpose_of(what))
    person = User.objects.filter(pk=target.subject_id, is_active=True).first()
    if person is None:
        raise links.LinkExpired(_("This account is closed, and gets no mails."))
    return person
