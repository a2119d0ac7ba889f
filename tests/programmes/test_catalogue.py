from datetime import date

import pytest

from mentoring.lib import clock
from programmes import catalogue, place_words
from programmes.models import Cohort, EligibilityRule, Enrolment, Role
from programmes.stage_words import Pill
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
    assert place_words.what_happens_next(place)[0].startswith("The programme team looks for pairs that fit, again")
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


def test_offer_counts_no_further_once_registration_is_over(programme, person):
    cohort = CohortFactory(programme=programme, stage=Cohort.Stage.RUNNING)
    EnrolmentFactory(cohort=cohort, person=person)
    MentorFactory(cohort=cohort)

    assert [offer.numbers for offer in catalogue.offers_to(person)] == ["1 mentor and 1 mentee."]


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


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.APPROVED, ""),
        (Status.REGISTERED, ""),
        (Status.WITHDRAWN, "You cannot join any more: registration ended on Sat 14 Mar 2026."),
    ],
)
def test_offer_says_to_nobody_with_a_place_that_they_cannot_join(programme, person, status, words):
    cohort = CohortFactory(programme=programme, registration_ends_on=date(2026, 3, 14))
    EnrolmentFactory(cohort=cohort, person=person, status=status)

    with clock.standing_at(at("2026-03-15 09:00")):
        assert catalogue.offers_to(person)[0].may_join == words


@pytest.mark.parametrize("number", [1, 3])
def test_offers_cost_the_same_for_one_and_three(programme, person, number, django_assert_num_queries):
    for _ in range(number):
        cohort = CohortFactory(programme=programme)
        EnrolmentFactory(cohort=cohort, person=person)
        MentorFactory(cohort=cohort)

    with django_assert_num_queries(4):  # places, drafts, cohorts, rules
        offers = catalogue.offers_to(person)

    assert [offer.numbers for offer in offers] == ["1 mentor and 1 mentee so far."] * number
