import logging
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from matching.models import Exclusion
from matching.services import add_exclusion
from mentoring.accounts.models import User
from tests.factories import DepartmentFactory, OrganisationFactory, ProfileFactory, in_days

PAGE = reverse("matching:exclusion-list")
ADD = reverse("matching:exclusion-add")


@pytest.fixture
def ada(db):
    return ProfileFactory(user__name="Ada Lark")


def colleague(name: str, **fields):
    return ProfileFactory(user__name=name, **fields)


def search(client, words: str):
    return client.post(PAGE, {"words": words})


def found(response) -> list[str]:
    return [each.name for each in response.context["found"]]


def test_page_says_who_sees_it_and_that_there_is_nobody_yet(sign_in, ada):
    page = sign_in(ada).get(PAGE).content.decode()

    for words in (
        "Only you can read this",
        "There is nobody on your list.",
        "not the programme team, not HR, not administrators, and not the person",
        "Only the search for pairs uses it.",
    ):
        assert words in page
    assert page.count("btn-primary") == 1


def test_search_for_too_little_says_so_above_the_list(sign_in, ada):
    page = search(sign_in(ada), "ab").content.decode()

    assert page.count("There is a problem") == 1
    assert page.index("There is a problem") < page.index("Your list")


def test_colleagues_are_found_by_parts_of_their_name_and_told_apart_by_department(sign_in, ada):
    colleague("Jo Smith", department=DepartmentFactory(name="Sales"))
    colleague("Jo Smith", department=DepartmentFactory(name="People"))
    colleague("Jo Brown")

    response = search(sign_in(ada), "smi JO")

    assert found(response) == ["Jo Smith", "Jo Smith"]
    assert {each.department for each in response.context["found"]} == {"Sales", "People"}
    assert "Engineer" not in response.content.decode()


def test_oneself_people_who_left_and_people_elsewhere_are_not_found(sign_in, ada):
    colleague("Lark of elsewhere", organisation=OrganisationFactory(name="Another"))
    colleague("Lark who left", last_day=in_days(-1))

    response = search(sign_in(ada), "lark")

    assert found(response) == []
    assert "Nobody at your company is called that." in response.content.decode()


@pytest.mark.parametrize("words", ["", "ab", "a b", "%%%", "12345"])
def test_fewer_than_three_letters_find_nobody(sign_in, ada, words):
    colleague("Abel %%% 12345")

    response = search(sign_in(ada), words)

    assert "found" not in response.context
    assert "Please write at least three letters of the name." in response.content.decode()


def test_sign_of_a_pattern_is_a_letter_like_others(sign_in, ada):
    colleague("Abel Crane")

    assert found(search(sign_in(ada), "abe%")) == []


def test_ten_are_shown_and_that_there_are_more(sign_in, ada):
    for number in range(11):
        colleague(f"Robin {number:02}")

    response = search(sign_in(ada), "robin")

    assert found(response) == [f"Robin {number:02}" for number in range(10)]
    assert "There are more people of that name." in response.content.decode()


def test_somebody_is_added_seen_and_taken_out_again(sign_in, ada):
    bo = colleague("Bo Crane", department=DepartmentFactory(name="Sales"))
    client = sign_in(ada)

    added = client.post(ADD, {"person": str(bo.pk)})
    page = client.get(PAGE)
    again = search(client, "crane").content.decode()
    taken_out = client.post(reverse("matching:exclusion-remove", args=[Exclusion.objects.get().pk]))

    assert (added.url, taken_out.url) == (PAGE, PAGE)
    assert [(each.name, each.department) for each in page.context["avoided"]] == [("Bo Crane", "Sales")]
    assert "On your list" in again
    assert not Exclusion.objects.exists()


def test_message_after_adding_names_nobody(sign_in, ada):
    """Messages travel in a cookie."""
    bo = colleague("Bo Crane")

    response = sign_in(ada).post(ADD, {"person": str(bo.pk)})

    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == ["Kept. You two will not be suggested to each other."]
    assert "Crane" not in str(response.cookies)


def test_second_press_on_add_says_so(sign_in, ada):
    bo = colleague("Bo Crane")
    client = sign_in(ada)
    for _time in range(2):
        response = client.post(ADD, {"person": str(bo.pk)}, follow=True)

    assert "You avoid this person already." in response.content.decode()
    assert Exclusion.objects.count() == 1


@pytest.mark.parametrize("person", ["", "not an id", "7d8f2c1e-0000-4000-8000-000000000000"])
def test_somebody_who_does_not_exist_is_not_found(sign_in, ada, person):
    assert sign_in(ada).post(ADD, {"person": person}).status_code == 404


def test_list_is_for_its_owner_alone(sign_in, ada):
    bo = colleague("Bo Crane")
    exclusion = add_exclusion(owner=ada, excluded=bo, by=ada.user)
    administrator = User.objects.create_superuser(email="sam@mail.example", name="Sam Site")

    for somebody in (bo, administrator):
        client = sign_in(somebody)
        assert "Ada Lark" not in client.get(PAGE).content.decode()
        assert "Take out" not in client.get(PAGE).content.decode()
        assert client.post(reverse("matching:exclusion-remove", args=[exclusion.pk])).status_code == 404
    assert Exclusion.objects.count() == 1


def test_old_proof_of_identity_is_asked_for_again_before_the_list_is_shown_or_changed(sign_in, ada):
    bo = colleague("Bo Crane")
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = sign_in(ada)
        exclusion = add_exclusion(owner=ada, excluded=bo, by=ada.user)
        now.shift(timedelta(hours=13))

        shown, looked_for = client.get(PAGE), search(client, "crane")
        added = client.post(ADD, {"person": str(colleague("Cal Wren").pk)})
        taken_out = client.post(reverse("matching:exclusion-remove", args=[exclusion.pk]))

    for response in (shown, looked_for):
        assert response.url.startswith("/accounts/")
    assert (added.url, taken_out.url) == (PAGE, PAGE)
    assert Exclusion.objects.count() == 1


def test_name_that_was_looked_for_stands_in_no_log_line(sign_in, ada, caplog):
    colleague("Canary Crane")

    with caplog.at_level(logging.DEBUG, logger="mentoring"):
        response = search(sign_in(ada), "Canary")

    assert found(response) == ["Canary Crane"]
    assert any(record.name.endswith("access_log") for record in caplog.records)
    assert "canary" not in caplog.text.lower()


def test_page_asks_the_database_as_often_for_one_person_as_for_many(sign_in, ada, django_assert_max_num_queries):
    client = sign_in(ada)
    people = [colleague(f"Robin {number}") for number in range(5)]
    add_exclusion(owner=ada, excluded=people[0], by=ada.user)
    with django_assert_max_num_queries(12) as with_one:
        search(client, "robin")

    for person in people[1:]:
        add_exclusion(owner=ada, excluded=person, by=ada.user)
    with django_assert_max_num_queries(12) as with_many:
        search(client, "robin")

    assert len(with_many) == len(with_one)
