"""What is always on is no round: no page and no mail of it says so, from its set-up to its end."""

import re

import pytest
from django.urls import reverse

import matching.emails
import programmes.emails
from agreements.models import Agreement
from agreements.services import confirm_lines_read
from mentoring.lib import clock, registry
from programmes.models import Cohort
from tests.factories import EnrolmentFactory
from tests.flows.page import Page

ROUND = re.compile(r"\brounds?\b", re.IGNORECASE)
Stage = Cohort.Stage
OPENED = [stage for stage in Cohort.OPENED if stage != Stage.REGISTRATION]


@pytest.fixture
def cohort(cast):
    """The cohort of the cast, which is always on."""
    dates = dict.fromkeys(("registration_ends_on", "ends_on", "mid_survey_on"))
    Cohort.objects.filter(pk=cast.cohort.pk).update(always_on=True, **dates)
    confirm_lines_read(agreement=Agreement.objects.get(mentorship=cast.mentorship), by=cast.mentee.user)
    return cast.cohort


@pytest.fixture
def waiting(cast):
    """A place in the cohort of the cast of somebody who is in no pair."""
    return EnrolmentFactory(cohort=cast.cohort, person__user__name="Wanda Waits")


def stand(cohort, stage):
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage)


def said_of_a_round(client, *addresses):
    """Around each place where a page says it; whatever leads to another page is looked at, too."""
    pages = [client.get(address, follow=True) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    texts = [Page("", 200, page.content.decode()).text for page in pages]
    return [text[max(0, found.start() - 60) : found.end() + 30] for text in texts for found in ROUND.finditer(text)]


def test_dated_round_is_called_so_where_people_read_of_it_and_a_cohort_in_the_office(cast, waiting, sign_in):
    office = reverse("admin:programmes_cohort_change", args=[cast.cohort.pk])
    stand(cast.cohort, Stage.RUNNING)
    running = said_of_a_round(sign_in(cast.coordinator), office)
    stand(cast.cohort, Stage.CLOSING)
    closing = said_of_a_round(sign_in(waiting.person), waiting.get_absolute_url())
    mail = programmes.emails.round_closing(cast.mentee_place, cast.cohort, plans_on=[])

    assert running == []
    assert [bool(found) for found in (closing, ROUND.findall(mail.text))] == [True, True]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.ARCHIVED])
def test_office_calls_what_is_always_on_no_round(cast, cohort, waiting, sign_in, stage):
    stand(cohort, stage)
    pages = ["programmes_cohort_change", "matching_cohort_board", "matching_cohort_send", "agreements_cohort_pairs"]
    steps = [f"programmes_cohort_{move}" for move in ("open", "match", "end", "close", "archive")]
    addresses = [reverse(f"admin:{name}", args=[cohort.pk]) for name in (*pages, *steps)]

    assert said_of_a_round(sign_in(cast.coordinator), *addresses, "/") == []


@pytest.mark.parametrize("stage", OPENED)
def test_people_read_of_no_round_in_what_is_always_on(cast, cohort, waiting, sign_in, stage):
    stand(cohort, stage)
    everybody = [cohort.get_absolute_url(), reverse("programmes:programme-list"), "/"]
    of_pair = [cast.mentee_place.get_absolute_url(), cast.mentorship.get_absolute_url()]

    assert said_of_a_round(sign_in(cast.mentee), *everybody, *of_pair) == []
    assert said_of_a_round(sign_in(waiting.person), *everybody, waiting.get_absolute_url()) == []


@pytest.mark.parametrize("plans_on", [[], ["/pairs/"]])
def test_mails_of_what_is_always_on_speak_of_no_round(cast, cohort, plans_on):
    cohort.refresh_from_db()
    cast.mentee_place.cohort = cohort
    cast.mentorship.ended_at = clock.now()
    pairs = [("Maria Mentor", cast.mentorship)] if plans_on else []
    mails = [
        programmes.emails.round_closing(cast.mentee_place, cohort, plans_on=plans_on),
        programmes.emails.place_declined(cast.mentee_place),
        matching.emails.round_ended(cast.mentee.user, cohort, pairs),
        matching.emails.round_ended(cast.mentee.user, cohort, [], before=[cast.mentorship]),
    ]

    said = [part for mail in mails for part in (mail.subject, mail.text, mail.html)]

    assert [part for part in said if ROUND.search(part)] == []


@pytest.mark.parametrize("stage", Stage)
def test_how_pairs_stand_is_offered_once_there_can_be_pairs(cast, cohort, stage):
    stand(cohort, stage)
    cohort.refresh_from_db()

    offered = [label for answer in registry.cohort_pages.ask(cohort) for label, _url in answer]

    assert ("How the pairs stand" in offered) == (stage not in (Stage.DRAFT, Stage.REGISTRATION))
