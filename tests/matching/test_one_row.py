"""The row of one person says what a whole search would say of them, and is read without the others."""

import random
from dataclasses import replace
from datetime import date

import pytest

from matching.bounds import Bounds, HrField, Tie
from matching.candidates import candidate_pairs
from matching.models import Proposal
from matching.scoring import Part, Style, Weights
from matching.services import add_exclusion, change_policy
from matching.services.inputs import read_inputs
from matching.services.one_row import read_row
from matching.terms import USUAL
from participants.aims import AIMS
from participants.interests import INTERESTS
from participants.models import Profile, ProfileSkill
from programmes.models import Enrolment, Role
from tests.factories import (
    DepartmentFactory,
    GradeFactory,
    MentorFactory,
    OrganisationFactory,
    ProfileFactory,
    SiteFactory,
    make_mentorship,
    make_proposal,
)
from tests.matching.people import mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
SKILLS = ["Speaking", "Selling", "Sailing", "Saving"]
ROLES = ["head  of IT", "Chef", "BUYER", "Clerk"]
ZONES = {"Leeds": "Europe/London", "Tokyo": "Asia/Tokyo", "Nowhere": ""}


def crowd(cohort, seed, number=7):
    """So many mentors and mentees of whom some things are known and some are not, and some of whom are taken."""
    chance, hr = random.Random(seed), random.Random(f"HR {seed}")
    bosses = [ProfileFactory(), ProfileFactory()]
    places = []
    for _ in range(number):
        for make in (mentor_of, mentee_of):
            place = make(cohort, *chance.sample(SKILLS, chance.randint(0, 3)), person=somebody(chance, bosses, hr))
            places.append(place)
            ProfileSkill.objects.filter(profile=place.person).update(level=chance.choice([None, 1, 2, 3]))
    mentors = [place for place in places if place.role == Role.MENTOR]
    mentees = [place for place in places if place.role == Role.MENTEE]
    Profile.objects.filter(pk=mentors[0].person_id).update(mentor_limit=chance.choice([None, 1, 2]))
    make_mentorship(mentors[0], mentees[0])
    make_proposal(mentors[1], mentees[1])
    make_proposal(mentors[2], mentees[2], status=Proposal.Status.DECLINED)
    make_proposal(mentors[3], mentees[3], status=Proposal.Status.DRAFT)
    add_exclusion(owner=mentees[4].person, excluded=mentors[5].person, by=mentees[4].person.user)
    add_exclusion(owner=mentors[4].person, excluded=mentees[5].person, by=mentors[4].person.user)
    of_partner = [place.person_id for place in (mentors[6], *mentees[5:7])]
    Profile.objects.filter(pk__in=of_partner).update(organisation=OrganisationFactory(name="Partner"))
    return places


def somebody(chance, bosses, hr):
    site = chance.choice([None, *ZONES])
    return ProfileFactory(
        department=chance.choice([None, DepartmentFactory(name="D1"), DepartmentFactory(name="D2")]),
        site=site and SiteFactory(name=site, time_zone=ZONES[site]),
        grade=chance.choice([None, *(GradeFactory(name=f"G{level}", level=level) for level in (1, 2, 3))]),
        languages=chance.choice([[], ["en"], ["de", "fr"]]),
        manager=chance.choice([None, *bosses]),
        mentor_limit=chance.choice([None, None, 0, 2]),
        meets=chance.choice(["", *Profile.Meets.values]),
        part_of_day=chance.choice(["", *Profile.PartOfDay.values]),
        how_often=chance.choice(["", *Profile.HowOften.values]),
        job_title=chance.choice(["", "Head of IT", "Buyer"]),
        roles_wanted=chance.sample(ROLES, chance.randint(0, 3)),
        roles_had=chance.sample(ROLES, chance.randint(0, 2)),
        interests=chance.sample(sorted(INTERESTS)[:5], chance.randint(0, 4)),
        aims_wanted=hr.sample(sorted(AIMS)[:5], hr.randint(0, 2)),
        aims_known=hr.sample(sorted(AIMS)[:5], hr.randint(0, 3)),
        hired_on=hr.choice([None, date(2019, 2, 1), date(2019, 9, 1), date(2021, 3, 1)]),
        country=hr.choice(["", "France", "FRANCE", "Poland"]),
        business_line=hr.choice(["", "Retail", "Energy"]),
        cost_centre=hr.choice(["", "0711", "0712"]),
        employment_type=hr.choice(["", "Permanent", "Temporary"]),
    )


def whole(cohort):
    """{(mentee's place, mentor's place): score} of everybody whom a search could pair with a place that is free."""
    inputs = read_inputs(cohort)
    found = candidate_pairs(inputs.mentee_sides, inputs.mentor_sides, **inputs.rules)
    return {
        (inputs.mentees[row].pk, inputs.mentors[column].pk): score
        for row, column, score in zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)
        if inputs.capacity[column]
    }


def rows_of(places, role):
    """The same, each from the row of one person in this role."""
    found = {}
    for own in Enrolment.objects.filter(pk__in=[place.pk for place in places if place.role == role]):
        for score, other in read_row(own).possible():
            found[(own.pk, other) if role == Role.MENTEE else (other, own.pk)] = score
    return found


@pytest.mark.parametrize("style", ["classic", "reverse"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4))])
def test_rows_of_all_mentors_and_of_all_mentees_are_the_whole_search(style, seed):
    cohort, _by = open_cohort(programme__style=style)
    places = crowd(cohort, seed)
    waiting = {place.pk for place in read_inputs(cohort).mentees}

    expected = whole(cohort)

    of_mentees = {pair: score for pair, score in rows_of(places, Role.MENTEE).items() if pair[0] in waiting}
    assert expected
    assert of_mentees == expected
    assert rows_of(places, Role.MENTOR) == expected


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_rows_are_the_whole_search_where_every_part_has_a_weight(seed):
    cohort, by = open_cohort()
    known = [part for part in Part if part != Part.CHOICES]  # rows are what is known of people alone
    weights = dict.fromkeys(map(str, known), 3) | {"skills": 103 - 3 * len(known)}
    change_policy(programme=cohort.programme, terms=replace(USUAL[Style.CLASSIC], weights=Weights(**weights)), by=by)
    places = crowd(cohort, seed)
    waiting = {place.pk for place in read_inputs(cohort).mentees}

    of_mentees = {pair: score for pair, score in rows_of(places, Role.MENTEE).items() if pair[0] in waiting}

    assert all(getattr(read_inputs(cohort).weights, part) for part in known)
    assert of_mentees == rows_of(places, Role.MENTOR) == whole(cohort)


@pytest.mark.parametrize("field", HrField)
@pytest.mark.parametrize("tie", [Tie.SAME, Tie.DIFFERENT])
def test_rows_are_the_whole_search_where_what_hr_says_is_tied(field, tie):
    cohort, by = open_cohort()
    free = replace(USUAL[Style.CLASSIC], bounds=Bounds())
    change_policy(programme=cohort.programme, terms=free, by=by)
    places = crowd(cohort, seed=6, number=11)
    waiting, without = {place.pk for place in read_inputs(cohort).mentees}, whole(cohort)
    change_policy(programme=cohort.programme, terms=replace(free, bounds=Bounds(**{str(field): tie})), by=by)
    cohort = type(cohort).objects.get(pk=cohort.pk)

    of_mentees = {pair: score for pair, score in rows_of(places, Role.MENTEE).items() if pair[0] in waiting}

    assert of_mentees == rows_of(places, Role.MENTOR) == whole(cohort)
    assert of_mentees.items() < without.items()


@pytest.mark.parametrize("of_mentor", ["", "morning"])
def test_row_gives_a_part_its_weight_just_where_a_search_does(of_mentor):
    """One mentee and one mentor of the round said how they like to meet, and each answered another question."""
    cohort, by = open_cohort()
    terms = replace(USUAL[Style.CLASSIC], weights=Weights(skills=22, ways=20))
    change_policy(programme=cohort.programme, terms=terms, by=by)
    mentee = mentee_of(cohort, "Speaking", person__meets="remote", person__part_of_day=of_mentor)
    mentor_of(cohort, "Speaking", person__part_of_day="morning")

    assert {(mentee.pk, place): score for score, place in read_row(mentee).possible()} == whole(cohort)
    assert bool(read_row(mentee).rules["weights"].ways) == bool(of_mentor)


@pytest.mark.parametrize(("job_title", "had"), [("", []), ("Chef", []), ("", ["Chef"])])
def test_row_gives_roles_their_weight_just_where_a_mentor_has_one(job_title, had):
    cohort, by = open_cohort()
    terms = replace(USUAL[Style.CLASSIC], weights=Weights(skills=22, career=20))
    change_policy(programme=cohort.programme, terms=terms, by=by)
    mentee = mentee_of(cohort, "Speaking", person__roles_wanted=["Chef"])
    mentor_of(cohort, "Speaking", person__job_title=job_title, person__roles_had=had)

    assert {(mentee.pk, place): score for score, place in read_row(mentee).possible()} == whole(cohort)
    assert bool(read_row(mentee).rules["weights"].career) == bool(job_title or had)


@pytest.mark.parametrize(("wanted", "known"), [(["lead"], []), ([], ["lead"]), (["lead"], ["field"])])
def test_row_gives_aims_their_weight_just_where_a_mentee_has_one_and_a_mentor_can_help(wanted, known):
    cohort, by = open_cohort()
    terms = replace(USUAL[Style.CLASSIC], weights=Weights(skills=22, aims=20))
    change_policy(programme=cohort.programme, terms=terms, by=by)
    mentee = mentee_of(cohort, "Speaking", person__aims_wanted=wanted, person__aims_known=["speak"])
    mentor_of(cohort, "Speaking", person__aims_known=known, person__aims_wanted=["speak"])

    assert {(mentee.pk, place): score for score, place in read_row(mentee).possible()} == whole(cohort)
    assert bool(read_row(mentee).rules["weights"].aims) == bool(wanted and known)


def test_row_explains_a_pair_as_a_search_does():
    cohort, _by = open_cohort()
    mentor, mentee = mentor_of(cohort, "Speaking", "Selling"), mentee_of(cohort, "Sailing", "Speaking")

    suggestion = read_row(mentee).suggestion(mentor.pk)

    assert suggestion.reasons[0]["code"] == "offers_some"
    assert sum(part["points"] for part in suggestion.components) == suggestion.score
    assert read_row(mentor).suggestion(mentee.pk).reasons == suggestion.reasons


def test_row_of_two_has_the_score_of_the_whole_row():
    """Weights go by everybody, whoever is looked at."""
    cohort, _by = open_cohort()
    mentee = mentee_of(cohort, "Speaking", person__languages=[], person__department=None)
    mentee_of(cohort, "Selling", person__languages=["en"])
    mentors = [mentor_of(cohort, "Speaking", person__languages=["en"]) for _ in range(2)]

    everybody = dict(reversed(each) for each in read_row(mentee).possible())

    assert {each.pk for each in mentors} == set(everybody)
    assert read_row(mentee, only=mentors[0].pk).possible() == [(everybody[mentors[0].pk], mentors[0].pk)]


def test_row_asks_the_same_however_many_there_are(django_assert_num_queries):
    cohort, _by = open_cohort()
    mentee = mentee_of(cohort, "Speaking")
    for number in (1, 6):
        for _ in range(number):
            mentor_of(cohort, "Speaking")
        own = Enrolment.objects.select_related("cohort__programme__policy", "person").get(pk=mentee.pk)
        with django_assert_num_queries(7):
            row = read_row(own)
        assert len(row.possible()) == len(row.places)


def test_mentor_of_a_full_place_or_of_a_closed_account_is_in_no_row():
    cohort, _by = open_cohort()
    mentee = mentee_of(cohort)
    MentorFactory(cohort=cohort, person__user__is_active=False)
    make_mentorship(mentor_of(cohort), mentee_of(cohort))
    free = mentor_of(cohort)

    assert [place for _score, place in read_row(mentee).possible()] == [free.pk]
