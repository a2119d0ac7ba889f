import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Membership, Proposal, ProposalSide, Run
from matching.services import accept_proposal, decline_proposal, start_run
from mentoring.jobs.models import Job
from mentoring.jobs.services import run_next_job
from mentoring.lib import registry
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Role
from tests.conftest import coordinator
from tests.factories import ProgrammeFactory
from tests.matching.office import text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sign_in):
    """A cohort, its coordinator's client, and the coordinator."""
    programme = ProgrammeFactory()
    user = coordinator("Cora Coordinator", "cora", programme).user
    cohort, _by = open_cohort(programme=programme)
    return cohort, sign_in(user), user


def address(name, cohort):
    return reverse(f"admin:matching_cohort_{name}", args=[cohort.pk])


def board_text(client, cohort):
    return text_of(client.get(address("board", cohort)))


def test_board_before_a_search_counts_people_and_offers_one_button(office):
    cohort, client, _by = office
    mentor_of(cohort, capacity=3)
    mentor_of(cohort, capacity=2)
    mentee_of(cohort)

    text = board_text(client, cohort)

    assert "Mentors 2 with 5 places" in text
    assert "Mentees 1 with a place" in text
    assert "Find the best pairs" in text
    assert "Send" not in text


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("", "Nobody has a place yet. Please approve at least one mentor and one mentee."),
        ("mentor", "No mentee has a place yet. Please approve at least one."),
        ("mentee", "No mentor has a place yet. Please approve at least one."),
    ],
)
def test_board_without_both_sides_says_so_and_offers_no_search(office, role, sentence):
    cohort, client, _by = office
    if role:
        (mentor_of if role == "mentor" else mentee_of)(cohort)

    text = board_text(client, cohort)

    assert sentence in text
    assert ("See who asks for a place" in text, "Find the best pairs" in text) == (True, False)


def test_board_of_nobody_says_nothing_about_managers(office):
    cohort, client, _by = office

    assert "names no managers" not in board_text(client, cohort)


def test_board_says_of_reporting_lines_what_can_be_known(office):
    cohort, client, _by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    unknown = "The HR file names no managers for these people, so we cannot check reporting lines."
    kept = "Nobody is paired with their own reporting line or with somebody of the same manager, as far as the HR file"

    before = board_text(client, cohort)
    mentee.person.manager = mentor.person
    mentee.person.save()
    after = board_text(client, cohort)

    assert (unknown in before, kept in before) == (True, False)
    assert (unknown in after, kept in after) == (False, True)


@pytest.mark.parametrize("stage", ["draft", "closed"])
def test_board_of_a_cohort_that_is_not_open_offers_no_search(office, stage):
    cohort, client, _by = office
    Cohort.objects.filter(pk=cohort.pk).update(stage=stage)

    assert "Find the best pairs" not in board_text(client, cohort)


def test_search_starts_a_job_and_leads_to_its_page(office):
    cohort, client, _by = office
    mentor_of(cohort)
    mentee_of(cohort)

    response = client.post(address("search", cohort))

    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, job.get_absolute_url())
    assert "A search for pairs is on its way See how far it is" in board_text(client, cohort)
    run_next_job()
    assert f'href="{address("board", cohort)}">Review the pairs</a>' in client.get(response.url).content.decode()


def test_search_that_is_refused_says_why_on_the_board(office):
    cohort, client, _by = office

    response = client.post(address("search", cohort), follow=True)

    assert response.redirect_chain == [(address("board", cohort), 302)]
    assert "No mentor has a place yet. Please approve at least one." in response.content.decode()


def test_board_tells_other_coordinators_of_a_search(office, sign_in):
    cohort, _client, by = office
    colleague = coordinator("Cleo Colleague", "cleo", cohort.programme)
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)

    text = board_text(sign_in(colleague), cohort)

    assert "Another coordinator started it a moment ago." in text
    assert "See how far it is" not in text


def test_board_says_when_the_last_search_did_not_finish(office):
    cohort, client, by = office
    mentor_of(cohort)
    mentee_of(cohort)
    start_run(cohort=cohort, by=by)
    Job.objects.update(state="failed", message="It was interrupted.")

    text = board_text(client, cohort)

    assert "The last search did not finish It was interrupted." in text
    assert "Find the best pairs" in text


def test_board_after_a_search_shows_pairs_with_numbers_and_reasons(office):
    cohort, client, by = office
    mentor_of(cohort, "Speaking", person__user__name="Maria Mentor", person__department__name="Design")
    mentee_of(cohort, "Speaking", "Planning", person__user__name="Minh Mentee")
    mentee_of(cohort, "Sailing", person__user__name="Lena Left")
    searched(cohort, by)

    page = client.get(address("board", cohort))

    text = text_of(page)
    for words in (
        "With a mentor 0 of 2 in a pair now Suggested 1 of 2 0 sent, 1 not yet Without a pair 1 of 2",
        "Minh Mentee Engineer, Engineering Maria Mentor Engineer, Design",
        "Strong , 76.7 of 100",
        "Skills wanted 46.7 / 70",
        "Other department 15 / 15",
        "The mentor offers what comes first on the wish list: Speaking.",
        "Take out",
        "Send 1 suggestion",
        "Lena Left Engineer, Engineering Every place that was possible in this cohort is taken. "
        "Nobody in this cohort offers the skills on the wish list.",
    ):
        assert words in text
    assert '<rect width="66" height="8"' in page.content.decode()
    assert page.content.decode().count("button default") == 1


def test_board_after_a_search_without_pairs_says_so(office):
    cohort, client, by = office
    both = mentor_of(cohort)
    mentee_of(cohort, person=both.person)
    searched(cohort, by)

    text = board_text(client, cohort)

    assert "The last search found no pair." in text
    assert "Every mentor in this cohort is ruled out." in text
    assert "Find pairs again" in text


def test_take_out_moves_the_mentee_to_those_without_a_pair(office):
    cohort, client, by = office
    mentor_of(cohort)
    mentee_of(cohort, person__user__name="Minh Mentee")
    searched(cohort, by)
    proposal = Proposal.objects.get()

    response = client.post(reverse("admin:matching_proposal_remove", args=[proposal.pk]), follow=True)

    assert response.redirect_chain == [(address("board", cohort), 302)]
    assert "Taken out. These two are not suggested to each other again" in response.content.decode()
    assert "Minh Mentee Engineer, Engineering A pair was taken out, or two were kept apart." in text_of(response)


def test_take_out_of_what_was_sent_is_refused(office):
    cohort, client, by = office
    mentor_of(cohort)
    mentee_of(cohort)
    searched(cohort, by)
    client.post(address("send", cohort))

    response = client.post(reverse("admin:matching_proposal_remove", args=[Proposal.objects.get().pk]), follow=True)

    assert "already changed" in response.content.decode()


def test_page_before_sending_names_pairs_and_mails(office):
    cohort, client, by = office
    for number in range(12):
        mentor_of(cohort, person__user__name=f"Mentor {number}")
        mentee_of(cohort, person__user__name=f"Mentee {number}")
    person = mentor_of(cohort, person__user__name="Nora Noaddress", person__user__email=None)
    mentee_of(cohort)
    searched(cohort, by)

    text = text_of(client.get(address("send", cohort)))

    assert person.person.user.email is None
    assert "13 suggestions, each to its mentor and its mentee 25 mails go out now." in text
    assert "1 person has no e-mail address and hears nothing: Nora Noaddress" in text
    assert len(re.findall(r"Mentee \d+ with", text)) + len(re.findall("Person Number.* with", text)) <= 10
    assert "and 3 more pairs" in text
    assert not OutgoingMessage.objects.exists()


def test_page_before_sending_nothing_says_so(office):
    cohort, client, _by = office

    assert "There is nothing to send" in text_of(client.get(address("send", cohort)))


def test_sending_tells_how_many_and_shows_how_they_stand(office):
    cohort, client, by = office
    mentor_of(cohort, capacity=3)
    for _ in range(3):
        mentee_of(cohort)
    searched(cohort, by)

    response = client.post(address("send", cohort), follow=True)

    assert "3 suggestions are on their way." in response.content.decode()
    assert text_of(response).count("Waiting for answers") == 3
    assert OutgoingMessage.objects.count() == 6


def test_sending_nothing_is_refused_in_a_sentence(office):
    cohort, client, _by = office

    response = client.post(address("send", cohort), follow=True)

    assert "There is no suggestion to send." in response.content.decode()


def test_board_never_says_who_said_no(office):
    cohort, client, by = office
    pages = []
    for role in (Role.MENTOR, Role.MENTEE):
        mentor_of(cohort, person__user__name="Maria Mentor")
        mentee_of(cohort, person__user__name="Minh Mentee")
        searched(cohort, by)
        client.post(address("send", cohort))
        proposal = Proposal.objects.get(status="sent")
        decline_proposal(proposal=proposal, by=proposal.sides.get(role=role).enrolment.person.user)
        pages.append(board_text(client, cohort))
        Proposal.objects.all().delete()
        Run.objects.all().delete()
        cohort.enrolments.all().delete()

    assert pages[0] == pages[1]
    assert "Not this time" in pages[0]
    assert "Minh Mentee Engineer, Engineering The last suggestion was not for this time." in pages[0]


def test_board_shows_pairs_and_those_that_ended(office):
    cohort, client, by = office
    mentor_of(cohort, capacity=2)
    for _ in range(2):
        mentee_of(cohort)
    searched(cohort, by)
    client.post(address("send", cohort))
    for side in ProposalSide.objects.order_by("pk"):
        accept_proposal(proposal=side.proposal, by=side.enrolment.person.user, no_line=True)
    first = Proposal.objects.first().mentorship
    Membership.objects.filter(mentorship=first).update(ended_at=first.started_at)
    type(first).objects.filter(pk=first.pk).update(status="ended", ended_at=first.started_at)

    text = board_text(client, cohort)

    assert (text.count("Both said yes"), text.count("Ended"), text.count("The last pair has ended.")) == (1, 1, 1)


def test_board_explains_a_mentee_who_came_later(office):
    cohort, client, by = office
    mentor_of(cohort)
    mentee_of(cohort)
    searched(cohort, by)
    mentee_of(cohort, person__user__name="Late Lou")

    assert "Late Lou Engineer, Engineering No search was made since this person got a place." in board_text(
        client, cohort
    )


def test_board_costs_the_same_for_three_pairs_and_for_thirty(office):
    cohort, client, by = office
    counts = []
    for people in (3, 27):
        for number in range(people):
            mentor_of(cohort, f"Skill {number}")
            mentee_of(cohort, f"Skill {number}")
            mentee_of(cohort, "Sailing")
        searched(cohort, by)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("board", cohort))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("name", ["board", "even", "send"])
def test_pages_are_for_coordinators_of_that_programme_alone(office, sign_in, cast, name):
    cohort, _client, _by = office

    statuses = [
        sign_in(user).get(address(name, cohort)).status_code
        for user in (cast.coordinator, cast.other_coordinator, cast.site_administrator, cast.mentor)
    ]

    assert statuses == [404, 404, 404, 302]


def test_office_has_no_raw_pages_of_runs_and_suggestions():
    ours = [model for model in admin.site._registry if model._meta.app_label == "matching"]
    names = [pattern.name for pattern in admin.site._registry[Run].get_urls()]

    assert ours == [Run]
    assert sorted(names) == [
        "matching_cohort_board",
        "matching_cohort_even",
        "matching_cohort_first_search",
        "matching_cohort_search",
        "matching_cohort_search_again",
        "matching_cohort_send",
        "matching_leaver_end",
        "matching_mentee_mentor",
        "matching_programme_policy",
        "matching_proposal_again",
        "matching_proposal_allow",
        "matching_proposal_keep",
        "matching_proposal_let_go",
        "matching_proposal_remove",
        "matching_proposal_restore",
        "matching_run_made",
        "matching_run_prove",
    ]


def test_board_is_among_the_pages_of_a_cohort_that_opened(office):
    cohort, _client, _by = office
    draft, _by = open_cohort(stage=Cohort.Stage.DRAFT)

    pages = [page for answer in registry.cohort_pages.ask(cohort) for page in answer]

    assert ("Review pairs", address("board", cohort)) in pages
    assert [page for answer in registry.cohort_pages.ask(draft) for page in answer if page[0] == "Review pairs"] == []
