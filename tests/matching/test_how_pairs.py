"""The page that says how pairs are found: what it shows, what it tries out, and that two never undo each other."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Policy, Proposal, Run, policy_of
from matching.scoring import Part
from matching.services import add_exclusion
from matching.terms import USUAL
from programmes.models import Cohort, Programme
from tests.conftest import coordinator
from tests.factories import CohortFactory, DepartmentFactory, OrganisationFactory, ProfileFactory, ProgrammeFactory
from tests.matching.office import board_text, text_of
from tests.matching.people import mentee_of, mentor_of, open_cohort, searched
from tests.matching.terms import padded, usual_terms

pytestmark = pytest.mark.django_db
NAMES = [str(part) for part in Part]


def address(programme):
    return reverse("admin:matching_programme_policy", args=[programme.pk])


def stands(programme):
    return policy_of(Programme.objects.get(pk=programme.pk))


def bounds_of(programme):
    return stands(programme).terms.bounds


def weights_of(programme):
    return [getattr(stands(programme), name) for name in NAMES]


def press(client, programme, **data):
    """Save, or with preview="yes" try out, on a page that was opened just before."""
    return client.post(address(programme), usual_terms(seen=stands(programme).as_seen, **data), follow=True)


# --- saving ---


def test_page_shows_what_is_usual_until_somebody_changes_it(office):
    cohort, client, _by = office

    page = client.get(address(cohort.programme))

    assert "This is what is usual in a programme of this style." in text_of(page)
    assert [page.context["form"].initial[name] for name in NAMES] == padded([42, 10, 18, 9, 12, 9])
    assert not Policy.objects.exists()


def test_saving_holds_at_once_and_names_who_did_it(office):
    cohort, client, _by = office
    wished = {"least_ahead": 1, "most_ahead": 3, "most_hours": 4, "needs_language": "yes", "departments": "different"}
    wished |= {"organisations": "same", "job_titles": "different"}

    text = text_of(press(client, cohort.programme, **wished))

    assert "Last changed by Cora Coordinator on " in text
    bounds = bounds_of(cohort.programme)
    assert (bounds.least_ahead, bounds.most_ahead, bounds.most_hours) == (1, 3, 4)
    assert (bounds.needs_language, bounds.departments, bounds.sites) == (True, "different", "free")
    assert bounds.ties == {"organisations": "same", "job_titles": "different"}
    assert stands(cohort.programme).terms.weights == USUAL["classic"].weights


@pytest.mark.parametrize(
    ("style", "who"), [("classic", "Mentees: each may look"), ("reverse", "Mentors: each may look")]
)
def test_who_chooses_is_set_beside_the_rules(office, style, who):
    cohort, client, _by = office
    Programme.objects.update(style=style)

    press(client, Programme.objects.get(pk=cohort.programme_id), pairing="chosen")
    page = client.get(address(cohort.programme))

    assert stands(cohort.programme).pairing == "chosen"
    assert who in text_of(page)
    assert "Last changed by Cora Coordinator" in text_of(page)


@pytest.mark.parametrize(
    ("wished", "shares"),
    [
        ([100, 0, 0, 0, 0, 100, 0], [50, 0, 0, 0, 0, 50, 0]),
        ([1, 1, 1, 0, 0, 0, 0], [34, 33, 33, 0, 0, 0, 0]),
        ([42, 10, 18, 9, 12, 9, 0], [42, 10, 18, 9, 12, 9, 0]),
    ],
)
def test_weights_are_shared_out_to_100_and_the_page_says_what_they_came_to(office, wished, shares):
    cohort, client, _by = office
    weights = dict(zip(NAMES, padded(wished), strict=True))

    tried = text_of(press(client, cohort.programme, **weights, preview="yes"))
    press(client, cohort.programme, **weights)

    assert [share for share in shares if f" {share} of 100 " not in tried] == []
    assert weights_of(cohort.programme) == padded(shares)


def test_slider_alone_is_enough_without_scripts(office):
    cohort, client, _by = office
    moved = {"skills_slider": 0, "level": "", "level_slider": 21, "place": 40, "place_slider": 9}

    press(client, cohort.programme, **moved)

    assert weights_of(cohort.programme) == padded([0, 21, 18, 40, 12, 9])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (dict.fromkeys(NAMES, 0), "At least one part needs a weight above 0"),
        ({"least_ahead": 3, "most_ahead": 1}, "Please check the levels: at least comes before at most."),
        ({"skills": 101, "skills_slider": 42}, "Skills: please write a whole number from 0 to 100"),
        ({"grade_gap": ""}, "Best: please write a whole number from -100 to 100"),
        ({"departments": "near"}, "There is a problem"),
    ],
)
def test_what_cannot_be_is_said_and_not_saved(office, wrong, words):
    cohort, client, _by = office

    page = press(client, cohort.programme, **wrong)

    assert words in text_of(page)
    assert not Policy.objects.exists()


def test_second_of_two_is_told_what_stands_and_overwrites_nothing(office, sign_in):
    cohort, client, _by = office
    other = sign_in(coordinator("Otto Other", "otto", cohort.programme).user)
    seen = stands(cohort.programme).as_seen
    other.post(address(cohort.programme), usual_terms(most_hours=3, skills=80, years_joined="same", seen=seen))
    kept = weights_of(cohort.programme)

    page = client.post(address(cohort.programme), usual_terms(most_hours=9, sites="same", seen=seen))

    text = text_of(page)
    assert "Otto Other changed this meanwhile." in text
    told = text[text.index("It says now") : text.index("Keep this one and leave mine")]
    assert "Most hours between their time zones 3 " in told
    assert "Their places of work Make no difference" in told
    assert "Years in which they joined Must be the same" in told
    assert told.count("Skills: the mentor offers what the mentee wants 58") == 1
    assert (bounds_of(cohort.programme).most_hours, bounds_of(cohort.programme).sites) == (3, "free")
    assert weights_of(cohort.programme) == kept
    again = page.context["form"].data["seen"]
    client.post(address(cohort.programme), usual_terms(most_hours=9, sites="same", seen=again))
    assert (bounds_of(cohort.programme).most_hours, bounds_of(cohort.programme).sites) == (9, "same")


def test_what_is_usual_can_be_filled_in_again_and_is_saved_only_by_the_button(office):
    cohort, client, _by = office
    press(client, cohort.programme, skills=100, needs_language="yes")

    form = client.get(address(cohort.programme), {"usual": "yes"}).context["form"]

    assert [form.initial[name] for name in NAMES] == padded([42, 10, 18, 9, 12, 9])
    assert (form.initial["needs_language"], bounds_of(cohort.programme).needs_language) == ("no", True)


# --- trying out ---


def test_preview_counts_both_ways_and_saves_nothing(office):
    cohort, client, _by = office
    mentor = mentor_of(cohort, "Speaking", capacity=2, person__department=DepartmentFactory(name="Law"))
    mentee_of(cohort, "Speaking", person__user__name="Cem", person__department=mentor.person.department)
    mentee_of(cohort, "Speaking", person__user__name="Dee", person__department=DepartmentFactory(name="Art"))

    text = text_of(press(client, cohort.programme, departments="different", preview="yes"))

    assert f"Tried on whoever waits in {cohort}: 2 mentees, and 1 mentor. Nothing is saved yet." in text
    assert "As it is saved now 2 of 2 get a mentor" in text
    assert "With these settings 1 of 2 gets a mentor" in text
    assert "1 would have nobody: Cem." in text
    assert (Policy.objects.count(), Run.objects.count(), Proposal.objects.count()) == (0, 0, 0)


def test_preview_never_says_that_somebody_has_nobody_for_a_private_wish(office):
    cohort, client, _by = office
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, person__user__name="Cem")
    add_exclusion(owner=mentee.person, excluded=mentor.person, by=mentee.person.user)

    text = text_of(press(client, cohort.programme, preview="yes"))

    assert "ruled out" not in text[text.index("What a search would find") : text.index("What makes a good fit")]
    assert "1 would have nobody: Cem." in text


def test_preview_of_a_programme_without_a_cohort_to_search_has_its_own_sentence(office):
    cohort, client, _by = office
    Cohort.objects.update(stage=Cohort.Stage.CLOSED)

    text = text_of(press(client, cohort.programme, preview="yes"))

    assert "No cohort of this programme takes new pairs just now, so there is nobody to try this on." in text


def test_preview_is_of_the_cohort_that_was_chosen(office):
    cohort, client, _by = office
    other = CohortFactory(programme=cohort.programme, stage=Cohort.Stage.RUNNING, name="Second round")

    text = text_of(press(client, cohort.programme, preview="yes", cohort=other.pk))

    assert f"In {other} no mentee waits for a mentor just now" in text


@pytest.mark.parametrize("opened", [True, False])
def test_page_and_preview_ask_little_of_the_database(office, opened):
    cohort, client, _by = office
    for _ in range(3):
        mentor_of(cohort, "Speaking")
        mentee_of(cohort, "Speaking")
    sent = {**usual_terms(most_hours=3), "preview": "yes"}
    client.get(address(cohort.programme))

    with CaptureQueriesContext(connection) as queries:
        client.get(address(cohort.programme)) if opened else client.post(address(cohort.programme), sent)

    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 15


def unsaid_on(response):
    return {field.name for field in response.context["form"].hr_fields() if field.help_text}


def test_page_says_which_fields_hr_says_of_nobody(office):
    cohort, client, _by = office
    mentor_of(cohort, person__country="France", person__job_title="Chef")

    page = client.get(address(cohort.programme))
    sent = press(client, cohort.programme, countries="same", grades="same", preview="yes").content.decode()

    assert unsaid_on(page) == {"business_lines", "cost_centres", "grades", "employment_types", "years_joined"}
    assert sent.count("No HR record has this yet.") == 5
    assert sent.count('aria-describedby="id_grades_helptext"') == sent.count('id="id_grades_helptext"') == 1
    assert "countries_helptext" not in sent
    assert "“FR” and “France” are two countries. Please write them alike in all files." in text_of(page)


def test_what_hr_says_counts_of_people_of_the_company_and_of_who_takes_part(office):
    cohort, client, _by = office
    partner = OrganisationFactory(name="Partner")
    ProfileFactory(country="France")
    ProfileFactory(organisation=partner, business_line="Retail")
    mentor_of(cohort, person__organisation=partner, person__cost_centre="0711")
    mentor_of(CohortFactory(), person__organisation=partner, person__employment_type="Temporary")

    unsaid = unsaid_on(client.get(address(cohort.programme)))

    assert unsaid == {"business_lines", "grades", "employment_types", "years_joined"}


def test_what_hr_says_is_asked_once_for_a_page_and_not_for_saving(office):
    cohort, client, _by = office
    opened = stands(cohort.programme).as_seen

    def times_asked(**sent):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address(cohort.programme), usual_terms(seen=opened, **sent))
        return response.status_code, sum("BOOL_OR" in query["sql"] for query in queries)

    assert times_asked(most_hours=3, preview="yes") == (200, 1)
    assert times_asked(most_hours=3) == (302, 0)
    assert times_asked(most_hours=5) == (200, 1)  # somebody else saved meanwhile


# --- where it stands ---


def test_programme_in_which_no_search_finds_pairs_says_so(sign_in):
    programme = ProgrammeFactory(style="circle")
    client = sign_in(coordinator("Cora", "cora", programme).user)

    assert "Pairs are found by a search in classic and in reverse programmes alone." in text_of(
        client.get(address(programme))
    )


def test_programme_and_board_lead_here(office):
    cohort, client, _by = office
    mentor_of(cohort)

    programme = client.get(reverse("admin:programmes_programme_change", args=[cohort.programme.pk])).content.decode()
    board = client.get(reverse("admin:matching_cohort_board", args=[cohort.pk])).content.decode()

    assert [f'href="{address(cohort.programme)}"' in page for page in (programme, board)] == [True, True]


def test_board_tells_the_rules_of_the_programme(office):
    cohort, client, _by = office
    mentor_of(cohort)
    of_work = {"most_hours": 1, "needs_language": "yes", "sites": "same"}
    of_hr = {"organisations": "different", "grades": "different"}
    press(client, cohort.programme, least_ahead=1, most_ahead=3, **of_work, **of_hr)

    text = board_text(client, cohort)

    assert (
        "Where grades are known, a mentor stands no lower than 1 level above the mentee. "
        "Where grades are known, a mentor stands no higher than 3 levels above the mentee. "
        "Where time zones are known, their clocks are at most 1 hour apart. "
        "Where languages are known, the two have one in common. "
        "Where places of work are known, the two work at the same one. "
        "The two belong to different organisations. "
        "Where grades are known, the two have different ones. "
    ) in text


def test_board_says_that_the_last_search_went_by_something_else(office):
    cohort, client, by = office
    mentor_of(cohort, "Speaking")
    mentee_of(cohort, "Speaking")
    press(client, cohort.programme, most_hours=5)
    searched(cohort, by)
    words = "How pairs are found was changed after the last search. Find pairs again to go by it."

    before = board_text(client, cohort)
    press(client, cohort.programme, most_hours=4)

    assert (words in before, words in board_text(client, cohort)) == (False, True)


def test_hint_says_which_number_of_levels_is_needed(office):
    cohort, client, _by = office

    text = text_of(client.get(address(cohort.programme)))
    sent = press(client, cohort.programme, grade_gap="", skills=101, skills_slider=42).content.decode()

    assert "“At least” and “at most” can stay empty: then there is no bound. “Best” needs a number" in text
    summary = sent[sent.index("error-summary") : sent.index("</ul>", sent.index("error-summary"))]
    # In the order in which they stand on the page.
    assert re.findall(r"(Best|Skills):", summary) == ["Skills", "Best"]
    assert not Policy.objects.exists()


def test_coordinator_of_another_programme_finds_nothing_here(office, sign_in):
    cohort, _client, _by = office
    other, _by = open_cohort()
    stranger = sign_in(coordinator("Otto Other", "otto", other.programme).user)

    assert stranger.get(address(cohort.programme)).status_code == 404
    assert stranger.post(address(cohort.programme), usual_terms(most_hours=1)).status_code == 404
    assert not Policy.objects.exists()
