"""Deleting several rows of a list: the page before says what goes, in the words of the product."""

from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags

from participants.models import Department, HrAnalyst
from programmes.models import Programme
from tests.factories import DepartmentFactory, HrAnalystFactory, ProfileFactory

pytestmark = pytest.mark.django_db

OF_DJANGO = ("object", "Are you sure", "Summary", "Yes, I’m sure", "No, take me back")


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.site_administrator)


def asked(office, rows, **more):
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **more}
    return office.post("/office/participants/hranalyst/", data, follow=True).content.decode()


def question(cast, model, rows):
    """The page as any list would ask it, also one that does not offer it today."""
    request = RequestFactory().post("/office/")
    request.user = cast.site_administrator
    return delete_selected(admin.site.get_model_admin(model), request, rows).render().content.decode()


def words_of(page):
    return " ".join(unescape(strip_tags(page[page.index("<main") : page.index("</main")])).split())


def test_question_names_how_many_which_and_what_it_means(office):
    analysts = [HrAnalystFactory(user__name=name) for name in ("Ada Reads", "Ben Reads")]

    page = asked(office, analysts)

    assert "<title>Delete 2 HR analysts? · " in page
    assert "<h1>Delete 2 HR analysts?</h1>" in page
    said = words_of(page)
    assert ("Ada Reads" in said, "Ben Reads" in said, "Delete 2 HR analysts Go back" in said) == (True, True, True)
    assert "They can no longer read reports, from now on. Their accounts and everything else they do here stay" in said
    assert [words for words in OF_DJANGO if words in said] == []
    assert HrAnalyst.objects.filter(pk__in=[each.pk for each in analysts]).count() == 2


def test_one_is_said_as_one(office):
    assert "<h1>Delete 1 HR analyst?</h1>" in asked(office, [HrAnalystFactory()])


def test_many_are_named_in_part_and_all_of_them_go(office):
    analysts = [HrAnalystFactory() for _each in range(12)]

    page = asked(office, analysts)
    asked(office, analysts, post="yes")

    assert "These are 10 of 12." in page
    assert page.count('name="_selected_action"') == 12
    assert not HrAnalyst.objects.filter(pk__in=[each.pk for each in analysts]).exists()


def test_what_is_in_use_cannot_go_and_its_page_has_no_button(cast):
    department = DepartmentFactory()
    ProfileFactory(department=department)

    page = question(cast, Department, Department.objects.filter(pk=department.pk))

    assert "<title>These departments cannot be deleted · " in page
    said = words_of(page)
    assert "They are in use, or your account may not delete all of what would go:" in said
    assert "Delete" not in said.replace("Delete several", "")


def test_what_goes_with_them_is_counted():
    """No list offers today what takes something else along."""
    context = {"opts": Programme._meta, "queryset": [], "model_count": [("programmes", 2), ("coordinators", 3)]}

    page = render_to_string("admin/delete_selected_confirmation.html", context)

    assert "With them goes what belongs to them: Coordinators: 3 All of it goes at once" in words_of(page)
