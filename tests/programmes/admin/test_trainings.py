"""A coordinator notes the training of the mentors of their own programmes, and of nobody else."""

import pytest
from django.urls import reverse

from participants.models import TrainingRecord
from programmes.models import Enrolment
from tests.factories import EnrolmentFactory, MentorFactory
from tests.programmes.admin.pages import address, said


def page_of(place):
    return reverse("admin:programmes_enrolment_trainings", args=[place.pk])


def test_coordinator_notes_it_from_the_page_of_a_place(office, cohort):
    place = MentorFactory(cohort=cohort, person__user__name="Maria Mentor")
    own = address(Enrolment, "change", place.pk)

    page = office.get(page_of(place))
    seen = page.context["form"]["seen"].value()
    answer = office.post(page_of(place), {"seen": seen, "done_on_1": "2025-05-03"})

    assert f'href="{page_of(place)}"' in office.get(own).content.decode()
    assert "Here you note which mentor training Maria Mentor has done." in page.content.decode()
    assert (answer.url, said(answer)) == (own, ["The mentor training of Maria Mentor is noted."])
    assert "Introduction, done on Sat 3 May 2025" in office.get(own).content.decode()
    assert [record.level for record in place.person.trainings.all()] == [1]


@pytest.mark.parametrize("status", ["registered", "waiting", "withdrawn"])
def test_it_is_noted_of_those_who_asked_to_be_a_mentor_or_were_one(office, cohort, status):
    place = MentorFactory(cohort=cohort, status=status)

    assert office.get(page_of(place)).status_code == 200
    assert "none noted" in office.get(address(Enrolment, "change", place.pk)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_is_reached(office, cohort, method):
    declined = MentorFactory(cohort=cohort, status=Enrolment.Status.DECLINED)
    mentee, elsewhere = EnrolmentFactory(cohort=cohort), MentorFactory()

    answers = [getattr(office, method)(page_of(place)).status_code for place in (mentee, elsewhere, declined)]

    assert answers == [404, 404, 404]
    for place in (mentee, declined):
        assert "entor training" not in office.get(address(Enrolment, "change", place.pk)).content.decode()
    assert not TrainingRecord.objects.exists()
