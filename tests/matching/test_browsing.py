"""Looking through all whom one may ask, and finding some of them by words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.choosing import ON_A_PAGE, browse
from matching.models import Policy
from matching.services import add_exclusion
from programmes.models import Enrolment
from tests.factories import DepartmentFactory, SiteFactory, SkillFactory, make_mentorship
from tests.matching.choosing import ask, choosing_cohort, list_of, seen
from tests.matching.people import mentee_of, mentor_of

pytestmark = pytest.mark.django_db
CHOSEN = Policy.Pairing.CHOSEN


def open_to_all(**fields):
    """A cohort in which people look through all whom they may ask."""
    return choosing_cohort(pairing=CHOSEN, **fields)[0]


def all_of(place):
    return reverse("matching:choice-browse", args=[place.pk])


def names_on(text):
    """Whom the page lets its reader ask, in its order."""
    return re.findall(r"Ask (\w+)", text)


def found(sign_in, place, words):
    return sorted(names_on(seen(sign_in, place, f"{all_of(place)}?q={words}")))


@pytest.fixture
def three():
    """A mentee, and three mentors who differ in everything that is looked for."""
    cohort = open_to_all()
    SkillFactory(name="Public speaking", aliases=["Rhetoric", "Talks"])
    for name, skill, department, site, languages in (
        ("Ada", "Public speaking", "Design", "Leeds", ["en"]),
        ("Bo", "Selling", "Sales", "Lyon", ["fr", "en"]),
        ("Cy", "Sailing", "Design", "Lagos", ["yo"]),
    ):
        mentor_of(
            cohort,
            skill,
            person__user__name=name,
            person__department=DepartmentFactory(name=department),
            person__site=SiteFactory(name=site),
            person__languages=languages,
        )
    return mentee_of(cohort, "Public speaking", person__department=DepartmentFactory(name="Nowhere"))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("", ["Ada", "Bo", "Cy"]),
        ("speak", ["Ada"]),
        ("RHETORIC", ["Ada"]),
        ("design", ["Ada", "Cy"]),
        ("lyon", ["Bo"]),
        ("french", ["Bo"]),
        ("design yoruba", ["Cy"]),
        ("public+speaking+leeds", ["Ada"]),
        ("design lyon", []),
        ("Ada", []),
        ("%25", []),
    ],
)
def test_people_are_found_by_skill_department_site_and_language(sign_in, three, words, names):
    assert found(sign_in, three, words) == names


def test_mentors_are_found_by_what_they_offer_not_by_what_they_want(sign_in):
    cohort = open_to_all()
    mentor = mentor_of(cohort, "Selling", person__user__name="Ada")
    mentee_of(cohort, "Sailing", person=mentor.person)
    mentee = mentee_of(cohort)

    assert (found(sign_in, mentee, "selling"), found(sign_in, mentee, "sailing")) == (["Ada"], [])


def test_nobody_found_says_what_to_do(sign_in, three):
    text = seen(sign_in, three, f"{all_of(three)}?q=dancing")

    assert "Nobody found" in text
    assert "Please try fewer of them, or parts of them." in text
    assert text.count("Show all") == 1
    assert seen(sign_in, three, f"{all_of(three)}?q=speaking").count("Show all") == 1


def test_best_fit_comes_first_page_after_page(sign_in):
    cohort = open_to_all()
    mentee = mentee_of(cohort, "Speaking")
    for number in range(ON_A_PAGE):
        mentor_of(cohort, "Sailing", person__user__name=f"Other{number}")
    for name in ("Best", "Good"):
        mentor_of(cohort, "Speaking", person__user__name=name)

    first, second = (names_on(seen(sign_in, mentee, f"{all_of(mentee)}?page={page}")) for page in (1, 2))

    assert (len(first), len(second)) == (ON_A_PAGE, 2)
    assert set(first[:2]) == {"Best", "Good"}
    assert not set(first) & set(second)
    assert names_on(seen(sign_in, mentee, f"{all_of(mentee)}?page=nonsense")) == first


def test_search_stays_while_one_turns_the_page(sign_in):
    cohort = open_to_all()
    mentee = mentee_of(cohort)
    for _ in range(ON_A_PAGE + 1):
        mentor_of(cohort, "Speaking")

    page = sign_in(mentee.person).get(f"{all_of(mentee)}?q=speak").content.decode()

    assert 'href="?q=speak&amp;page=2"' in page


def test_who_may_not_be_asked_is_absent_from_all(sign_in):
    cohort = open_to_all(stage="running")
    mentee = mentee_of(cohort)
    unwilling, full, boss = (mentor_of(cohort, person__user__name=name) for name in ("Una", "Fay", "Bob"))
    mentor_of(cohort, person__user__name="Ada")
    add_exclusion(owner=unwilling.person, excluded=mentee.person, by=unwilling.person.user)
    make_mentorship(full, mentee_of(cohort))
    mentee.person.manager = boss.person
    mentee.person.save()

    assert names_on(seen(sign_in, mentee, all_of(mentee))) == ["Ada"]


def test_short_list_leads_to_all_only_where_there_are_more(sign_in):
    cohort = open_to_all()
    mentee = mentee_of(cohort)
    for _ in range(5):
        mentor_of(cohort)
    before = seen(sign_in, mentee)
    mentor_of(cohort)

    assert "Look through all mentors" not in before
    assert "Look through all mentors: 1 more" in seen(sign_in, mentee)


def test_where_there_is_a_short_list_alone_nobody_looks_through_all(sign_in):
    cohort, _by = choosing_cohort()
    mentee = mentee_of(cohort)
    for _ in range(6):
        mentor_of(cohort)

    assert "Look through all mentors" not in seen(sign_in, mentee)
    assert sign_in(mentee.person).get(all_of(mentee)).url == list_of(mentee)


def test_in_reverse_programmes_mentors_look_through_mentees_and_never_the_other_way(sign_in):
    cohort = open_to_all(programme__style="reverse")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, "Coding", person__user__name="Sen")

    assert found(sign_in, mentor, "coding") == ["Sen"]
    page = sign_in(mentee.person).get(all_of(mentee))
    assert page.url == reverse("programmes:place-detail", args=[mentee.pk])


def test_whoever_is_found_can_be_asked(three):
    place = Enrolment.objects.get(person__user__name="Cy", role="mentor")

    assert ask(three, place).status == "sent"


def test_page_asks_the_same_of_the_database_however_many_there_are(sign_in):
    cohort = open_to_all()
    mentee = mentee_of(cohort, "Speaking")
    client = sign_in(mentee.person)
    counted = []
    for number in (1, 3, 9):
        for _ in range(number):
            mentor_of(cohort, "Speaking")
        client.get(all_of(mentee))
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{all_of(mentee)}?q=speak engineering")
        counted.append(len(captured))

    assert counted[0] == counted[1] == counted[2] <= 15


def test_words_beyond_what_anybody_means_are_left_out():
    cohort = open_to_all()
    mentee = Enrolment.objects.select_related("cohort__programme__policy", "person").get(pk=mentee_of(cohort).pk)
    mentor_of(cohort, "Speaking")

    shown = browse(mentee, words=" ".join(["speaking"] * 6 + ["nothing"]), page=None)

    assert shown.page.paginator.count == 1
