"""The coordinator's day: what waits, and a light per pair, with nothing of what happens between the two."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Note, Session
from feedback.models import Goal
from matching.models import Mentorship, Proposal
from mentoring.desk.light import Light
from mentoring.desk.lights import CADENCES
from mentoring.desk.today import PairRow, contact_in_words, pairs_of_cohort, tasks_of
from mentoring.lib import clock, registry
from mentoring.lib.next_step import Urgency
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Role
from tests import factories
from tests.conftest import person
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, at, in_days, make_proposal

TODAY = reverse("desk:today")
OFFICE = {
    Urgency.PAIR_OF_LEAVER,
    Urgency.PAIRS_TO_REVIEW,
    Urgency.PLACES_TO_ANSWER,
    Urgency.ROUND_TO_END,
    Urgency.COHORT_TO_SET_UP,
}


@pytest.fixture
def page(cast, sign_in):
    """The text of the page as the coordinator of the cast reads it."""
    return lambda **query: sign_in(cast.coordinator).get(TODAY, query).content.decode()


def began(pair: Mentorship, moment: str) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(started_at=at(moment))


def met(pair: Mentorship, moment: str, **fields) -> Session:
    mentor = pair.memberships.get(role=Role.MENTOR).person
    values = {"starts_at": at(moment), "status": Session.Status.HELD, "planned_by": mentor, **fields}
    return Session.objects.create(mentorship=pair, **values)


def make_pair(cohort: Cohort, mentee: str, mentor: str = "Some Mentor") -> Mentorship:
    local = f"{mentee}-{mentor}".replace(" ", "-").lower()[:60]
    places = (
        MentorFactory(cohort=cohort, person=person(mentor, f"mentor-{local}")),
        EnrolmentFactory(cohort=cohort, person=person(mentee, f"mentee-{local}")),
    )
    return factories.make_mentorship(*places)


def test_nothing_is_said_of_pairs_where_there_is_none_under_way(cast, page):
    words = "The pairs go on by themselves."
    with_one = page()
    factories.end_pairs()
    Enrolment.objects.filter(cohort=cast.cohort).update(status=Enrolment.Status.WITHDRAWN)
    with_none = page()

    assert "Nothing waits for you." in with_one
    assert "Nothing waits for you." in with_none
    assert (words in with_one, words in with_none) == (True, False)


def test_pair_is_told_by_names_light_month_and_agreement_alone(cast):
    began(cast.mentorship, "2026-01-05 09:00")
    met(cast.mentorship, "2026-09-17 10:30")
    met(cast.mentorship, "2026-10-13 10:30")

    with clock.standing_at(at("2026-11-25 09:00")):
        rows = pairs_of_cohort(cast.cohort)

    names, agreed = ("Minh Mentee", "Maria Mentor"), {"is_agreed": False, "is_to_renew": False}
    assert rows == [PairRow(*names, Light.MEETING, "Meeting", "In October", **agreed)]


@pytest.mark.parametrize(
    ("status", "contact"), [(Session.Status.PLANNED, "Not yet"), (Session.Status.CANCELLED, "Not yet")]
)
def test_only_what_was_held_is_contact(cast, status, contact):
    met(cast.mentorship, "2026-10-13 10:30", status=status)

    assert [row.contact for row in pairs_of_cohort(cast.cohort)] == [contact]


def test_pair_on_a_break_is_shown_as_such_and_asks_for_nothing(cast, page):
    """Neither "meeting", which it may not be, nor "quiet", which would have a coordinator write to both."""
    Mentorship.objects.update(started_at=clock.now() - timedelta(days=90), paused_at=clock.now())

    (row,) = pairs_of_cohort(cast.cohort)

    assert (row.light, row.words) == (Light.BREAK, "On a break")
    assert '<span class="pill light break">On a break</span></td>' in page()
    assert "you need do nothing" in page()


def test_sentence_above_the_pairs_says_what_the_table_shows(page):
    """The month of the last contact is for coordinators to know; the days and how often are not."""
    text = page()

    assert "in which month each last met" in text
    assert "on which days and how often they meet, stays with them" in text
    assert "Last contact" in text


def test_day_within_the_month_makes_no_difference_on_any_morning(cast):
    began(cast.mentorship, "2026-01-05 09:00")
    session = met(cast.mentorship, "2026-09-01 00:30")
    seen = {}

    for starts_at in ("2026-09-01 00:30", "2026-09-30 20:00"):
        Session.objects.filter(pk=session.pk).update(starts_at=at(starts_at))
        seen[starts_at] = [light_on(cast.cohort, day) for day in range(30)]

    assert len({str(lights) for lights in seen.values()}) == 1
    assert set(seen["2026-09-01 00:30"]) == {Light.MEETING, Light.QUIET}


def light_on(cohort: Cohort, day: int) -> Light:
    with clock.standing_at(at("2026-11-01 09:00") + timedelta(days=day)):
        (row,) = pairs_of_cohort(cohort)
    return row.light


def test_month_is_the_companys_whatever_clock_the_reader_chose(cast, page):
    met(cast.mentorship, "2026-10-31 23:30")
    cast.coordinator.user.time_zone = "Pacific/Kiritimati"
    cast.coordinator.user.save()

    with clock.standing_at(at("2026-11-25 09:00")):
        assert "In October" in page()


def test_every_cadence_has_a_span():
    assert set(CADENCES) == set(Agreement.Cadence)


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (None, "Not yet"),
        ("2026-11-01 00:00", "This month"),
        ("2026-10-01 00:00", "In October"),
        ("2025-12-01 00:00", "In December"),
        ("2025-11-01 00:00", "In November 2025"),
        ("2024-12-01 00:00", "In December 2024"),
    ],
)
def test_month_in_words_names_the_year_where_it_could_be_another(month, words):
    assert contact_in_words(month and at(month).date(), at("2026-11-25 09:00").date()) == words


def test_quiet_pairs_come_first_and_then_by_name(cast):
    for name in ("Zoe Quiet", "ada quiet"):
        began(make_pair(cast.cohort, name), "2026-01-05 09:00")
    gone = make_pair(cast.cohort, "Eva Ended")
    factories.end_pairs(pk=gone.pk)

    rows = pairs_of_cohort(cast.cohort)

    assert [(row.mentee, row.light) for row in rows] == [
        ("ada quiet", Light.QUIET),
        ("Zoe Quiet", Light.QUIET),
        ("Minh Mentee", Light.NEW),
        ("Eva Ended", Light.ENDED),
    ]


def test_pairs_are_found_by_either_name_and_by_light(cast, page):
    began(make_pair(cast.cohort, "Quentin Quiet", "Mona Other"), "2026-01-05 09:00")

    assert [("Quentin" in text, "Minh" in text) for text in (page(q="mona"), page(q="MINH"), page(light="quiet"))] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert "No pair fits this choice" in page(q="nobody")
    assert "No pair fits this choice" in page(light="ended")


def test_pairs_come_by_the_page_and_keep_what_was_chosen(cast, page):
    for number in range(26):
        make_pair(cast.cohort, f"Many {number:02}")

    first, second = page(q="many"), page(q="many", page=2)

    assert ("1 to 25 of 26" in first, "?q=many&amp;page=2" in first) == (True, True)
    assert ("26 to 26 of 26" in second, "Many 25" in second, "Many 24" in second) == (True, True, False)


def test_cohort_of_another_programme_is_not_found(cast, sign_in):
    foreign = Cohort.objects.get(name="Autumn")
    answers = {
        key: sign_in(cast.coordinator).get(TODAY, {"cohort": key}).status_code
        for key in (cast.cohort.pk, foreign.pk, "nonsense", "\0")
    }

    assert answers == {cast.cohort.pk: 200, foreign.pk: 404, "nonsense": 404, "\0": 404}


def test_running_cohort_is_shown_unless_another_is_chosen(cast, page):
    other = CohortFactory(programme=cast.programme, name="Aardvark")

    assert '<h2 id="pairs">Open doors, Spring</h2>' in page()
    text = page(cohort=other.pk)
    assert '<h2 id="pairs">Open doors, Aardvark</h2>' in text
    assert "There is no pair yet" in text


def running(cast, name: str) -> Cohort:
    """A cohort under way with one pair, beside that of the cast, which comes before it by its name."""
    cohort = CohortFactory(programme=cast.programme, name=name, stage=Cohort.Stage.RUNNING)
    make_pair(cohort, f"{name} Mentee", f"{name} Mentor")
    return cohort


def shown(text: str) -> str:
    return text.partition('<h2 id="pairs">Open doors, ')[2].partition("<")[0]


def test_cohort_with_most_to_do_is_shown_first(cast, page):
    summer, winter = running(cast, "Summer"), running(cast, "Winter")
    assert shown(page()) == "Spring"

    EnrolmentFactory(cohort=summer)
    with_lonely = shown(page())
    EnrolmentFactory(cohort=winter)
    EnrolmentFactory(cohort=winter, status=Enrolment.Status.REGISTERED)
    with_more = shown(page())
    Profile.objects.filter(user__name="Summer Mentor").update(last_day=in_days(-1))
    with_leaver = shown(page())

    assert (with_lonely, with_more, with_leaver) == ("Summer", "Winter", "Summer")


def test_cohort_with_more_quiet_pairs_is_shown_first_where_nothing_else_waits(cast, page):
    winter = running(cast, "Winter")
    began(Mentorship.objects.get(cohort=winter), "2026-01-05 09:00")
    began(cast.mentorship, "2026-11-20 09:00")

    with clock.standing_at(at("2026-11-25 09:00")):
        assert shown(page()) == "Winter"


def test_cohort_without_a_pair_is_not_shown_before_those_with_some(cast, page):
    EnrolmentFactory(cohort__programme=cast.programme, cohort__name="Aardvark", status=Enrolment.Status.REGISTERED)
    with_pairs = shown(page())
    factories.end_pairs()
    Enrolment.objects.filter(cohort=cast.cohort).update(status=Enrolment.Status.WITHDRAWN)

    assert (with_pairs, shown(page())) == ("Spring", "Aardvark")


def test_page_stays_with_the_cohort_that_is_shown_or_chosen(cast, page):
    winter = running(cast, "Winter")
    EnrolmentFactory(cohort=winter)

    first, chosen = page(), page(cohort=cast.cohort.pk)

    assert (shown(first), shown(chosen)) == ("Winter", "Spring")
    for text, cohort in ((first, winter), (chosen, cast.cohort)):
        assert f'<option value="{cohort.pk}" selected>' in text
        assert f'href="?cohort={cohort.pk}&amp;light=' in text


def test_coordinator_whose_cohorts_have_not_opened_reads_so(cast, page):
    Cohort.objects.filter(programme=cast.programme).update(stage=Cohort.Stage.DRAFT)

    assert "None of your cohorts has opened yet" in page()


def test_page_holds_nothing_of_what_happens_between_the_two(cast, page):
    began(cast.mentorship, "2026-01-05 09:00")
    for moment in ("2026-08-03 07:41", "2026-08-21 07:43", "2026-09-17 07:47"):
        met(cast.mentorship, moment, minutes=37, place="CANARY-PLACE")
    met(cast.mentorship, "2026-12-19 07:53", status=Session.Status.PLANNED, minutes=37, place="CANARY-PLACE")
    written = {"mentorship": cast.mentorship, "written_at": at("2026-09-18 07:59")}
    Note.objects.create(author=cast.mentor, body="CANARY-NOTE", **written)
    Goal.objects.create(
        mentorship=cast.mentorship, owner=cast.mentee, sentence="CANARY-GOAL", set_at=at("2026-09-18 08:01")
    )
    with clock.standing_at(at("2026-11-25 09:00")):
        before = page()
        Note.objects.all().delete()
        Goal.objects.all().delete()
        Session.objects.exclude(starts_at=at("2026-09-17 07:47")).delete()
        Session.objects.update(starts_at=at("2026-09-02 11:11"), minutes=180)
        after = page()

    told = ("CANARY", "07:4", "07:5", "37", "17 Sep", "September 17", "2026-09", "19 Dec", "August", "Sept.")
    assert [words for words in told if words in body(before)] == []
    assert ("In September" in before, "Quiet" in before, str(cast.mentorship.pk) in before) == (True, True, False)
    # Whatever they met, wrote or aimed at beside the month of their last meeting, the page is the same.
    assert body(before) == body(after)


def body(text: str) -> str:
    """What the page says; the addresses of styles have digits of their own, the token of a form is new each time."""
    main = text[text.index("<main") : text.index("</main>")]
    assert "csrfmiddlewaretoken" not in main
    return main


def test_tasks_are_five_at_most_and_the_most_urgent_first(cast, page):
    for number in range(6):
        CohortFactory(programme=cast.programme, name=f"Late {number}", registration_ends_on=in_days(-1))
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)

    tasks = tasks_of(cast.coordinator.user)

    assert [step.urgency for step in tasks.first] == [Urgency.PAIRS_TO_REVIEW] * 5
    assert (tasks.more, "2 more things come after these." in page()) == (2, True)


def test_nothing_that_home_asks_of_a_coordinator_is_missing(cast):
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    EnrolmentFactory(cohort=cast.cohort)
    over = {"registration_ends_on": in_days(-40), "starts_on": in_days(-30), "ends_on": in_days(-1)}
    CohortFactory(programme=cast.programme, name="Over", stage=Cohort.Stage.RUNNING, **over)
    factories.CoordinatorFactory(programme=factories.ProgrammeFactory(), user=cast.coordinator.user)
    home = {
        step.title for answer in registry.next_steps.ask(cast.coordinator) for step in answer if step.urgency in OFFICE
    }

    assert {step.title for step in tasks_of(cast.coordinator.user).first} == home
    assert len(home) == 4


def test_suggestion_is_named_when_its_day_is_near(cast):
    proposal = make_proposal(MentorFactory(cohort=cast.cohort), EnrolmentFactory(cohort=cast.cohort))
    titles = {}

    for days in (3, 2, 0):
        Proposal.objects.filter(pk=proposal.pk).update(reply_by=in_days(days))
        titles[days] = [step.title for step in tasks_of(cast.coordinator.user).first]

    near = ["1 suggestion of Open doors, Spring closes within two days"]
    assert titles == {3: [], 2: near, 0: near}
    assert tasks_of(cast.other_coordinator.user).first == []


def test_coordinator_who_stands_in_no_list_of_people_has_the_same_tasks(cast):
    EnrolmentFactory(cohort=cast.cohort, status=Enrolment.Status.REGISTERED)
    alone = factories.CoordinatorFactory(programme=cast.programme).user

    assert tasks_of(alone) == tasks_of(cast.coordinator.user)
    assert len(tasks_of(alone).first) == 1


def test_nothing_waits(cast, page):
    assert "Nothing waits for you." in page()


def test_home_leads_coordinators_there_and_nobody_else(cast, sign_in):
    home = reverse("desk:home")

    assert {
        role: f'href="{TODAY}"' in sign_in(user).get(home).content.decode()
        for role, user in cast.users.items()
        if role in ("coordinator", "mentor", "site_administrator")
    } == {"coordinator": True, "mentor": False, "site_administrator": False}


def test_page_asks_little_and_the_same_with_many_pairs(cast, sign_in):
    client = sign_in(cast.coordinator)
    with_one = asked(client)
    for number in range(30):
        met(make_pair(cast.cohort, f"Many {number:02}"), "2026-10-13 10:30")
    with_many = asked(client)

    assert (len(with_many) - len(with_one), len(with_one) <= 15) == (0, True), with_one


def test_page_asks_the_same_with_one_and_many_other_cohorts(cast, sign_in):
    client, costs = sign_in(cast.coordinator), []
    for number in range(3):
        running(cast, f"Cohort {number}")
        costs.append(len(asked(client)))

    assert (costs[0] == costs[2], costs[0] <= 15) == (True, True), costs


def asked(client) -> list[str]:
    """What the page asks once what is kept in memory is there."""
    client.get(TODAY)
    with CaptureQueriesContext(connection) as captured:
        client.get(TODAY)
    return [each["sql"] for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
