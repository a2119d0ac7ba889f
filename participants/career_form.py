"""The form that asks for roles: rows of plain inputs, each with the job titles there are to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentoring.lib.alike import bare
from participants.forms import OneLineField, section_helper
from participants.models import Profile
from participants.own_words import LONGEST_ROLE, MOST_ROLES_HAD, MOST_ROLES_WANTED
from participants.picker import RANK_LABELS

ROW_LABELS: tuple[Promise, ...] = (_("First"), *RANK_LABELS[1:])


class RolesWidget(forms.Widget):
    """Rows named `<field>_1`, `<field>_2` and so on; what browsers suggest while somebody types are `titles`."""

    template_name = "widgets/roles.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/picker.css"]}

    def __init__(self, *, most: int, row_labels: Sequence[str | Promise], titles: Sequence[str]) -> None:
        super().__init__()
        self.most, self.row_labels, self.titles = most, row_labels, titles

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [data.get(f"{name}_{number}", "") for number in range(1, self.most + 1)]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id", name)
        roles = [*(value or ()), *[""] * self.most][: self.most]
        context["widget"] |= {
            "titles": self.titles,
            "titles_id": f"{identifier}_titles",
            "rows": [
                {"name": f"{name}_{number}", "id": f"{identifier}_{number}", "label": label, "role": role}
                for number, (role, label) in enumerate(zip(roles, self.row_labels, strict=False), start=1)
            ],
        }
        return context


class RolesField(forms.Field):
    """Up to so many roles in one's own words: cleans to those that are filled in, in their order."""

    widget: RolesWidget
    row = OneLineField(
        required=False,
        max_length=LONGEST_ROLE,
        error_messages={
            "max_length": _("Please keep each role to %(limit_value)d characters; this one has %(show_value)d.")
        },
    )

    def __init__(self, *, most: int, titles: Sequence[str], row_labels: Sequence[str | Promise], **kwargs: Any) -> None:
        super().__init__(widget=RolesWidget(most=most, row_labels=row_labels, titles=titles), required=False, **kwargs)

    def to_python(self, value: list[str] | None) -> list[str]:
        roles = [role for words in value or () if (role := self.row.clean(words))]
        known: set[str] = set()
        for role in roles:
            if bare(role) in known:
                raise ValidationError(_("You wrote “%(role)s” twice.") % {"role": role})
            known.add(bare(role))
        return roles


class CareerForm(forms.Form):
    """Where somebody wants to go, as a mentee, and where they were, as a mentor. Both may be left out."""

    def __init__(self, *args: Any, person: Profile, titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"] = RolesField(
            label=_("Which roles would you like to have one day?"),
            help_text=_(
                "Up to three, the one you want most first. People you are suggested to as a mentee see these; your "
                "programme team sees one only where a mentor has or had it."
            ),
            initial=person.roles_wanted,
            most=MOST_ROLES_WANTED,
            titles=titles,
            row_labels=(_("Most wanted"), *RANK_LABELS[1:]),
        )
        self.fields["had"] = RolesField(
            label=_("Which roles have you had before?"),
            help_text=_(
                "Up to five; your job title counts anyway. People you are suggested to as a mentor see these; your "
                "programme team sees one only where a mentee wants it."
            ),
            initial=person.roles_had,
            most=MOST_ROLES_HAD,
            titles=titles,
            row_labels=ROW_LABELS,
        )
        self.helper = section_helper("wanted", "had", submit=_("Save my roles"))
