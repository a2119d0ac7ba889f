import re
from html import unescape

import pytest
from django.urls import reverse

from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from mentoring.lib import registry
from programmes.models import Cohort, Enrolment, Programme
from programmes.services import add_coordinator
from tests.factories import (
    AlwaysOnFactory,
    CohortFactory,
    EnrolmentFactory,
    MentorFactory,
    ProgrammeFactory,
    in_days,
)
from tests.programmes.admin.pages import address, said

FORMSET = ("TOTAL_FORMS", "INITIAL_FORMS")
Stage, Status = Cohort.Stage, Enrolment.Status


def test_adding_a_cohort_begins_with_a_draft(office, programme):
    page = office.get(address(Cohort, "add", programme=programme.pk))
    assert page.context["adminform"].form["programme"].value() == str(programme.pk)

    office.post(address(Cohort, "add"), {"programme": programme.pk, "name": "Autumn", "stage": "running"})

    assert Cohort.objects.get(name="Autumn").stage == Stage.DRAFT


def test_only_programme_one_runs_is_chosen_already(office, programme, coordinator):
    def chosen():
        return office.get(reverse("admin:programmes_cohort_add")).context["adminform"].form["programme"].value()

    alone = chosen()
    add_coordinator(programme=ProgrammeFactory(), user=coordinator.user, by=coordinator.user)

    assert (alone, chosen()) == (programme.pk, None)


def test_added_cohort_leads_on_to_what_is_missing_there(office, programme):
    answer = office.post(address(Cohort, "add"), {"programme": programme.pk, "name": "Autumn"})

    assert answer.headers["Location"] == address(Cohort, "change", Cohort.objects.get(name="Autumn").pk)


def test_a_draft_shows_what_is_missing_and_no_way_on(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT, mid_survey_on=None)

    page = office.get(address(Cohort, "change", draft.pk)).content.decode()

    assert "Ready to open?" in page
    assert "Please choose the day of the mid survey." in page
    assert "disabled>Open registration</button>" in page
    assert address(Cohort, "open", draft.pk) not in page
    assert 'name="stage"' not in page


def test_stages_are_filtered_by_the_words_of_their_column(office, programme):
    days = {"registration_ends_on": in_days(-2)}
    for stage in Stage:
        CohortFactory(programme=programme, stage=stage, name=f"Round {stage}")
    CohortFactory(programme=programme, stage=Stage.REGISTRATION, name="Round over", **days)
    AlwaysOnFactory(programme=programme, stage=Stage.RUNNING, name="Round always")
    page = office.get(address(Cohort, "changelist"))
    (offered,) = [spec for spec in page.context["cl"].filter_specs if spec.title == "stage"]

    found = {
        str(choice["display"]): [
            cohort.name.removeprefix("Round ")
            for cohort in office.get(address(Cohort, "changelist") + choice["query_string"]).context["cl"].queryset
        ]
        for choice in offered.choices(page.context["cl"])
    }

    assert sorted(found.pop("All")) == [
        "always",
        "closed",
        "closing",
        "draft",
        "matching",
        "over",
        "registration",
        "running",
    ]
    assert found == {
        "Being set up": ["draft"],
        "Open": ["registration"],
        "Registration is over": ["over"],
        "Pairs are being found": ["matching"],
        "Running": ["running"],
        "Coming to its end": ["closing"],
        "Finished": ["closed"],
        "Archived": ["archived"],
        "Always open": ["always"],
    }


def test_a_ready_draft_leads_to_the_question_and_on(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)
    url = address(Cohort, "open", draft.pk)
    assert url in office.get(address(Cohort, "change", draft.pk)).content.decode()

    question = office.get(url).content.decode()
    response = office.post(url)

    draft.refresh_from_db()
    assert "Everybody in the company sees the programme, and whoever may join can ask for a place." in question
    assert draft.stage == Stage.REGISTRATION
    assert said(response) == ["Registration is open. Everybody in the company can see the programme now."]
    assert response.headers["Location"] == address(Cohort, "change", draft.pk)


def test_opening_too_early_is_refused_with_the_reasons(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT, mid_survey_on=None)
    url = address(Cohort, "open", draft.pk)

    question = office.get(url).content.decode()
    response = office.post(url)

    draft.refresh_from_db()
    assert "Please choose the day of the mid survey." in question
    assert "<form method" not in question.partition('id="content-main"')[2]
    assert said(response) == ["Registration cannot open yet. Please choose the day of the mid survey."]
    assert draft.stage == Stage.DRAFT


def test_each_button_leads_to_the_next_stage_alone(office, cohort):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)

    office.post(address(Cohort, "match", cohort.pk))
    cohort.refresh_from_db()
    assert cohort.stage == Stage.MATCHING
    assert address(Cohort, "match", cohort.pk) not in office.get(address(Cohort, "change", cohort.pk)).content.decode()

    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)
    steps = (("end", Stage.CLOSING), ("close", Stage.CLOSED), ("archive", Stage.ARCHIVED))
    for name, stage in steps:
        office.post(address(Cohort, name, cohort.pk), {"reason": "A new round begins."})
        cohort.refresh_from_db()
        assert cohort.stage == stage
        page = office.get(address(Cohort, "change", cohort.pk)).content.decode()
        assert [each for each, _stage in steps if address(Cohort, each, cohort.pk) in page] == {
            "end": ["close"],
            "close": ["archive"],
            "archive": [],
        }[name]


def test_closing_says_first_how_many_mails_go_out(office, cohort):
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.CLOSING)

    question = office.get(address(Cohort, "close", cohort.pk)).content.decode()

    assert "<strong>2 mails go out.</strong> 2 people who take part read that it has ended" in question


def test_a_move_that_is_not_next_leads_back(office, cohort):
    response = office.get(address(Cohort, "close", cohort.pk))

    assert response.headers["Location"] == address(Cohort, "change", cohort.pk)
    assert said(response) == ["This has already changed. Here is where things stand."]


@pytest.mark.parametrize("name", ["end", "close", "archive"])
def test_a_move_that_asks_why_and_is_not_next_leads_back(office, cohort, name):
    """Sent from a page that was left open: nobody gets to see a fault."""
    answer = office.post(reverse(f"admin:programmes_cohort_{name}", args=[cohort.pk]), {}, follow=True)

    assert (answer.status_code, Cohort.objects.get(pk=cohort.pk).stage) == (200, cohort.stage)


def test_a_closed_cohort_is_read_alone(office, programme):
    closed = CohortFactory(programme=programme, stage=Stage.CLOSED)

    page = office.get(address(Cohort, "change", closed.pk)).content.decode()

    assert 'name="_save"' not in page
    assert "Ready to archive?" in page
    assert office.post(address(Cohort, "change", closed.pk), {"name": "Again"}).status_code == 403


def test_the_card_counts_and_leads_to_those_who_wait(office, cohort):
    EnrolmentFactory(cohort=cohort, status=Status.REGISTERED)
    MentorFactory(cohort=cohort)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert "1 mentor and 1 mentee ask for or have a place." in page
    assert "1 request waits for your answer." in page
    assert f"?cohort={cohort.pk}&amp;status__exact=registered" in page


def test_each_number_of_the_card_is_that_of_the_list_it_leads_to(office, cohort):
    for number, status in enumerate(Status, 1):
        EnrolmentFactory.create_batch(number, cohort=cohort, status=status)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    card = page.partition("ask for or have a place.")[2]
    led = re.findall(r'<a class="nowrap" href="([^"]*\?cohort=[^"]*)">(.*?)</a>', card)
    assert [words for _url, words in led] == [
        "3 approved",
        "2 on the waiting list",
        "4 with “not this time”",
        "5 given back or taken back",
        "See all 15 places",
    ]
    for url, words in led:
        assert str(office.get(unescape(url)).context["cl"].result_count) in words


def test_the_card_leads_to_pages_of_the_apps_to_the_right(office, cohort, monkeypatch):
    question = registry.Question("Which pages?")
    question.answered_by(lambda cohort: [("Review the pairs", f"/board/{cohort.name}/")])
    monkeypatch.setattr(registry, "cohort_pages", question)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert '<a class="button" href="/board/Spring/">Review the pairs</a>' in page


def test_the_card_says_who_waits_before_it_offers_to_close(office, cohort):
    EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING)

    page = office.get(address(Cohort, "change", cohort.pk)).content.decode()

    assert "2 mentees are without a pair." in page
    assert "What waits here" in page
    assert "Time to start closing?" not in page
    assert address(Cohort, "end", cohort.pk) in page


def test_the_card_speaks_of_the_end_once_the_last_day_has_come(office, cohort):
    dates = {"registration_ends_on": in_days(-9), "starts_on": in_days(-8), "mid_survey_on": None}
    url, green = address(Cohort, "change", cohort.pk), '<a class="button default" href="{}">'.format
    for days, is_time in ((1, False), (0, True)):
        Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.RUNNING, ends_on=in_days(days), **dates)

        page = office.get(url).content.decode()

        assert ("Time to start closing?" in page, green(address(Cohort, "end", cohort.pk)) in page) == (is_time,) * 2
        assert address(Cohort, "end", cohort.pk) in page


def test_large_cohort_closes_on_a_page_of_its_own_that_leads_back(office, cohort, monkeypatch):
    monkeypatch.setattr("programmes.services.closing.AT_ONCE_UP_TO", 1)
    MentorFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage=Stage.CLOSING)

    answer = office.post(address(Cohort, "close", cohort.pk))

    assert answer.url == Job.objects.get().get_absolute_url()
    run_next_job()
    page = office.get(answer.url).content.decode()
    assert ("Closing a cohort" in page, "The cohort is closed." in page) == (True, True)
    assert f'href="{address(Cohort, "change", cohort.pk)}"' in page


@pytest.mark.parametrize(
    ("stage", "query", "sentence"),
    [
        (Stage.RUNNING, {"stage": "draft"}, "No cohort matches."),
        (Stage.RUNNING, {"q": "Nowhere"}, "No cohort matches."),
        (Stage.ARCHIVED, {}, "All of it is archived. Choose another filter to see it."),
        (None, {}, "There are none yet."),
    ],
)
def test_empty_list_says_whether_there_is_nothing_or_it_is_hidden(office, programme, stage, query, sentence):
    if stage:
        CohortFactory(programme=programme, stage=stage)

    page = office.get(address(Cohort, "changelist"), query).content.decode()

    assert sentence in page
    assert ("There are none yet." in page) is (stage is None)


# Passing it on, mending it, and what is settled


def test_page_of_an_open_cohort_has_words_to_pass_on(office, programme, settings):
    cohort = CohortFactory(programme=programme, stage=Stage.REGISTRATION)
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)
    over = CohortFactory(programme=programme, stage=Stage.REGISTRATION, registration_ends_on=in_days(-1))

    words = [
        office.get(address(Cohort, "change", each.pk)).context["words_to_pass_on"] for each in (cohort, draft, over)
    ]

    assert words[0].startswith("Old doors is open. Until ")
    assert f"\n{settings.SITE_URL}{cohort.get_absolute_url()}\n" in words[0]
    assert words[1:] == ["", ""]


def test_what_is_mended_elsewhere_leads_back_to_the_cohort(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)
    page = address(Programme, "change", programme.pk)
    fields = office.get(page).context["adminform"].form.initial
    sent = {name: value for name, value in fields.items() if value is not None}
    rules = {f"{prefix}-{name}": 0 for prefix in ("eligibility_rules", "cohorts") for name in FORMSET}

    back = office.post(f"{page}?for={draft.pk}", {**sent, **rules})
    stranger = CohortFactory(programme=ProgrammeFactory())
    elsewhere = [office.post(f"{page}?for={key}", {**sent, **rules}) for key in (stranger.pk, "x")]

    assert back.headers["Location"] == address(Cohort, "change", draft.pk)
    assert [each.headers["Location"] for each in elsewhere] == [address(Programme, "changelist")] * 2


def test_saving_a_draft_stays_on_its_page(office, programme):
    draft = CohortFactory(programme=programme, stage=Stage.DRAFT)

    response = office.post(address(Cohort, "change", draft.pk), {"name": "Winter"})

    assert response.headers["Location"] == address(Cohort, "change", draft.pk)
