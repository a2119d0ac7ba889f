"""What somebody fills in to ask for a place: two pages, six answers at most. And the answers of the programme team."""

from collections.abc import Iterable, Mapping, Sequence

from crispy_forms.layout import Div
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.lib.forms import chips, choice_cards, form_helper
from participants.forms import by_category
from participants.models import ProfileSkill, Skill
from programmes.models import Role
from programmes.services import MOST_AIMS, MOST_MENTEES, MOST_WORDS, Wish

BOTH = "both"
ROLES_OF: Mapping[str, tuple[str, ...]] = {
    Role.MENTEE: (Role.MENTEE,),
    Role.MENTOR: (Role.MENTOR,),
    BOTH: (Role.MENTOR, Role.MENTEE),
}
ROLE_WORDS: Mapping[str, Promise] = {
    Role.MENTEE: _("I would like a mentor"),
    Role.MENTOR: _("I can be a mentor"),
    BOTH: _("Both: a mentor for me, and I mentor somebody else"),
}
KIND_OF: Mapping[str, str] = {Role.MENTOR: ProfileSkill.Kind.OFFERS, Role.MENTEE: ProfileSkill.Kind.WANTS}
NOTHING_CHOSEN: Mapping[str, Promise] = {
    Role.MENTOR: _("Please choose at least one skill you can help with."),
    Role.MENTEE: _("Please choose at least one skill you would like to learn."),
}
SKILL_LABELS: Mapping[str, Promise] = {
    Role.MENTOR: _("What can you help with most?"),
    Role.MENTEE: _("What would you like to learn most?"),
}
FURTHER_LABELS: tuple[Promise, ...] = (_("Second"), _("Third"), _("Fourth"), _("Fifth"))
MOST_SKILLS = 1 + len(FURTHER_LABELS)
ROWS: tuple[str, ...] = tuple(
    f"{kind}_{number}{end}"
    for kind in KIND_OF.values()
    for number in range(1, MOST_SKILLS + 1)
    for end in ("", "_level")
)
AIMS_OF: Mapping[str, str] = {Role.MENTOR: "aims_mentor", Role.MENTEE: "aims_mentee"}
# What a draft may hold: the names of the fields of both pages.
FIRST_PAGE: tuple[str, ...] = ("role", *ROWS)
SECOND_PAGE: tuple[str, ...] = (*AIMS_OF.values(), "capacity")


class RoleForm(forms.Form):
    """The first page: as what, and the skills that go with it, the most important first."""

    role = forms.ChoiceField(
        label=_("How would you like to take part?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how you would like to take part.")},
    )

    def __init__(
        self, *args, open_roles: Iterable[str], skills: Iterable[Skill], answers: Mapping[str, str], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.skills = list(skills)
        self.offer_roles(set(open_roles), answers.get("role", ""))
        sections = [Div(*self.add_skills(role, answers), css_class=f"for-{role}") for role in KIND_OF]
        self.helper = form_helper(choice_cards("role"), *sections, submit=None, form_tag=False)

    def offer_roles(self, open_roles: set[str], chosen: str) -> None:
        """Where one role alone is open there is nothing to choose."""
        possible = [value for value, roles in ROLES_OF.items() if open_roles.issuperset(roles)]
        field = self.fields["role"]
        field.choices = [(value, ROLE_WORDS[value]) for value in possible]
        field.initial = chosen if chosen in possible else None
        if len(possible) == 1:
            field.initial, field.disabled, field.widget = possible[0], True, forms.HiddenInput()

    def add_skills(self, role: str, answers: Mapping[str, str]) -> list[str]:
        """The rows of one kind of skill; returns the names of the fields."""
        choices = [("", _("Please choose")), *by_category(self.skills)]
        names = [f"{KIND_OF[role]}_{number}" for number in range(1, MOST_SKILLS + 1)]
        for name, label in zip(names, (SKILL_LABELS[role], *FURTHER_LABELS), strict=True):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=answers.get(name, "")
            )
        return names

    def clean(self) -> dict[str, object]:
        """What belongs to a role that was not chosen is left alone, whatever it holds."""
        cleaned = super().clean()
        self.roles = ROLES_OF.get(cleaned.get("role", ""), ())
        for role, kind in KIND_OF.items():
            if role in self.roles:
                self.check_skills(role, kind)
            else:
                for name in [name for name in self.errors if name.startswith(f"{kind}_")]:
                    del self.errors[name]
        return cleaned

    def check_skills(self, role: str, kind: str) -> None:
        seen: set[str] = set()
        names = {str(skill.pk): skill.name for skill in self.skills}
        for name in self.names_of(kind):
            key = self.cleaned_data.get(name)
            if key and key in seen:
                self.add_error(name, _("You chose %(skill)s twice. Please check.") % {"skill": names[key]})
            seen.add(key)
        if not seen - {"", None} and not any(name.startswith(f"{kind}_") for name in self.errors):
            self.add_error(f"{kind}_1", NOTHING_CHOSEN[role])

    def names_of(self, kind: str) -> list[str]:
        return [name for name in self.fields if name.startswith(f"{kind}_")]

    def chosen(self, role: str) -> list[Skill]:
        """The skills of a role in the order of their importance."""
        by_key = {str(skill.pk): skill for skill in self.skills}
        return [by_key[key] for name in self.names_of(KIND_OF[role]) if (key := self.cleaned_data.get(name))]


class OwnWordsField(forms.CharField):
    """A few sentences. Nothing that is typed or pasted is cut off in silence, and a new line counts once."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs) -> None:
        words = _("Please keep to %(limit_value)d characters; these are %(show_value)d.")
        super().__init__(max_length=most, error_messages={"max_length": words}, **kwargs)
        self.widget = forms.Textarea(attrs={"rows": rows, "data-most": most})

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class AimsForm(forms.Form):
    """The second page: why, in one's own words, and how many mentees."""

    aims_mentor = OwnWordsField(
        most=MOST_AIMS,
        label=_("What draws you to being a mentor?"),
        help_text=_(
            "A sentence or two, at most 300 characters. Read by your programme team and by whoever is suggested to "
            "you, never by your manager."
        ),
        required=False,
    )
    aims_mentee = OwnWordsField(
        most=MOST_AIMS,
        label=_("What would you like to be different in six months?"),
        help_text=_(
            "A sentence or two, at most 300 characters. Read by your programme team and by whoever is suggested to "
            "you, never by your manager."
        ),
        required=False,
    )
    capacity = forms.TypedChoiceField(
        label=_("How many mentees could you take at most?"),
        help_text=_("You can change this at any time."),
        choices=[(str(number), str(number)) for number in range(1, MOST_MENTEES + 1)],
        coerce=int,
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how many mentees you could take.")},
    )

    def __init__(self, *args, roles: Sequence[str], answers: Mapping[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        for role, name in AIMS_OF.items():
            if role not in roles:
                del self.fields[name]
        if Role.MENTOR not in roles:
            del self.fields["capacity"]
        for name in set(self.fields) & set(answers):
            self.fields[name].initial = answers[name]
        layout = [chips(name) if name == "capacity" else name for name in self.fields]
        self.helper = form_helper(*layout, submit=None, form_tag=False)

    def wishes(self, first: RoleForm) -> list[Wish]:
        """Both pages together, as the service takes them."""
        return [
            Wish(role, first.chosen(role), self.cleaned_data["capacity"] if role == Role.MENTOR else 1, self.aims(role))
            for role in self.roles
        ]

    def aims(self, role: str) -> str:
        return self.cleaned_data[AIMS_OF[role]]


class CapacityForm(forms.Form):
    capacity = forms.TypedChoiceField(
        label=_("How many mentees could you take at most?"),
        help_text=_("Pairs and suggestions that are there go on. A smaller number only means that fewer are added."),
        choices=AimsForm.base_fields["capacity"].choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how many mentees you could take.")},
    )

    def __init__(self, *args, cancel_url: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(chips("capacity"), submit=_("Save this number"), cancel_url=cancel_url)


class AnswerWordsForm(forms.Form):
    """What the programme team writes beside an answer; asked for where a place is taken back."""

    words = OwnWordsField(
        most=MOST_WORDS,
        rows=3,
        label=_("A sentence to the person"),
        help_text=_("It stands in the mail and on the page of each person. At most 500 characters."),
    )

    def __init__(self, *args, is_required: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = is_required
        self.fields["words"].error_messages["required"] = _(
            "Please say in a sentence why the place is taken back. The person reads it."
        )
