from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import GoalReview
from feedback.questionnaires import Asked
from feedback.reports import OTHERS
from feedback.services.goals import LONGEST_SENTENCE, LONGEST_WORDS
from mentoring.lib.forms import PREFER_NOT_TO_SAY, choice_cards, form_helper, likert
from mentoring.lib.own_words import OwnWordsField
from mentoring.lib.seen import seen_field


class GoalForm(forms.Form):
    """A goal in the words of its mentee; for their mentor `of_mentee` names whose it is."""

    sentence = OwnWordsField(
        most=LONGEST_SENTENCE,
        rows=0,
        label=_("The goal in one sentence"),
        help_text=_("What would you like to be able to do that you cannot do yet?"),
    )
    where_now = OwnWordsField(
        most=LONGEST_WORDS,
        rows=3,
        label=_("Where I am now"),
        help_text=_("How it goes today, as somebody watching would describe it."),
        required=False,
    )
    what_good = OwnWordsField(
        most=LONGEST_WORDS,
        rows=3,
        label=_("What good looks like"),
        help_text=_(
            "How you will both notice that it worked. Later this is “as expected” among five levels, from much less to "
            "much more."
        ),
        required=False,
    )

    def __init__(self, *args, cancel_url: str, of_mentee: str = "", seen: str | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if of_mentee:
            self.fields["sentence"].help_text = _("What should be possible that is not possible yet?")
            self.fields["where_now"].label = _("Where %(name)s is now") % {"name": of_mentee}
        if seen is not None:
            self.fields["seen"] = seen_field(seen)
        self.helper = form_helper(
            *self.fields,
            submit=_("Save goal"),
            cancel_url=cancel_url,
            cancel_label=_("Go back"),
        )


LEVELS = {
    GoalReview.Level.MUCH_LESS: _("Much less than expected: about where I began, or further away"),
    GoalReview.Level.LESS: _("Less than expected: a start has been made"),
    GoalReview.Level.EXPECTED: _("As expected: it is what good looks like"),
    GoalReview.Level.MORE: _("More than expected: that, and a step beyond"),
    GoalReview.Level.MUCH_MORE: _("Much more than expected: far beyond what I hoped for"),
}


class GoalReviewForm(forms.Form):
    """How far a goal is, in one of five sentences. `seen` brings back how it read."""

    level = forms.TypedChoiceField(
        label=_("How far have you come?"),
        choices=list(LEVELS.items()),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the sentence that comes closest.")},
    )
    words = OwnWordsField(
        most=LONGEST_WORDS,
        rows=3,
        label=_("What made the difference"),
        help_text=_("If you like: what helped, what got in the way, what comes next."),
        required=False,
    )

    def __init__(self, *args, cancel_url: str, seen: str = "", is_under_way: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_under_way:
            self.fields["level"].label = _("How far did you come?")
            self.fields["words"].help_text = _("If you like: what helped, and what got in the way.")
        self.fields["seen"] = seen_field(seen)
        buttons = {"submit": _("Save this"), "cancel_url": cancel_url, "cancel_label": _("Go back")}
        self.helper = form_helper(choice_cards("level"), "words", "seen", **buttons)


class AnswersForm(forms.Form):
    """A page of a survey: items as they were asked, each a scale that may be left alone. The page has the buttons."""

    def __init__(self, *args, items: Sequence[Asked], first: int = 1, **kwargs):
        super().__init__(*args, **kwargs)
        for number, item in enumerate(items, start=first):
            scale = [(str(value), option) for value, option in enumerate(item["options"], start=1)]
            self.fields[item["id"]] = forms.ChoiceField(
                label=f"{number}. {item['text']}",
                choices=[*scale, (PREFER_NOT_TO_SAY, _("Prefer not to say"))],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": _("Please choose one of the answers shown.")},
            )
        self.helper = form_helper(*map(likert, self.fields), submit=None, form_tag=False, mark_optional=False)

    @property
    def answers(self) -> dict[str, int]:
        """The option numbers that were chosen, by item."""
        given = {name: value for name, value in self.cleaned_data.items() if value and value != PREFER_NOT_TO_SAY}
        return {name: int(value) for name, value in given.items()}

    @property
    def not_said(self) -> list[str]:
        """The items to which somebody prefers not to say."""
        return [name for name, value in self.cleaned_data.items() if value == PREFER_NOT_TO_SAY]

    @property
    def is_touched(self) -> bool:
        """Whether anything was chosen, be it not to say."""
        return any(self.cleaned_data.values())


class GroupForm(forms.Form):
    """Whose answers to show: everybody's, of a department that stands alone, or of those shown only together."""

    department = forms.ChoiceField(
        label=_("Whose answers"),
        help_text=_("Only departments that are shown on their own in at least one survey are listed."),
        required=False,
        error_messages={"invalid_choice": _("Please choose a department from the list.")},
    )

    def __init__(self, *args, departments: Sequence[str], has_others: bool, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(OTHERS, _("All other departments together"))] if has_others else []
        self.fields["department"].choices = [("", _("Everybody")), *((name, name) for name in departments), *others]
        self.helper = form_helper(
            "department", submit=_("Show"), method="get", form_class="cluster", mark_optional=False
        )
        self.helper.inputs[0].field_classes = "btn"  # a look at others, not what the page is for
