"""What happened in the invented company until now: every step by a service, under a clock that stands in the past."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agreements.models import Agreement, Session
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
from feedback.models import Invitation, SurveyRun
from feedback.services import (
    begin_survey,
    close_due_runs,
    open_due_runs,
    plan_survey_runs,
    record_answers,
    review_goal,
    set_goal,
)
from matching.models import Mentorship, Proposal
from matching.parting import Way
from matching.services import accept_proposal, lapse_due_proposals, part, send_again, send_proposals, start_run
from mentoring.accounts.models import User
from mentoring.desk.demo.company import DEPARTMENTS, hr_file
from mentoring.desk.demo.passwords import made_up_password
from mentoring.jobs.services import run_next_job
from mentoring.lib import clock
from mentoring.outbox.services import cancel_waiting_before
from participants.models import Organisation, Profile, ProfileSkill, Skill
from participants.services import (
    choose_skills,
    choose_ways_of_working,
    grant_hr_analyst,
    import_people,
    invite_people,
    limit_mentees,
    name_hr_contact,
    write_about_me,
)
from programmes.models import Cohort, Programme, Role
from programmes.services import approve_enrolment, create_programme, open_registration, register_interest
from programmes.shipped_programmes import SHIPPED_PROGRAMMES

DOMAIN = "demo.example"
BEGAN = timedelta(days=150)
GOALS = (
    ("Present our plans to the board in spring.", "I avoid the stage.", "I speak for ten minutes and take questions."),
    ("Lead a project across two departments.", "I have led small teams.", "Both departments would work with me again."),
    ("Decide on my next step.", "I do not know what I want.", "I have spoken with three people who do that work."),
)
OTHER_LANGUAGES = ("de", "es", "fr", "hi", "it", "pl", "pt", "yo", "bfi")
ABOUT_ME = (
    "I came here from a very different trade and remember well what it is like to begin again.",
    "Two children, one allotment, many spreadsheets. I like to think aloud over a walk.",
    "I have led projects in four countries. Ask me about the ones that went wrong.",
    "I am quiet in large rooms and good at listening in small ones.",
)
POPULAR_SKILLS = (
    "presenting-to-a-large-room",
    "giving-feedback",
    "leading-a-team-for-the-first-time",
    "setting-priorities",
    "negotiating",
    "planning-the-next-step",
    "building-confidence",
    "running-good-meetings",
    "analysing-data",
    "handling-disagreement",
    "delegating-well",
    "building-a-network-at-work",
    "planning-a-project",
    "moving-to-another-field",
)
REVIEW = "Saying it aloud to somebody helped."
NOTE = "A good first hour. Ask next time what has changed since."
SHARED_NOTE = "We want to look at one real meeting each time: what went well, and what to try next."
ACTIONS = ("Send the two names I mentioned.", "Ask to lead one agenda point in the next team meeting.")


@dataclass(frozen=True, slots=True)
class Login:
    """Who to sign in as, and what one can try then."""

    role: str
    address: str
    password: str


class Story:
    """Tells the story once; the same seed gives the same people and acts."""

    def __init__(self, *, people: int, seed: int) -> None:
        self.people = people
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311
        self.now = clock.now()
        self.start = (self.now - BEGAN).replace(hour=9, minute=0, second=0, microsecond=0)

    def tell(self) -> list[Login]:
        """Build everything up to now and say who can sign in."""
        with clock.standing_at(self.start):
            staff = self.hire()
            self.administrator = User.objects.create_superuser(email=f"admin@{DOMAIN}", name="Ada Admin")
            grant_hr_analyst(user=self.analyst.user, organisation=self.organisation, by=self.administrator)
            self.name_contact()
            spring = self.found("Open doors", "Spring", opens=self.start, mid_survey=self.now - timedelta(days=16))
        self.register(spring, staff, approve=True)
        for number, person in enumerate(staff):
            self.tell_of_oneself(person, number)
        self.ask_before_the_start(spring)
        self.match(spring)
        found = Mentorship.objects.filter(cohort=spring).with_people().select_related("agreement")
        pairs = sorted(found, key=lambda pair: min(each.person.employee_number for each in pair.memberships.all()))
        for pair in pairs:
            self.work_together(pair, has_agreed=pair is not pairs[0])  # the first is left to whoever tries it
        self.survey(spring)
        for pair in pairs[1:3]:
            self.think_again(pair)
        self.part(pairs[-1])
        with clock.standing_at(self.now - timedelta(days=5)):
            autumn = self.found("First steps", "Winter", opens=self.now - timedelta(days=5))
        self.register(autumn, self.newcomers[1:5], approve=False)
        cancel_waiting_before(self.now - timedelta(days=1))
        return self.logins(pairs)

    def hire(self) -> Sequence[Profile]:
        """Everybody comes from the HR file and gets an address; the first three have parts of their own."""
        import_people(file=hr_file(self.people, self.seed, clock.today()), source_name="Demonstration")
        self.organisation = Organisation.objects.get()
        for department in DEPARTMENTS:
            invite_people(department=department, domain=DOMAIN, limit=self.people)
        everybody = list(Profile.objects.select_related("user", "department").order_by("employee_number"))
        self.coordinator, self.analyst, *rest = everybody
        self.newcomers, staff = rest[: len(rest) // 5], rest[len(rest) // 5 :]
        return staff

    def found(self, name: str, cohort_name: str, *, opens: datetime, mid_survey: datetime | None = None) -> Cohort:
        """A programme with one cohort whose registration is open."""
        by = self.coordinator.user
        programme = create_programme(
            programme=Programme(
                organisation=self.organisation,
                hr_contact_name=self.analyst.user.name,
                hr_contact_email=self.analyst.user.email,
                **{**SHIPPED_PROGRAMMES["open"].values(), "name": name},
            ),
            by=by,
        )
        day = opens.date()
        cohort = Cohort.objects.create(
            programme=programme,
            name=cohort_name,
            registration_ends_on=day + timedelta(days=20),
            starts_on=day + timedelta(days=21),
            ends_on=day + timedelta(days=220),
            mid_survey_on=(mid_survey or opens + timedelta(days=120)).date(),
        )
        return open_registration(cohort=cohort, by=by)

    def register(self, cohort: Cohort, people: Sequence[Profile], *, approve: bool) -> None:
        """About two in five offer to be mentors, the others look for one."""
        for number, person in enumerate(people):
            role = Role.MENTOR if number % 5 < 2 else Role.MENTEE
            with clock.standing_at(min(clock.now(), self.opening(cohort) + timedelta(days=1 + number % 14))):
                place = register_interest(
                    cohort=cohort,
                    person=person,
                    role=role,
                    skills=self.some_skills(self.chance.randint(3, 5) if role == Role.MENTOR else 3),
                    capacity=self.chance.choice((1, 2, 2, 3)) if role == Role.MENTOR else 1,
                    by=person.user,
                )
                if approve:
                    approve_enrolment(enrolment=place, by=self.coordinator.user)

    def ask_before_the_start(self, cohort: Cohort) -> None:
        """Two in three said how things stood for them before they began; that survey is closed."""
        chance = random.Random(f"start {self.seed}")  # noqa: S311
        for place in cohort.enrolments.select_related("person__user").order_by("registered_at"):
            if chance.random() < 0.67:
                with clock.standing_at(place.registered_at + timedelta(minutes=5)):
                    invitation = begin_survey(
                        kind=SurveyRun.Kind.START, cohort=cohort, person=place.person, by=place.person.user
                    )
                    answers = {item["id"]: chance.choice((1, 2, 2, 3, 3, 4, 5)) for item in invitation.items}
                    record_answers(invitation=invitation, answers=answers)
        with clock.standing_at(self.opening(cohort) + timedelta(days=36)):
            close_due_runs()

    def some_skills(self, number: int) -> list[Skill]:
        """So many of those that people name most, the first more often than the last: wishes meet somebody's offer."""
        known = {skill.shipped_as: skill for skill in Skill.objects.filter(shipped_as__in=POPULAR_SKILLS)}
        luck = {slug: self.chance.random() ** (place + 2) for place, slug in enumerate(POPULAR_SKILLS)}
        return [known[slug] for slug in sorted(luck, key=lambda slug: luck[slug], reverse=True)[:number]]

    def name_contact(self) -> None:
        """Whom people write to when HR's facts are wrong."""
        analyst = self.analyst.user
        name_hr_contact(organisation=self.organisation, name=analyst.name, email=analyst.email, by=self.administrator)

    def tell_of_oneself(self, person: Profile, number: int) -> None:
        """Levels and languages for most, a few words and a limit for some: nobody has to say anything."""
        with clock.standing_at(self.start + timedelta(days=16)):
            choose_skills(
                profile=person,
                offers=self.with_levels(person, ProfileSkill.Kind.OFFERS),
                wants=self.with_levels(person, ProfileSkill.Kind.WANTS),
                by=person.user,
            )
            if number % 4:
                choose_ways_of_working(
                    profile=person,
                    languages=["en", *self.chance.sample(OTHER_LANGUAGES, self.chance.randint(0, 2))],
                    meets=self.chance.choice(Profile.Meets.values),
                    part_of_day=self.chance.choice(Profile.PartOfDay.values),
                    how_often=self.chance.choice(("", *Profile.HowOften.values)),
                    hours_a_month=self.chance.choice((None, 1, 2, 2, 3)),
                    by=person.user,
                )
            if number % 3:
                write_about_me(profile=person, about_me=ABOUT_ME[number % len(ABOUT_ME)], by=person.user)
            if number % 5 == 0:
                limit_mentees(profile=person, limit=3, by=person.user)

    def with_levels(self, person: Profile, kind: str) -> list[tuple[Skill, int | None]]:
        """The skills that the person chose, each with a level or none."""
        chosen = person.skills.filter(kind=kind).select_related("skill").order_by("rank")
        return [(each.skill, self.chance.choice((None, 1, 2, 2, 3))) for each in chosen]

    def opening(self, cohort: Cohort) -> datetime:
        return self.start if cohort.registration_ends_on < self.now.date() else self.now - timedelta(days=5)

    def match(self, cohort: Cohort) -> None:
        """The best pairs are found and suggested; all but two say yes on both sides, one of these is asked again."""
        with clock.standing_at(self.start + timedelta(days=21)):
            start_run(cohort=cohort, by=self.coordinator.user)
            run_next_job()
            send_proposals(cohort=cohort, by=self.coordinator.user)
        sent = list(Proposal.objects.filter(cohort=cohort, status=Proposal.Status.SENT).order_by("-score", "pk"))
        for number, proposal in enumerate(sent[:-2]):
            with clock.standing_at(self.start + timedelta(days=22 + number % 5)):
                for side in proposal.sides.select_related("enrolment__person__user").order_by("role"):
                    accept_proposal(proposal=proposal, by=side.enrolment.person.user, no_line=True)
        lapse_due_proposals()
        for proposal in sent[-2:-1]:
            with clock.standing_at(self.now - timedelta(days=2)):
                send_again(proposal=proposal, by=self.coordinator.user)

    def work_together(self, pair: Mentorship, *, has_agreed: bool) -> None:
        """Both read the lines, meet every few weeks, agree after the first time, and most set a goal."""
        mentor, mentee = (self.member(pair, role) for role in (Role.MENTOR, Role.MENTEE))
        with clock.standing_at(pair.started_at + timedelta(days=1)):
            for person in (mentor, mentee):
                confirm_lines_read(agreement=pair.agreement, by=person)
        rhythm = timedelta(days=self.chance.choice((14, 21, 21, 28)))
        meets_at = pair.started_at.replace(hour=10) + timedelta(days=5)
        number = 0
        while meets_at < self.now:
            self.meet(pair, meets_at, mentor=mentor, number=number)
            number += 1
            if number == 1 and has_agreed:
                self.settle(pair, meets_at, mentor, mentee)
            if number == 2 and (self.chance.random() < 0.8 or not has_agreed):
                self.aim(pair, meets_at, mentee)
            if number == 5:
                self.look_again(pair, meets_at, mentee)
            meets_at += rhythm + timedelta(days=self.chance.randrange(0, 4))
        with clock.standing_at(self.now - timedelta(hours=2)):
            plan_session(mentorship=pair, starts_at=meets_at, minutes=60, place="Video call", by=mentee)

    def meet(self, pair: Mentorship, at: datetime, *, mentor: User, number: int) -> None:
        """The first and the latest sessions were planned; in between people simply met and said so."""
        minutes = self.chance.choice((45, 60, 60, 75))
        is_latest = self.now - at < timedelta(days=14)
        with clock.standing_at(min(at + timedelta(hours=2), self.now)):
            if number and not is_latest:
                log_met_session(mentorship=pair, starts_at=at, minutes=minutes, by=mentor)
                return
        with clock.standing_at(at - timedelta(days=4)):
            session = plan_session(mentorship=pair, starts_at=at, minutes=60, place="Video call", by=mentor)
        if is_latest and self.chance.random() < 0.4:
            return  # not logged yet: somebody has a next step
        with clock.standing_at(min(at + timedelta(hours=2), self.now)):
            log_session(session=session, starts_at=at, minutes=minutes, by=mentor)
            if number == 0:
                write_note(mentorship=pair, session=session, body=NOTE, by=mentor)
                self.keep_together(pair, session, mentor)

    def keep_together(self, pair: Mentorship, session: Session, mentor: User) -> None:
        """A note for both, and two things to do: one that is done by now, one that waits for its day."""
        write_shared_note(session=session, body=SHARED_NOTE, version=0, by=mentor)
        mentee = next(each.person for each in pair.memberships.all() if each.role == Role.MENTEE)
        own = next(each.person for each in pair.memberships.all() if each.role == Role.MENTOR)
        action = add_action(
            mentorship=pair, session=session, words=ACTIONS[0], owner=own, due_on=clock.today(), by=mentor
        )
        tick_off_action(action=action, is_done=True, by=mentor)
        due_on = (self.now + timedelta(days=6)).date()
        add_action(mentorship=pair, session=session, words=ACTIONS[1], owner=mentee, due_on=due_on, by=mentor)

    def settle(self, pair: Mentorship, met_at: datetime, mentor: User, mentee: User) -> None:
        cadence, place = self.chance.choice(Agreement.Cadence.values), self.chance.choice(Agreement.Place.values)
        for hours, person in ((20, mentor), (30, mentee)):
            with clock.standing_at(min(met_at + timedelta(hours=hours), self.now)):
                agree(agreement=pair.agreement, cadence=cadence, minutes=60, place=place, contact="mail", by=person)

    def think_again(self, pair: Mentorship) -> None:
        """The mentor would rather meet for longer, and the mentee has not looked yet."""
        stands = pair.agreement
        stands.refresh_from_db()
        choices = {"cadence": stands.cadence, "minutes": 90, "place": stands.place, "contact": stands.contact}
        with clock.standing_at(self.now - timedelta(days=2)):
            agree(agreement=stands, by=self.member(pair, Role.MENTOR), **choices)

    def part(self, pair: Mentorship) -> None:
        """They have done what they came for; their page stays open to both."""
        with clock.standing_at(self.now - timedelta(days=3)):
            part(mentorship=pair, way=Way.FINISHED, by=self.member(pair, Role.MENTEE))

    def aim(self, pair: Mentorship, met_at: datetime, mentee: User) -> None:
        sentence, where_now, what_good = self.chance.choice(GOALS)
        with clock.standing_at(min(met_at + timedelta(hours=3), self.now)):
            set_goal(mentorship=pair, sentence=sentence, where_now=where_now, what_good=what_good, by=mentee)

    def look_again(self, pair: Mentorship, met_at: datetime, mentee: User) -> None:
        """Some weeks later the mentee says how far it is; nothing where the pair has set no goal."""
        for goal in pair.goals.all():
            with clock.standing_at(min(met_at + timedelta(hours=3), self.now)):
                review_goal(goal=goal, level=met_at.day % 4 - 1, words=REVIEW, by=mentee)

    def survey(self, cohort: Cohort) -> None:
        """The mid survey went out, four in five answered, and it is closed."""
        opened = self.now - timedelta(days=15)
        with clock.standing_at(opened):
            plan_survey_runs()
            open_due_runs()
        asked = Invitation.objects.filter(run__cohort=cohort, run__kind=SurveyRun.Kind.MID)
        for invitation in asked.select_related("run", "person__user"):
            if self.chance.random() < 0.85:
                answers = {item["id"]: self.chance.choice((2, 3, 4, 4, 4, 5, 5)) for item in invitation.run.items}
                with clock.standing_at(opened + timedelta(days=self.chance.randrange(0, 10))):
                    record_answers(invitation=invitation, answers=answers)
        close_due_runs()

    def logins(self, pairs: Sequence[Mentorship]) -> list[Login]:
        """One person per role; the mentee's pair is one with a next step."""
        pair = pairs[0]
        people = {
            "Coordinator": self.coordinator.user,
            "Mentor": self.member(pair, Role.MENTOR),
            "Mentee": self.member(pair, Role.MENTEE),
            "Employee without a place": self.newcomers[0].user,
            "HR analyst": self.analyst.user,
            "Site administrator": self.administrator,
        }
        return [Login(role, user.email, self.password_for(user)) for role, user in people.items()]

    @staticmethod
    def password_for(user: User) -> str:
        """As if this person had set one, so that they can be tried both ways."""
        password = made_up_password()
        user.set_password(password)
        user.save(update_fields=["password"])
        return password

    @staticmethod
    def member(pair: Mentorship, role: str) -> User:
        return next(each.person.user for each in pair.memberships.all() if each.role == role)
