"""Why a stored suggestion was made, and why somebody has none, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matching.explain import Code, Reason
from matching.words import sentence
from participants.models import Skill

Stored = Sequence[Mapping[str, Any]]


def skill_names(stored: Iterable[Stored]) -> dict[str, str]:
    """The names of all skills that these lists of stored reasons mention, in one query."""
    keys = {key for reasons in stored for reason in reasons for key in reason["values"].values()}
    return {str(pk): name for pk, name in Skill.objects.filter(pk__in=keys).values_list("pk", "name")}


def in_words(reasons: Stored, names: Mapping[str, str]) -> list[str]:
    """Stored reasons as sentences in the active language."""
    return [sentence(Reason(Code(reason["code"]), reason["values"]), names) for reason in reasons]
