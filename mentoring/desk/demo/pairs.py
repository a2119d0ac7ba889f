"""What the two of a pair do with each other: read, meet, agree, set goals, and end."""

import random
from datetime import date, datetime, timedelta

from agreements.models import Action, Agreement, Session
from agreements.services import (
    add_action,
    agree,
    confirm_lines_read,
    log_met_session,
    log_session,
    plan_session,
    tick_off_action,
    write_note,
    write_shared_note,
)
from feedback.services import review_goal, set_goal
from matching.models import Mentorship
from matching.parting import Way
from matching.services import part, pause_pair
from mentoring.accounts.models import User
from mentoring.desk.demo.days import at_work
from mentoring.lib import clock
from participants.models import Profile, ProfileSkill
from programmes.models import Role

# By what the mentee would like to learn; somebody who wishes for anything else takes the last one.
GOALS = (
    (
        ("presenting-to-a-large-room", "building-confidence", "running-good-meetings"),
        ("Present our plans to the board.", "I avoid the stage.", "I speak for ten minutes and take questions."),
    ),
    (
        ("planning-a-project", "setting-priorities", "analysing-data"),
        ("Lead a project across two departments.", "I have led small ones.", "Both departments would do it again."),
    ),
    (
        ("giving-feedback", "leading-a-team-for-the-first-time", "delegating-well"),
        ("Lead my first team well.", "I do most things myself.", "Everybody hears from me each week how it goes."),
    ),
    (
        ("negotiating", "handling-disagreement"),
        ("Agree next year's terms with our largest partner.", "I give in too early.", "Both sides are glad to sign."),
    ),
    (
        ("planning-the-next-step", "moving-to-another-field", "building-a-network-at-work"),
        (
            "Decide on my next step.",
            "I do not know what I want.",
            "I have spoken with three people who do that work.",
        ),
    ),
)
REVIEW = "Saying it aloud to somebody helped."
NOTE = "A good first hour. Ask next time what has changed since."
SHARED_NOTE = "We want to look at one real meeting each time: what went well, and what to try next."
ACTIONS = ("Send the two names I mentioned.", "Ask to lead one agenda point in the next team meeting.")
# Whoever met so shortly ago may not have said so yet.
LATELY = timedelta(days=14)


class PairStory:
    """One pair, up to a moment: the present one, or that after which nothing more is planned (`is_over`)."""

    def __init__(self, pair: Mentorship, *, until: datetime, is_over: bool, chance: random.Random) -> None:
        self.pair, self.until, self.is_over, self.chance = pair, until, is_over, chance
        self.mentor, self.mentee = (member(pair, role) for role in (Role.MENTOR, Role.MENTEE))
        self.goals_set = 0
        self.luck = random.Random(f"goals of {pair_of_numbers(pair)}")  # noqa: S311

    def work_together(self, *, has_agreed: bool = True, writes_down: bool = True) -> None:
        """Both read the lines, meet every few weeks, agree after the first time, and most set a goal.

        Where they write things down, there are notes of the first session, which they had planned, and two actions.
        """
        self.only_read()
        rhythm = timedelta(days=self.chance.choice((28, 28, 35) if self.is_over else (14, 21, 21, 28)))
        meets_at = self._first_meeting()
        number = 0
        while meets_at < self.until:
            is_first, is_latest = number == 0, not self.is_over and self.until - meets_at < LATELY
            session = self._meet(meets_at, is_planned=is_latest or (is_first and writes_down), is_latest=is_latest)
            if is_first and writes_down:
                self._write_down(session)
            number += 1
            if number == 1 and has_agreed:
                self._settle(meets_at)
            if number in self._sets_goals_at() and (self.chance.random() < 0.97 or not has_agreed):
                self._aim(meets_at)
            if number >= 5:
                self._look_again(meets_at, number - 5)
            meets_at = at_work(meets_at + rhythm + timedelta(days=self.chance.randrange(0, 4)))
        if not self.is_over:
            with clock.standing_at(self.until - timedelta(hours=2)):
                plan_session(mentorship=self.pair, starts_at=meets_at, minutes=60, place="Video call", by=self.mentee)

    def _first_meeting(self) -> datetime:
        """In the first days of the round, or soon after they found each other in one that runs."""
        round_begins = self.pair.started_at.replace(hour=10) + (
            self.pair.cohort.starts_on - self.pair.started_at.date()
        )
        soon = self.pair.started_at.replace(hour=10) + timedelta(days=5)
        return at_work(max(soon, round_begins) + timedelta(days=self.chance.randrange(0, 7)))

    def think_again(self) -> None:
        """The mentor would rather meet for longer, and the mentee has not looked yet."""
        stands = self.pair.agreement
        stands.refresh_from_db()
        choices = {"cadence": stands.cadence, "minutes": 90, "place": stands.place, "contact": stands.contact}
        with clock.standing_at(self.until - timedelta(days=2)):
            agree(agreement=stands, by=self.mentor, **choices)

    def take_a_break(self) -> None:
        """The mentee is busy for a while; neither of them is reminded of anything."""
        with clock.standing_at(self.until - timedelta(days=4)):
            pause_pair(mentorship=self.pair, by=self.mentee)

    def only_read(self) -> None:
        """Both read the lines, and then never found a day."""
        with clock.standing_at(self.pair.started_at + timedelta(days=1)):
            for person in (self.mentor, self.mentee):
                confirm_lines_read(agreement=self.pair.agreement, by=person)

    def part(self, way: Way = Way.FINISHED, *, days: int = 3) -> None:
        """So many days before the end of this story; their page stays open to both."""
        with clock.standing_at(self.until - timedelta(days=days)):
            part(mentorship=self.pair, way=way, by=self.mentee)

    def _meet(self, at: datetime, *, is_planned: bool, is_latest: bool) -> Session:
        """Planned here before, or they simply met and said so."""
        minutes = self.chance.choice((45, 60, 60, 75))
        if not is_planned:
            with self._by_now(at + timedelta(hours=2)):
                return log_met_session(mentorship=self.pair, starts_at=at, minutes=minutes, by=self.mentor)
        with clock.standing_at(at - timedelta(days=4)):
            session = plan_session(mentorship=self.pair, starts_at=at, minutes=60, place="Video call", by=self.mentor)
        if is_latest and self.chance.random() < 0.4:
            return session  # not logged yet: somebody has a next step
        with self._by_now(at + timedelta(hours=2)):
            return log_session(session=session, starts_at=at, minutes=minutes, by=self.mentor)

    def _settle(self, met_at: datetime) -> None:
        cadence, place = self.chance.choice(Agreement.Cadence.values), self.chance.choice(Agreement.Place.values)
        for hours, person in ((20, self.mentor), (30, self.mentee)):
            with self._by_now(met_at + timedelta(hours=hours)):
                agree(
                    agreement=self.pair.agreement, cadence=cadence, minutes=60, place=place, contact="mail", by=person
                )

    def _aim(self, met_at: datetime) -> None:
        sentence, where_now, what_good = self._next_goal()
        with self._by_now(met_at + timedelta(hours=3)):
            set_goal(mentorship=self.pair, sentence=sentence, where_now=where_now, what_good=what_good, by=self.mentee)

    def _next_goal(self) -> tuple[str, str, str]:
        """What they came for: the goal of the mentee's dearest wish, then that of the next one which has another."""
        wants = ProfileSkill.objects.filter(profile__user=self.mentee, kind=ProfileSkill.Kind.WANTS).order_by("rank")
        goals = list(dict.fromkeys(goal_of(slug) for slug in wants.values_list("skill__shipped_as", flat=True)))
        self.goals_set += 1
        return goals[min(self.goals_set, len(goals)) - 1]

    def _sets_goals_at(self) -> tuple[int, ...]:
        """After which sessions; in a round that is over many came to a second goal, and some to a third."""
        return (2, 3, 5) if self.is_over else (2,)

    def _look_again(self, met_at: datetime, number: int) -> None:
        """Some weeks later the mentee says how far one of the goals is; nothing where there is no such goal."""
        for goal in self.pair.goals.order_by("set_at")[number : number + 1]:
            level = self.luck.choices((-2, -1, 0, 1, 2), weights=(1, 3, 6, 4, 1))[0]
            with self._by_now(met_at + timedelta(hours=3)):
                review_goal(goal=goal, level=level, words=REVIEW, by=self.mentee)

    def _write_down(self, session: Session) -> None:
        """A note of one's own, one for both, and two things to do: one that is done, one that waits for its day."""
        mentee, mentor = (each.person for each in self.pair.memberships.all())
        with self._by_now(session.starts_at + timedelta(hours=2)):
            write_note(mentorship=self.pair, session=session, body=NOTE, by=self.mentor)
            write_shared_note(session=session, body=SHARED_NOTE, version=0, by=self.mentor)
            done = self._add_action(ACTIONS[0], session, mentor, clock.today())
            tick_off_action(action=done, is_done=True, by=self.mentor)
            self._add_action(ACTIONS[1], session, mentee, (self.until + timedelta(days=6)).date())

    def _add_action(self, words: str, session: Session, owner: Profile, due_on: date) -> Action:
        return add_action(
            mentorship=self.pair, session=session, words=words, owner=owner, due_on=due_on, by=self.mentor
        )

    def _by_now(self, at: datetime):
        """The clock at that moment, or at the last one of this story where it has not come yet."""
        return clock.standing_at(min(at, self.until))


def pair_of_numbers(pair: Mentorship) -> list[str]:
    """What names a pair alike in each telling of the story."""
    return sorted(each.person.employee_number for each in pair.memberships.all())


def member(pair: Mentorship, role: str) -> User:
    return next(each.person.user for each in pair.memberships.all() if each.role == role)


def goal_of(slug: str) -> tuple[str, str, str]:
    return next((goal for slugs, goal in GOALS if slug in slugs), GOALS[-1][1])
