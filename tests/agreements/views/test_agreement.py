import re

import pytest
from django.urls import reverse

from agreements import services
from agreements.models import Agreement, Consent
from agreements.services import confirm_lines_read
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from tests.agreements.renewing import NEW_LINE, both_agree, renew
from tests.factories import at, end_pairs, make_session
from tests.pdf_words import words_of_pdf

CHOICES = {"cadence": "monthly", "minutes": 45, "place": "office", "contact": "phone"}


@pytest.fixture
def page(cast) -> str:
    return reverse("agreements:agreement-detail", args=[cast.mentorship.pk])


def test_agreement_shows_the_lines_and_the_one_button(cast, sign_in, page):
    content = sign_in(cast.mentee).get(page).content.decode()

    assert "What we say stays between us." in content
    assert "I have read these lines" in content
    assert "We agree" not in content
    assert content.count("btn-primary") == 1


def test_agreement_read_opens_the_pair(cast, sign_in, page):
    client = sign_in(cast.mentee)

    response = client.post(reverse("agreements:agreement-read", args=[cast.mentorship.pk]))

    assert response.url == reverse("desk:mentorship-detail", args=[cast.mentorship.pk])
    assert Consent.objects.get().person == cast.mentee
    content = client.get(page).content.decode()
    assert "I have read these lines" not in content
    assert "Read these lines on Mon 23 Nov 2026" in content
    assert "Has not read these lines yet" in content
    assert content.count("btn-primary") == 1


def test_lines_that_were_never_read_ask_for_nothing_once_the_pair_is_over(cast, sign_in, page):
    end_pairs()

    content = sign_in(cast.mentee).get(page).content.decode()

    assert "What we say stays between us." in content
    assert "This pair is over." in content
    assert "I have read these lines" not in content


def test_agreement_read_twice_is_harmless(cast, sign_in):
    client = sign_in(cast.mentee)

    for _press in range(2):
        client.post(reverse("agreements:agreement-read", args=[cast.mentorship.pk]))

    assert Consent.objects.count() == 1


def test_agreement_is_agreed_with_one_button(pair, sign_in, page):
    response = sign_in(pair.mentee).post(page, CHOICES, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert "Agreed on Mon 23 Nov 2026" in response.content.decode()
    assert Agreement.objects.values(*CHOICES).get() == CHOICES


@pytest.mark.parametrize(
    ("have_met", "said", "written"),
    [
        (False, "is told, and asked for a yes once you two have met.", "There is no hurry: meet first, then agree."),
        (True, "is asked for a yes now.", "Have a look, change what does not suit you, and agree too."),
    ],
)
def test_yes_says_to_its_giver_what_the_other_one_reads(pair, sign_in, page, have_met, said, written):
    if have_met:
        make_session(pair.mentorship, days=-1, status="held")

    content = sign_in(pair.mentee).post(page, CHOICES, follow=True).content.decode()

    assert f"Kept. Thank you: Maria Mentor {said}" in content
    assert written in OutgoingMessage.objects.get(kind="agreement-agreed", recipient_id=pair.mentor.user_id).text


@pytest.mark.parametrize(
    ("have_met", "said"),
    [
        (False, "chose these. There is no hurry: meet first, then change what does not suit you, and say yes."),
        (True, "chose these. Change what does not suit you, and say yes."),
    ],
)
def test_page_of_an_early_yes_hurries_the_other_one_only_once_they_have_met(pair, sign_in, page, have_met, said):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES)
    if have_met:
        make_session(pair.mentorship, days=-1, status="held")

    assert f"Maria Mentor {said}" in sign_in(pair.mentee).get(page).content.decode()


def test_new_yes_is_asked_at_once_of_whoever_agreed_to_earlier_lines_though_they_have_not_met(pair, sign_in, page):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES)
    for person in (pair.mentee, pair.mentor):
        services.confirm_lines_read(
            agreement=renew(pair) if person == pair.mentee else Agreement.objects.get(), by=person.user
        )

    before = sign_in(pair.mentor).get(page).content.decode()
    told = sign_in(pair.mentee).post(page, CHOICES, follow=True).content.decode()
    asked = sign_in(pair.mentor).get(page).content.decode()

    assert "This is what you chose before the lines changed." in before
    assert "Kept. Thank you: Maria Mentor is asked for a yes now." in told
    assert "Minh Mentee has said yes to these since the lines changed. Change what does not suit you, and" in asked
    assert "chose these" not in asked
    mail = OutgoingMessage.objects.filter(kind="agreement-agreed", recipient_id=pair.mentor.user_id).get()
    assert "Minh Mentee has said yes to how you two could work together: how often" in mail.text
    assert "Have a look, change what does not suit you, and agree too." in mail.text


def test_agreement_shows_the_state_of_both_sides(pair, sign_in, page):
    with clock.standing_at(at("2026-12-03 10:00")):
        services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES)

    content = sign_in(pair.mentee).get(page).content.decode()

    assert "Agreed on Thu 3 Dec 2026" in content
    assert '<input type="radio" class="form-check-input" name="minutes" value="45"' in content
    assert "We agree" in content


def test_agreement_of_both_says_so_and_can_be_changed(pair, sign_in, page):
    for person in (pair.mentor, pair.mentee):
        services.agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    client = sign_in(pair.mentee)

    content = client.get(page).content.decode()
    client.post(page, CHOICES | {"cadence": "fortnightly"})

    assert '<span class="pill ok">Agreed</span>' in content
    assert "Save changes" in content
    agreement = Agreement.objects.with_sides().get()
    assert (agreement.cadence, agreement.is_agreed) == ("fortnightly", True)


def test_agreement_says_truthfully_who_changed_what_since_a_yes(pair, sign_in, page):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    with clock.standing_at(at("2026-11-24 10:00")):
        services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"cadence": "fortnightly"})
    client, seen = sign_in(pair.mentee), reverse("agreements:agreement-seen", args=[pair.mentorship.pk])

    before = client.get(page).content.decode()
    with clock.standing_at(at("2026-11-25 10:00")):
        response = client.post(seen, seen_in(before))
    after = client.get(page).content.decode()

    change = "changed how often you meet (every two weeks instead of once a month)"
    line = f"Agreed on Mon 23 Nov 2026; Maria Mentor {change} on Tue 24 Nov 2026"
    assert (line in before, seen in before) == (True, True)
    assert (before.count("our agreement stands"), before.count("btn-primary"), after.count("btn-primary")) == (1, 1, 1)
    assert 'btn-primary">I have seen it<' in before
    assert (line in after, seen in after) == (True, False)
    assert (before.count("Before: once a month"), before.count("Before:"), after.count("Before:")) == (1, 1, 0)
    assert response.url == reverse("desk:mentorship-detail", args=[pair.mentorship.pk])
    own = sign_in(pair.mentor).get(page).content.decode()
    assert f"Agreed on Mon 23 Nov 2026; you {change} on Tue 24 Nov 2026" in own
    assert (seen in own, "Before:" in own) == (False, False)


def seen_in(content):
    """What the button "I have seen it" of this page brings back."""
    _rest, part = content.split("agreement/seen/")
    return {"seen": re.search(r'name="seen" value="(\w+)"', part.partition("</form>")[0])[1]}


def test_change_that_came_while_the_page_was_open_is_not_confirmed_as_seen(pair, sign_in, page):
    agreement, client = pair.mentorship.agreement, sign_in(pair.mentee)
    services.agree(agreement=agreement, by=pair.mentee.user, **CHOICES)
    with clock.standing_at(at("2026-11-24 10:00")):
        services.agree(agreement=agreement, by=pair.mentor.user, **CHOICES | {"cadence": "fortnightly"})
    opened = client.get(page).content.decode()
    with clock.standing_at(at("2026-11-24 10:05")):
        services.agree(agreement=agreement, by=pair.mentor.user, **CHOICES | {"minutes": 120})

    with clock.standing_at(at("2026-11-24 10:06")):
        pressed = [
            client.post(reverse("agreements:agreement-seen", args=[pair.mentorship.pk]), sent, follow=True)
            for sent in (seen_in(opened), {})
        ]

    words = "This was changed meanwhile. Nothing was done. Please look at how it stands now."
    assert [[str(each) for each in answer.context["messages"]] for answer in pressed] == [[words], [words]]
    assert ["I have seen it" in answer.content.decode() for answer in pressed] == [True, True]
    assert "120 minutes instead of" in pressed[0].content.decode()


def test_agreement_with_an_answer_missing_keeps_the_others(pair, sign_in, page):
    response = sign_in(pair.mentee).post(page, CHOICES | {"place": ""})

    content = response.content.decode()
    assert response.status_code == 200
    assert "Please choose one." in content
    assert content.count("checked") == 3
    assert not Consent.objects.filter(kind="agreed").exists()


def test_agreement_before_reading_the_lines_is_refused_in_a_sentence(cast, sign_in, page):
    response = sign_in(cast.mentee).post(page, CHOICES)

    assert response.context["form"].non_field_errors() == ["Please read the confidentiality lines first."]
    assert not Consent.objects.exists()


def test_agreement_after_the_end_is_there_to_read(pair, sign_in, page):
    for person in (pair.mentee, pair.mentor):
        services.agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    end_pairs()

    content = sign_in(pair.mentee).get(page).content.decode()

    assert "What we say stays between us." in content
    assert "Once a month" in content
    assert "btn-primary" not in content


def test_agreement_page_costs_the_same_for_both(pair, sign_in, page, django_assert_num_queries):
    client = sign_in(pair.mentor)

    # Session, account, agreement with programme, people, consents, navigation.
    with django_assert_num_queries(6):
        client.get(page)


def test_every_page_of_a_pair_leads_to_help_and_the_lines(pair, sign_in, page):
    help_page = reverse("agreements:help-detail", args=[pair.mentorship.pk])

    content = sign_in(pair.mentee).get(help_page).content.decode()

    assert f'<a href="{help_page}">Get help</a>' in content
    assert f'<a href="{page}">What stays between us</a>' in content


def test_agreement_on_paper_has_the_choices_in_words_and_no_form(pair, sign_in, page):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)

    content = sign_in(pair.mentee).get(page).content.decode()

    facts = content.partition('<dl class="facts print-only" hidden>')[2].partition("</dl>")[0]
    assert "Once a month" in facts
    assert "45 minutes" in facts
    assert '<div class="no-print"><form' in content.replace("\n", "").replace("  ", "").replace("> <", "><")


def on_paper(content: str) -> str:
    """The words of a page as they are printed, on one line, without those that are for the screen alone."""
    printed = re.sub(r'<(\w+) class="[^"]*\bno-print\b[^"]*".*?</\1>', "", content, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", printed.partition("<main")[2].partition("</main>")[0]).split())


@pytest.mark.parametrize(
    ("yeses", "is_over", "title"),
    [
        (1, False, "What Minh Mentee and Maria Mentor promise each other"),
        (2, False, "How Minh Mentee and Maria Mentor work together"),
        (2, True, "How Minh Mentee and Maria Mentor worked together"),
        (1, True, "What Minh Mentee and Maria Mentor promise each other"),
    ],
)
def test_agreement_on_paper_is_called_by_both_names_as_the_pdf_is(pair, sign_in, page, yeses, is_over, title):
    for person in (pair.mentee, pair.mentor)[:yeses]:
        services.agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    if is_over:
        end_pairs()

    for reader, partner in ((pair.mentee, pair.mentor), (pair.mentor, pair.mentee)):
        client = sign_in(reader)
        content = client.get(page).content.decode()
        pdf = words_of_pdf(client.get(f"{page}pdf/").content)

        assert f"{pair.programme.name}, {pair.cohort.name} {title} " in on_paper(content)
        assert f"{pair.programme.name}, {pair.cohort.name} {title} " in pdf
        assert f"<title>{title} · Mentoring</title>" in content
        assert f"ow you and {partner.user.name} work" in content
        assert "ou and" not in on_paper(content)


def test_agreement_on_paper_names_who_changed_it(pair, sign_in, page):
    both_agree(pair)
    with clock.standing_at(at("2026-11-24 10:00")):
        services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"place": "neutral"})

    for reader in (pair.mentor, pair.mentee):
        printed = on_paper(sign_in(reader).get(page).content.decode())

        assert "Agreed on Mon 23 Nov 2026; Maria Mentor changed where we meet" in printed
        assert "where you meet" not in printed
        assert "; you changed" not in printed


def test_agreement_on_paper_says_what_was_changed_and_asks_for_nothing(pair, sign_in, page):
    """Below it there is no form on paper in which anything could be changed back."""
    both_agree(pair)
    with clock.standing_at(at("2026-11-24 10:00")):
        services.agree(agreement=pair.mentorship.agreement, by=pair.mentor.user, **CHOICES | {"place": "neutral"})

    content = " ".join(sign_in(pair.mentee).get(page).content.decode().split())

    on_screen = [form.partition("</form>")[0] for form in content.split('<form class="stack no-print"')[1:]]
    assert ["change it back below" in form for form in on_screen] == [True]
    assert content.count("change it back below") == 1
    assert "changed where we meet" in content.replace(on_screen[0], "")


def test_pair_that_ended_without_two_yeses_is_shown_no_choices_as_theirs(pair, sign_in, page):
    services.agree(agreement=pair.mentorship.agreement, by=pair.mentee.user, **CHOICES)
    end_pairs()

    content = sign_in(pair.mentee).get(page).content.decode()

    assert "This mentorship ended before both of you had said yes, so nothing was agreed." in content
    assert "Once a month" not in content


def test_paper_says_that_nothing_is_agreed_yet_until_both_said_yes(pair, sign_in, page):
    before = sign_in(pair.mentee).get(page).content.decode()
    for person in (pair.mentee, pair.mentor):
        services.agree(agreement=pair.mentorship.agreement, by=person.user, **CHOICES)
    after = sign_in(pair.mentee).get(page).content.decode()

    words = '<p class="print-only" hidden>Nothing is agreed yet.'
    assert (words in before, words in after) == (True, False)


def test_agreement_of_an_ended_pair_shows_what_both_agreed_to_before_the_lines_changed(pair, sign_in, page):
    both_agree(pair)
    confirm_lines_read(agreement=renew(pair), by=pair.mentor.user)
    end_pairs()

    for person in (pair.mentee, pair.mentor):  # only the mentor has read the new lines
        content = " ".join(sign_in(person).get(page).content.decode().split())

        assert "What we say stays between us." in content
        assert NEW_LINE not in content
        assert on_paper(content).count("Agreed on Mon 23 Nov 2026") == 2
        assert "You both agreed to this before the lines changed." in content
        assert "<dd>Once a month</dd>" in content
        assert "Download as PDF" in content


def test_whoever_reads_lines_for_the_first_time_is_led_on_though_they_were_renewed(cast, sign_in):
    """The coordinator changed the lines before the mentee ever came; the mentor had read the old ones."""
    confirm_lines_read(agreement=cast.mentorship.agreement, by=cast.mentor.user)
    renew(cast)
    url = reverse("agreements:agreement-read", args=[cast.mentorship.pk])

    first, again = (sign_in(person).post(url, follow=True) for person in (cast.mentee, cast.mentor))

    assert first.redirect_chain == [(cast.mentorship.get_absolute_url(), 302)]
    assert "Your sessions and notes are open to you now." in first.content.decode()
    assert "Your pages are open again. What is missing is your yes to this." in again.content.decode()


def test_yes_sent_while_the_lines_were_renewed_comes_back_with_its_choices(pair, sign_in, page):
    both_agree(pair)
    client = sign_in(pair.mentor)
    form = client.get(page).context["form"]
    sent = {name: str(form[name].value()) for name in form.fields} | {"cadence": "fortnightly", "contact": "chat"}
    renew(pair)

    response = client.post(page, sent)

    content = response.content.decode()
    assert (response.status_code, "<h1>Please read the new lines first</h1>" in content) == (409, True)
    assert {"Every two weeks", "By chat"} <= {each.text for each in response.context["typed"]}
    assert f'href="{page}">Read the lines</a>' in content
    assert pair.mentorship.agreement.consents.filter(version=2).count() == 0
