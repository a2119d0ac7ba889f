"""Who walks the line, and what is known of them between two steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.flows.door import signed_in
from tests.flows.visitor import Visitor
from tests.running import Product

COHORT = "Spring"
# Words that may be read by nobody but their author, or the two of the pair.
NOTE = "CANARY-note: she thinks of leaving, ask gently."
GOAL = "CANARY-goal: speak before the board without notes."
WHERE_NOW = "CANARY-now: I avoid the stage."
WHAT_GOOD = "CANARY-good: ten minutes, and questions."
HOW_FAR = "CANARY-far: I said two sentences."
SHARED = "CANARY-shared: the board meets without her."
ACTION = "CANARY-action: call her old team."
# What the two asked and said before they answered the suggestion: gone once both had.
ASKED = "CANARY-asked: would you mind that I am new?"
SAID = "CANARY-said: so was I."
# What a mentor wrote to ask for a mentor and never sent: nobody else's to read.
DRAFT = "CANARY-draft: I want to leave my team."
# Read by whoever is suggested, and by nobody else.
WHY = "I would like to be heard."
PRIVATE = (NOTE, GOAL, WHERE_NOW, WHAT_GOOD, ACTION)


@dataclass
class Line:
    """One product and the people who came in so far, each at a browser of their own."""

    product: Product
    programme: str = "Open doors"
    began: bool = False
    # How many steps are done.
    reached: int = 0
    inside: dict[str, Visitor] = field(default_factory=dict)
    coordinator: str = ""
    analyst: str = ""
    administrator: str = "sam@mail.example"
    mentors: Sequence[str] = ()
    mentees: Sequence[str] = ()
    # Addresses of pages that later steps go back to.
    cohort_page: str = ""
    pair_page: str = ""
    note_page: str = ""
    # Mentor and mentee of the one pair that is followed to the end.
    pair: tuple[str, str] = ("", "")

    def at_browser(self, address: str) -> Visitor:
        """This person, who signs in the first time they are needed."""
        if address not in self.inside:
            self.inside[address] = signed_in(self.product, address)
        return self.inside[address]

    @property
    def taking_part(self) -> list[str]:
        return [*self.mentors, *self.mentees]

    def all_mails(self, subject: str) -> dict[str, list[EmailMessage]]:
        """The mails of this subject by whom they went to, of those who take part."""
        found = {address: self.product.mails_to(address, subject) for address in self.taking_part}
        return {address: mails for address, mails in found.items() if mails}


Step = Callable[[Line], None]
