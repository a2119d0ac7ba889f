"""What is said of pairs speaks of the mentor, too: were this wrong, HR would read one mentor's mentees as a figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.figures import Answered, close_figures, fix_cells, merged_departments, shown
from feedback.models import Response, Snapshot, SurveyRun
from feedback.questionnaires import END, MID, OF_PAIRS, START
from feedback.services import close_run, record_answers
from feedback.services.surveys import tend_surveys
from matching.models import Membership
from mentoring.lib.disclosure import is_spread
from programmes.models import Cohort, Role
from tests import factories
from tests.feedback.moments import EARLY_END, begin, make_round
from tests.feedback.population import all_items
from tests.feedback.report_pages import file_of, page_of, report_of
from tests.feedback.survey_pages import part

OPENNESS = "I can say what is on my mind."
WHY = "Too few mentees answered it, or what they say could point to one mentor."
TOGETHER = "Shown for everybody together only: in one group it could point to people."
# A department, which mentor this person speaks of, whether they answered, and the option of each item (None: skipped).
PERSON = st.tuples(
    st.sampled_from("AAAABBBC"), st.integers(0, 9), st.sampled_from([True, True, True, False]), st.sampled_from([1, 3])
)


@pytest.fixture
def asked(running_cohort):
    """The open mid survey of pairs; called with how many mentees each mentor has, and the department of each mentor."""

    def of(mentees_of, departments="") -> SurveyRun:
        for number, mentees in enumerate(mentees_of):
            name = departments[number] if departments else "Sales"
            mentor = factories.MentorFactory(cohort=running_cohort, person__department__name=name)
            for _each in range(mentees):
                mentee = factories.EnrolmentFactory(cohort=running_cohort, person__department__name=name)
                factories.make_mentorship(mentor, mentee)
        tend_surveys()
        return SurveyRun.objects.get(cohort=running_cohort)

    return of


def close(run, *, role=None, answers=None):
    """Let everybody answer, or those in one role, and close."""
    for invitation in run.invitations.select_related("run"):
        if role is None or invitation.person.memberships.filter(role=role).exists():
            record_answers(invitation=invitation, answers=answers or all_items(4))
    close_run(run=run)
    return report_of(run)


def told(survey):
    return {item.text for item in survey.items}


def test_statements_about_the_two_of_a_pair_are_known():
    assert {"rhythm", "openness", "practice", "parting"} == OF_PAIRS
    assert OF_PAIRS.isdisjoint(item.id for item in START.items)
    assert [item.id for item in END.items if item.id in OF_PAIRS] == ["rhythm", "openness", "practice"]


def test_two_mentees_each_of_four_mentors_hide_every_mentor(asked):
    survey = close(asked([2, 2, 2, 2]), role=Role.MENTEE)

    assert (OPENNESS in told(survey), survey.left_out) == (True, [])


@pytest.mark.parametrize(
    ("mentees_of", "why"),
    [
        ([3, 3, 3], "three mentors"),
        ([4, 1, 1, 1, 1], "one behind half of the answers"),
        ([3, 1, 1, 1, 1, 1], "one behind three of eight"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_point_to_one_mentor_is_not_shown_and_the_rest_is(asked, mentees_of, why):
    survey = close(asked(mentees_of), role=Role.MENTEE)

    assert told(survey) == {str(item.text) for item in MID.items if item.id not in OF_PAIRS}
    assert [(each.text, each.why) for each in survey.left_out] == [
        (str(item.text), WHY) for item in MID.items if item.id in OF_PAIRS
    ]


def test_a_third_of_the_answers_is_not_too_much(asked):
    survey = close(asked([3, 2, 2, 2]), role=Role.MENTEE)

    assert OPENNESS in told(survey)


def test_what_a_mentor_says_speaks_of_that_mentor_too(asked):
    """Six mentors who answer, but none of the mentees of five: half of what is said is about one pair of people."""
    run = asked([5, 1, 1, 1, 1, 1])
    busiest = max(run.invitations.all(), key=lambda each: each.person.memberships.filter(role=Role.MENTOR).count())
    for invitation in run.invitations.select_related("run"):
        mentor_of = invitation.person.memberships.get(role=Role.MENTEE).mentorship if is_mentee(invitation) else None
        if mentor_of is None or mentor_of.memberships.filter(person=busiest.person).exists():
            record_answers(invitation=invitation, answers=all_items(4))

    close_run(run=run)

    assert OPENNESS not in told(report_of(run))


def is_mentee(invitation):
    return invitation.person.memberships.filter(role=Role.MENTEE).exists()


def test_mentors_alone_do_not_make_enough_mentees(asked):
    run = asked([1] * 8)
    answering = [each for each in run.invitations.select_related("run") if not is_mentee(each)]
    answering += [each for each in run.invitations.select_related("run") if is_mentee(each)][:4]
    for invitation in answering:
        record_answers(invitation=invitation, answers=all_items(4))

    close_run(run=run)

    survey = report_of(run)
    assert (survey.answered, OPENNESS in told(survey)) == (10, False)


@pytest.mark.parametrize(
    ("mentees_of", "reader_of", "is_shown"),
    [
        ([2, 2, 2, 2], None, True),
        ([2, 2, 2, 2], (3, Role.MENTOR), False),
        ([2, 2, 2, 2, 2], (3, Role.MENTOR), True),
        ([2, 2, 2, 1], (3, Role.MENTEE), False),
        ([3, 2, 2, 2], (3, Role.MENTEE), False),
    ],
)
def test_whoever_reads_the_report_hides_no_mentor(asked, mentees_of, reader_of, is_shown):
    """What is left beside a reader's own answer, and beside what is said of a reader, must hide everybody itself."""
    run = asked(mentees_of)
    if reader_of is not None:
        number, role = reader_of
        mentor = mentors_in_order(run)[number]
        person = mentor.memberships.first().mentorship.memberships.get(role=role).person
        factories.HrAnalystFactory(user=person.user, organisation=run.cohort.programme.organisation)

    assert (OPENNESS in told(close(run, role=Role.MENTEE))) is is_shown


def mentors_in_order(run):
    """Those with the most mentees first."""
    mentors = {each.person for each in Membership.objects.filter(mentorship__cohort=run.cohort, role=Role.MENTOR)}
    return sorted(mentors, key=lambda person: -person.memberships.count())


def test_of_a_statement_that_is_not_shown_no_answer_is_kept(asked):
    close(asked([3, 3, 3]))

    kept = {item for answers in Response.objects.values_list("answers", flat=True) for item in answers}
    assert kept == {item.id for item in MID.items} - OF_PAIRS


def test_department_of_one_busy_mentor_is_counted_in_everybody_and_its_answers_lie_in_no_cell(asked, reader):
    """Ten people of Legal speak of one mentor; beside all others nobody is behind over a third."""
    run = asked([9, *[1] * 20], "L" + "S" * 20)

    close(run)

    everybody, legal = report_of(run), report_of(run, "L")
    assert (OPENNESS in told(everybody), everybody.left_out) == (True, [])
    assert legal.refusal == ""
    assert OPENNESS in {each.text for each in legal.left_out}
    assert "I am learning something that is useful at work." in told(legal)
    cells = {(row.cell is None, "openness" in row.answers) for row in Response.objects.all()}
    assert cells == {(True, True), (False, False)}
    assert f"“{OPENNESS}” {TOGETHER}" in page_of(reader, run, "L")
    assert f"“{OPENNESS}” {TOGETHER}" in page_of(reader, run, "S")


def test_page_and_file_say_why_and_from_how_many_mentors(asked, reader):
    run = asked([3, 3, 3])

    close(run)

    page = page_of(reader, run)
    assert f"“{OPENNESS}” {WHY}" in page
    assert "the answers speak of at least 4 mentors, and no more than a third of them of any one" in page
    said = [row["Answer"] for row in file_of(reader, run) if row["Figure"] == OPENNESS]
    assert said == [f"Not shown, to protect people: {WHY}"]


def test_figures_from_before_mentors_were_counted_claim_nothing_of_it(asked, reader):
    run = asked([3, 3, 3])
    figures = {"invited": 12, "answered": 12, "minimum": 5, "split_minimum": 8, "undivided": {}}
    figures["leaves"] = [{"label": {}, "n": 12, "items": {"openness": [0, 0, 0, 6, 6]}}]
    Snapshot.objects.create(run=run, built_on="2026-06-15", figures=figures)

    page = page_of(reader, run)

    assert OPENNESS in page
    assert "“We meet as often as we agreed.” Too few people answered it." in page
    assert "of at least 4 mentors" not in page


def test_whoever_is_asked_reads_how_a_mentor_is_protected(asked, sign_in):
    invitation = asked([1] * 4).invitations.first()

    page = sign_in(invitation.person).get(part(invitation, 1)).content.decode()

    assert "Answers about your pair are counted only in totals that cover four mentors or more." in page


def test_both_pairs_of_somebody_who_changed_count(asked, running_cohort):
    """Four of nine mentees were with another mentor before: it may be that one they speak of."""
    before = factories.MentorFactory(cohort=running_cohort)
    places = [factories.EnrolmentFactory(cohort=running_cohort) for _each in range(4)]
    for place in places:
        factories.make_mentorship(before, place)
    factories.end_pairs()
    for place in places:
        factories.make_mentorship(factories.MentorFactory(cohort=running_cohort), place)

    survey = close(asked([1] * 5), role=Role.MENTEE)

    assert OPENNESS not in told(survey)


@pytest.mark.parametrize(("mentors_before", "expected"), [(6, True), (1, False)])
def test_of_a_parting_only_the_mentors_of_pairs_that_ended_count(db, monday, mentors_before, expected):
    """Of whom six mentees parted; that all of them have one and the same mentor by now says nothing about it."""
    cohort = make_round(stage=Cohort.Stage.RUNNING)
    before = [factories.MentorFactory(cohort=cohort) for _each in range(mentors_before)]
    mentees = [factories.EnrolmentFactory(cohort=cohort) for _each in range(6)]
    for number, mentee in enumerate(mentees):
        factories.make_mentorship(before[number % mentors_before], mentee)
    factories.end_pairs()
    now = factories.MentorFactory(cohort=cohort)
    for mentee in mentees:
        factories.make_mentorship(now, mentee)
        record_answers(invitation=begin(mentee, EARLY_END), answers={"parting": 1, "again": 4})
    run = SurveyRun.objects.get(kind=EARLY_END)

    close_run(run=run)

    assert ("It ended in a way that is all right with me." in told(report_of(run))) is expected
    assert "I would take part in mentoring again." in told(report_of(run))


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ([{1}, {2}, {3}, {4}], True),
        ([{1}, {2}, {3}], False),
        ([{1}, {1}, {2}, {3}, {4}], False),
        ([{1}, {1}, {2}, {3}, {4}, {5}], True),
        ([{1, 2}, {1}, {3}, {4}, {2}, {5}], True),
        ([{1, 2}, {1, 3}, {4, 5}, {4, 6}, {7, 8}, {7, 9}], False),
        ([{1, 2}, {1, 2}, {1, 3}, {4}, {2}, {5}], False),
        ([set(), {1}, {2}, {3}, {4}, {5}], True),
        ([set(), set(), {1}, {2}, {3}, {4}], False),
        ([], False),
    ],
)
def test_figures_are_spread_over_enough_people_or_not(behind, expected):
    assert is_spread(behind, 4) is expected


ITEMS = [{"id": name, "text": name, "options": ["No", "Neither", "Yes"]} for name in ("pair", "own")]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(PERSON, max_size=80))
def test_no_figure_about_pairs_nor_what_remains_beside_it_speaks_of_few_mentors(people):
    cells = fix_cells([department for department, *_rest in people], 8)
    took_part = [
        (department, Answered(cell, {"pair": option, "own": option}, frozenset([mentor]), is_mentee=True))
        for (department, mentor, answers, option), cell in zip(people, cells.of_person, strict=True)
        if answers
    ]
    figures = close_figures(
        cells.labels,
        ITEMS,
        [answered for _department, answered in took_part],
        invited=len(people),
        minimum=5,
        split_minimum=8,
        of_pairs={"pair"},
    ).figures

    everybody = shown(figures, None)
    choices = [merged_departments(figures), *(frozenset([name]) for name in "ABC")]
    seen = [group for group in choices if group and (view := shown(figures, group)) and "pair" in view.histograms]
    if everybody is None or "pair" not in everybody.histograms:
        assert seen == []
        return
    remaining = [
        [one.mentors for department, one in took_part if department not in group]
        for group in (frozenset(), *seen)
        if not group >= {department for department, _one in took_part}
    ]
    shown_groups = [[one.mentors for department, one in took_part if department in group] for group in seen]
    for behind in (*remaining, *shown_groups):
        assert len(set().union(*behind)) >= 4
        assert all(3 * behind.count(mentor) <= len(behind) for mentor in set(behind))
