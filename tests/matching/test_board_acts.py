"""What is pressed beside a pair that is not there any more: a search, or somebody who steps back, deletes drafts."""

from uuid import uuid4

import pytest
from django.urls import reverse

from matching.models import Proposal
from matching.services import keep_proposal, remove_proposal, restore_proposal
from mentoring.lib.errors import Refused
from tests.matching.office import act, pair_named
from tests.matching.people import mentee_of, mentor_of, open_cohort, searched

pytestmark = pytest.mark.django_db
GONE = "This suggestion is no longer here: it was changed meanwhile, so nothing was done."
ACTS = ("keep", "let_go", "remove", "restore")


@pytest.fixture
def replaced(office):
    """A draft as a page of before still shows it, though a search has chosen anew since."""
    cohort, _client, by = office
    mentor_of(cohort), mentee_of(cohort)
    searched(cohort, by)
    draft = Proposal.objects.get()
    searched(cohort, by)
    assert not Proposal.objects.filter(pk=draft.pk).exists()
    return draft


def test_press_beside_a_pair_that_is_gone_leads_back_to_the_same_place_and_says_so(office, replaced):
    cohort, client, _by = office
    board = reverse("admin:matching_cohort_board", args=[cohort.pk])
    before = list(Proposal.objects.values())

    for name in ACTS:
        answer = act(client, name, replaced, "?q=Person&drafts=1", cohort=cohort.pk)

        assert answer.redirect_chain == [(f"{board}?q=Person&drafts=1", 302)]
        assert GONE in answer.content.decode()
    assert list(Proposal.objects.values()) == before


@pytest.mark.parametrize("said", ["nothing", "no cohort", "a cohort of somebody else", "a cohort that is none"])
def test_press_beside_a_pair_that_is_gone_is_not_found_elsewhere(office, replaced, said):
    _cohort, client, _by = office
    elsewhere, _other = open_cohort()
    data = {
        "nothing": {},
        "no cohort": {"cohort": "x"},
        "a cohort of somebody else": {"cohort": elsewhere.pk},
        "a cohort that is none": {"cohort": uuid4()},
    }[said]

    assert [act(client, name, replaced, **data).status_code for name in ACTS] == [404] * 4


def test_coordinator_of_another_programme_learns_nothing_of_a_pair_that_is_gone(office, replaced, sign_in, cast):
    cohort, _client, _by = office

    for user in (cast.coordinator, cast.other_coordinator, cast.site_administrator):
        answers = [act(sign_in(user), name, replaced, cohort=cohort.pk).status_code for name in ACTS]
        assert answers == [404] * 4


def test_both_lists_with_buttons_say_whose_board_they_are_on(office):
    cohort, client, _by = office
    pair_named(cohort, 1), pair_named(cohort, 2, status="removed")

    page = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk])).content.decode()

    assert page.count(f'<input type="hidden" name="cohort" value="{cohort.pk}">') == 2


def test_service_that_meets_a_pair_gone_since_it_was_read_refuses_in_a_sentence(office, replaced):
    _cohort, _client, by = office
    acts = (
        lambda: remove_proposal(proposal=replaced, by=by),
        lambda: restore_proposal(proposal=replaced, by=by),
        lambda: keep_proposal(proposal=replaced, by=by, keep=True),
    )

    for press in acts:
        with pytest.raises(Refused, match=GONE):
            press()
