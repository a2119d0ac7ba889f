from django.urls import reverse
from django.utils import timezone, translation

from agreements.documents import agreement_pdf
from agreements.models import Agreement
from agreements.services import agree, edit_template, renew_agreements, template_for
from matching.parting import Way
from matching.services import part
from mentoring.lib import clock
from tests.factories import at
from tests.pdf_words import words_of_pdf

CHOICES = {"cadence": "monthly", "minutes": 45, "place": "office", "contact": "phone"}


def words() -> str:
    return words_of_pdf(agreement_pdf(Agreement.objects.with_sides().get()))


def test_document_says_what_both_agreed_to_and_when(pair):
    for person, day in ((pair.mentee, "2026-11-23 09:00"), (pair.mentor, "2026-12-03 09:00")):
        with clock.standing_at(at(day)):
            agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)

    text = words()

    for expected in (
        "How Minh Mentee and Maria Mentor work together",
        "1. What we say stays between us.",
        "How often : Once a month How long : 45 minutes Where : In the office How to reach each other : By phone",
        "Minh Mentee Agreed on Mon 23 Nov 2026 Maria Mentor Agreed on Thu 3 Dec 2026",
    ):
        assert expected in text
    assert "Nothing is agreed yet" not in text


def test_version_and_digest_are_in_the_document_and_not_to_be_seen(pair):
    pdf, digest = agreement_pdf(Agreement.objects.with_sides().get()), pair.mentorship.agreement.digest

    assert digest.encode() in pdf
    assert digest[:8] not in words().replace(" ", "")
    assert "SHA" not in words()


def test_document_never_says_that_somebody_agreed_to_what_they_did_not_see(pair):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    with clock.standing_at(at("2026-11-24 09:00")):
        agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"cadence": "fortnightly"})

    change = "changed how often we meet (every two weeks instead of once a month)"
    assert f"Agreed on Mon 23 Nov 2026; Maria Mentor {change} on Tue 24 Nov 2026" in words()


def test_document_before_anybody_agreed_says_so(pair):
    text = words()

    assert "Minh Mentee Read these lines on Mon 23 Nov 2026" in text
    assert "What Minh Mentee and Maria Mentor promise each other" in text
    assert "work together" not in text
    assert (
        "How we work Nothing is agreed yet. These are a beginning, and hold once both of you have said yes. How often"
        in text
    )
    assert "Who agreed" not in text


def test_document_of_one_yes_says_that_nothing_is_agreed_yet(pair):
    agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    assert "Nothing is agreed yet." in words()


def test_document_of_a_pair_that_ended_without_two_yeses_shows_no_choices(pair):
    part(mentorship=pair.mentorship, way=Way.FINISHED, by=pair.mentor.user)

    text = words()

    assert "ended before both of you had said yes, so nothing was agreed." in text
    assert "How often" not in text


def test_document_says_that_the_lines_changed_since_both_agreed(pair):
    for person in (pair.mentee, pair.mentor):
        agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    edit_template(template=template_for(pair.programme), values={"lines": ["New."]}, by=pair.site_administrator)
    renew_agreements(cohort=pair.cohort, by=pair.coordinator.user)

    under_way = words()
    part(mentorship=pair.mentorship, way=Way.FINISHED, by=pair.mentor.user)

    ended = words()
    assert "You both agreed to this before the lines changed. A new yes is still missing." in under_way
    assert "Once a month" in under_way
    assert "1. New." in under_way
    assert "before the lines changed. How often" in ended
    assert "1. What we say stays between us." in ended
    assert "New." not in ended
    assert "Who agreed Minh Mentee Agreed on Mon 23 Nov 2026 Maria Mentor Agreed on Mon 23 Nov 2026" in ended


def test_both_hold_the_same_paper_wherever_they_are(pair):
    """Late in the evening of the company it is the next day in Auckland, and still the same one in New York."""
    with clock.standing_at(at("2026-11-25 22:30")):
        agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
        read = []
        for zone in ("Pacific/Auckland", "America/New_York"):
            with timezone.override(zone):
                read.append(words())

    assert read[0] == read[1]
    assert "Agreed on Wed 25 Nov 2026" in read[0]
    assert "As it stood on Wed 25 Nov 2026" in read[0]


def test_hostile_and_long_names_stay_words(pair):
    pair.mentee.user.name = '#read("/etc/passwd")'
    pair.mentor.user.name = "Maria" * 20
    for person in (pair.mentee, pair.mentor):
        person.user.save()

    text = words()

    assert '#read("/etc/passwd")' in text
    assert "root:" not in text
    assert "Maria" * 20 in text.replace(" ", "")


def test_document_is_in_the_language_of_its_reader(pair):
    with translation.override("de"):
        pdf = agreement_pdf(Agreement.objects.with_sides().get())

    assert b"/Lang(de)" in pdf


def test_document_comes_as_a_file_to_keep(pair, sign_in):
    response = sign_in(pair.mentor).get(reverse("agreements:agreement-pdf", args=[pair.mentorship.pk]))

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="agreement.pdf"',
    )
    assert b"/StructTreeRoot" in response.content


def test_document_opens_once_the_lines_are_read(cast, sign_in):
    response = sign_in(cast.mentor).get(reverse("agreements:agreement-pdf", args=[cast.mentorship.pk]))

    assert response.url == reverse("agreements:agreement-detail", args=[cast.mentorship.pk])
