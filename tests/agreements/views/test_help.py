"""“Get help”: whom the two of a pair can turn to, whoever is named and whoever is not."""

from django.urls import reverse

from programmes.models import Cohort
from tests.factories import end_pairs


def test_help_names_the_team_and_the_hr_contact(pair, sign_in):
    content = sign_in(pair.mentee).get(reverse("agreements:help-detail", args=[pair.mentorship.pk])).content.decode()

    assert "Carla Coordinator" in content
    assert "mailto:carla@mail.example" in content
    assert "Hana Ruiz" in content
    assert "mailto:hana.ruiz@mail.example" in content
    assert "Omar Other" not in content


def test_help_after_the_end_offers_no_dates_and_no_other_partner(pair, sign_in):
    address = reverse("agreements:help-detail", args=[pair.mentorship.pk])
    before = sign_in(pair.mentee).get(address).content.decode()
    end_pairs()

    after = sign_in(pair.mentee).get(address).content.decode()

    assert ("another partner" in before, "another partner" in after) == (True, False)
    assert "They never see what you talked about." in after


def test_help_offers_nobody_else_while_the_round_comes_to_its_end(pair, sign_in):
    address = reverse("agreements:help-detail", args=[pair.mentorship.pk])
    before = sign_in(pair.mentee).get(address).content.decode()
    Cohort.objects.filter(pk=pair.cohort.pk).update(stage=Cohort.Stage.CLOSING)

    after = sign_in(pair.mentee).get(address).content.decode()

    offers = ("End this mentorship, or ask for someone else</a>", "helps with dates, a break or another partner.")
    assert [words in before for words in offers] == [True, True]
    assert ("someone else" in after, "another partner" in after) == (False, False)
    assert "End this mentorship</a>" in after
    assert "helps with dates or a break." in after


def test_help_does_not_send_anybody_to_a_closed_account(pair, sign_in):
    pair.coordinator.user.is_active = False
    pair.coordinator.user.save()

    content = sign_in(pair.mentee).get(reverse("agreements:help-detail", args=[pair.mentorship.pk])).content.decode()

    assert "Carla Coordinator" not in content
    assert "Nobody is named yet." in content


def test_help_is_whole_where_nobody_is_named(pair, sign_in):
    pair.programme.coordinators.all().delete()
    pair.programme.hr_contact_name = pair.programme.hr_contact_email = ""
    pair.programme.save()

    content = sign_in(pair.mentee).get(reverse("agreements:help-detail", args=[pair.mentorship.pk])).content.decode()

    assert "Your HR team listens in confidence." in content
    assert "Nobody is named yet." in content
    assert 'href="mailto:' not in content


def is_hr_contact(person, programme) -> None:
    person.user.email = programme.hr_contact_email.title()
    person.user.save()


def help_words(pair, client) -> str:
    """The first card: whom to turn to about a person."""
    page = client.get(reverse("agreements:help-detail", args=[pair.mentorship.pk])).content.decode()
    return page.partition('id="hr"')[2].partition("</section>")[0]


def test_help_names_the_company_s_contact_where_the_programme_s_is_one_of_the_two(pair, sign_in):
    is_hr_contact(pair.mentor, pair.programme)
    company = pair.programme.organisation
    company.hr_contact_name, company.hr_contact_email = "Ines Other", "ines@mail.example"
    company.save()

    words = help_words(pair, sign_in(pair.mentee))

    assert "Ines Other in HR listens in confidence." in words
    assert "mailto:ines@mail.example" in words
    assert "hana.ruiz" not in words.lower()


def test_help_names_the_team_where_no_other_hr_contact_is_known(pair, sign_in):
    is_hr_contact(pair.mentor, pair.programme)
    company = pair.programme.organisation
    company.hr_contact_email = pair.programme.hr_contact_email
    company.save()

    words = help_words(pair, sign_in(pair.mentee))

    assert "Carla Coordinator" in words
    assert "mailto:carla@mail.example" in words
    assert "Hana" not in words


def test_help_says_whom_to_turn_to_where_nobody_else_is_known(pair, sign_in):
    is_hr_contact(pair.mentor, pair.programme)
    pair.programme.coordinators.update(user=pair.mentor.user)

    words = help_words(pair, sign_in(pair.mentee))

    assert "Please turn to somebody else in HR, or to a manager you trust." in words
    assert "mailto:" not in words


def test_help_opens_before_the_lines_are_read(cast, sign_in):
    assert sign_in(cast.mentee).get(reverse("agreements:help-detail", args=[cast.mentorship.pk])).status_code == 200
