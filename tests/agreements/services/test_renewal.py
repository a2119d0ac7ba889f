import pytest
from django.urls import reverse

from agreements.emails import is_wanted
from agreements.models import Agreement, Session
from agreements.next_steps import pair_steps
from agreements.services import (
    Outdated,
    agree,
    agreements_behind,
    confirm_lines_read,
    edit_template,
    renew_agreements,
    template_for,
)
from agreements.wording import Template
from matching.parting import Way
from matching.services import part, pause_pair
from mentoring.audit.models import AuditEvent
from mentoring.lib.errors import Refused
from mentoring.outbox.models import OutgoingMessage

CHOICES = {"cadence": "monthly", "minutes": 45, "place": "office", "contact": "phone"}
OLD = "What we say stays between us."


def agreement() -> Agreement:
    return Agreement.objects.with_sides().get()


@pytest.fixture
def agreed(pair):
    """Both agreed; then the programme got a text of its own, which keeps one line and has another."""
    for person in (pair.mentor, pair.mentee):
        agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    values = {"name": "Ours", "lines": [OLD, "I keep no list."]}
    edit_template(template=Template(programme=pair.programme), values=values, by=pair.coordinator.user)
    return pair


@pytest.fixture
def renewed(agreed):
    assert renew_agreements(cohort=agreed.cohort, by=agreed.coordinator.user) == 1
    return agreed


def test_edit_of_a_text_changes_no_pair_until_the_coordinator_asks(agreed):
    assert agreement().is_agreed
    assert agreement().lines == [OLD]
    assert [each.mentorship for each in agreements_behind(agreed.cohort)] == [agreed.mentorship]


def test_changed_lines_need_a_new_yes_of_both_and_keep_the_old_one_with_its_words(renewed, mails):
    now = agreement()

    assert (now.version, now.lines, now.former_lines) == (2, [OLD, "I keep no list."], [[OLD]])
    assert [(side.read_at, side.agreed_at) for side in now.sides] == [(None, None)] * 2
    assert now.consents.filter(version=1, kind="agreed").count() == 2
    assert now.choices == CHOICES
    assert mails()[-2:] == [("agreement-renewed", "maria@mail.example"), ("agreement-renewed", "minh@mail.example")]
    assert AuditEvent.objects.filter(verb="agreement.renew").count() == 1


def test_each_reads_what_changed_and_the_pages_open_again_after_that(renewed, sign_in):
    client, page = sign_in(renewed.mentee), reverse("agreements:agreement-detail", args=[renewed.mentorship.pk])

    led_to = client.get(reverse("agreements:session-create", args=[renewed.mentorship.pk])).url
    news = agreement().news_for(renewed.mentee)
    content = client.get(page).content.decode()
    client.post(reverse("agreements:agreement-read", args=[renewed.mentorship.pk]), {"version": 2})

    assert led_to == page
    assert (news.added, news.dropped) == (["I keep no list."], [])
    assert "The programme team changed these lines since you read them." in content
    assert agreement().news_for(renewed.mentee) is None
    assert client.get(reverse("agreements:session-create", args=[renewed.mentorship.pk])).status_code == 200


def test_what_was_typed_while_the_lines_were_renewed_comes_back(renewed, sign_in):
    sent = {"date": "2026-12-01", "time": "14:00", "minutes": "60", "place": "Room 4, by the stairs"}

    response = sign_in(renewed.mentee).post(reverse("agreements:session-create", args=[renewed.mentorship.pk]), sent)

    assert response.status_code == 409
    assert response.context["sentence"].startswith("The lines between you two have changed since.")
    page = response.content.decode()
    assert "<h1>Please read the new lines first</h1>" in page
    assert "Room 4, by the stairs" in page
    assert f'href="{reverse("agreements:agreement-detail", args=[renewed.mentorship.pk])}">Read the lines</a>' in page
    assert not Session.objects.exists()


def test_pair_that_ends_before_the_new_lines_were_read_stays_open_to_both(renewed, sign_in):
    """What somebody wrote is theirs to read, and nobody is asked for a yes any more."""
    part(mentorship=renewed.mentorship, way=Way.FINISHED, by=renewed.mentee.user)
    client, pk = sign_in(renewed.mentor), renewed.mentorship.pk

    pages = [client.get(reverse(name, args=[pk])) for name in ("desk:mentorship-detail", "agreements:note-list")]

    assert [page.status_code for page in pages] == [200, 200]


def test_new_lines_once_read_lead_to_the_yes_that_is_missing_and_show_what_the_two_chose(renewed, sign_in):
    client, pk = sign_in(renewed.mentee), renewed.mentorship.pk

    read = client.post(reverse("agreements:agreement-read", args=[pk]), {"version": 2})
    page = client.get(read.url).content.decode()
    pair_page = client.get(reverse("desk:mentorship-detail", args=[pk])).content.decode()

    assert read.url == reverse("agreements:agreement-detail", args=[pk])
    assert "Change what you like, and say yes once more." in page
    assert "A new yes is still missing." in pair_page
    assert "After your first session, choose together" not in pair_page


def test_home_asks_to_read_what_changed_and_says_that_a_new_yes_is_needed(renewed):
    (step,) = pair_steps(renewed.mentee)
    confirm_lines_read(agreement=agreement(), by=renewed.mentee.user)
    then = pair_steps(renewed.mentee)[0]

    assert step.title == "Read what changed between you and Maria Mentor"
    assert step.text.endswith("and a new yes is needed from both of you.")
    assert then.title == "Say yes once more to how you and Maria Mentor work together"


def test_home_asks_for_no_new_yes_where_none_was_said(pair):
    edit_template(template=template_for(pair.programme), values={"lines": ["New."]}, by=pair.site_administrator)
    renew_agreements(cohort=pair.cohort, by=pair.coordinator.user)

    (step,) = pair_steps(pair.mentee)
    confirm_lines_read(agreement=agreement(), by=pair.mentee.user)

    assert "new yes" not in step.text
    assert [each.title for each in pair_steps(pair.mentee)] == ["Plan your first meeting with Maria Mentor"]


def test_renewal_names_no_contact_to_the_pair_of_that_contact_and_asks_it_once(agreed):
    template = template_for(agreed.programme)
    edit_template(template=template, values={"lines": ["Ask [HR contact]."]}, by=agreed.coordinator.user)
    agreed.mentee.user.email = agreed.programme.hr_contact_email.upper()
    agreed.mentee.user.save()

    numbers = [renew_agreements(cohort=agreed.cohort, by=agreed.coordinator.user) for _time in range(2)]

    assert (numbers, agreement().lines) == ([1, 0], ["Ask our HR team."])


def test_renewal_twice_asks_once(renewed, mails):
    before = mails()

    assert renew_agreements(cohort=renewed.cohort, by=renewed.coordinator.user) == 0
    assert (agreement().version, mails()) == (2, before)


def test_pair_that_has_ended_is_asked_nothing(agreed):
    part(mentorship=agreed.mentorship, way=Way.FINISHED, by=agreed.mentor.user)

    assert renew_agreements(cohort=agreed.cohort, by=agreed.coordinator.user) == 0


@pytest.mark.parametrize("who", ["other_coordinator", "mentor"])
def test_renewal_by_anybody_but_a_coordinator_is_refused(agreed, who):
    with pytest.raises(Refused, match="Only a coordinator"):
        renew_agreements(cohort=agreed.cohort, by=getattr(agreed, who).user)


def test_yes_to_lines_that_changed_meanwhile_is_refused_in_a_sentence(cast, sign_in):
    seen = cast.mentorship.agreement.version
    edit_template(template=template_for(cast.programme), values={"lines": ["New."]}, by=cast.site_administrator)
    renew_agreements(cohort=cast.cohort, by=cast.coordinator.user)

    with pytest.raises(Outdated, match="changed these lines while you were reading"):
        confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentee.user, version=seen)
    response = sign_in(cast.mentee).post(
        reverse("agreements:agreement-read", args=[cast.mentorship.pk]), {"version": seen}, follow=True
    )

    assert "The programme changed these lines while you were reading." in response.content.decode()
    assert not agreement().consents.exists()


@pytest.fixture
def opened_before(pair, sign_in):
    """The mentee opened the four choices; then the mentor chose. The page, the mentee at it, and what they saw."""
    page = reverse("agreements:agreement-detail", args=[pair.mentorship.pk])
    client = sign_in(pair.mentee)
    seen = client.get(page).context["form"]["seen"].value()
    agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES)
    return page, client, seen


def test_whoever_chooses_what_the_other_one_chose_meanwhile_agrees(opened_before):
    page, client, seen = opened_before

    accepted = client.post(page, {**CHOICES, "seen": seen})

    assert accepted.status_code == 302
    assert agreement().is_agreed


def test_other_choices_than_the_other_one_made_meanwhile_come_back_beside_what_stands_now(opened_before):
    page, client, seen = opened_before
    own = {**CHOICES, "cadence": "fortnightly", "place": "video"}

    asked = client.post(page, {**own, "seen": seen})

    form, content = asked.context["form"], asked.content.decode()
    assert {name: form[name].value() for name in own} == {name: str(value) for name, value in own.items()}
    assert "This was changed meanwhile. Nothing of yours is lost" in content
    assert [words in content for words in ("<p>Once a month</p>", "<p>In the office</p>")] == [True, True]
    assert (agreement().cadence, agreement().is_agreed) == ("monthly", False)

    kept = client.post(page, {**own, "seen": form["seen"].value()})

    assert (kept.status_code, agreement().cadence, agreement().place) == (302, "fortnightly", "video")


def test_mail_that_asks_for_a_new_yes_is_taken_back_from_whoever_said_it_and_from_nobody_else(renewed):
    for person in (renewed.mentor, renewed.mentee):
        confirm_lines_read(agreement=agreement(), by=person.user)

    agree(agreement=agreement(), by=renewed.mentee.user, **CHOICES)

    states = OutgoingMessage.objects.filter(kind="agreement-renewed").values_list("address", "state")
    assert dict(states) == {"minh@mail.example": "cancelled", "maria@mail.example": "due"}


def test_nobody_is_asked_for_a_new_yes_while_a_pair_has_a_break(renewed):
    before = is_wanted("agreement-renewed", agreement().pk)

    pause_pair(mentorship=renewed.mentorship, by=renewed.mentee.user)

    assert (before, is_wanted("agreement-renewed", agreement().pk)) == (True, False)
