"""What somebody fills in to ask for a place: two pages, six answers at most, and one more that is given already where a
mentee may have several mentors. And the answers of the programme team.
"""

from collections.abc import Iterable, Mapping, Sequence

from crispy_forms.layout import Div
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.lib.forms import chips, choice_cards, form_helper
from mentoring.lib.own_words import OwnWordsField
from participants.aims import MOST_KNOWN, MOST_WANTED
from participants.aims_form import known_field, wanted_field
from participants.forms import as_choices, languages_field, or_not_said, skills_field
from participants.languages import MOST_LANGUAGES
from participants.models import Profile, ProfileSkill, Skill
from participants.sections import SEEN_BY
from participants.services.skills import MOST_SKILLS
from programmes.models import Enrolment, Role
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
    BOTH: _("Both: I would like a mentor, and I can be one"),
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
ROWS: tuple[str, ...] = tuple(
    f"{kind}_{number}{end}"
    for kind in KIND_OF.values()
    for number in range(1, MOST_SKILLS + 1)
    for end in ("", "_level")
)
LANGUAGE_ROWS: tuple[str, ...] = tuple(f"languages_{number}" for number in range(1, MOST_LANGUAGES + 1))
# By role the field that says what somebody is aiming for, or can help with; called as in the profile.
CHOSEN_AIMS: Mapping[str, str] = {Role.MENTOR: "aims_known", Role.MENTEE: "aims_wanted"}
AIM_ROWS: tuple[str, ...] = (
    *(f"aims_wanted_{number}" for number in range(1, MOST_WANTED + 1)),
    *(f"aims_known_{number}" for number in range(1, MOST_KNOWN + 1)),
)
# By role the field that says how many of the other role at most; one where it is not asked.
HOW_MANY: Mapping[str, str] = {Role.MENTOR: "capacity", Role.MENTEE: "mentors"}
AIMS_OF: Mapping[str, str] = {Role.MENTOR: "aims_mentor", Role.MENTEE: "aims_mentee"}
# What a draft may hold of each page: the names of its fields.
FIRST_PAGE: tuple[str, ...] = ("role", *ROWS)
SECOND_PAGE: tuple[str, ...] = (*AIMS_OF.values(), "capacity", "mentors", *LANGUAGE_ROWS, *AIM_ROWS, "meets")
PAGES: Mapping[str, tuple[str, ...]] = {"1": FIRST_PAGE, "2": SECOND_PAGE}
MOST_ANSWERS = 6


def how_many_mentors(most: int) -> forms.TypedChoiceField:
    """How many mentors at once a mentee wishes for, where the programme allows so many."""
    return forms.TypedChoiceField(
        label=_("How many mentors would you like at most?"),
        help_text=_(
            "They are found one after the other: nobody gets a second before everybody could have a first. No mentor is"
            " told of another. You can change this at any time."
        ),
        choices=[(str(number), str(number)) for number in range(1, most + 1)],
        coerce=int,
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how many mentors you would like.")},
    )


class RoleForm(forms.Form):
    """The first page: as what, and the skills that go with it, the most important first."""

    role = forms.ChoiceField(
        label=_("How would you like to take part?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how you would like to take part.")},
    )

    def __init__(
        self,
        *args,
        open_roles: Iterable[str],
        skills: Iterable[Skill],
        chosen: Iterable[ProfileSkill] = (),
        answers: Mapping[str, str],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.skills, chosen = list(skills), list(chosen)
        self.offer_roles(set(open_roles), answers.get("role", ""))
        for role, kind in KIND_OF.items():
            field = skills_field(kind, skills=self.skills, chosen=chosen, label=SKILL_LABELS[role])
            field.help_text = f"{_('Up to five, the most important first.')} {field.help_text}"
            if any(name in answers for name in ROWS):  # what was filled in already counts, not the profile
                field.initial = field.widget.value_from_datadict(answers, {}, kind)
            self.fields[kind] = field
        sections = [Div(kind, css_class=f"for-{role}") for role, kind in KIND_OF.items()]
        self.helper = form_helper(choice_cards("role"), *sections, submit=None, form_tag=False, mark_optional=False)

    def offer_roles(self, open_roles: set[str], chosen: str) -> None:
        """Where one role alone is open there is nothing to choose."""
        possible = [value for value, roles in ROLES_OF.items() if open_roles.issuperset(roles)]
        field = self.fields["role"]
        field.choices = [(value, ROLE_WORDS[value]) for value in possible]
        field.initial = chosen if chosen in possible else None
        if len(possible) == 1:
            field.initial, field.disabled, field.widget = possible[0], True, forms.HiddenInput()

    def clean(self) -> dict[str, object]:
        """What belongs to a role that was not chosen is left alone, whatever it holds."""
        cleaned = super().clean()
        self.roles = ROLES_OF.get(cleaned.get("role", ""), ())
        for role, kind in KIND_OF.items():
            if role not in self.roles:
                self.errors.pop(kind, None)
            elif kind not in self.errors and not cleaned[kind]:
                self.add_error(kind, NOTHING_CHOSEN[role])
        return cleaned

    def chosen(self, role: str) -> list[tuple[Skill, int | None]]:
        """The skills of a role with their levels, in the order of their importance."""
        return as_choices(self.cleaned_data[KIND_OF[role]], self.skills)


class AimsForm(forms.Form):
    """The second page: why, in one's own words, how many mentees, and what the profile does not say yet.

    Languages, aims from a list and the way to meet are asked for, in this order, where fewer than six answers were
    asked for on both pages.
    """

    aims_mentor = OwnWordsField(
        most=MOST_AIMS,
        label=_("What draws you to being a mentor?"),
        help_text=_(
            "A sentence or two, at most 300 characters. Read by whoever is suggested to you, and by nobody else."
        ),
        required=False,
    )
    aims_mentee = OwnWordsField(
        most=MOST_AIMS,
        label=_("What would you like to be different in six months?"),
        help_text=_(
            "A sentence or two, at most 300 characters. Read by whoever is suggested to you, and by nobody else."
        ),
        required=False,
    )
    capacity = forms.TypedChoiceField(
        label=_("How many mentees could you take at most?"),
        help_text=_("Mentees of yours in other rounds count, too. You can change this at any time."),
        choices=[(str(number), str(number)) for number in range(1, MOST_MENTEES + 1)],
        coerce=int,
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how many mentees you could take.")},
    )

    meets = forms.ChoiceField(label=_("How do you like to meet?"), required=False, widget=forms.RadioSelect)

    def __init__(
        self,
        *args,
        roles: Sequence[str],
        person: Profile,
        answers: Mapping[str, str],
        mentors_each: int = 1,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        for role, name in AIMS_OF.items():
            if role not in roles:
                del self.fields[name]
        self.ask_how_many(person)
        if Role.MENTEE in roles and mentors_each > 1:
            self.fields["mentors"] = how_many_mentors(mentors_each)
        self.ask_for_ways(person)
        for name, field in self.fields.items():
            given = field.widget.value_from_datadict(answers, {}, name)
            field.initial = given or field.initial
        layout = [chips(name) if name in ("capacity", "mentors", "meets") else name for name in self.fields]
        self.helper = form_helper(*layout, submit=None, form_tag=False)

    def ask_how_many(self, person: Profile) -> None:
        if Role.MENTOR not in self.roles:
            del self.fields["capacity"]
        elif person.mentor_limit is not None:
            limit = _("Over all programmes together your own limit is %(count)d.") % {"count": person.mentor_limit}
            self.fields["capacity"].help_text = f"{self.fields['capacity'].help_text} {limit}"

    def ask_for_ways(self, person: Profile) -> None:
        """The role and the skills were asked for on the first page."""
        meets = self.fields.pop("meets")
        room = MOST_ANSWERS - 1 - len(self.roles) - len(self.fields)
        if room > 0 and not person.languages:
            self.fields["languages"] = languages_field()
            self.fields["languages"].help_text = SEEN_BY["ways"]
            room -= 1
        for role in self.roles:
            name = CHOSEN_AIMS[role]
            if room > 0 and not getattr(person, name):
                self.fields[name] = known_field() if role == Role.MENTOR else wanted_field()
                room -= 1
        if room > 0 and not person.meets:
            meets.choices = or_not_said(Profile.Meets)
            self.fields["meets"] = meets

    def ways(self) -> dict[str, object]:
        """What was said of languages and the way to meet; nothing where nothing was."""
        languages = [each.key for each in self.cleaned_data.get("languages", ())]
        said = {"languages": languages, "meets": self.cleaned_data.get("meets", "")}
        return {name: value for name, value in said.items() if value}

    def chosen_aims(self) -> dict[str, list[str]]:
        """What was chosen of aims, by the name in the profile; nothing where nothing was."""
        chosen = {name: [each.key for each in self.cleaned_data.get(name, ())] for name in CHOSEN_AIMS.values()}
        return {name: aims for name, aims in chosen.items() if aims}

    def wishes(self, first: RoleForm) -> list[Wish]:
        """Both pages together, as the service takes them."""
        return [
            Wish(role, first.chosen(role), self.cleaned_data.get(HOW_MANY[role], 1), self.aims(role))
            for role in self.roles
        ]

    def aims(self, role: str) -> str:
        return self.cleaned_data[AIMS_OF[role]]


class CapacityForm(forms.Form):
    capacity = forms.TypedChoiceField(
        label=_("How many mentees could you take at most?"),
        help_text=_(
            "Mentees of yours in other rounds count, too. Existing pairs carry on, and suggestions stay open; no more "
            "pairs begin than this number allows."
        ),
        choices=AimsForm.base_fields["capacity"].choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how many mentees you could take.")},
    )

    def __init__(self, *args, cancel_url: str, place: Enrolment, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if place.role == Role.MENTEE:
            self.fields["capacity"] = how_many_mentors(place.cohort.programme.mentors_each)
            self.fields["capacity"].help_text = _(
                "Existing pairs carry on: a smaller number only means that no other mentor is added."
            )
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
