"""Who takes part, and where they live."""

from mentoring.accounts.models import User
from participants.models import Profile, Skill
from tests.factories import ProfileFactory, SkillFactory, UserFactory

ZONES = {
    # They do everything in time.
    "Ana": "Europe/London",
    "Bela": "Europe/London",
    # Half the world between them.
    "Aroha": "Pacific/Auckland",
    "Luis": "Europe/Lisbon",
    # One switched reminders off, the other works three afternoons a week.
    "Wes": "Europe/London",
    "Petra": "Europe/Berlin",
    # One never answers.
    "Nils": "Europe/Oslo",
    "Gaby": "Europe/Paris",
    # One agrees late, and they have a break.
    "Lena": "Europe/London",
    "Tom": "Europe/London",
    # They stop early.
    "Eve": "Europe/London",
    "Max": "Europe/London",
    # A mentor of two who has a mentor herself, and is late with everything; one of the two leaves the company.
    "Dora": "Europe/London",
    "Kai": "Europe/London",
    "Ivo": "Europe/London",
    "Uma": "America/New_York",
}
# Mentor and mentee. What each mentor can help with nobody else can, so a search finds these pairs and no others.
PAIRS = (
    ("Bela", "Ana"),
    ("Luis", "Aroha"),
    ("Petra", "Wes"),
    ("Gaby", "Nils"),
    ("Tom", "Lena"),
    ("Max", "Eve"),
    ("Dora", "Kai"),
    ("Dora", "Ivo"),
    ("Uma", "Dora"),
)
MENTORS = list(dict.fromkeys(mentor for mentor, _mentee in PAIRS))


def hire() -> dict[str, Profile]:
    return {name: ProfileFactory(user=account_of(name, zone)) for name, zone in ZONES.items()}


def account_of(name: str, zone: str) -> User:
    return UserFactory(name=f"{name} Example", email=f"{name.lower()}@mail.example", time_zone=zone)


def skills() -> dict[str, Skill]:
    """By mentor: what they offer."""
    return {mentor: SkillFactory(name=f"As {mentor} does it") for mentor in MENTORS}
