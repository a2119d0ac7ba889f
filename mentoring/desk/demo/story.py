"""What happened in the invented company until now: every step by a service, under a clock that stands in the past."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from matching.models import Mentorship
from matching.parting import Way
from mentoring.accounts.models import User
from mentoring.desk.demo.cast import Cast, hire, mentors_among, tell_of_oneself
from mentoring.desk.demo.days import at_work, last_at_work
from mentoring.desk.demo.pairs import PairStory, member
from mentoring.desk.demo.passwords import hashed, made_up_password
from mentoring.desk.demo.rounds import (
    SO_SO,
    WELL,
    Round,
    ask_about_the_parting,
    ask_before_the_start,
    ask_half_way,
    close,
    count_meetings,
    found_programme,
    open_round,
    pair_up_late,
    register,
    search,
    suggest,
)
from mentoring.lib import clock
from mentoring.outbox.services import tell_as_sent
from participants.models import Profile
from programmes.models import Programme, Role

# So many days ago the first of two rounds that are over began: it ended so lately that nothing of it is forgotten yet.
FIRST_ROUND = 366
# Of the pairs of a round that runs, so many have one that has not met for three months.
QUIET_ONE_IN = 6
# And of those of a round that is over, so many had one that parted early, or one that never met.
PARTED_ONE_IN = 10
NEVER_MET_ONE_IN = 13


@dataclass(frozen=True, slots=True)
class Login:
    """Who to sign in as, and what one can try then."""

    role: str
    address: str
    password: str


class Story:
    """Tells the story once, up to a stage; the same seed gives the same people and acts."""

    def __init__(self, *, people: int, seed: int) -> None:
        self.people, self.seed = people, seed
        self.chance = random.Random(seed)  # noqa: S311 - for the demonstration
        # The wall time of the company, in which people keep their hours, and the last moment at which anybody worked.
        self.now = timezone.localtime(clock.now(), timezone.get_default_timezone())
        self.latest = last_at_work(self.now)

    def tell(self, stage: str = "running") -> list[Login]:
        """Build everything up to now and say who can sign in. The stages are those of STAGES."""
        pairs = STAGES[stage](self)
        tell_as_sent(self.latest - timedelta(days=1))
        return self._logins(pairs)

    # --- the stages ---

    def registration(self) -> Sequence[Mentorship]:
        """People ask for places; some have one, others wait for an answer."""
        part = self._begin(days=10)
        self._register(part, self.cast.staff, approve=0.6)
        return []

    def matching(self) -> Sequence[Mentorship]:
        """Registration is over; suggestions lie on the board."""
        part = self._begin(days=30)
        self._register(part, self.cast.staff, approve=0.9)
        search(part)
        return []

    def running(self) -> Sequence[Mentorship]:
        """One round is half way through, and another takes registrations."""
        part = self._begin(days=150, half_way=self._ago(18).date())
        pairs = self._play(part, self.cast.staff, until=self.latest, is_over=False)
        ask_half_way(part, chance=self.chance)
        for pair in pairs[1:3]:
            self._pair(pair).think_again()
        for pair in pairs[4:-1][:1]:
            self._pair(pair).take_a_break()
        self._pair(pairs[-1]).part()
        pair_up_late(part)
        self._next_programme()
        return pairs

    def closed(self) -> Sequence[Mentorship]:
        """Two rounds are over, with four in five of the staff, the second better than the first; another has begun."""
        share = len(self.cast_of(days=FIRST_ROUND).staff) * 2 // 5
        programme = self._found(days=FIRST_ROUND)
        played: list[Mentorship] = []
        first = share * 9 // 10
        for days, people, answers in (
            (FIRST_ROUND, self.cast.staff[:first], SO_SO),
            (FIRST_ROUND - 125, self.cast.staff[first : 2 * share], WELL),
        ):
            part = open_round(programme, self.cast, at=self._ago(days), answers=answers)
            until = last_at_work(part.ends_at - timedelta(days=1))
            played = [*played, *self._play(part, people, until=until, is_over=True)]
            ask_half_way(part, chance=self.chance)
            close(part, chance=self.chance)
        self._next_programme()
        return played

    # --- what they are made of ---

    def _begin(self, *, days: int, half_way: date | None = None) -> Round:
        """The company, and the first round of its first programme."""
        self.cast_of(days=days)
        return open_round(self._found(days=days), self.cast, at=self._ago(days), half_way=half_way)

    def cast_of(self, *, days: int) -> Cast:
        self.cast = hire(people=self.people, seed=self.seed, at=self._ago(days))
        return self.cast

    def _found(self, *, days: int) -> Programme:
        return found_programme("Open doors", self.cast, at=self._ago(days))

    def _register(self, part: Round, people: Sequence[Profile], *, approve: float) -> None:
        register(part, people, approve=approve, chance=self.chance)
        at = min(self.latest, at_work(part.opened_at + timedelta(days=16)))
        for number, person in enumerate(people):
            if part.opened_at < self._ago(200) and number % 2:
                continue  # of rounds long ago, fewer details are still of use
            tell_of_oneself(person, number, at=at, chance=self.chance)

    def _play(self, part: Round, people: Sequence[Profile], *, until: datetime, is_over: bool) -> list[Mentorship]:
        """From registration to pairs that meet; where the round still runs, the first pair has yet to agree."""
        self._register(part, people, approve=1)
        ask_before_the_start(part, seed=self.seed)
        search(part)
        pairs = suggest(part, open_until_now=not is_over)
        tried_first = member(pairs[0], Role.MENTOR)
        for number, pair in enumerate(pairs):
            if is_over and self._ended_early(part, pair, number):
                continue
            writes_down = number % 3 == 0 or member(pair, Role.MENTOR) == tried_first
            # The last one parts, having met often enough.
            went_quiet = not is_over and number % QUIET_ONE_IN == QUIET_ONE_IN - 1 and pair != pairs[-1]
            story = self._pair(pair, self._ago(100) if went_quiet else until, is_over=is_over or went_quiet)
            story.work_together(has_agreed=is_over or number > 0, writes_down=writes_down)
        count_meetings(part, until=until)
        return pairs

    def _ended_early(self, part: Round, pair: Mentorship, number: int) -> bool:
        """In a round that is over some pairs parted after a few weeks, and some of the others never met."""
        if number % PARTED_ONE_IN == PARTED_ONE_IN - 1:
            began_at = timezone.localtime(pair.started_at).replace(hour=16)
            parted_at = at_work(began_at + timedelta(days=self.chance.randrange(40, 65)))
            story = self._pair(pair, parted_at, is_over=True)
            story.work_together()
            story.part(self.chance.choice(tuple(Way)), days=0)
            answered_at = at_work(parted_at + timedelta(days=self.chance.randrange(1, 5)))
            ask_about_the_parting(part, pair, at=answered_at, chance=self.chance)
            return True
        if number % NEVER_MET_ONE_IN == NEVER_MET_ONE_IN - 1:
            self._pair(pair, is_over=True).only_read()
            return True
        return False

    def _next_programme(self) -> None:
        """Those who are new ask for places in a programme of their own."""
        at = self._ago(5)
        part = open_round(found_programme("First steps", self.cast, at=at), self.cast, at=at)
        register(part, self.cast.newcomers[1:5], approve=0, chance=self.chance)

    def _pair(self, pair: Mentorship, until: datetime | None = None, *, is_over: bool = False) -> PairStory:
        return PairStory(pair, until=until or self.latest, is_over=is_over, chance=self.chance)

    def _ago(self, days: int) -> datetime:
        """At nine on a working day so long ago."""
        return last_at_work(self.now - timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)

    def _logins(self, pairs: Sequence[Mentorship]) -> list[Login]:
        """One person per role; the mentee's pair is one with a next step."""
        people: dict[str, User] = {"Coordinator": self.cast.coordinator.user}
        if pairs:
            people |= {"Mentor": member(pairs[0], Role.MENTOR), "Mentee": member(pairs[0], Role.MENTEE)}
        else:
            mentors = mentors_among(self.cast.staff)
            people["Mentor"] = next(person.user for person in self.cast.staff if person in mentors)
            people["Mentee"] = next(person.user for person in self.cast.staff if person not in mentors)
        people |= {
            "Employee without a place": self.cast.newcomers[0].user,
            "HR analyst": self.cast.analyst.user,
            "Site administrator": self.cast.administrator,
        }
        return [Login(role, user.email or "", _password_for(user)) for role, user in people.items()]


# How far the story is told.
STAGES = {
    "registration": Story.registration,
    "matching": Story.matching,
    "running": Story.running,
    "closed": Story.closed,
}


def _password_for(user: User) -> str:
    """As if this person had set one, so that they can be tried both ways."""
    password = made_up_password()
    user.password = hashed(password)
    user.save(update_fields=["password"])
    return password
