from datetime import date

import pytest

from mentoring.lib import clock
from programmes import catalogue
from programmes.catalogue import Pill
from programmes.models import Cohort, EligibilityRule, Enrolment, Role
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    DepartmentFactory,
    EligibilityRuleFactory,
    EnrolmentFactory,
    MentorFactory,
    OrganisationFactory,
    ProfileFactory,
    ProgrammeFactory,
    at,
    in_days,
)

Stage, Status = Cohort.Stage, Enrolment.Status


def names(offers):
    return [offer.cohort.name for offer in offers]


def test_offers_show_what_is_open_first_and_no_draft(programme, person):
    for stage in reversed(Stage):
        CohortFactory(programme=programme, name=stage.value, stage=stage)

    assert names(catalogue.offers_to(person)) == ["registration", "matching", "running", "closing"]


def test_what_is_always_on_says_so_and_names_no_day(programme, person):
    cohort = AlwaysOnFactory(programme=programme, stage=Stage.RUNNING)
    place = EnrolmentFactory(cohort=cohort, person=person, role="mentor")

    (offer,) = catalogue.offers_to(person)

    assert (offer.pill.words, offer.open_roles) == ("Always open", {"mentee"})
    assert catalogue.what_happens_next(place)[0].startswith("The programme team looks for pairs that fit, again")
    Cohort.objects.update(stage=Stage.CLOSING)
    assert catalogue.offers_to(person)[0].pill.words == "Coming to its end"


def test_offers_show_what_is_over_to_those_who_took_part(programme, person):
    closed = CohortFactory(programme=programme, name="Last year", stage=Stage.CLOSED)
    EnrolmentFactory(cohort=closed, person=person)

    assert names(catalogue.offers_to(person)) == ["Last year"]


def test_catalogue_says_which_round_a_name_leads_to_where_several_can_be_joined(cohort, programme, person, sign_in):
    """To whoever hears the page, two links of one name that lead elsewhere are one and the same."""
    CohortFactory(programme=programme, name="Over", registration_ends_on=in_days(-1))
    client, words = sign_in(person), 'Open doors<span class="visually-hidden">, '
    alone = client.get("/programmes/").content.decode()
    CohortFactory(programme=programme, name="Summer")
    both = client.get("/programmes/").content.decode()

    assert words not in alone
    assert [f"{words}{name}</span></a>" in both for name in ("Spring", "Summer", "Over")] == [True, True, False]


def test_offers_show_no_other_company(person):
    CohortFactory(programme=ProgrammeFactory(organisation=OrganisationFactory(name="Partner")))

    assert catalogue.offers_to(person) == []


def test_offers_count_who_asked_for_or_has_a_place(cohort, person):
    MentorFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)
    EnrolmentFactory(cohort=cohort, status=Status.APPROVED)
    EnrolmentFactory(cohort=cohort, status=Status.DECLINED)
    EnrolmentFactory(cohort=cohort, status=Status.WITHDRAWN)

    assert [offer.numbers for offer in catalogue.offers_to(person)] == ["1 mentor and 2 mentees so far."]


def test_offer_says_when_nobody_registered(cohort, person):
    assert catalogue.offers_to(person)[0].numbers == "Nobody has registered yet. Be the first."


@pytest.mark.parametrize(
    ("status", "open_roles"),
    [
        (Status.REGISTERED, {Role.MENTOR}),
        (Status.APPROVED, {Role.MENTOR}),
        (Status.DECLINED, {Role.MENTOR}),
        (Status.WITHDRAWN, {Role.MENTOR, Role.MENTEE}),
    ],
)
def test_offer_is_open_in_the_roles_one_has_not(cohort, person, status, open_roles):
    EnrolmentFactory(cohort=cohort, person=person, role=Role.MENTEE, status=status)

    (offer,) = catalogue.offers_to(person)

    assert offer.open_roles == open_roles
    assert (offer.is_open_for_mentee, offer.is_open_for_mentor) == (Role.MENTEE in open_roles, True)


def test_offer_is_open_in_no_role_once_registration_is_over(programme, person):
    CohortFactory(programme=programme, registration_ends_on=in_days(-1))

    (offer,) = catalogue.offers_to(person)

    assert (offer.open_roles, offer.pill) == (frozenset(), Pill("Registration is over", "info"))


@pytest.mark.parametrize(
    ("today", "words"),
    [("2026-03-01", "Open, 13 days left"), ("2026-03-13", "Open, 1 day left"), ("2026-03-14", "Open, last day today")],
)
def test_pill_counts_the_days_left(programme, today, words):
    cohort = CohortFactory(programme=programme, registration_ends_on=date(2026, 3, 14))

    with clock.standing_at(at(f"{today} 09:00")):
        assert catalogue.stage_pill(cohort).words == words


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.DRAFT, "Being set up"),
        (Stage.MATCHING, "Pairs are being found"),
        (Stage.RUNNING, "Running"),
        (Stage.CLOSING, "Coming to its end"),
        (Stage.CLOSED, "Finished"),
        (Stage.ARCHIVED, "Put away"),
    ],
)
def test_pill_names_the_stage(stage, words):
    assert catalogue.stage_pill(Cohort(stage=stage)).words == words


@pytest.mark.parametrize(
    ("role", "status", "words", "pill"),
    [
        (Role.MENTOR, Status.REGISTERED, "You asked to be a mentor", Pill("Waiting for an answer", "info")),
        (Role.MENTEE, Status.REGISTERED, "You asked for a mentor", Pill("Waiting for an answer", "info")),
        (Role.MENTEE, Status.WAITING, "You asked for a mentor", Pill("On the waiting list", "info")),
        (Role.MENTOR, Status.APPROVED, "You have a place as a mentor", Pill("Place confirmed", "ok")),
        (Role.MENTEE, Status.APPROVED, "You have a place as a mentee", Pill("Place confirmed", "ok")),
        (Role.MENTEE, Status.DECLINED, "You asked for a mentor", Pill("Not this time", "")),
        (Role.MENTOR, Status.WITHDRAWN, "You stepped back", Pill("Stepped back", "")),
    ],
)
def test_place_in_words(role, status, words, pill):
    place = catalogue.place_in_words(Enrolment(role=role, status=status))

    assert (place.words, place.pill) == (words, pill)


@pytest.mark.parametrize(
    ("mentors", "mentees", "wanted"), [(0, 0, True), (0, 1, True), (1, 1, False), (1, 2, True), (2, 1, False)]
)
def test_mentors_are_wanted_where_more_people_look_for_one(cohort, person, mentors, mentees, wanted):
    for factory, number in ((MentorFactory, mentors), (EnrolmentFactory, mentees)):
        for _ in range(number):
            factory(cohort=cohort)

    assert catalogue.offers_to(person)[0].wants_mentors is wanted


def test_nobody_is_invited_who_may_not_join(cohort, programme, person):
    EligibilityRuleFactory(programme=programme, department=DepartmentFactory(name="Sales"))

    (offer,) = catalogue.offers_to(person)

    assert (offer.numbers, offer.wants_mentors) == ("Nobody has registered yet.", False)
    assert catalogue.found([offer], show="mentors-wanted", words="") == []
    assert catalogue.offer_to(person, offer.cohort).numbers == "Nobody has registered yet."


def test_mentors_are_wanted_of_no_mentor_and_of_nobody_who_can_be_none(cohort, programme, person):
    MentorFactory(cohort=cohort, person=person)
    EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort)
    assert catalogue.offers_to(person)[0].wants_mentors is False

    others = ProfileFactory()
    assert catalogue.offers_to(others)[0].wants_mentors is True
    EligibilityRuleFactory(programme=programme, department=DepartmentFactory(name="Sales"), role=Role.MENTOR)
    assert catalogue.offers_to(others)[0].wants_mentors is False


def test_mentors_are_not_wanted_where_nobody_can_join(programme, person):
    CohortFactory(programme=programme, registration_ends_on=in_days(-1))

    assert catalogue.offers_to(person)[0].wants_mentors is False


def rule(programme, **fields):
    EligibilityRule.objects.create(programme=programme, **fields)


def test_offer_says_as_what_one_may_join_and_why_not(cohort, person):
    assert catalogue.offers_to(person)[0].may_join == "You can join as a mentor, as a mentee, or as both."

    rule(cohort.programme, role=Role.MENTOR, department=DepartmentFactory(name="Sales"))
    offer = catalogue.offers_to(person)[0]
    assert (offer.open_roles, offer.may_join) == ({Role.MENTEE}, "You can join as a mentee. For mentors in Sales.")

    rule(cohort.programme, role=Role.MENTEE, department=DepartmentFactory(name="Finance"))
    offer = catalogue.offers_to(person)[0]
    assert offer.open_roles == frozenset()
    assert offer.may_join == "Not open to you. For mentors in Sales. For mentees in Finance."


def test_offer_says_when_registration_ended(programme, person):
    CohortFactory(programme=programme, registration_ends_on=date(2026, 3, 14))

    with clock.standing_at(at("2026-03-15 09:00")):
        offer = catalogue.offers_to(person)[0]

    assert offer.may_join == "You cannot join any more: registration ended on Sat 14 Mar 2026."


@pytest.mark.parametrize(("status", "may"), [(Status.WITHDRAWN, True), (Status.DECLINED, False)])
def test_asking_again_is_for_those_who_stepped_back(cohort, person, status, may):
    assert catalogue.may_ask_again(EnrolmentFactory(cohort=cohort, person=person, status=status)) is may


def test_place_that_was_taken_back_is_no_stepping_back(cohort, person):
    place = EnrolmentFactory(
        cohort=cohort, person=person, status=Status.WITHDRAWN, answer_words="By mistake.", was_taken_back=True
    )

    assert catalogue.place_in_words(place).words == "Your place was taken back"


def steps(cohort, status):
    return catalogue.what_happens_next(Enrolment(cohort=cohort, role=Role.MENTEE, status=status))


def test_what_happens_next_names_the_days(programme):
    cohort = CohortFactory(
        programme=programme,
        registration_ends_on=date(2026, 3, 14),
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 9, 30),
        mid_survey_on=date(2026, 7, 1),
    )

    assert steps(cohort, Status.REGISTERED) == [
        "The programme team reads your request. You get a mail as soon as your place is confirmed.",
        "After Sat 14 Mar 2026 the programme team looks for pairs that fit.",
        "You read who is suggested and why, and say yes or no. Nothing starts unless both of you say yes.",
        "You meet, agree how you will work together, and go on from Wed 1 Apr 2026 to Wed 30 Sep 2026.",
    ]
    assert steps(cohort, Status.APPROVED) == steps(cohort, Status.REGISTERED)[1:]
    assert steps(cohort, Status.WAITING) == [
        "There is no free place yet. As soon as there is one for you, we write to you.",
        *steps(cohort, Status.REGISTERED)[2:],
    ]


def test_what_happens_next_once_the_cohort_runs(programme):
    cohort = CohortFactory(programme=programme, stage=Stage.RUNNING)

    search, suggestion, _meeting = steps(cohort, Status.APPROVED)

    assert search == "We look for the person who fits best and write to you."
    assert suggestion.startswith("You read who is suggested and why")


def test_what_happens_next_near_the_end_promises_no_pair(programme):
    cohort = CohortFactory(programme=programme, stage=Stage.CLOSING)
    words = "The round is coming to its end, and no new pairs begin in it."

    assert steps(cohort, Status.APPROVED) == steps(cohort, Status.REGISTERED) == [words]
    assert catalogue.place_in_words(EnrolmentFactory(cohort=cohort)).next == words
    assert steps(cohort, Status.DECLINED) == []


@pytest.mark.parametrize("status", [Status.DECLINED, Status.WITHDRAWN])
def test_what_happens_next_without_a_place_is_nothing(cohort, status):
    assert steps(cohort, status) == []


@pytest.mark.parametrize("number", [1, 3])
def test_offers_cost_the_same_for_one_and_three(programme, person, number, django_assert_num_queries):
    for _ in range(number):
        cohort = CohortFactory(programme=programme)
        EnrolmentFactory(cohort=cohort, person=person)
        MentorFactory(cohort=cohort)

    with django_assert_num_queries(4):  # places, drafts, cohorts, rules
        offers = catalogue.offers_to(person)

    assert [offer.numbers for offer in offers] == ["1 mentor and 1 mentee so far."] * number
