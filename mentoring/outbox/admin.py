"""The log of what went to whom. It never holds what a message said, and not even its subject."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentoring.lib import clock, days
from mentoring.lib.confirmed import is_confirmed
from mentoring.lib.errors import Refused
from mentoring.lib.read_only import ReadOnlyAdmin
from mentoring.lib.tags import address_lines
from mentoring.outbox import kinds
from mentoring.outbox.models import OutgoingMessage
from mentoring.outbox.retention import kept_until
from mentoring.outbox.services import send_again

State, OnDoubt = OutgoingMessage.State, OutgoingMessage.OnDoubt
TONES = {State.SENT: "ok", State.FAILED: "bad", State.DUE: "info", State.HELD: "info"}
IN_DOUBT = {
    OnDoubt.RESEND: _("The message is sent once more"),
    OnDoubt.HOLD: _("The message waits until somebody sends it once more"),
}
MOST_COUNTED = 10_000
MOST_AT_ONCE = 200
SHOWN = 10


class BoundedPaginator(Paginator):
    """Counts no further than anybody pages, so that a log of millions opens as fast as one of ten."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST_COUNTED].count()


class WorkFilter(admin.SimpleListFilter):
    """What somebody may have to do something about."""

    title = _("what to look at")
    parameter_name = "work"
    work = {
        "failed": (_("Could not be sent"), Q(state=State.FAILED)),
        "doubt": (_("The mail server did not answer"), Q(ambiguous__gt=0)),
        "waiting": (_("Waiting"), Q(state__in=[State.DUE, State.CLAIMED, State.SENDING, State.HELD])),
    }

    def lookups(self, request, model_admin):
        return [(name, words) for name, (words, _rows) in self.work.items()]

    def queryset(self, request, queryset):
        return queryset.filter(self.work[self.value()][1]) if self.value() in self.work else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return sorted(((kind.name, str(kind.words)) for kind in listed()), key=lambda choice: choice[1])

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


def moment(at: datetime | None) -> str:
    return days.moment(at) if at else _("not yet")


def listed() -> list[kinds.Kind]:
    return [kind for kind in kinds.declared() if kind.is_listed]


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(ReadOnlyAdmin):
    """For site administrators alone: who was written to, and when, would tell a coordinator more than is theirs."""

    list_display = ("recipient", "kind_words", "how_it_went", "when")
    list_filter = (WorkFilter, KindFilter)
    empty_words = _("What was sent to whom, and when, appears here. Nothing has been sent yet.")
    search_fields = ("^address",)
    search_help_text = _("Beginning of an e-mail address")
    ordering = ("-created_at", "-id")
    paginator = BoundedPaginator
    list_per_page = 50
    list_max_show_all = 50
    fieldsets = (
        (None, {"fields": (("kind_words", "state_pill"), "address")}),
        (_("When"), {"fields": (("written", "goes_out"), ("first_tried", "sent"))}),
        (_("The mail server"), {"fields": (("attempts", "unanswered"), "in_doubt", "said_last", "once_more")}),
    )
    readonly_fields = flatten_fieldsets(fieldsets)
    actions = ("send_once_more",)

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(kind__in=[kind.name for kind in listed()])
        return rows.defer(*OutgoingMessage.PRIVATE)

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def name_of(self, obj: OutgoingMessage) -> str:
        return self.kind_words(obj)

    def get_fieldsets(self, request, obj=None):
        """What would be done without an answer is said as long as one is waited for."""
        if obj is None or obj.state not in (State.SENT, State.CANCELLED, State.SUPPRESSED):
            return self.fieldsets
        return [
            (name, {"fields": tuple(each for each in part["fields"] if each != "in_doubt")})
            for name, part in self.fieldsets
        ]

    @admin.display(description=_("address"), ordering="address")
    def recipient(self, message: OutgoingMessage) -> str:
        return address_lines(message.address)

    @admin.action(description=_("Send once more"), permissions=["send"])
    def send_once_more(self, request: HttpRequest, queryset: QuerySet[OutgoingMessage]) -> HttpResponse | None:
        """First the page that names the count and the first ten, then, confirmed, each of them."""
        failed = list(queryset.filter(state=State.FAILED)[: MOST_AT_ONCE + 1])
        if not failed:
            messages.warning(request, _("None of the chosen messages is one that could not be sent."))
        elif len(failed) > MOST_AT_ONCE:
            messages.warning(request, _("Please choose at most %(most)d messages at a time.") % {"most": MOST_AT_ONCE})
        elif not is_confirmed(request, failed):
            return self.confirmation(request, failed)
        else:
            self.carry_out(request, failed)
        return None

    def confirmation(self, request: HttpRequest, failed: Sequence[OutgoingMessage]) -> HttpResponse:
        question = ngettext("Send %(count)d message once more?", "Send %(count)d messages once more?", len(failed))
        shown = [(self.kind_words(message), message.address) for message in failed[:SHOWN]]
        context = {
            **self.admin_site.each_context(request),
            "title": question % {"count": len(failed)},
            "opts": self.opts,
            "action": "send_once_more",
            "chosen": failed,
            "shown": shown,
            "further": len(failed[SHOWN:]),
            "in_doubt": any(message.ambiguous for message in failed),
        }
        return TemplateResponse(request, "admin/outbox/send_again.html", context)

    def carry_out(self, request: HttpRequest, failed: Sequence[OutgoingMessage]) -> None:
        done = 0
        for message in failed:
            try:
                send_again(message=message, by=request.user)
                done += 1
            except Refused as refusal:
                messages.error(request, f"{refusal.message} ({message.address})")
        if done:
            said = ngettext("%(count)d message goes out again.", "%(count)d messages go out again.", done)
            messages.success(request, said % {"count": done})

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, message: OutgoingMessage) -> str:
        return str(kinds.kind_of(message.kind).words)

    def tries(self, message: OutgoingMessage) -> str:
        if not message.ambiguous:
            return str(message.attempts)
        lost = ngettext("%(count)d without an answer", "%(count)d without an answer", message.ambiguous)
        return f"{message.attempts}, {lost % {'count': message.ambiguous}}"

    @admin.display(description=_("written"))
    def written(self, message: OutgoingMessage) -> str:
        return moment(message.created_at)

    @admin.display(description=_("to be sent from"))
    def goes_out(self, message: OutgoingMessage) -> str:
        return moment(message.due_at)

    @admin.display(description=_("first tried"))
    def first_tried(self, message: OutgoingMessage) -> str:
        return moment(message.first_tried_at)

    @admin.display(description=_("sent"))
    def sent(self, message: OutgoingMessage) -> str:
        return moment(message.sent_at)

    @admin.display(description=_("attempts without an answer"))
    def unanswered(self, message: OutgoingMessage) -> str:
        return str(message.ambiguous)

    @admin.display(description=_("last said by the mail server"))
    def said_last(self, message: OutgoingMessage) -> str:
        return message.last_error or _("nothing")

    @admin.display(description=_("state"), ordering="state")
    def state_pill(self, message: OutgoingMessage) -> str:
        words = message.get_state_display()
        return format_html('<span class="pill {}">{}</span>', TONES.get(message.state, ""), words.capitalize())

    @admin.display(description=_("state"), ordering="state")
    def how_it_went(self, message: OutgoingMessage) -> str:
        """With how often it was tried where once was not enough, and with what the mail server said last."""
        said = (
            [_("Attempts: %(tries)s") % {"tries": self.tries(message)}]
            if message.attempts > 1 or message.ambiguous
            else []
        )
        lines = format_html_join(
            "", '<p class="small">{}</p>', ((line,) for line in [*said, message.last_error] if line)
        )
        return format_html("{}{}", self.state_pill(message), lines)

    @admin.display(description=_("sent, or due"), ordering=Coalesce("sent_at", "due_at"))
    def when(self, message: OutgoingMessage) -> str:
        return format_html('<span class="nowrap">{}</span>', moment(message.sent_at or message.due_at))

    @admin.display(description=_("sending it once more"))
    def once_more(self, message: OutgoingMessage) -> str:
        """By the time that is over, not by what it said: no page of the office opens that."""
        if message.state != State.FAILED:
            return _("Only what could not be sent can be sent once more.")
        if kept_until(message) < clock.now():
            return _("What it said is no longer kept, so it cannot be sent once more.")
        until = date_format(localtime(kept_until(message)), "j M Y")
        return _("From the list, until %(day)s: what it says is kept until then.") % {"day": until}

    @admin.display(description=_("if the mail server does not answer"))
    def in_doubt(self, message: OutgoingMessage) -> str:
        return str(IN_DOUBT[OnDoubt(message.on_doubt)])
