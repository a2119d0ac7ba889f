import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format

from matching.models import Mentorship, Proposal
from matching.services import accept_proposal, decline_proposal, lapse_due_proposals
from matching.services.answers import close_impossible
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile, ProfileSkill
from programmes.models import Role
from tests.factories import ProfileSkillFactory, SkillFactory, make_proposal
from tests.matching.people import mentee_of, mentor_of, steps_of
from tests.matching.suggested import page_for, post, user_of, visible_text

pytestmark = pytest.mark.django_db
NOT_FOR_EMPLOYEES = re.compile(r"proposal|enrolment|score|\d\.\d|None|\b\d+ of 100", re.IGNORECASE)


@pytest.mark.parametrize("role", Role.values)
def test_page_shows_the_very_card_that_the_other_one_sees_of_themselves(sign_in, proposal, role):
    other = Role.MENTOR if role == Role.MENTEE else Role.MENTEE
    person = proposal.sides.get(role=other).enrolment.person
    for kind in ProfileSkill.Kind.values:
        ProfileSkillFactory(profile=person, kind=kind, level=2, skill=SkillFactory(name=f"What one {kind}"))
    Profile.objects.filter(pk=person.pk).update(about_me="I love maps.", languages=["cy"], meets="either")

    seen = card_in(page_for(sign_in, proposal, role), "who")
    own = sign_in(person).get(reverse("participants:profile-card")).content.decode()

    without_the_fit = re.sub(r"Fit: strong|Why this suggestion.*?(?=In their own words)", "", seen)
    assert "I love maps." in seen
    assert re.sub(r"\s+", " ", without_the_fit) == card_in(own, f"as-{other} {other}-card")


def card_in(page: str, identifier: str) -> str:
    """The words of the card with this heading."""
    inside = page[page.index(f'<section class="card stack" aria-labelledby="{identifier}"') :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside[: inside.index("</section>")]))


@pytest.mark.parametrize("role", Role.values)
def test_closed_suggestion_keeps_the_name_alone(sign_in, proposal, role):
    other = Role.MENTOR if role == Role.MENTEE else Role.MENTEE
    Profile.objects.filter(pk=proposal.sides.get(role=other).enrolment.person_id).update(about_me="I love maps.")
    decline_proposal(proposal=proposal, by=user_of(proposal, role))

    page = page_for(sign_in, proposal, role)

    assert "I love maps." not in page
    assert proposal.sides.get(role=other).enrolment.person.user.name in page


def test_page_says_who_why_and_what_happens_next(sign_in, proposal):
    text = visible_text(page_for(sign_in, proposal, Role.MENTEE))

    for words in (
        "If one of you decides on the other’s pay or promotion, please press “Someone else please”",
        "A mentor we suggest for you",
        "Maria Mentor",
        "Head of design, Engineering, Leeds",
        "Fit: strong",
        "This mentor offers what comes first on your wish list: Public speaking.",
        "You work in different departments, which brings a fresh view.",
        "You both work at the same site, so meeting in person is easy.",
        "What happens next",
        "Yes, I would like to start",
        "Someone else please",
    ):
        assert words in text
    assert not NOT_FOR_EMPLOYEES.search(text)


@pytest.mark.parametrize(
    ("style", "code", "words"),
    [
        ("reverse", "less_senior", "You work at a more senior level."),
        ("classic", "more_senior", "This mentor works at a more senior level."),
    ],
)
def test_page_marks_who_is_ahead_as_speaking_for_the_pair_by_its_style(sign_in, proposal, style, code, words):
    programme = proposal.cohort.programme
    for each, speaks in (("classic", style == "classic"), ("reverse", style == "reverse")):
        type(programme).objects.filter(pk=programme.pk).update(style=each)
        proposal.reasons = [{"code": code, "values": {}}]
        proposal.save()

        page = page_for(sign_in, proposal, Role.MENTEE)

        assert (f"<li>{words}</li>" in page, f'<li class="not">{words}</li>' in page) == (speaks, not speaks)


def test_page_has_one_primary_button(sign_in, proposal):
    assert page_for(sign_in, proposal, Role.MENTOR).count("btn-primary") == 1


def test_page_without_department_site_and_title_shows_no_gap(sign_in, proposal):
    person = proposal.sides.get(role=Role.MENTOR).enrolment.person
    person.department = person.site = None
    person.job_title = ""
    person.save()

    text = visible_text(page_for(sign_in, proposal, Role.MENTEE))

    assert "Maria Mentor Fit: strong" in text


def test_first_yes_thanks_and_waits(sign_in, proposal):
    response = post(sign_in, proposal, Role.MENTOR, "accept")

    text = visible_text(response.content.decode())
    assert response.redirect_chain == [(proposal.get_absolute_url(), 302)]
    assert "Thank you. We will write to you as soon as both of you have answered." in text
    assert "We wait for the answer of Minh Mentee" in text
    assert "Yes, I would like to start" not in text
    assert "I have changed my mind" in text


def test_second_yes_leads_to_the_page_of_the_pair(sign_in, proposal):
    post(sign_in, proposal, Role.MENTOR, "accept")

    url = reverse("matching:proposal-accept", args=[proposal.pk])
    response = sign_in(user_of(proposal, Role.MENTEE)).post(url)

    pair = Mentorship.objects.get()
    assert (response.status_code, response.url) == (302, pair.get_absolute_url())
    assert pair.get_absolute_url() in page_for(sign_in, proposal, Role.MENTOR)


def decline_form(sign_in, proposal, role=Role.MENTEE):
    page = sign_in(user_of(proposal, role)).get(reverse("matching:proposal-decline", args=[proposal.pk]))
    page = page.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_someone_else_needs_no_reason_and_no_text_can_be_written(sign_in, proposal):
    form = decline_form(sign_in, proposal)

    text = visible_text(f"<main{form}</main>")
    assert (
        "You need no reason. Maria Mentor reads only that the two of you do not become a pair this time, and never why."
        in text
    )
    assert "Nobody reads it, the programme team included." in text
    assert set(re.findall(r'<(?:input|textarea|select)[^>]*name="([^"]+)"', form)) == {"csrfmiddlewaretoken", "wish"}
    assert "<textarea" not in form
    chosen = [field for field in re.findall(r"<input[^>]*>", form) if " checked" in field]
    assert [re.search(r'value="([^"]*)"', field).group(1) for field in chosen] == [""]


def decline(sign_in, proposal, role=Role.MENTEE, **data):
    url = reverse("matching:proposal-decline", args=[proposal.pk])
    return sign_in(user_of(proposal, role)).post(url, data, follow=True)


@pytest.mark.parametrize(
    ("data", "later"), [({}, "again"), ({"wish": ""}, "again"), ({"wish": "apart"}, "apart"), ({"wish": "x"}, "again")]
)
def test_wish_for_later_rounds_is_kept_for_the_search(sign_in, proposal, data, later):
    response = decline(sign_in, proposal, **data)

    assert "Thank you for telling us." in visible_text(response.content.decode())
    assert [side.later for side in proposal.sides.order_by("role")] == [later, None]


def test_somebody_without_time_is_shown_how_to_give_the_place_back(sign_in, proposal):
    place = proposal.sides.get(role=Role.MENTEE).enrolment

    response = decline(sign_in, proposal, wish="time")

    assert response.redirect_chain == [(reverse("programmes:place-withdraw", args=[place.pk]), 302)]
    place.refresh_from_db()
    assert place.status == "approved"
    assert proposal.sides.get(role=Role.MENTEE).later == "again"


def test_wish_lies_encrypted_and_neither_its_being_there_nor_its_length_tells_it(proposal):
    other = make_proposal(mentor_of(proposal.cohort), mentee_of(proposal.cohort))
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTEE), apart=True)
    decline_proposal(proposal=other, by=user_of(other, Role.MENTEE))

    with connection.cursor() as cursor:
        cursor.execute("SELECT later FROM matching_proposalside WHERE later IS NOT NULL")
        stored = [bytes(row[0]) for row in cursor.fetchall()]

    assert len(stored) == 2
    assert len({len(each) for each in stored}) == 1
    assert not any(word in each for each in stored for word in (b"apart", b"again"))


def test_someone_else_is_told_to_nobody_by_name(sign_in, proposal):
    own = post(sign_in, proposal, Role.MENTEE, "decline")

    others = visible_text(page_for(sign_in, proposal, Role.MENTOR))
    assert "Thank you for telling us." in visible_text(own.content.decode())
    assert "You asked for someone else" in visible_text(own.content.decode())
    assert "Not this time" in others
    assert "You asked for someone else" not in others
    assert OutgoingMessage.objects.get().address == user_of(proposal, Role.MENTOR).email


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answer_after_it_closed_says_so(sign_in, proposal, verb):
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR))

    response = post(sign_in, proposal, Role.MENTEE, verb)

    assert "This suggestion is no longer open." in visible_text(response.content.decode())


def test_page_that_asks_for_someone_else_leads_back_once_it_closed(sign_in, proposal):
    decline_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR))
    url = reverse("matching:proposal-decline", args=[proposal.pk])

    response = sign_in(user_of(proposal, Role.MENTEE)).get(url)

    assert (response.status_code, response.url) == (302, proposal.get_absolute_url())


def test_last_place_gone_is_told_kindly(sign_in, proposal):
    mentor = proposal.sides.get(role=Role.MENTOR).enrolment
    other = make_proposal(mentor, mentee_of(proposal.cohort))
    for each in (other, proposal):
        accept_proposal(proposal=each, by=mentor.person.user, no_line=True)
    accept_proposal(proposal=other, by=user_of(other, Role.MENTEE), no_line=True)

    response = post(sign_in, proposal, Role.MENTEE, "accept")

    text = visible_text(response.content.decode())
    assert response.status_code == 200
    assert "last place was taken a moment ago. The programme team will help." in text
    assert "Not this time" in text


CAPACITY = "programmes:place-capacity"


def full_mentor(proposal, **fields):
    """The mentor of this suggestion, who has a mentee already and takes no more."""
    place = proposal.sides.get(role=Role.MENTOR).enrolment
    other = make_proposal(place, mentee_of(proposal.cohort))
    for each in other.sides.all():
        accept_proposal(proposal=other, by=each.enrolment.person.user, no_line=True)
    type(place).objects.filter(pk=place.pk).update(capacity=fields.get("capacity", 3))
    Profile.objects.filter(pk=place.person_id).update(mentor_limit=fields.get("limit"))
    return place


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"limit": 1}, "Your limit is 1 and you have 1 mentee. To say yes, raise it in your profile first."),
        ({"capacity": 1}, "You could take 1 here and you have 1 mentee. To say yes, raise the number first."),
    ],
)
def test_mentor_whose_places_are_taken_reads_it_before_and_after_saying_yes(sign_in, proposal, fields, words):
    place = full_mentor(proposal, **fields)
    page = page_for(sign_in, proposal, Role.MENTOR)
    assert words in visible_text(page)
    assert page.index(words) < page.index("Yes, I would like to start")
    [step] = [each for each in steps_of(Profile.objects.get(pk=place.person_id))]
    assert step.text.endswith(words)

    post(sign_in, proposal, Role.MENTEE, "accept")
    response = post(sign_in, proposal, Role.MENTOR, "accept")

    page = response.content.decode()
    assert visible_text(page).count(words) == 2  # what came of the press, and as before
    link = reverse("participants:profile-limit") if "limit" in fields else reverse(CAPACITY, args=[place.pk])
    assert f'<a class="btn btn-primary" href="{link}">' in page
    assert '<button class="btn" form="accept">Yes, I would like to start</button>' in page
    proposal.refresh_from_db()
    assert proposal.status == "sent"


def test_mentor_whose_places_were_taken_while_they_answered_reads_how_to_take_more(sign_in, proposal):
    full_mentor(proposal, limit=1)
    close_impossible(proposal=proposal, by=user_of(proposal, Role.MENTOR))

    text = visible_text(page_for(sign_in, proposal, Role.MENTOR))

    assert ("All your places are taken" in text, "Not this time" in text) == (True, False)


def test_mentee_reads_nothing_of_the_places_of_a_mentor(sign_in, proposal):
    full_mentor(proposal, limit=1)

    assert "limit" not in visible_text(page_for(sign_in, proposal, Role.MENTEE))


def test_mentor_with_a_place_left_reads_of_no_limit(sign_in, proposal):
    assert "limit" not in visible_text(page_for(sign_in, proposal, Role.MENTOR))


@pytest.mark.parametrize("status", [Proposal.Status.DRAFT, Proposal.Status.REMOVED])
def test_suggestion_that_was_not_sent_is_nobodys(sign_in, proposal, status):
    Proposal.objects.update(status=status, sent_at=None)

    assert sign_in(user_of(proposal, Role.MENTEE)).get(proposal.get_absolute_url()).status_code == 404


def test_page_costs_the_same_whatever_the_reasons(sign_in, proposal, django_assert_max_num_queries):
    client = sign_in(user_of(proposal, Role.MENTEE))

    with django_assert_max_num_queries(9):
        client.get(proposal.get_absolute_url())


# --- by when ---


def test_page_says_by_when_and_that_silence_is_no_fault(sign_in, proposal):
    day = date_format(proposal.reply_by, "D j M")

    text = visible_text(page_for(sign_in, proposal, Role.MENTEE))

    assert f"Please answer by {day}." in text
    assert f"Without an answer it closes by itself after {day}, and nothing is held against anybody." in text


def test_closed_without_an_answer_reads_kindly_on_both_sides(sign_in, proposal):
    accept_proposal(proposal=proposal, by=user_of(proposal, Role.MENTOR), no_line=True)
    with clock.standing_at(proposal.lapses_at):
        lapse_due_proposals()

    said_yes, silent = (visible_text(page_for(sign_in, proposal, role)) for role in (Role.MENTOR, Role.MENTEE))

    assert "Not this time" in said_yes
    assert "Nothing is held against you." in silent
    assert "Not this time" not in silent
