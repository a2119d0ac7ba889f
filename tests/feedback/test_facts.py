"""What HR reads without a survey: facts of a cohort, and the list of reports."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Session
from feedback.models import Snapshot, SurveyRun
from matching.models import Mentorship
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from programmes.models import Cohort, Enrolment, StageChange
from tests import factories
from tests.factories import end_pairs
from tests.feedback.population import make_people
from tests.feedback.report_pages import facts_of

pytestmark = pytest.mark.django_db
STAYED = "Pairs together at the end"


def test_facts_of_a_cohort_nobody_has_joined(analyst):
    cohort = factories.CohortFactory()

    assert facts_of(cohort, analyst) == {
        "People registered": (0, 1),
        "People matched": (0, 0),
        "Pairs that met": (0, 0),
        "Meetings held": (None, None),
        STAYED: (None, None),
    }


def test_facts_count_people_and_pairs_once(analyst):
    cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING)
    mentor, mentee, *_others = make_people(cohort, ["Sales"] * 4)
    factories.EnrolmentFactory(cohort=cohort, status=Enrolment.Status.WITHDRAWN)
    factories.EnrolmentFactory(cohort=cohort, person=mentor)
    mentorship = mentee.memberships.get().mentorship
    for days in (-3, -2):
        factories.make_session(mentorship, days=days, status=Session.Status.HELD)
    factories.make_session(mentorship, days=-1, status=Session.Status.CANCELLED)
    factories.make_session(mentorship, days=4)
    end_pairs(pk=mentorship.pk)

    assert facts_of(cohort, analyst) == {
        "People registered": (5, 6),
        "People matched": (4, 5),
        "Pairs that met": (1, 2),
        "Meetings held": (None, None),
        STAYED: (None, None),
    }


def pair_of(cohort, *, met: bool) -> Mentorship:
    pair = make_people(cohort, ["Sales"] * 2)[1].memberships.get().mentorship
    factories.make_session(pair, days=-2, status=Session.Status.HELD if met else Session.Status.CANCELLED)
    return pair


def report_page(reader, cohort) -> str:
    return reader.get(reverse("feedback:report-detail", args=[cohort.pk])).content.decode()


def list_page(reader) -> str:
    return reader.get(reverse("feedback:report-list")).content.decode()


def come_to_its_end(cohort, by) -> None:
    StageChange.objects.create(cohort=cohort, to_stage=Cohort.Stage.CLOSING, made_at=clock.now(), made_by=by.user)


def test_pair_stayed_that_met_and_was_together_when_the_end_of_its_round_began(analyst):
    """One that wanted no more after two weeks did not, and how it ended is kept nowhere."""
    cohort = factories.CohortFactory(stage=Cohort.Stage.CLOSING)
    pairs = [pair_of(cohort, met=met) for met in (True, True, True, False)]
    end_pairs(pk=pairs[0].pk)
    with clock.standing_at(clock.now() + timedelta(days=1)):
        come_to_its_end(cohort, analyst)
        before = facts_of(cohort, analyst)
        end_pairs(pk=pairs[1].pk)
        after = facts_of(cohort, analyst)

    assert (before["Pairs that met"], before[STAYED]) == ((3, 4), (2, 4))
    assert after == before, "that a pair ends while its round does can be read from no figure"


def test_pair_that_began_after_the_end_of_its_round_had_begun_is_not_one_that_was_together_then(analyst):
    """A suggestion that is open when a round begins to close can still be accepted."""
    cohort = factories.CohortFactory(stage=Cohort.Stage.CLOSING)
    pair_of(cohort, met=True)
    come_to_its_end(cohort, analyst)
    with clock.standing_at(clock.now() + timedelta(days=1)):
        pair_of(cohort, met=True)

        facts = facts_of(cohort, analyst)

    assert (facts["Pairs that met"], facts[STAYED]) == ((2, 2), (1, 2))


@pytest.mark.parametrize("stage", [Cohort.Stage.CLOSING, Cohort.Stage.CLOSED])
def test_pair_that_goes_on_meeting_is_nowhere_said_to_have_finished(reader, analyst, stage):
    cohort = factories.CohortFactory(stage=stage)
    pair_of(cohort, met=True)
    come_to_its_end(cohort, analyst)

    pages = [" ".join(page.split()) for page in (report_page(reader, cohort), list_page(reader))]

    assert facts_of(cohort, analyst)[STAYED] == (1, 1)
    assert "They may still meet, until its last day and beyond." in pages[0]
    assert ["Pairs finished" in page for page in pages] == [False, False]
    assert '<td class="number" data-label="Together at the end">1 of 1</td>' in pages[1]


def test_before_the_end_of_a_round_begins_nobody_is_counted_who_stayed(reader, analyst):
    """None of the pairs under way left: a nought would say so."""
    cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING)
    pair_of(cohort, met=True)

    pages = [" ".join(page.split()) for page in (report_page(reader, cohort), list_page(reader))]
    file = reader.get(reverse("feedback:report-csv", args=[cohort.pk])).content.decode()

    tile = f'<dt class="label">{STAYED}</dt> <dd class="value">Not yet</dd>'
    assert f'{tile} <dd class="note">counted when the end of the cohort begins</dd>' in pages[0]
    assert '<td class="number" data-label="Together at the end">Not yet</td>' in pages[1]
    assert f'"Facts","Everybody","{STAYED}: Not yet","","",""' in file


def test_where_a_round_has_no_end_no_pair_is_said_to_have_stayed_to_it(reader, analyst):
    cohort = factories.AlwaysOnFactory(stage=Cohort.Stage.RUNNING)
    for met in (True, True, False):
        pair_of(cohort, met=met)
    end_pairs(pk=pair_of(cohort, met=True).pk)

    facts = facts_of(cohort, analyst)
    page = list_page(reader)

    assert (STAYED in facts, facts["Pairs that met and have ended"]) == (False, (1, 4))
    assert "No fixed end" in page


def test_facts_of_other_cohorts_are_not_mixed_in(analyst):
    mine, other = factories.CohortFactory.create_batch(2, stage=Cohort.Stage.RUNNING)
    make_people(other, ["Sales"] * 4)

    assert facts_of(mine, analyst)["People registered"] == (0, 5)


def test_every_fact_has_a_definition_and_a_denominator(reader):
    cohort = factories.CohortFactory()

    page = report_page(reader, cohort)

    assert "What these figures mean" in page
    assert "Pairs that wrote down at least one meeting." in page
    assert "of 1 at the company" in page


def test_one_pair_is_called_a_pair(reader, analyst):
    cohort = factories.CohortFactory(stage=Cohort.Stage.RUNNING)
    pair_of(cohort, met=True)

    page = report_page(reader, cohort)

    assert (page.count('"note">of 1 pair</dd>'), "1 pairs" in page) == (1, False)


# Who reads


def test_analyst_reads_the_cohorts_of_their_organisation_that_have_opened(reader):
    mine = factories.CohortFactory()
    draft = factories.CohortFactory(stage=Cohort.Stage.DRAFT)
    elsewhere = factories.CohortFactory(programme__organisation=factories.OrganisationFactory(name="Another company"))

    listed = reader.get(reverse("feedback:report-list")).context["cohorts"]
    answers = [
        reader.get(reverse(name, args=[cohort.pk])).status_code
        for cohort in (mine, draft, elsewhere)
        for name in ("feedback:report-detail", "feedback:report-csv")
    ]

    assert list(listed) == [mine]
    assert answers == [200, 200, 404, 404, 404, 404]


def test_list_says_where_there_are_figures_to_read_the_newest_first(reader):
    _none, old, new, few = (factories.CohortFactory(name=name) for name in ("None", "Old", "New", "Few"))
    for cohort, days_ago, answered in ((old, 90, 20), (new, 9, 20), (few, 5, None)):
        figures = {"invited": 20, "answered": answered, "minimum": 5, "leaves": [], "undivided": {}}
        run = factories.make_survey_run(cohort, state=SurveyRun.State.CLOSED)
        Snapshot.objects.create(run=run, built_on=clock.today() - timedelta(days=days_ago), figures=figures)

    response = reader.get(reverse("feedback:report-list"))

    listed = [(cohort.name, cohort.surveys_to_read) for cohort in response.context["cohorts"]]
    assert listed[:2] == [("New", 1), ("Old", 1)]
    assert sorted(listed[2:]) == [("Few", 0), ("None", 0)]
    page = response.content.decode()
    assert page.count("1 survey to read, of ") == page.count("Nothing to read yet") == 2


@pytest.mark.parametrize(("stage", "words"), [("running", "Running"), ("closed", "Finished"), ("archived", "Archived")])
def test_list_calls_a_stage_as_the_office_does(reader, stage, words):
    factories.CohortFactory(stage=stage)

    page = list_page(reader)

    assert f'data-label="Stage">{words}</td>' in page


def test_list_without_a_cohort_says_what_will_appear(reader):
    page = list_page(reader)

    assert "No cohort has opened yet" in page


def test_list_asks_as_many_questions_for_three_cohorts_as_for_one(reader, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        factories.CohortFactory.create_batch(number)
        with django_assert_max_num_queries(15) as captured:
            reader.get(reverse("feedback:report-list"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_every_reading_is_recorded(reader, analyst):
    cohort = factories.CohortFactory()

    reader.get(reverse("feedback:report-list"))
    reader.get(reverse("feedback:report-detail", args=[cohort.pk]))
    reader.get(reverse("feedback:report-csv", args=[cohort.pk]))

    events = AuditEvent.objects.filter(verb="report.read", actor_id=analyst.user.pk)
    assert list(events.values_list("subject_label", "subject_id")) == [
        ("participants.organisation", analyst.organisation_id),
        ("programmes.cohort", cohort.pk),
        ("programmes.cohort", cohort.pk),
    ]


# The survey
