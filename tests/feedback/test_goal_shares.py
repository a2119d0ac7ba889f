"""What is told of goals: figures of a round once it is over, and in steps how many pairs have one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from feedback.models import Goal, GoalReview, GoalSnapshot
from feedback.reports import goals_so_far
from feedback.services import freeze_goals, review_goal
from matching.models import Mentorship
from matching.services import end_mentorship
from mentoring.lib import clock
from programmes.models import Role
from tests import factories
from tests.access.feedback import goal as goal_of
from tests.factories import close_round
from tests.feedback.population import make_people, review_goals

pytestmark = pytest.mark.django_db


def test_figures_are_counted_once_when_the_round_closes(cast):
    make_people(cast.cohort, ["Sales"] * 12)
    review_goals(cast.cohort, [[-2], [0], [1, 0, 1], [2], [-1, 0], [1]])

    close_round(cast.cohort, by=cast.coordinator.user)

    snapshot = GoalSnapshot.objects.get(cohort=cast.cohort)
    assert snapshot.figures == {
        "mentees": 7,
        "minimum": 5,
        "people": 6,
        "goals": 9,
        "levels": [1, 1, 3, 3, 1],
        "attainment": pytest.approx(312.93, abs=0.01),
    }
    GoalReview.objects.update(level=2)
    assert freeze_goals(cohort=cast.cohort).figures == snapshot.figures


def test_last_level_of_each_goal_counts(cast):
    make_people(cast.cohort, ["Sales"] * 10)
    review_goals(cast.cohort, [[-2]] * 5, day=clock.today() - timedelta(days=30))
    for goal in Goal.objects.all():
        GoalReview.objects.create(goal=goal, level=1, reviewed_on=clock.today())

    assert freeze_goals(cohort=cast.cohort).figures["levels"] == [0, 0, 0, 5, 0]


def test_goals_of_other_rounds_are_not_mixed_in(cast):
    other = factories.CohortFactory()
    make_people(other, ["Sales"] * 12)
    review_goals(other, [[1]] * 6)

    figures = freeze_goals(cohort=cast.cohort).figures

    assert (figures["mentees"], figures["people"]) == (1, None)


def test_reader_among_the_mentees_does_not_count(cast):
    make_people(cast.cohort, ["Sales"] * 10)
    review_goals(cast.cohort, [[1]] * 5)
    mentee = Goal.objects.first().owner
    factories.HrAnalystFactory(user=mentee.user, organisation=mentee.organisation)

    figures = freeze_goals(cohort=cast.cohort).figures

    assert (figures["minimum"], figures["people"]) == (6, None)


def test_figures_never_change(cast):
    freeze_goals(cohort=cast.cohort)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        GoalSnapshot.objects.update(figures={})


# What a coordinator learns


def test_coordinator_learns_which_share_of_pairs_has_a_goal_and_of_none_which(cast, sign_in):
    goal = goal_of(cast)
    goal.sentence, goal.where_now, goal.what_good = "CANARY-one", "CANARY-two", "CANARY-three"
    goal.save()
    make_people(cast.cohort, ["Sales"] * 8)

    def read() -> str:
        return " ".join(sign_in(cast.coordinator).get(reverse("desk:today")).content.decode().split())

    before = read()
    review_goal(goal=goal, level=2, words="CANARY-four", by=cast.mentee.user)
    after = read()
    Goal.objects.create(mentorship=cast.mentorship, owner=cast.mentee, sentence="Another", set_at=clock.now())
    GoalReview.objects.update(level=-2, reviewed_on=clock.today() - timedelta(days=9))
    later = read()

    step = '<span class="nowrap">&lt;25 %</span>'
    assert f"{step} of pairs have set a goal; {step} have reviewed one." in before
    assert before.partition("<main")[2] == after.partition("<main")[2] == later.partition("<main")[2]
    assert "CANARY" not in before + after


def set_goals(pairs) -> None:
    for pair in pairs:
        mentee = pair.memberships.get(role=Role.MENTEE).person
        Goal.objects.create(mentorship=pair, owner=mentee, sentence="To lead", set_at=clock.now())


@pytest.mark.parametrize(
    ("with_goal", "words"), [(0, "<25 %"), (1, "<25 %"), (3, "25–75 %"), (4, ">75 %"), (5, ">75 %")]
)
def test_share_of_pairs_with_a_goal_never_speaks_of_none_or_of_all(cast, with_goal, words):
    make_people(cast.cohort, ["Sales"] * 8)
    set_goals(Mentorship.objects.order_by("pk")[:with_goal])

    told = goals_so_far(cast.cohort)

    assert (told.with_goal.text, told.looked_again.text) == (words, "<25 %")


def test_end_of_a_pair_does_not_show_whether_it_had_a_goal(cast):
    """Of six pairs four have one: without the one that ends it would be four of five, or three."""
    make_people(cast.cohort, ["Sales"] * 10)
    set_goals(Mentorship.objects.exclude(pk=cast.mentorship.pk).order_by("pk")[:4])
    before = goals_so_far(cast.cohort)

    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    assert before.with_goal.text == "25–75 %"
    assert goals_so_far(cast.cohort) == before
    with clock.standing_at(clock.now() + timedelta(days=181)):
        assert goals_so_far(cast.cohort).with_goal.text == ">75 %"


def test_goals_of_pairs_are_told_only_where_no_number_is_one_of_few_pairs(cast):
    make_people(cast.cohort, ["Sales"] * 8)
    enough = goals_so_far(cast.cohort)

    end_mentorship(mentorship=cast.mentorship, by=cast.mentee.user)

    assert (enough is None, goals_so_far(cast.cohort)) == (False, None)
