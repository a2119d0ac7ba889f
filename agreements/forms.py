"""What the two of a pair fill in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from crispy_forms.layout import Column, Row
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreements.choices import WHERE_TO_GO
from agreements.models import Action, Agreement, Note, Session, SharedNote
from agreements.services import LONGEST_ACTION, LONGEST_NOTE
from agreements.times import TIME, place_of, zone_name
from matching.models import Membership
from mentoring.lib.forms import chips, choice_cards, form_helper
from mentoring.lib.own_words import OwnWordsField
from mentoring.lib.schedule import instant, is_repeated, is_skipped
from mentoring.lib.seen import seen_field

# Of a time that comes twice.
WHICH = ("first", "second")
SECOND = WHICH[1]
USUAL_LENGTHS = (30, 45, 60, 90)
CHECK_DATE = _("Please check the date. Write it like 3/12/2026.")


def length_field(label: str | Promise, current: int) -> forms.TypedChoiceField:
    """A length in minutes: the usual ones, and the one that stands already."""
    minutes = sorted({*USUAL_LENGTHS, current})
    return forms.TypedChoiceField(
        label=label,
        choices=[(each, ngettext("%d minute", "%d minutes", each) % each) for each in minutes],
        coerce=int,
        initial=current,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how long.")},
    )


class DayField(forms.DateField):
    """A day that can be meant: neither the first nor the last of the calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": CHECK_DATE, "required": _("Please choose the date.")}
    default_validators = [
        MinValueValidator(date(2000, 1, 1), message=CHECK_DATE),
        MaxValueValidator(date(2200, 1, 1), message=CHECK_DATE),
    ]


def answers(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """The answers to a question, each beginning as a sentence does."""
    return [(value, capfirst(label)) for value, label in choices.choices]


class AgreementForm(forms.Form):
    """The four choices, filled in with what stands; `former` says what those were that the other one changed."""

    QUESTIONS = {
        "cadence": (_("How often do we meet?"), Agreement.Cadence),
        "place": (_("Where?"), Agreement.Place),
        "contact": (_("How do we reach each other?"), Agreement.Contact),
    }

    def __init__(self, *args, agreement: Agreement, has_agreed: bool, former: Mapping[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, choices) in self.QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=answers(choices),
                initial=getattr(agreement, name),
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one.")},
            )
        self.fields["minutes"] = length_field(_("For how long?"), agreement.minutes)
        for name, words in former.items():
            mark = '<span class="pill info">{}</span> {}'
            self.fields[name].help_text = format_html(mark, _("Changed"), _("Before: %(was)s") % {"was": words})
        # Says what its reader saw; whoever comes with an older one is shown what stands now.
        self.fields["seen"] = seen_field(agreement.as_seen)
        self.order_fields(Agreement.CHOICES)
        submit = _("Save changes") if has_agreed else _("We agree")
        self.helper = form_helper(*(chips(name) for name in Agreement.CHOICES), "seen", submit=str(submit))
        if former:  # what the other one changed is answered first
            self.helper.inputs[0].field_classes = "btn"


class LinesForm(forms.Form):
    """Which version of the lines somebody has read."""

    version = forms.IntegerField(required=False, min_value=1, max_value=32767)


class GoOnForm(forms.Form):
    """A last day after the round, from `first` to `last`."""

    until = DayField(label=_("Until which day?"))

    def __init__(self, *args, first: date, last: date, seen: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = seen_field(seen)
        days = {"first": date_format(first), "last": date_format(last)}
        self.fields["until"].help_text = _("From %(first)s to %(last)s.") % days
        self.fields["until"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        self.helper = form_helper("until", "seen", submit=str(_("Ask to go on")))


class WishForm(forms.Form):
    """The answer to the other one's wish, and to which day it was given."""

    until = forms.DateField()
    yes = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class SessionForm(forms.Form):
    """A day and a time on the clocks of whoever plans; `starts_at` is the instant they mean, `last_day` a hint."""

    date = DayField(label=_("Date"))
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "invalid": _("Please check the time. Write it like 14:30."),
            "required": _("Please choose a time."),
        },
    )
    place = OwnWordsField(
        most=200, rows=0, label=_("Where"), required=False, help_text=_("A room, or the link to the call.")
    )

    def __init__(self, *args, agreement: Agreement, zone: tzinfo, last_day: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].help_text = last_day
        if agreement.place in WHERE_TO_GO:
            self.fields["place"].initial = capfirst(agreement.get_place_display())
        self.arrange(zone, agreement.minutes, submit=_("Plan this session"))

    def arrange(self, zone: tzinfo, minutes: int, *, submit: str | Promise, more: Sequence[str] = ()) -> None:
        self.zone = zone
        # Shown where it is asked alone: in the night in which clocks go back.
        self.fields["which"] = forms.ChoiceField(
            label=_("Which of the two?"),
            choices=[(which, which) for which in WHICH],
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Please choose one.")},
        )
        self.fields["minutes"] = length_field(_("For how long?"), minutes)
        self.fields["time"].label = _("Time in %(place)s") % {"place": place_of(zone)}
        row = Row(Column("date"), Column("time"))
        self.helper = form_helper(row, chips("minutes"), "place", *more, submit=str(submit))

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "date" in cleaned and "time" in cleaned:
            day, wall_time, which = cleaned["date"], cleaned["time"], cleaned.get("which")
            check_not_skipped(day, wall_time, self.zone, field="time")
            if is_repeated(day, wall_time, self.zone):
                self.ask_which(day, wall_time)
                if not which and "which" not in self.errors:
                    words = _("Clocks go back that night, so this time comes twice in %(place)s. Please choose one.")
                    self.add_error("which", words % {"place": place_of(self.zone)})
            cleaned["starts_at"] = instant(day, wall_time, self.zone, is_second=which == SECOND)
        return cleaned

    def ask_which(self, day: date, wall_time: time) -> None:
        """Where the time comes twice that day, show both to choose from, each as its clocks are called."""
        moments = [instant(day, wall_time, self.zone, is_second=which == SECOND) for which in WHICH]
        local = [timezone.localtime(moment, self.zone) for moment in moments]
        shown = [{"time": f"{time_format(each.time(), TIME)} {zone_name(each)}"} for each in local]
        named = [_("The first: %(time)s") % shown[0], _("The second: %(time)s") % shown[1]]
        field = self.fields["which"]
        field.choices, field.required = [*zip(WHICH, named, strict=True)], True
        self.helper.layout.insert(1, chips("which"))


class MoveForm(SessionForm):
    """The same for a session that stands already, filled in with how it stands."""

    def __init__(self, *args, session: Session, zone: tzinfo, last_day: str = "", **kwargs) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["date"].help_text = last_day
        local = timezone.localtime(session.starts_at, zone)
        for name, value in (("date", local.date()), ("time", local.time()), ("place", session.place)):
            self.fields[name].initial = value
        self.fields["seen"] = seen_field(session.plan_as_seen)
        self.arrange(zone, session.minutes, submit=_("Move this session"), more=["seen"])
        if not self.is_bound and is_repeated(local.date(), local.time(), zone):
            self.ask_which(local.date(), local.time())
            self.fields["which"].initial = WHICH[local.fold]


def check_not_skipped(day: date, wall_time: time, zone: tzinfo, *, field: str) -> None:
    """Refuse a time over which clocks jump that night: nobody could say when it is."""
    if is_skipped(day, wall_time, zone):
        words = _("Clocks go forward that night, so this time does not come in %(place)s. Please choose another one.")
        raise forms.ValidationError({field: words % {"place": place_of(zone)}})


class LogForm(forms.Form):
    """The day on which they met, and for how long. A day is enough: `starts_at` is never later than `now`.

    `no_url` is where "no" is said, beside "yes"; empty where nobody asks whether they met. Where it is about a session,
    `seen` brings back how that stood.
    """

    date = DayField(label=_("When did you meet?"))

    def __init__(
        self,
        *args,
        day: date,
        usual_time: time,
        minutes: int,
        zone: tzinfo,
        now: datetime,
        no_url: str = "",
        seen: str | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usual_time, self.zone, self.now = usual_time, zone, now
        self.fields["date"].initial = day
        self.fields["minutes"] = length_field(_("For how long?"), minutes)
        if seen is not None:
            self.fields["seen"] = seen_field(seen)
        more = ["seen"] if seen is not None else []
        self.helper = form_helper("date", chips("minutes"), *more, submit=str(_("Yes, we met")))
        self.helper.other_url, self.helper.other_label = no_url, _("No, we did not meet")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "date" in cleaned:
            cleaned["starts_at"] = self.moment_on(cleaned["date"])
        return cleaned

    def moment_on(self, day: date) -> datetime:
        """The usual time of that day; on the present day the hour that has begun, where the usual time is ahead."""
        usual = instant(day, self.usual_time, self.zone)
        local_now = timezone.localtime(self.now, self.zone)
        if usual > self.now and day == local_now.date():
            return local_now.replace(minute=0, second=0, microsecond=0)
        return usual


class AnswerForm(LogForm):
    """Whether they met, moved it or did not meet. `seen` brings back how the session stood when it was asked."""

    answer = forms.ChoiceField(
        label=_("Did you meet?"),
        choices=answers(Session.Answer),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, session: Session, answer: str, zone: tzinfo, now: datetime, **kwargs) -> None:
        local = timezone.localtime(session.starts_at, zone)
        super().__init__(
            *args, day=local.date(), usual_time=local.time(), minutes=session.minutes, zone=zone, now=now, **kwargs
        )
        self.fields["answer"].initial = answer
        self.fields["answer"].help_text = _(
            "If you moved it, choose the new day below. The session is then at %(time)s as before (%(place)s time),"
            " both of you get a mail that changes it in your calendars, and we ask again the day after."
        ) % {"time": time_format(local.time(), TIME), "place": place_of(zone)}
        self.fields["seen"].initial = session.as_seen
        self.fields["date"].label = _("On which day?")
        self.fields["date"].help_text = _("The day on which you met, or to which you moved it.")
        self.fields["minutes"].label = _("For how long?")
        self.helper = form_helper(
            choice_cards("answer"), "date", chips("minutes"), "seen", submit=str(_("Send this answer"))
        )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if "date" in cleaned and cleaned.get("answer") == Session.Answer.MOVED:
            check_not_skipped(cleaned["date"], self.usual_time, self.zone, field="date")
            cleaned["starts_at"] = instant(cleaned["date"], self.usual_time, self.zone)
        return cleaned


class SharedNoteForm(forms.Form):
    """What both keep of a session. `version` brings back which one its writer has seen."""

    body = OwnWordsField(
        most=LONGEST_NOTE,
        rows=10,
        label=_("Our note"),
        required=False,
        too_long=_("This note is too long. Please shorten it."),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, note: SharedNote | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.note = note
        self.fields["body"].initial = note.body if note else ""
        self.fields["version"].initial = note.version if note else 0
        self.helper = form_helper("body", "version", submit=None, form_tag=False, mark_optional=False)


class ActionForm(forms.Form):
    """What one of the two wants to do, and by when if they say so."""

    words = OwnWordsField(
        most=LONGEST_ACTION,
        rows=0,
        label=_("What is to be done?"),
        error_messages={"required": _("Please write what is to be done.")},
    )
    date = DayField(
        label=_("By when?"),
        required=False,
        help_text=_("On the morning of this day whoever does it gets one mail. It does not say what the action is."),
    )

    def __init__(self, *args, me: Membership, partner: Membership, action: Action | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.person_id): each.person for each in (me, partner)}
        self.fields["owner"] = forms.ChoiceField(
            label=_("Who does it?"),
            choices=[(str(me.person_id), _("I do")), (str(partner.person_id), partner.person.user.name)],
            initial=str(action.owner_id if action else me.person_id),
            widget=forms.RadioSelect,
            error_messages={"required": _("Please choose one."), "invalid_choice": _("Please choose one of you two.")},
        )
        if action:
            self.fields["words"].initial, self.fields["date"].initial = action.words, action.due_on
            self.fields["seen"] = seen_field(action.as_seen)
        more = ["seen"] if action else []
        self.helper = form_helper("words", chips("owner"), "date", *more, submit=str(_("Save this action")))

    def clean_owner(self):
        return self.people[self.cleaned_data["owner"]]


class NoteForm(forms.Form):
    body = OwnWordsField(
        most=LONGEST_NOTE,
        rows=8,
        label=_("My note"),
        too_long=_("This note is too long. Please make two of it."),
        error_messages={"required": _("Please write something first.")},
    )

    def __init__(self, *args, sessions: QuerySet[Session] | None = None, note: Note | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if sessions is not None:
            self.fields["session"] = SessionChoiceField(sessions)
        if note is not None:
            self.fields["body"].initial = note.body
            self.fields["seen"] = seen_field(note.as_seen)
        self.helper = form_helper(*self.fields, submit=str(_("Save this note")))


class SessionChoiceField(forms.ModelChoiceField):
    def __init__(self, sessions: QuerySet[Session]) -> None:
        super().__init__(
            sessions,
            label=_("About which session?"),
            required=False,
            empty_label=_("None in particular"),
            error_messages={"invalid_choice": _("Please choose one of your own sessions.")},
        )

    def to_python(self, value: object) -> Session | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:  # what is no id at all gets the same words as an unknown one
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error

    def label_from_instance(self, obj: Session) -> str:
        return date_format(timezone.localtime(obj.starts_at), "DATE_FORMAT")
