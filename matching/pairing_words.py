"""Who chooses who is asked, and what follows a suggestion that came to nothing, as a coordinator reads the answers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.models import Policy
from programmes.models import Role

Pairing, NextUp = Policy.Pairing, Policy.NextUp
# By the role of those who choose, where people do.
PAIRINGS: Mapping[Role, list[tuple[str, Any]]] = {
    Role.MENTEE: [
        (Pairing.APPOINTED.value, _("The programme team: you look for the best pairs and send them")),
        (Pairing.SUGGESTED.value, _("Mentees: each reads of the five mentors who fit best, and asks one")),
        (Pairing.CHOSEN.value, _("Mentees: each may look through all mentors who have a place free, and asks one")),
        (
            Pairing.RANKED.value,
            _("Both name up to three whom they would like; you look for the best pairs and send them"),
        ),
    ],
    Role.MENTOR: [
        (Pairing.APPOINTED.value, _("The programme team: you look for the best pairs and send them")),
        (Pairing.SUGGESTED.value, _("Mentors: each reads of the five mentees who fit best, and asks one")),
        (Pairing.CHOSEN.value, _("Mentors: each may look through all mentees who wait, and asks one")),
        (
            Pairing.RANKED.value,
            _("Mentors name up to three whom they would like; you look for the best pairs and send them"),
        ),
    ],
}
NEXT_UPS: list[tuple[str, Any]] = [
    (NextUp.TEAM.value, _("You look again: Today says who is without a pair")),
    (NextUp.READY.value, _("The next best pair is ready: it waits among the pairs to look at until you send it")),
    (NextUp.SENT.value, _("The next best pair goes out by itself: you read it on the board")),
]
