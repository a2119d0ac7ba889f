"""What the two of a pair do with each other: read, meet, agree, set goals, and end."""

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agreements.models import Action, Agreement, Session
from agreements.services import (
    add_action,
    agree,
    cancel_session,
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
from mentoring.desk.demo.days import at_work, last_at_work
from mentoring.desk.demo.words import (
    MENTEE_ACTIONS,
    MENTOR_ACTIONS,
    NOTES,
    REVIEWS,
    SHARED_NOTES,
    Goal,
    goals_of,
)
from mentoring.lib import clock
from participants.models import Profile, ProfileSkill
from programmes.models import Role

# Whoever met so shortly ago may not have said so yet.
LATELY = timedelta(days=14)
# When pairs usually meet, and by how many minutes they move it now and then.
HOURS = ("09:30", "10:00", "10:00", "11:00", "11:30", "13:00", "13:30", "14:00", "15:00", "15:30")
EVENING = 17
MOVED_BY = (0, 0, 0, 0, -30, 30, 60)
# Where: as the form has it of a pair that agreed to meet so.
BY_VIDEO = "By video"
# How often another one is planned between two that took place, and then called off.
OFTEN_OFF = 0.1


class PairStory:
    """One pair, up to a moment: the present one, or that after which nothing more is planned (`is_over`)."""

    def __init__(self, pair: Mentorship, *, until: datetime, is_over: bool, chance: random.Random) -> None:
        self.pair, self.until, self.is_over, self.chance = pair, until, is_over, chance
        self.mentor, self.mentee = (member(pair, role) for role in (Role.MENTOR, Role.MENTEE))
        self.began_at = timezone.localtime(pair.started_at)
        self.aims: list[Goal] = []
        self.said: set[str] = set()
        # A source of its own for each, so that more words or other hours change nothing else.
        self.luck, self.words, self.hours, self.plans = (
            random.Random(f"{what} of {pair_of_numbers(pair)}")  # noqa: S311 - for the demonstration
            for what in ("goals", "words", "hours", "plans")
        )
        self.usual_hour = time.fromisoformat(self.hours.choice(HOURS))

    def work_together(self, *, has_agreed: bool = True, writes_down: bool = True) -> None:
        """Both read the lines, meet every few weeks, agree after the first time, and most set a goal.

        Where they write things down, there are notes of the first session, which they had planned, and two actions.
        """
        self.only_read()
        rhythm = timedelta(days=self.chance.choice((28, 28, 35) if self.is_over else (14, 21, 21, 28)))
        day = self._first_meeting()
        number = 0
        while (meets_at := self._at_their_hour(day)) < self.until:
            is_first, is_latest = number == 0, not self.is_over and self.until - meets_at < LATELY
            session = self._meet(meets_at, is_planned=is_latest or (is_first and writes_down), is_latest=is_latest)
            if is_first and writes_down:
                self._write_down(session)
            number += 1
            if self.is_over and self.plans.random() < OFTEN_OFF:
                self._call_off(at_work(meets_at + timedelta(days=14)))
            if number == 1 and has_agreed:
                self._settle(meets_at)
            if number in self._sets_goals_at() and (self.chance.random() < 0.97 or not has_agreed):
                self._aim(meets_at)
            if number >= 5:
                self._look_again(meets_at, number - 5)
            day = at_work(day + rhythm + timedelta(days=self.chance.randrange(0, 4)))
        if not self.is_over:
            with self._ago(hours=2):
                plan_session(mentorship=self.pair, starts_at=meets_at, minutes=60, place=BY_VIDEO, by=self.mentee)

    def _first_meeting(self) -> datetime:
        """In the first days of the round, or soon after they found each other in one that runs."""
        began = self.began_at.replace(hour=10, minute=0)
        round_begins = began + (self.pair.cohort.starts_on - began.date())
        soon = began + timedelta(days=7)
        return at_work(max(soon, round_begins) + timedelta(days=self.chance.randrange(0, 7)))

    def _at_their_hour(self, day: datetime) -> datetime:
        """Always about the same hour of the day."""
        usual = day.replace(hour=self.usual_hour.hour, minute=self.usual_hour.minute)
        return usual + timedelta(minutes=self.hours.choice(MOVED_BY))

    def think_again(self) -> None:
        """The mentor would rather meet for longer, and the mentee has not looked yet."""
        stands = self.pair.agreement
        stands.refresh_from_db()
        choices = {"cadence": stands.cadence, "minutes": 90, "place": stands.place, "contact": stands.contact}
        with self._ago(days=2):
            agree(agreement=stands, by=self.mentor, **choices)

    def take_a_break(self) -> None:
        """The mentee is busy for a while; neither of them is reminded of anything."""
        with self._ago(days=4):
            pause_pair(mentorship=self.pair, by=self.mentee)

    def only_read(self) -> None:
        """Both read the lines, and then never found a day."""
        for person in (self.mentor, self.mentee):
            with self._by_now(self._soon_after(self.began_at, days=1)):
                confirm_lines_read(agreement=self.pair.agreement, by=person)

    def part(self, way: Way = Way.FINISHED, *, days: int = 3) -> None:
        """So many days before the end of this story; their page stays open to both."""
        with self._ago(days=days):
            part(mentorship=self.pair, way=way, by=self.mentee)

    def _meet(self, at: datetime, *, is_planned: bool, is_latest: bool) -> Session:
        """Planned here before, or they simply met and said so."""
        minutes = self.chance.choice((45, 60, 60, 90))
        if not is_planned:
            with self._by_now(at + timedelta(hours=2)):
                return log_met_session(mentorship=self.pair, starts_at=at, minutes=minutes, by=self.mentor)
        lines_read_at = at_work(self.began_at + timedelta(days=1)).replace(hour=EVENING)
        with clock.standing_at(max(lines_read_at, last_at_work(at - timedelta(days=4)))):
            session = plan_session(mentorship=self.pair, starts_at=at, minutes=60, place=BY_VIDEO, by=self.mentor)
        if is_latest and self.chance.random() < 0.4:
            return session  # not logged yet: somebody has a next step
        with self._by_now(at + timedelta(hours=2)):
            return log_session(session=session, starts_at=at, minutes=minutes, by=self.mentor)

    def _call_off(self, at: datetime) -> None:
        """Planned, and then it did not suit the mentee after all; where their time together is not over by then."""
        if at >= self.until:
            return
        with clock.standing_at(last_at_work(at - timedelta(days=6))):
            session = plan_session(mentorship=self.pair, starts_at=at, minutes=60, place=BY_VIDEO, by=self.mentor)
        with clock.standing_at(last_at_work(at - timedelta(days=1))):
            cancel_session(session=session, by=self.mentee)

    def _settle(self, met_at: datetime) -> None:
        cadence, place = self.chance.choice(Agreement.Cadence.values), self.chance.choice(Agreement.Place.values)
        # Of two days off both answer on the next working day: the mentor is the first then, too.
        moments = sorted(self._soon_after(met_at, days=days) for days in (1, 2))
        for moment, person in zip(moments, (self.mentor, self.mentee), strict=True):
            with self._by_now(moment):
                agree(
                    agreement=self.pair.agreement, cadence=cadence, minutes=60, place=place, contact="mail", by=person
                )

    def _aim(self, met_at: datetime) -> None:
        sentence, where_now, what_good = self._next_goal()
        with self._by_now(met_at + timedelta(hours=2)):
            set_goal(mentorship=self.pair, sentence=sentence, where_now=where_now, what_good=what_good, by=self.mentee)

    def _next_goal(self) -> Goal:
        """What they came for: a goal of the mentee's dearest wish, then of the next that has others; none twice."""
        wants = ProfileSkill.objects.filter(profile__user=self.mentee, kind=ProfileSkill.Kind.WANTS).order_by("rank")
        wishes = list(dict.fromkeys(goals_of(slug) for slug in wants.values_list("skill__shipped_as", flat=True)))
        wish = wishes[len(self.aims) % len(wishes)]
        self.aims.append(self.words.choice([goal for goal in wish if goal not in self.aims]))
        return self.aims[-1]

    def _sets_goals_at(self) -> tuple[int, ...]:
        """After which sessions; in a round that is over many came to a second goal, and some to a third."""
        return (2, 3, 5) if self.is_over else (2,)

    def _look_again(self, met_at: datetime, number: int) -> None:
        """Some weeks later the mentee says how far one of the goals is; nothing where there is no such goal."""
        for goal in self.pair.goals.order_by("set_at")[number : number + 1]:
            level = self.luck.choices((-2, -1, 0, 1, 2), weights=(1, 3, 6, 4, 1))[0]
            words = self._unsaid(REVIEWS[level]) if self.words.random() < 0.85 else ""
            with self._by_now(met_at + timedelta(hours=2)):
                review_goal(goal=goal, level=level, words=words, by=self.mentee)

    def _write_down(self, session: Session) -> None:
        """A note of one's own, one for both, and two things to do: one is done at once, the other has its day."""
        mentee, mentor = (each.person for each in self.pair.memberships.all())
        with self._by_now(session.starts_at + timedelta(hours=2)):
            write_note(mentorship=self.pair, session=session, body=self._unsaid(NOTES), by=self.mentor)
            write_shared_note(session=session, body=self._unsaid(SHARED_NOTES), version=0, by=self.mentor)
            done = self._add_action(self._unsaid(MENTOR_ACTIONS), session, mentor, clock.today())
            tick_off_action(action=done, is_done=True, by=self.mentor)
            due_on = at_work(session.starts_at + timedelta(days=20) if self.is_over else self.until + timedelta(days=6))
            waits = self._add_action(self._unsaid(MENTEE_ACTIONS), session, mentee, due_on.date())
        if self.is_over:
            with self._by_now(last_at_work(due_on - timedelta(days=1))):
                tick_off_action(action=waits, is_done=True, by=self.mentee)

    def _add_action(self, words: str, session: Session, owner: Profile, due_on: date) -> Action:
        return add_action(
            mentorship=self.pair, session=session, words=words, owner=owner, due_on=due_on, by=self.mentor
        )

    def _unsaid(self, texts: Sequence[str]) -> str:
        """One of these, none twice in a pair."""
        text = self.words.choice([text for text in texts if text not in self.said])
        self.said.add(text)
        return text

    def _soon_after(self, at: datetime, *, days: int) -> datetime:
        """On a working day so much later, at some time of the morning or afternoon."""
        return at_work(at + timedelta(days=days)).replace(
            hour=self.hours.randrange(9, EVENING), minute=self.hours.randrange(60)
        )

    def _ago(self, **before: int) -> AbstractContextManager[None]:
        """The clock so long before the end of this story, on a working day."""
        return clock.standing_at(last_at_work(self.until - timedelta(**before)))

    def _by_now(self, at: datetime) -> AbstractContextManager[None]:
        """The clock at that moment, or at the last one of this story where it has not come yet."""
        return clock.standing_at(min(at, self.until))


def pair_of_numbers(pair: Mentorship) -> list[str]:
    """What names a pair alike in each telling of the story."""
    return sorted(each.person.employee_number for each in pair.memberships.all())


def member(pair: Mentorship, role: str) -> User:
    return next(each.person.user for each in pair.memberships.all() if each.role == role)
