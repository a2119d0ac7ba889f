"""The question about the reporting line, where the managers of both are not known."""

import pytest
from django.urls import reverse

from matching.models import Mentorship
from matching.services import decline_proposal
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from programmes.models import Role
from tests.factories import ProfileFactory
from tests.matching.suggested import page_for, post, user_of, visible_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def lineless(proposal):
    """The same where the HR file names no managers."""
    Profile.objects.update(manager=None)
    return proposal


def test_yes_asks_for_the_reporting_line_where_no_manager_is_known(sign_in, lineless):
    response = post(sign_in, lineless, Role.MENTOR, "accept")

    text = visible_text(response.content.decode())
    assert response.redirect_chain == [(reverse("matching:proposal-line", args=[lineless.pk]), 302)]
    assert "Are you and Minh Mentee in each other’s reporting line, up to two levels" in text
    assert set(lineless.sides.values_list("answer", flat=True)) == {"waiting"}


def answer_line(sign_in, proposal, role, line):
    url = reverse("matching:proposal-accept", args=[proposal.pk])
    return sign_in(user_of(proposal, role)).post(url, {"line": line}, follow=True)


def test_two_who_are_in_no_line_become_a_pair(sign_in, lineless):
    for role in (Role.MENTOR, Role.MENTEE):
        answer_line(sign_in, lineless, role, "no")

    assert Mentorship.objects.get().proposal == lineless


def test_two_of_one_line_are_let_go_without_telling_why(sign_in, lineless):
    answer_line(sign_in, lineless, Role.MENTOR, "no")

    own = visible_text(answer_line(sign_in, lineless, Role.MENTEE, "yes").content.decode())

    other = visible_text(page_for(sign_in, lineless, Role.MENTOR))
    assert "Then we look for someone else for both of you; nobody is told why." in own
    assert "Not this time" in other
    assert "reporting line" not in other
    assert lineless.sides.get(role=Role.MENTEE).later == "apart"
    assert OutgoingMessage.objects.get().kind == "suggestion_closed"


@pytest.mark.parametrize("first", ["no", "yes"])
def test_line_that_is_named_after_an_earlier_yes_lets_go_all_the_same(sign_in, lineless, first):
    answer_line(sign_in, lineless, Role.MENTEE, "no")

    answer_line(sign_in, lineless, Role.MENTEE, "yes")
    answer_line(sign_in, lineless, Role.MENTOR, first)

    assert not Mentorship.objects.exists()
    assert lineless.sides.get(role=Role.MENTEE).later == "apart"


def test_line_that_is_named_lets_go_although_a_file_knows_managers_by_now(sign_in, lineless):
    answer_line(sign_in, lineless, Role.MENTOR, "no")
    person = lineless.sides.get(role=Role.MENTEE).enrolment.person
    person.manager = ProfileFactory()
    person.save()

    answer_line(sign_in, lineless, Role.MENTEE, "yes")

    assert not Mentorship.objects.exists()


def test_question_leads_back_once_it_closed(sign_in, lineless):
    decline_proposal(proposal=lineless, by=user_of(lineless, Role.MENTOR))

    client = sign_in(user_of(lineless, Role.MENTEE))
    page = client.get(reverse("matching:proposal-line", args=[lineless.pk]))
    yes = answer_line(sign_in, lineless, Role.MENTEE, "yes")

    assert (page.status_code, page.url) == (302, lineless.get_absolute_url())
    assert "This suggestion is no longer open." in visible_text(yes.content.decode())


def test_question_is_not_asked_where_managers_are_known(sign_in, proposal):
    response = post(sign_in, proposal, Role.MENTOR, "accept")

    assert response.redirect_chain == [(proposal.get_absolute_url(), 302)]


@pytest.mark.parametrize("without", [Role.MENTOR, Role.MENTEE])
def test_question_is_asked_where_the_manager_of_one_of_the_two_is_not_known(sign_in, proposal, without):
    person = proposal.sides.get(role=without).enrolment.person
    Profile.objects.filter(pk=person.pk).update(manager=None)

    response = post(sign_in, proposal, Role.MENTOR, "accept")

    assert response.redirect_chain == [(reverse("matching:proposal-line", args=[proposal.pk]), 302)]
    assert "this system does not know all the managers above you two" in visible_text(response.content.decode())
