"""The rules that forbid a pair, in words: all of them at once, never which one forbade two people (decisions/0003)."""

from django.utils.translation import gettext as _

from matching.scoring import Style


def rules_in_words(style: str, *, knows_managers: bool) -> list[str]:
    """What nobody is paired against; where no manager is known, that reporting lines cannot be checked."""
    return [*_of_work(Style(style) == Style.CLASSIC, knows_managers), _of_people()]


def _of_work(is_classic: bool, knows_managers: bool) -> list[str]:
    if not knows_managers:
        return [
            _(
                "No manager is known of anybody here, so reporting lines cannot be checked. Please look for them in the"
                " pairs yourself."
            ),
            _("Where grades are known, nobody is paired with a mentor of a lower grade.")
            if is_classic
            else _("Where grades are known, nobody is paired with a mentor of a higher grade."),
        ]
    if is_classic:
        return [
            _(
                "Nobody is paired with their own reporting line or with somebody of the same manager, as far as the HR"
                " file names managers, nor, where grades are known, with a mentor of a lower grade."
            )
        ]
    return [
        _(
            "Nobody is paired with their own reporting line, as far as the HR file names managers, nor, where grades"
            " are known, with a mentor of a higher grade."
        )
    ]


def _of_people() -> str:
    return _(
        "Two who were suggested to each other or met before are left out, and people may have said in private whom they"
        " would rather not meet; so why a pair is ruled out is never shown."
    )
