"""What everybody does in the nine months, each on their own clocks, and always by a service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from agreements.models import Session
from agreements.services import (
    add_action,
    agree,
    answer_session,
    confirm_lines_read,
    log_session,
    plan_session,
    tick_off_action,
)
from feedback.models import Invitation
from feedback.services import record_answers, review_goal, set_goal
from matching.models import Mentorship, Proposal
from matching.parting import Way
from matching.services import (
    accept_proposal,
    answer_wish,
    end_pairs_of_leaver,
    part,
    pause_pair,
    resume_pair,
    send_proposals,
    start_run,
    wish_to_go_on,
)
from mentoring.accounts.hours import WORKING_HOURS, Hours
from mentoring.accounts.models import User
from mentoring.accounts.services import choose_mails
from mentoring.lib.reader import zone_of
from mentoring.outbox.kinds import REMINDERS, TOPICS
from participants.models import Profile, Skill
from programmes.models import Cohort, Enrolment, Role
from programmes.services import (
    Wish,
    answer_enrolments,
    ask_for_places,
    begin_closing,
    close_cohort,
    open_registration,
    start_matching,
)
from tests.flows.nine_months.company import MENTORS, PAIRS
from tests.flows.nine_months.year import Year

AFTERNOONS = Hours(time(12), time(16), frozenset({1, 2, 3}))


@dataclass
class Story:
    """Puts down what happens; nothing of it has happened before time passes."""

    year: Year
    cohort: Cohort
    coordinator: User
    people: dict[str, Profile]
    skills: dict[str, Skill]
    sessions: dict[str, Session] = field(default_factory=dict)

    def tell(self) -> None:
        self.office()
        self.places()
        self.yeses()
        self.ana_and_bela()
        self.aroha_and_luis()
        self.wes_and_petra()
        self.lena_and_tom()
        self.eve_and_max()
        self.dora_and_others()

    # --- the round ---

    def office(self) -> None:
        carla, round_ = self.coordinator, self.cohort
        self.add("2026-03-02 09:00", None, lambda: open_registration(cohort=round_, by=carla))
        self.add("2026-03-10 16:00", None, self.approve)
        self.add("2026-03-16 09:00", None, lambda: start_matching(cohort=round_, by=carla))
        self.add("2026-03-16 09:15", None, lambda: start_run(cohort=round_, by=carla))
        self.add("2026-03-16 11:00", None, lambda: send_proposals(cohort=round_, by=carla))
        self.add("2026-11-09 10:30", None, lambda: begin_closing(cohort=round_, by=carla, reason="As planned."))
        self.add("2026-11-30 11:00", None, lambda: close_cohort(cohort=round_, by=carla))

    def approve(self) -> None:
        places = Enrolment.objects.filter(cohort=self.cohort, status=Enrolment.Status.REGISTERED)
        answer_enrolments(enrolments=places, answer=Enrolment.Status.APPROVED, by=self.coordinator)

    def places(self) -> None:
        """One after the other on the second day, each at an hour of theirs."""
        for number, (name, person) in enumerate(self.people.items()):
            self.add(f"2026-03-04 {9 + number // 2:02}:{number % 2 * 30:02}", name, self.asks(name, person))

    def asks(self, name: str, person: Profile) -> Callable[[], object]:
        mentors = [mentor for mentor, mentee in PAIRS if mentee == name]
        wishes = [Wish(Role.MENTEE, [(self.skills[mentor], None)]) for mentor in mentors]
        if name in MENTORS:
            wishes.append(Wish(Role.MENTOR, [(self.skills[name], None)], capacity=2))
        return lambda: ask_for_places(cohort=self.cohort, person=person, wishes=wishes, by=person.user)

    def yeses(self) -> None:
        """All but Nils say yes."""
        for number, (mentor, mentee) in enumerate(PAIRS):
            self.add(f"2026-03-17 10:{number:02}", mentor, self.says_yes(mentor, mentee, mentor))
            if mentee != "Nils":
                self.add(f"2026-03-17 12:{number:02}", mentee, self.says_yes(mentor, mentee, mentee))
                for name in (mentor, mentee):
                    self.add("2026-03-18 11:00", name, self.reads(mentor, mentee, name))

    # --- the pairs ---

    def ana_and_bela(self) -> None:
        pair = ("Bela", "Ana")
        for planned, day in (
            ("2026-03-19 10:00", "2026-03-26"),
            ("2026-04-16 10:00", "2026-04-30"),
            ("2026-05-21 10:00", "2026-06-04"),
            ("2026-06-25 10:00", "2026-07-09"),
            ("2026-07-30 10:00", "2026-08-13"),
            ("2026-09-03 10:00", "2026-09-17"),
            ("2026-10-08 10:00", "2026-10-22"),
            ("2026-11-05 10:00", "2026-11-19"),
        ):
            self.plan(pair, planned, "Ana", f"{day} 14:00")
            self.log(pair, f"{day} 17:00", "Bela", f"{day} 14:00")
        self.agree(pair, "2026-03-27 10:00", "Bela")
        self.agree(pair, "2026-03-30 09:30", "Ana")
        self.add("2026-04-30 18:00", "Ana", lambda: self.aim(pair))
        self.action(pair, "2026-04-30 18:10", "Ana", date(2026, 5, 15))
        self.add("2026-05-15 15:00", "Ana", lambda: self.tick_off(pair))
        self.add("2026-07-09 18:00", "Ana", lambda: self.look_again(pair))
        self.action(pair, "2026-08-13 18:00", "Bela", date(2026, 8, 20))
        self.add("2026-08-18 15:00", "Bela", lambda: self.tick_off(pair))
        self.answers_survey("2026-07-08 12:00", "Ana")
        self.answers_survey("2026-07-10 12:00", "Bela")
        self.answers_survey("2026-11-10 12:00", "Ana")
        self.answers_survey("2026-11-11 12:00", "Bela")
        self.parts(pair, "2026-11-20 10:00", "Ana", Way.FINISHED)

    def aroha_and_luis(self) -> None:
        """Half past eight in Lisbon is late in the evening in Auckland. They forget to log the third and the sixth."""
        pair = ("Luis", "Aroha")
        for planned, starts_at in (
            ("2026-03-18 12:00", "2026-03-26 08:30"),
            ("2026-04-13 10:00", "2026-04-27 08:30"),
            ("2026-05-18 10:00", "2026-06-02 08:30"),
            ("2026-06-29 10:00", "2026-07-14 08:30"),
            ("2026-08-17 10:00", "2026-09-01 08:30"),
            ("2026-09-21 10:00", "2026-10-06 08:30"),
            ("2026-10-12 10:00", "2026-10-27 08:30"),
        ):
            self.plan(pair, planned, "Luis", starts_at)
            if starts_at[:10] not in ("2026-06-02", "2026-10-06"):
                self.log(pair, f"{starts_at[:10]} 09:45", "Luis", starts_at)
        self.answers_session(pair, "2026-06-04 20:00", "Aroha", "2026-06-02 08:30")
        # She is asked for her yes when it is night where she lives, and says it before the mail's hour has come.
        self.agree(pair, "2026-03-24 10:00", "Luis")
        self.agree(pair, "2026-03-27 07:30", "Aroha")
        self.action(pair, "2026-09-01 21:00", "Aroha", date(2026, 9, 28))

    def wes_and_petra(self) -> None:
        """Nobody of them ever says that they met."""
        pair = ("Petra", "Wes")
        off = {topic.name for topic in TOPICS} - {REMINDERS.name}
        everything = {topic.name for topic in TOPICS}
        self.add("2026-03-05 14:00", "Petra", lambda: self.chooses("Petra", everything, AFTERNOONS))
        self.add("2026-03-20 14:00", "Wes", lambda: self.chooses("Wes", off, WORKING_HOURS))
        for planned, starts_at in (
            ("2026-03-24 15:00", "2026-04-13 10:00"),
            ("2026-05-06 15:00", "2026-05-21 16:00"),
            ("2026-06-03 15:00", "2026-06-16 09:30"),
        ):
            self.plan(pair, planned, "Petra", starts_at)
        self.action(pair, "2026-05-22 15:00", "Wes", date(2026, 6, 12))
        self.action(pair, "2026-05-22 15:10", "Petra", date(2026, 6, 12))

    def lena_and_tom(self) -> None:
        """Tom agrees before they meet, Lena two months later; in August they have a break, and an action's day."""
        pair = ("Tom", "Lena")
        self.agree(pair, "2026-03-18 12:00", "Tom")
        self.plan(pair, "2026-03-19 11:00", "Tom", "2026-04-01 14:00")
        self.log(pair, "2026-04-01 15:30", "Tom", "2026-04-01 14:00")
        self.agree(pair, "2026-05-28 09:30", "Lena")
        self.plan(pair, "2026-07-20 11:00", "Lena", "2026-08-12 14:00")
        self.action(pair, "2026-07-20 11:10", "Lena", date(2026, 8, 14))
        self.add("2026-08-03 10:00", "Tom", lambda: pause_pair(mentorship=self.pair(pair), by=self.user("Tom")))
        self.add("2026-08-31 10:00", "Lena", lambda: resume_pair(mentorship=self.pair(pair), by=self.user("Lena")))
        self.answers_survey("2026-07-14 12:00", "Lena")
        self.answers_survey("2026-11-16 12:00", "Tom")

    def eve_and_max(self) -> None:
        pair = ("Max", "Eve")
        self.plan(pair, "2026-03-19 12:00", "Max", "2026-03-25 14:00")
        self.log(pair, "2026-03-25 15:30", "Eve", "2026-03-25 14:00")
        self.agree(pair, "2026-03-26 09:30", "Eve")
        self.agree(pair, "2026-03-26 13:30", "Max")
        self.plan(pair, "2026-03-26 14:00", "Max", "2026-04-22 14:00")
        self.action(pair, "2026-03-25 16:00", "Eve", date(2026, 5, 15))
        self.parts(pair, "2026-04-20 13:00", "Eve", Way.STOP)

    def dora_and_others(self) -> None:
        """April and May are full: three pairs that meet, log nothing for weeks, and have things to do."""
        kai, ivo, uma = ("Dora", "Kai"), ("Dora", "Ivo"), ("Uma", "Dora")
        for pair, planned, by, starts_at in (
            (kai, "2026-03-20 10:00", "Dora", "2026-04-08 10:00"),
            (ivo, "2026-03-20 10:10", "Dora", "2026-04-08 14:00"),
            (uma, "2026-03-20 10:20", "Dora", "2026-04-15 17:00"),
            (kai, "2026-04-24 10:00", "Dora", "2026-05-06 10:00"),
            (ivo, "2026-04-24 10:10", "Dora", "2026-05-07 14:00"),
            (ivo, "2026-07-24 10:10", "Dora", "2026-09-02 14:00"),
            (kai, "2026-11-18 10:10", "Dora", "2026-12-03 14:00"),
        ):
            self.plan(pair, planned, by, starts_at)
        self.action(kai, "2026-03-20 10:30", "Dora", date(2026, 4, 9))
        self.action(ivo, "2026-03-20 10:40", "Dora", date(2026, 4, 17))
        self.action(uma, "2026-03-20 10:50", "Dora", date(2026, 4, 20))
        self.action(ivo, "2026-07-24 10:20", "Ivo", date(2026, 9, 4))
        self.log(uma, "2026-04-28 18:00", "Dora", "2026-04-15 17:00")
        for pair in (kai, ivo, uma):
            self.agree(pair, "2026-05-08 10:00", "Dora")
        self.agree(kai, "2026-05-08 12:00", "Kai")
        self.log(kai, "2026-05-08 12:10", "Kai", "2026-05-06 10:00")
        self.answers_survey("2026-07-20 10:00", "Kai")
        self.add("2026-06-30 10:00", None, lambda: self.gets_last_day("Ivo", date(2026, 8, 31)))
        self.add("2026-09-03 10:00", None, lambda: self.ends_pairs_of("Ivo"))
        self.add("2026-11-12 10:00", "Kai", lambda: self.wishes_to_go_on(kai, "Kai"))
        self.add("2026-11-13 10:00", "Dora", lambda: self.says_yes_to_going_on(kai, "Dora"))

    # --- what they do ---

    def add(self, when: str, name: str | None, act: Callable[[], object]) -> None:
        self.year.add(when, self.user(name) if name else self.coordinator, act)

    def user(self, name: str) -> User:
        return self.people[name].user

    def pair(self, names: tuple[str, str]) -> Mentorship:
        found = Mentorship.objects.all()
        for name, role in zip(names, (Role.MENTOR, Role.MENTEE), strict=True):
            found = found.filter(memberships__in=self.people[name].memberships.filter(role=role))
        return found.get()

    def says_yes(self, mentor: str, mentee: str, name: str) -> Callable[[], object]:
        def act() -> None:
            of_mentee = Proposal.objects.filter(sides__enrolment__person=self.people[mentee], sides__role=Role.MENTEE)
            proposal = of_mentee.get(sides__enrolment__person=self.people[mentee], sides__role=Role.MENTEE)
            assert proposal.sides.get(role=Role.MENTOR).enrolment.person == self.people[mentor]
            accept_proposal(proposal=proposal, by=self.user(name), no_line=True)

        return act

    def reads(self, mentor: str, mentee: str, name: str) -> Callable[[], object]:
        return lambda: confirm_lines_read(agreement=self.pair((mentor, mentee)).agreement, by=self.user(name))

    def agree(self, pair: tuple[str, str], when: str, name: str) -> None:
        def act() -> None:
            stands = self.pair(pair).agreement
            agree(agreement=stands, by=self.user(name), seen=stands.as_seen, **stands.choices)

        self.add(when, name, act)

    def plan(self, pair: tuple[str, str], when: str, name: str, starts_at: str) -> None:
        self.add(
            when,
            name,
            lambda: plan_session(
                mentorship=self.pair(pair),
                starts_at=self.moment(starts_at, pair),
                minutes=60,
                place="",
                by=self.user(name),
            ),
        )

    def log(self, pair: tuple[str, str], when: str, name: str, starts_at: str) -> None:
        def act() -> None:
            session = self.pair(pair).sessions.get(starts_at=self.moment(starts_at, pair))
            log_session(session=session, starts_at=session.starts_at, minutes=60, by=self.user(name))

        self.add(when, name, act)

    def answers_session(self, pair: tuple[str, str], when: str, name: str, starts_at: str) -> None:
        def act() -> None:
            session = self.pair(pair).sessions.get(starts_at=self.moment(starts_at, pair))
            answer_session(
                session=session,
                answer=Session.Answer.MET,
                starts_at=session.starts_at,
                minutes=60,
                seen=session.as_seen,
                by=self.user(name),
            )

        self.add(when, name, act)

    def moment(self, text: str, pair: tuple[str, str]) -> datetime:
        """On the clocks of the mentor of the pair."""
        return datetime.fromisoformat(text).replace(tzinfo=zone_of(self.user(pair[0])))

    def action(self, pair: tuple[str, str], when: str, owner: str, due_on: date) -> None:
        self.add(
            when,
            owner,
            lambda: add_action(
                mentorship=self.pair(pair),
                words="Ask for one talk.",
                owner=self.people[owner],
                due_on=due_on,
                by=self.user(owner),
            ),
        )

    def tick_off(self, pair: tuple[str, str]) -> None:
        action = self.pair(pair).actions.get(done_at=None)
        tick_off_action(action=action, is_done=True, by=action.owner.user)

    def aim(self, pair: tuple[str, str]) -> None:
        set_goal(mentorship=self.pair(pair), sentence="Give a talk.", where_now="", what_good="", by=self.user(pair[1]))

    def look_again(self, pair: tuple[str, str]) -> None:
        review_goal(goal=self.pair(pair).goals.get(), level=1, words="", by=self.user(pair[1]))

    def answers_survey(self, when: str, name: str) -> None:
        def act() -> None:
            invitation = Invitation.objects.get(person=self.people[name], answered_on=None, run__state="open")
            answers = {item["id"]: 1 for item in invitation.items}
            record_answers(invitation=invitation, answers=answers, by=self.user(name))

        self.add(when, name, act)

    def parts(self, pair: tuple[str, str], when: str, name: str, way: Way) -> None:
        self.add(when, name, lambda: part(mentorship=self.pair(pair), way=way, by=self.user(name)))

    def chooses(self, name: str, topics: set[str], hours: Hours) -> None:
        choose_mails(user=self.user(name), topics=topics, hours=hours, by=self.user(name))

    def gets_last_day(self, name: str, day: date) -> None:
        """As a file of HR would say it."""
        Profile.objects.filter(pk=self.people[name].pk).update(last_day=day)

    def ends_pairs_of(self, name: str) -> None:
        for place in Enrolment.objects.filter(person=self.people[name], cohort=self.cohort):
            end_pairs_of_leaver(place=place, by=self.coordinator)

    def wishes_to_go_on(self, pair: tuple[str, str], name: str) -> None:
        wish_to_go_on(mentorship=self.pair(pair), until=date(2027, 1, 29), by=self.user(name))

    def says_yes_to_going_on(self, pair: tuple[str, str], name: str) -> None:
        answer_wish(mentorship=self.pair(pair), until=date(2027, 1, 29), yes=True, by=self.user(name))
