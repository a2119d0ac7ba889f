"""One round of a programme, from the day its registration opens: places, pairs, surveys, and its end."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from feedback.models import Invitation, SurveyRun
from feedback.months import COUNTED_ON, months_from
from feedback.services import (
    begin_survey,
    close_due_runs,
    freeze_meetings,
    open_due_runs,
    plan_end_surveys,
    plan_survey_runs,
    record_answers,
)
from matching.models import Mentorship, Proposal
from matching.services import (
    accept_proposal,
    end_registration_and_start_run,
    lapse_due_proposals,
    send_again,
    send_proposals,
)
from mentoring.accounts.models import User
from mentoring.desk.demo.cast import Cast, mentors_among, popular_skills, some_of
from mentoring.desk.demo.days import at_work, last_at_work
from mentoring.desk.demo.pairs import pair_of_numbers
from mentoring.jobs.services import run_next_job
from mentoring.lib import clock
from mentoring.outbox.services import tell_mails_until
from participants.models import Profile, Skill
from programmes.models import Cohort, Programme, Role
from programmes.services import (
    approve_enrolment,
    begin_closing,
    close_cohort,
    create_programme,
    open_registration,
    register_interest,
)
from programmes.shipped_programmes import SHIPPED_PROGRAMMES

# After registration opens: its last day, the search for pairs, and the start. Half a year after that the round ends.
REGISTRATION = timedelta(days=18)
MATCHED = timedelta(days=21)
STARTS = timedelta(days=33)
LASTS = timedelta(weeks=26)
HALF_WAY = timedelta(days=120)
# What begins by itself does so some seconds late: then an invitation goes along with the news that a round closes.
TICK = timedelta(seconds=20)
# What the second programme says of itself; the first says what the template does.
OWN_WORDS = {
    "First steps": {
        "purpose": "Find your feet sooner. You meet somebody who knows the company well, and ask what nobody has "
        "written down: how things get done here, whom to turn to, and what could come next for you.",
        "audience": "For everybody who is new here or new in their role, and for those who remember what that is like.",
    }
}
SEASONS = ("Winter", "Spring", "Summer", "Autumn")
# What people choose among five answers: before the start, in a first round, and once the team had learned from one.
AT_FIRST = (1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5)
SO_SO = (1, 2, 3, 3, 4, 4, 4, 5)
WELL = (2, 3, 4, 4, 4, 5, 5)


@dataclass(frozen=True, slots=True)
class Round:
    """A cohort and how it came to be."""

    cohort: Cohort
    opened_at: datetime
    coordinator: User
    answers: Sequence[int] = WELL

    @property
    def matched_at(self) -> datetime:
        return at_work(self.opened_at + MATCHED)

    @property
    def ends_at(self) -> datetime:
        return on_day(self.cohort.ends_on, self.opened_at)


def on_day(day: date, opened_at: datetime) -> datetime:
    """On that day at the hour at which registration opened."""
    return datetime.combine(day, opened_at.timetz())


def found_programme(name: str, cast: Cast, *, at: datetime) -> Programme:
    with clock.standing_at(at):
        return create_programme(
            programme=Programme(
                organisation=cast.organisation,
                hr_contact_name=cast.analyst.user.name,
                hr_contact_email=cast.analyst.user.email,
                **{**SHIPPED_PROGRAMMES["open"].values(), "name": name, **OWN_WORDS.get(name, {})},
            ),
            by=cast.coordinator.user,
        )


def open_round(
    programme: Programme,
    cast: Cast,
    *,
    at: datetime,
    half_way: date | None = None,
    answers: Sequence[int] = WELL,
) -> Round:
    """A cohort whose registration opens at that moment, called by the season in which it starts."""
    by, day = cast.coordinator.user, at.date()
    starts_on = at_work(day + STARTS)
    with clock.standing_at(at):
        cohort = Cohort.objects.create(
            programme=programme,
            name=f"{SEASONS[starts_on.month % 12 // 3]} {starts_on.year}",
            registration_ends_on=at_work(day + REGISTRATION),
            starts_on=starts_on,
            ends_on=at_work(starts_on + LASTS),
            mid_survey_on=at_work(half_way or day + HALF_WAY),
        )
        return Round(open_registration(cohort=cohort, by=by), at, by, answers)


def register(part: Round, people: Sequence[Profile], *, approve: float, chance: random.Random) -> None:
    """Two in five offer to be mentors, the others look for one; so large a share gets a place by and by.

    What somebody wishes for is mostly what one of the mentors offers.
    """
    known, mentors = popular_skills(), mentors_among(people)
    latest = max(part.opened_at, last_at_work(clock.now()))
    offers = {person: some_of(known, chance.randint(3, 5), chance) for person in people if person in mentors}
    for number, person in enumerate(people):
        is_mentor = person in mentors
        at = at_work(part.opened_at + timedelta(days=1 + number % 14, minutes=number * 7 % 450))
        with clock.standing_at(min(latest, at)):
            place = register_interest(
                cohort=part.cohort,
                person=person,
                role=Role.MENTOR if is_mentor else Role.MENTEE,
                skills=offers[person] if is_mentor else _wishes(list(offers.values()), known, chance),
                capacity=chance.choice((1, 2, 2, 3)) if is_mentor else 1,
                by=person.user,
            )
            if number < approve * len(people):
                approve_enrolment(enrolment=place, by=part.coordinator)


def _wishes(offers: Sequence[Sequence[Skill]], known: Sequence[Skill], chance: random.Random) -> list[Skill]:
    """Two skills of one mentor, and what most people wish for of the others."""
    dearest = chance.sample(chance.choice(offers), 2)
    return [*dearest, *some_of([skill for skill in known if skill not in dearest], 1, chance)]


def search(part: Round) -> None:
    """The best pairs lie on the board; nobody has heard of them."""
    with clock.standing_at(min(clock.now(), part.matched_at)):
        end_registration_and_start_run(cohort=part.cohort, by=part.coordinator)
        run_next_job()


def suggest(part: Round, *, open_until_now: bool) -> list[Mentorship]:
    """Most suggestions get their two yeses; in a round that still runs one of the others goes out again."""
    with clock.standing_at(part.matched_at):
        send_proposals(cohort=part.cohort, by=part.coordinator)
    sent = _suggestions(part, Proposal.Status.SENT)
    silent = sent[-3 if open_until_now else -2 :]
    for number, proposal in enumerate(sent[: -len(silent)]):
        _say_yes(proposal, at=at_work(part.matched_at + timedelta(days=1 + number % 5, minutes=number * 11 % 360)))
    lapse_due_proposals()
    if open_until_now:
        with clock.standing_at(last_at_work(clock.now() - timedelta(days=2))):
            send_again(proposal=silent[0], by=part.coordinator)
    found = Mentorship.objects.filter(cohort=part.cohort).with_people().select_related("agreement")
    return sorted(found, key=pair_of_numbers)


def pair_up_late(part: Round) -> None:
    """The last ones who had not answered are asked again, and say yes: a pair that has just begun."""
    last = _suggestions(part, Proposal.Status.LAPSED)[-1]
    yes_at = last_at_work(clock.now() - timedelta(days=1))
    with clock.standing_at(last_at_work(yes_at - timedelta(days=3))):
        send_again(proposal=last, by=part.coordinator)
    _say_yes(last, at=yes_at)


def _suggestions(part: Round, status: str) -> list[Proposal]:
    """The best first, and of equals always in the same order."""
    found = Proposal.objects.filter(cohort=part.cohort, status=status).prefetch_related(
        "sides__enrolment__person__user"
    )

    def rank(proposal: Proposal) -> tuple[int, list[str]]:
        return -proposal.score, sorted(side.enrolment.person.employee_number for side in proposal.sides.all())

    return sorted(found, key=rank)


def _say_yes(proposal: Proposal, *, at: datetime) -> None:
    """The mentee half an hour before the mentor."""
    for side in sorted(proposal.sides.all(), key=lambda side: side.role):
        with clock.standing_at(at if side.role == Role.MENTOR else at - timedelta(minutes=30)):
            accept_proposal(proposal=proposal, by=side.enrolment.person.user, no_line=True)


def ask_before_the_start(part: Round, *, seed: int) -> None:
    """Two in three said how things stood for them before they began; that survey is closed."""
    chance = random.Random(f"start {seed}")  # noqa: S311 - for the demonstration
    for place in part.cohort.enrolments.select_related("person__user").order_by("person__employee_number"):
        if chance.random() < 0.67:
            at = place.registered_at + timedelta(minutes=5)
            with clock.standing_at(at):
                invitation = begin_survey(
                    kind=SurveyRun.Kind.START, cohort=part.cohort, person=place.person, by=place.person.user
                )
            _record(invitation, _chosen(invitation, AT_FIRST, chance), at=at)
    with clock.standing_at(min(clock.now(), on_day(part.cohort.starts_on + timedelta(days=15), part.opened_at))):
        close_due_runs()


def ask_about_the_parting(part: Round, pair: Mentorship, *, at: datetime, chance: random.Random) -> None:
    """Half of those whose pair ended early say in three statements how it was."""
    for member in pair.memberships.all():
        if chance.random() < 0.5:
            with clock.standing_at(at):
                invitation = begin_survey(
                    kind=SurveyRun.Kind.EARLY_END, cohort=part.cohort, person=member.person, by=member.person.user
                )
            _record(invitation, _chosen(invitation, part.answers, chance), at=at)


def _chosen(invitation: Invitation, choices: Sequence[int], chance: random.Random) -> dict[str, int]:
    """An answer to each statement, among these."""
    return {item["id"]: min(chance.choice(choices), len(item["options"])) for item in invitation.items}


def _record(invitation: Invitation, answers: dict[str, int], *, at: datetime) -> None:
    with clock.standing_at(at):
        record_answers(invitation=invitation, answers=answers)


def count_meetings(part: Round, *, until: datetime) -> None:
    """On the day of each month on which this is done, up to that moment; each month once."""
    for month in months_from(part.opened_at.date().replace(day=1), until.date()):
        at = until.replace(year=month.year, month=month.month, day=COUNTED_ON, hour=12)
        if part.opened_at < at <= until:
            with clock.standing_at(at):
                freeze_meetings()


def ask_half_way(part: Round, *, chance: random.Random) -> None:
    """The mid survey went out, most answered, and it closed two weeks later."""
    at = on_day(part.cohort.mid_survey_on, part.opened_at)
    with clock.standing_at(at + TICK):
        plan_survey_runs()
        open_due_runs()
    _answer(part, SurveyRun.Kind.MID, at, chance)


def _answer(part: Round, kind: str, at: datetime, chance: random.Random) -> None:
    """Most of those who were asked answer within ten days, and the survey closes after two weeks.

    Their mails are told in between, as the survey then stood: nobody who has answered is reminded.
    """
    run = SurveyRun.objects.get(cohort=part.cohort, kind=kind)
    reminded_at, latest = run.reminds_at + timedelta(minutes=1), last_at_work(clock.now())
    later: list[tuple[datetime, Invitation, dict[str, int]]] = []
    for invitation in run.invitations.select_related("run", "person__user").order_by("person__employee_number"):
        if chance.random() < 0.85:
            answered_at = min(latest, at_work(at + timedelta(days=chance.randrange(0, 10))))
            answers = _chosen(invitation, part.answers, chance)
            if answered_at > reminded_at:
                later.append((answered_at, invitation, answers))
            else:
                _record(invitation, answers, at=answered_at)
    tell_mails_until(min(clock.now(), reminded_at))
    for answered_at, invitation, answers in later:
        _record(invitation, answers, at=answered_at)
    with clock.standing_at(min(clock.now(), at + timedelta(days=15))):
        close_due_runs()


def close(part: Round, *, chance: random.Random) -> None:
    """The round comes to its end, is looked back on, and is over some three weeks later, on its last day."""
    at = part.ends_at
    begins = at_work(at - timedelta(days=21))
    with clock.standing_at(begins):
        begin_closing(cohort=part.cohort, by=part.coordinator, reason="As planned.")
        plan_end_surveys()
    with clock.standing_at(begins + timedelta(days=1) + TICK):
        open_due_runs()
    _answer(part, SurveyRun.Kind.END, begins + timedelta(days=1), chance)
    with clock.standing_at(at):
        close_cohort(cohort=part.cohort, by=part.coordinator)
