"""Before the first search of a round: what a coordinator reads, and that nothing ends before they have said so."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.formats import date_format

from matching.models import Run
from matching.services import keep_proposal, pair_by_hand, start_run
from mentoring.audit.models import AuditEvent
from mentoring.jobs.models import Job
from mentoring.outbox.models import OutgoingMessage
from programmes import readiness
from programmes.models import Cohort, Enrolment, StageChange
from programmes.services import start_matching
from tests.conftest import coordinator
from tests.factories import ProgrammeFactory, in_days
from tests.matching.at_once import at_once
from tests.matching.office import board_text, text_of
from tests.matching.people import ALWAYS_ON, mentee_of, mentor_of, open_cohort

pytestmark = pytest.mark.django_db
SEARCH, FIRST, BOARD = "search", "first_search", "board"
PRESS = "End registration and find pairs"


def address(name, cohort):
    return reverse(f"admin:matching_cohort_{name}", args=[cohort.pk])


def cohort_in_registration(**fields):
    cohort, _by = open_cohort(programme=ProgrammeFactory(), stage=Cohort.Stage.REGISTRATION, **fields)
    return cohort


@pytest.fixture
def cohort():
    return cohort_in_registration()


@pytest.fixture
def user(cohort):
    return coordinator("Cora Coordinator", "cora", cohort.programme).user


@pytest.fixture
def client(user, sign_in):
    return sign_in(user)


@pytest.fixture
def pair(cohort):
    """One of each role with a place, so that there is somebody to pair."""
    return mentor_of(cohort, capacity=2), mentee_of(cohort)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def has_begun(cohort):
    """Whether anything happened: the stage, and how many steps, searches and pieces of work there are."""
    cohort.refresh_from_db()
    return cohort.stage, StageChange.objects.count(), Run.objects.count(), Job.objects.count()


NOTHING = ("registration", 0, 0, 0)
ALL_OF_IT = ("matching", 1, 1, 1)


# --- what it says ---


def test_board_leads_to_the_page_and_presses_nothing(client, cohort, pair):
    page = client.get(address(BOARD, cohort)).content.decode()

    assert f'<a class="button default" href="{address(FIRST, cohort)}">{PRESS}</a>' in page
    assert f'action="{address(SEARCH, cohort)}"' not in page
    assert "Registration is open People can ask for a place until" in board_text(client, cohort)


def test_page_says_what_ends_who_waits_and_who_is_looked_at(client, cohort):
    for capacity in (1, 3):
        mentor_of(cohort, capacity=capacity)
    for status, number in ((Enrolment.Status.APPROVED, 3), (Enrolment.Status.REGISTERED, 2)):
        for _each in range(number):
            mentee_of(cohort, status=status)
    mentee_of(cohort, status=Enrolment.Status.WAITING)
    mentee_of(cohort, person__user__is_active=False)
    before = AuditEvent.objects.count()

    text = text_of(client.get(address(FIRST, cohort)))

    day = date_format(cohort.registration_ends_on)
    assert (
        f"Registration ends now, though people were told that they can ask for a place until {day}. "
        "It cannot be opened again. "
        "2 requests still wait for an answer. You can answer them afterwards; until then, a search leaves these people "
        "out. Read and answer "
        "1 person is on the waiting list. You can give them a place afterwards; until then, a search leaves them out "
        "too. See who waits "
        "Pairs are looked for among 3 mentees, and 2 mentors with 4 places. "
        "You look at every pair, and nothing you find is sent before you send it. Nobody gets a mail. "
        f"{PRESS} Go back"
    ) in text
    assert has_begun(cohort) == NOTHING
    assert (AuditEvent.objects.count(), OutgoingMessage.objects.count()) == (before, 0)


def test_page_leads_to_the_very_requests_it_counts(client, cohort, pair):
    mentee_of(cohort, status=Enrolment.Status.REGISTERED)
    mentee_of(cohort_in_registration(), status=Enrolment.Status.REGISTERED)

    page = client.get(address(FIRST, cohort)).content.decode()

    (led,) = re.findall(r'<a href="([^"]+)">Read and answer</a>', page)
    assert "1 request still waits for an answer." in page
    assert client.get(unescape(led)).context["cl"].result_count == 1


def test_page_leads_to_the_very_people_on_the_waiting_list(client, cohort, pair):
    for each in (cohort, cohort, cohort_in_registration()):
        mentee_of(each, status=Enrolment.Status.WAITING)

    page = client.get(address(FIRST, cohort)).content.decode()

    (led,) = re.findall(r'<a href="([^"]+)">See who waits</a>', page)
    assert "2 people are on the waiting list." in page
    assert client.get(unescape(led)).context["cl"].result_count == 2


def test_page_without_a_request_leads_to_none(client, cohort, pair):
    page = client.get(address(FIRST, cohort)).content.decode()

    assert "No request waits for an answer." in page
    assert ("Read and answer" in page, "waiting list" in page) == (False, False)


def test_page_of_a_registration_whose_last_day_is_over_says_which_it_was(client, cohort, pair):
    Cohort.objects.filter(pk=cohort.pk).update(registration_ends_on=in_days(-1))

    text, board = text_of(client.get(address(FIRST, cohort))), board_text(client, cohort)

    day = date_format(in_days(-1))
    assert f"The last day to ask for a place was {day}." in text
    assert "people were told" not in text
    assert (f"Registration is over Its last day was {day}." in board, "Registration is open" in board) == (True, False)


def test_whoever_was_paired_by_hand_is_not_looked_at_again(client, cohort, pair, user):
    mentor, mentee = pair
    by_hand = pair_by_hand(mentee=mentee, mentor=mentor, by=user)
    mentee_of(cohort)

    text = text_of(client.get(address(FIRST, cohort)))

    assert "Pairs are looked for among 1 mentee, and 1 mentor with 1 place." in text
    assert "1 pair that was made by hand stays as it is." in text
    keep_proposal(proposal=by_hand, keep=False, by=user)
    text = text_of(client.get(address(FIRST, cohort)))
    assert "Pairs are looked for among 2 mentees, and 1 mentor with 2 places." in text
    assert "made by hand" not in text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"status": Enrolment.Status.REGISTERED}, "Please approve at least one mentor and one mentee."),
        ({"person__user__is_active": False}, "No mentee has a place yet. Please approve at least one."),
    ],
)
def test_page_says_what_is_missing_and_has_no_button(client, cohort, given, sentence):
    mentor_of(cohort)
    mentee_of(cohort, **given)

    page = client.get(address(FIRST, cohort))
    pressed = client.post(address(FIRST, cohort))

    assert f"Something is missing before this can happen: Missing {sentence} Fix this" in text_of(page)
    assert "<button" not in page.content.decode().partition('id="content-main"')[2]
    assert pressed.url == address(BOARD, cohort)
    assert has_begun(cohort) == NOTHING


def test_start_matching_says_the_same_of_registration(client, cohort, pair):
    mentee_of(cohort, status=Enrolment.Status.REGISTERED)

    text = text_of(client.get(reverse("admin:programmes_cohort_match", args=[cohort.pk])))

    assert "though people were told that they can ask for a place until" in text
    assert "1 request still waits for an answer." in text
    assert "Pairs are looked for among" not in text


# --- what it does ---


def test_press_without_having_read_the_page_leads_to_it(client, cohort, pair):
    response = client.post(address(SEARCH, cohort))

    assert (response.status_code, response.url) == (302, address(FIRST, cohort))
    assert has_begun(cohort) == NOTHING


def test_press_on_the_page_ends_registration_and_starts_the_search(client, cohort, pair, user):
    response = client.post(address(FIRST, cohort))

    assert response.url == Job.objects.get().get_absolute_url()
    assert has_begun(cohort) == ALL_OF_IT
    assert (cohort.registration_ends_on, StageChange.objects.get().made_by) == (in_days(0), user)


def test_search_that_cannot_begin_leaves_registration_open(client, cohort, pair, user):
    """Both or neither: everybody has somebody, so a search is refused, and nobody is shut out for nothing."""
    mentor, mentee = pair
    pair_by_hand(mentee=mentee, mentor=mentor, by=user)

    response = client.post(address(FIRST, cohort))

    assert said(response) == ["Every mentee has a mentor or a suggestion already."]
    assert has_begun(cohort) == NOTHING


def test_reason_is_needed_and_kept_where_one_is_asked(client, cohort, pair, monkeypatch):
    """No rule asks for one today; were there one, this page would ask as the others do."""
    monkeypatch.setattr(readiness, "reason_asked", lambda cohort, target: "Please say why it ends before its day.")

    asked = client.post(address(FIRST, cohort), {"reason": " "})
    before = has_begun(cohort)
    client.post(address(FIRST, cohort), {"reason": "Everybody has asked."})

    assert "Please say why it ends before its day." in text_of(asked)
    assert "<title>Error: " in asked.content.decode()
    assert (before, has_begun(cohort)) == (NOTHING, ALL_OF_IT)
    assert StageChange.objects.get().reason == "Everybody has asked."


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_that_is_no_longer_true_leads_back_with_a_sentence(client, cohort, pair, user, method):
    start_matching(cohort=cohort, by=user)
    ended = getattr(client, method)(address(FIRST, cohort))
    start_run(cohort=cohort, by=user)

    searching = getattr(client, method)(address(FIRST, cohort))

    assert (ended.url, searching.url) == (address(BOARD, cohort),) * 2
    assert said(ended) == ["Registration has already ended. Here is where things stand."]
    assert said(searching)[-1] == "A search for pairs is on its way. Please wait until it is done."
    assert has_begun(cohort) == ALL_OF_IT


def test_always_on_and_later_searches_keep_their_one_press(user, sign_in):
    ready = [cohort_in_registration(**ALWAYS_ON), open_cohort(stage=Cohort.Stage.MATCHING)[0]]
    ready.append(open_cohort(stage=Cohort.Stage.RUNNING)[0])
    for number, cohort in enumerate(ready):
        mentor_of(cohort), mentee_of(cohort)
        client = sign_in(coordinator("Cleo", f"cleo{number}", cohort.programme))
        page = client.get(address(BOARD, cohort)).content.decode()
        response = client.post(address(SEARCH, cohort))

        assert (f'action="{address(SEARCH, cohort)}"' in page, address(FIRST, cohort) in page) == (True, False)
        assert response.url == Job.objects.get(subject_id=cohort.pk).get_absolute_url()


def test_page_is_for_the_coordinator_of_that_programme_alone(sign_in, cohort, pair, cast):
    others = (cast.coordinator, cast.site_administrator, cast.hr_analyst, cast.mentor, None)

    answers = [sign_in(who).post(address(FIRST, cohort)) for who in others]

    assert [answer.status_code for answer in answers] == [404, 404, 302, 302, 302]
    assert address(FIRST, cohort) not in [getattr(answer, "url", "") for answer in answers]
    assert has_begun(cohort) == NOTHING


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_start_one_search(client, cohort, pair, sign_in):
    colleague = sign_in(coordinator("Cleo Colleague", "cleo", cohort.programme))
    answers = []

    outcomes = at_once(
        *(lambda who=who: answers.append(who.post(address(FIRST, cohort))) for who in (client, colleague))
    )

    assert outcomes == ["done", "done"]
    assert sorted(answer.url for answer in answers) == sorted(
        [Job.objects.get().get_absolute_url(), address(BOARD, cohort)]
    )
    told = [words for answer in answers for words in said(answer)]
    assert told == ["A search for pairs is on its way. Please wait until it is done."]
    assert has_begun(cohort) == ALL_OF_IT
