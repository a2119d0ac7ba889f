"""Whom the two of a pair turn to when something is wrong: never to one of the two."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mentoring.accounts.models import User
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody in HR by name and address (each empty where none is known), or the people of the programme team."""

    name: str = ""
    email: str = ""
    # Where nobody in HR can be named; empty as well where the team is one of the two alone, or nobody.
    team: list[User] = field(default_factory=list)
    # Whether the programme's own contact is one of the two, so that somebody else has to be named.
    is_another: bool = False


def is_one_of(people: Iterable[User], email: str) -> bool:
    """Whether this address is that of one of them, however it is spelt."""
    return bool(email) and any((each.email or "").lower() == email.lower() for each in people)


def listener_for(programme: Programme, people: list[User], team: list[User]) -> Listener:
    """The programme's HR contact; where that is one of `people`, the company's, else whoever of `team` is neither."""
    if not is_one_of(people, programme.hr_contact_email):
        return Listener(programme.hr_contact_name, programme.hr_contact_email)
    company = programme.organisation
    if company.hr_contact_email and not is_one_of(people, company.hr_contact_email):
        return Listener(company.hr_contact_name, company.hr_contact_email, is_another=True)
    return Listener(team=[each for each in team if each not in people], is_another=True)
