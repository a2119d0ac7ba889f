"""The programmes one can begin with, in our own words. What is chosen is copied, and then the company's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ShippedProgramme:
    """A programme as it ships. `says` tells a coordinator in a sentence when to take it."""

    name: str | Promise
    says: str | Promise
    style: str
    hours_a_month: int
    purpose: str | Promise
    outcomes: Sequence[str | Promise]
    audience: str | Promise
    not_suited_when: str | Promise
    mentor_card: str | Promise
    mentee_card: str | Promise
    manager_card: str | Promise

    def values(self) -> dict[str, str | int]:
        """What the fields of a new programme begin with, in the active language."""
        return {
            "name": str(self.name),
            "style": self.style,
            "hours_a_month": self.hours_a_month,
            "purpose": str(self.purpose),
            "outcomes": "\n".join(map(str, self.outcomes)),
            "audience": str(self.audience),
            "not_suited_when": str(self.not_suited_when),
            "mentor_card": str(self.mentor_card),
            "mentee_card": str(self.mentee_card),
            "manager_card": str(self.manager_card),
        }


OPEN = ShippedProgramme(
    name=_("Open mentoring"),
    says=_("Anybody can ask for a mentor, anybody with something to pass on can be one. A good first programme."),
    style="classic",
    hours_a_month=2,
    purpose=_(
        "Learn from somebody who has been there. You meet a colleague from another part of the company, outside your "
        "own reporting line, and talk about the questions that matter to you at work."
    ),
    outcomes=(
        _("You will have taken a step at work that you had put off."),
        _("You will know more people to turn to, outside your own team."),
        _("You will be able to say what you want to learn next, and how."),
    ),
    audience=_("For everybody who has a question about their work that another person could help them think through."),
    not_suited_when=_(
        "you need training in one tool, or help with a conflict in your team: your manager or HR can help sooner."
    ),
    mentor_card=_(
        "You listen first, ask, and tell what you have seen yourself. You do not hand out tasks, nor do you judge. You "
        "keep to yourself what you hear. You say so when something is beyond you, and when you have too little time."
    ),
    mentee_card=_(
        "You bring the questions and decide what to do about them. You ask for the meetings and come prepared. You "
        "tell your mentor what helped and what did not. You may change your mind about your aims at any time."
    ),
    manager_card=_(
        "Managers make room for about two hours a month and do not ask what was said; you decide what to tell them. "
        "They can also help by giving you a chance to try out what you learn."
    ),
)

REVERSE = ShippedProgramme(
    name=_("Reverse mentoring"),
    says=_("Somebody at the beginning mentors somebody who decides. For a company that wants to listen."),
    style="reverse",
    hours_a_month=2,
    purpose=_(
        "See the company through the eyes of somebody newer to it. The more junior of the two is the mentor: they "
        "choose what to talk about, and the more senior one has come to learn."
    ),
    outcomes=(
        _("Those who decide will know better what work is like for others here."),
        _("Those who mentor will have been heard by somebody who can change something."),
        _("Both will know a person they would not have met."),
    ),
    audience=_("For people early in their career who have something to say, and for those who would like to hear it."),
    not_suited_when=_("one of the two decides on the pay or the promotion of the other: then nobody can speak freely."),
    mentor_card=_(
        "You lead: you choose the subject and speak first. You tell what you see from where you stand, and speak "
        "for yourself alone. You need not answer every question. If it gets uncomfortable, you may stop."
    ),
    mentee_card=_(
        "You come to learn, so you ask and listen more than you speak. You never ask the other to speak for a group. "
        "You take no part in decisions about their pay or promotion. You tell them what you did with what you heard."
    ),
    manager_card=_(
        "To make room for about two hours a month, and to ask neither of the two what was said. If you mentor somebody "
        "senior to your manager, it is about the company, not about them."
    ),
)

SHIPPED_PROGRAMMES: Mapping[str, ShippedProgramme] = {"open": OPEN, "reverse": REVERSE}
