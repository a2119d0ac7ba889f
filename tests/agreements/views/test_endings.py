import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from matching.models import Membership, Mentorship
from matching.services import pause_pair, wish_to_go_on
from programmes.models import Cohort
from tests.factories import MentorFactory, close_round, in_days, make_mentorship, make_session

WAYS = ["finished", "carry-on", "someone-else", "stop"]


def address(name: str, cast, *more: str) -> str:
    return reverse(f"agreements:{name}", args=[cast.mentorship.pk, *more])


@pytest.fixture
def home(pair) -> str:
    return reverse("desk:mentorship-detail", args=[pair.mentorship.pk])


def test_help_leads_to_a_break_and_to_every_end_in_two_steps(cast, sign_in):
    client = sign_in(cast.mentee)

    help_page = client.get(address("help-detail", cast)).content.decode()
    choices = client.get(address("pair-end-choose", cast)).content.decode()

    for name in ("pair-pause", "pair-go-on", "pair-end-choose"):
        assert address(name, cast) in help_page
    for way in WAYS:
        assert address("pair-end", cast, way) in choices
    assert "No reason is needed" in choices


@pytest.mark.parametrize("way", WAYS)
def test_ending_asks_once_more_and_only_the_button_ends(pair, sign_in, home, way):
    client = sign_in(pair.mentee)

    page = client.get(address("pair-end", pair, way)).content.decode()
    before = Mentorship.objects.get().status
    response = client.post(address("pair-end", pair, way))

    assert re.search(r"<h1>(Have|Will|Would) you .*\?</h1>", page)
    assert ("Maria Mentor" in page, "This cannot be undone." in page, "<textarea" in page) == (True, True, False)
    assert (before, response.url, Mentorship.objects.get().status) == ("active", home, "ended")


SEEN = {
    "finished": "The programme team sees that you are no longer a pair, and not how it ended.",
    "carry-on": "The programme team sees that you are no longer a pair, and not how it ended.",
    "someone-else": "The programme team sees that both of you are free again, and not who asked.",
    "stop": "nobody is to be suggested to you. From that they may guess that it was you.",
}


@pytest.mark.parametrize("way", WAYS)
def test_ending_promises_of_the_programme_team_only_what_their_board_keeps(pair, sign_in, way):
    page = sign_in(pair.mentor).get(address("pair-end", pair, way)).content.decode()

    assert [words in page for words in sorted(set(SEEN.values()))] == [
        words == SEEN[way] for words in sorted(set(SEEN.values()))
    ]
    assert "through whom" not in page


def test_ending_says_that_planned_sessions_leave_the_calendars_only_where_there_are_any(pair, sign_in):
    client = sign_in(pair.mentee)
    words = "Planned sessions are removed from both calendars."

    without = client.get(address("pair-end", pair, "finished")).content.decode()
    make_session(pair.mentorship)
    with_one = client.get(address("pair-end", pair, "finished")).content.decode()

    assert (words in without, words in with_one) == (False, True)


def test_whoever_carries_on_reads_who_keeps_the_plans_from_now_on(pair, sign_in):
    client = sign_in(pair.mentee)
    words = "If you still want to keep any of them, add them to your calendars yourselves."

    without = client.get(address("pair-end", pair, "carry-on")).content.decode()
    make_session(pair.mentorship)
    pages = [client.get(address("pair-end", pair, way)).content.decode() for way in ("carry-on", "stop")]

    assert (words in without, [words in page for page in pages]) == (False, [True, False])


def test_unknown_way_is_not_found(pair, sign_in):
    assert sign_in(pair.mentee).get(address("pair-end", pair, "somehow")).status_code == 404


def test_someone_else_is_not_offered_once_no_pairs_are_found(pair, sign_in, home):
    Cohort.objects.filter(pk=pair.cohort.pk).update(stage=Cohort.Stage.CLOSING)
    client = sign_in(pair.mentee)

    choices = client.get(address("pair-end-choose", pair)).content.decode()
    response = client.post(address("pair-end", pair, "someone-else"), follow=True)

    assert address("pair-end", pair, "someone-else") not in choices
    assert "No new pairs are found here any more." in response.content.decode()
    assert Mentorship.objects.get().status == "active"


def test_page_that_asks_about_someone_else_leads_back_once_no_pairs_are_found(pair, sign_in):
    Cohort.objects.filter(pk=pair.cohort.pk).update(stage=Cohort.Stage.CLOSING)

    opened = sign_in(pair.mentee).get(address("pair-end", pair, "someone-else"), follow=True)

    assert [where for where, _status in opened.redirect_chain] == [address("pair-end-choose", pair)]
    assert [str(each) for each in opened.context["messages"]] == ["No new pairs are found here any more."]


@pytest.mark.parametrize("name", ["pair-end-choose", "pair-pause", "pair-go-on"])
def test_pages_of_a_pair_that_has_ended_lead_to_what_there_is_to_read(pair, sign_in, home, name):
    client = sign_in(pair.mentee)
    client.post(address("pair-end", pair, "stop"))

    assert client.get(address(name, pair)).url == home
    assert client.get(home).status_code == 200


def test_break_shows_on_the_page_of_both_and_either_ends_it(pair, sign_in, home):
    sign_in(pair.mentee).post(address("pair-pause", pair))
    client = sign_in(pair.mentor)

    during = client.get(home).content.decode()
    client.post(address("pair-resume", pair))
    after = client.get(home).content.decode()

    assert ("You two have had a break since" in during, "On a break" in during) == (True, True)
    assert "On a break" not in after


def test_break_says_nowhere_who_wanted_it(pair, sign_in, home):
    pause_pair(mentorship=pair.mentorship, by=pair.mentee.user)

    page = sign_in(pair.mentor).get(home).content.decode()

    assert "Minh Mentee would" not in page


def test_wish_to_go_on_is_asked_and_answered(pair, sign_in, home):
    day = pair.cohort.ends_on.replace(year=pair.cohort.ends_on.year + 1)
    mentee, mentor = sign_in(pair.mentee), sign_in(pair.mentor)

    mentee.post(address("pair-go-on", pair), {"until": day.isoformat()})
    asked = mentor.get(home).content.decode()
    question = mentor.get(address("pair-go-on", pair)).content.decode()
    mentor.post(address("pair-go-on-answer", pair), {"until": day.isoformat(), "yes": "yes"})

    assert "Minh Mentee would like to go on with you until" in asked
    assert address("pair-go-on-answer", pair) in question
    assert Mentorship.objects.get().goes_on_until == day
    assert "You two go on until" in mentee.get(home).content.decode()


def test_whoever_wished_is_not_asked_to_answer(pair, sign_in):
    wish_to_go_on(mentorship=pair.mentorship, until=in_days(240), by=pair.mentee.user)

    page = sign_in(pair.mentee).get(address("pair-go-on", pair)).content.decode()

    assert "There is no answer yet." in page
    assert address("pair-go-on-answer", pair) not in page


def test_wish_that_waits_for_ones_answer_is_answered_and_not_asked_for_besides(pair, sign_in, home):
    Cohort.objects.update(stage=Cohort.Stage.CLOSING)
    before = sign_in(pair.mentor).get(home).content.decode()
    wish_to_go_on(mentorship=pair.mentorship, until=in_days(240), by=pair.mentee.user)

    page = sign_in(pair.mentor).get(home).content.decode()

    way = f'href="{address("pair-go-on", pair)}">'
    assert f"{way}Go on longer</a>" in before
    assert (f"{way}Answer</a>" in page, f"{way}Go on longer</a>" in page) == (True, False)


def test_wish_of_the_other_one_is_not_lost_under_a_form_that_was_opened_before_it(pair, sign_in):
    page, ends_on = address("pair-go-on", pair), pair.cohort.ends_on
    mentor = sign_in(pair.mentor)
    seen = mentor.get(page).context["form"]["seen"].value()
    theirs, own = ends_on + timedelta(days=90), ends_on + timedelta(days=30)
    sign_in(pair.mentee).post(page, {"until": theirs.isoformat()})

    asked = mentor.post(page, {"until": own.isoformat(), "seen": seen})

    content = asked.content.decode()
    assert "Minh Mentee changed this meanwhile. Nothing of yours is lost" in content
    assert f"<p>{date_format(theirs)}</p>" in content
    assert Mentorship.objects.get().wished_until == theirs
    mentor.post(page, {"until": own.isoformat(), "seen": asked.context["form"]["seen"].value()})
    assert Mentorship.objects.get().wished_until == own


@pytest.mark.parametrize("name", ["desk:mentorship-detail", "agreements:pair-go-on"])
def test_whoever_wished_takes_it_back_and_nobody_is_asked_any_more(pair, sign_in, home, name):
    wish_to_go_on(mentorship=pair.mentorship, until=in_days(240), by=pair.mentee.user)
    client, other, back = sign_in(pair.mentee), sign_in(pair.mentor), address("pair-go-on-take-back", pair)
    asked = "would like to go on with you"

    page = client.get(reverse(name, args=[pair.mentorship.pk])).content.decode()
    others = other.get(reverse(name, args=[pair.mentorship.pk])).content.decode()
    before = other.get("/").content.decode()
    done = client.post(back, follow=True)

    assert (f'action="{back}"' in page, f'action="{back}"' in others, asked in before) == (True, False, True)
    assert (done.redirect_chain[-1][0], "Taken back." in done.content.decode()) == (home, True)
    assert (Mentorship.objects.get().wished_until, asked in other.get("/").content.decode()) == (None, False)


@pytest.mark.parametrize("name", ["desk:mentorship-detail", "agreements:pair-go-on"])
def test_no_stands_on_the_page_of_whoever_asked_and_of_nobody_else(pair, sign_in, name):
    day, page = in_days(240), reverse(name, args=[pair.mentorship.pk])
    wish_to_go_on(mentorship=pair.mentorship, until=day, by=pair.mentee.user)
    answer = address("pair-go-on-answer", pair)
    words = "You asked Maria Mentor about going on longer. That does not suit, so your time together ends as planned."
    before = sign_in(pair.mentee).get(page).content.decode()

    sign_in(pair.mentor).post(answer, {"until": day.isoformat(), "yes": "no"})

    own, others = (sign_in(each).get(page).content.decode() for each in (pair.mentee, pair.mentor))
    assert (words in before, words in own) == (False, True)
    assert "It says nothing about you" in own
    assert ("ends as planned" in others, "There is no answer yet." in own) == (False, False)


def test_day_that_cannot_be_is_refused_beside_what_was_filled_in(pair, sign_in):
    response = sign_in(pair.mentee).post(address("pair-go-on", pair), {"until": pair.cohort.ends_on.isoformat()})

    assert response.status_code == 200
    assert "Please choose a day from" in response.context["form"].non_field_errors()[0]


def test_wish_for_a_pair_that_ended_meanwhile_says_so_and_gives_the_day_back(pair, sign_in, home):
    client, day = sign_in(pair.mentee), in_days(240).isoformat()
    sign_in(pair.mentor).post(address("pair-end", pair, "stop"))
    over = "This mentorship has ended, so nothing can be planned or changed in it any more."

    opened = client.get(address("pair-go-on", pair), follow=True)
    sent = client.post(address("pair-go-on", pair), {"until": day})
    answered = client.post(address("pair-go-on-answer", pair), {"until": day, "yes": "yes"}, follow=True)

    assert (opened.redirect_chain[-1][0], over in opened.content.decode()) == (home, True)
    assert (sent.status_code, over in sent.content.decode()) == (409, True)
    assert date_format(in_days(240)) in sent.content.decode()
    assert [str(each) for each in answered.context["messages"]] == ["This mentorship has ended already."]


def test_pair_without_a_last_day_reads_that_there_is_none_to_choose(pair, sign_in, home):
    Cohort.objects.filter(pk=pair.cohort.pk).update(always_on=True, ends_on=None, registration_ends_on=None)

    response = sign_in(pair.mentee).post(address("pair-go-on", pair), {"until": in_days(240).isoformat()}, follow=True)

    assert response.redirect_chain[-1][0] == home
    assert "This programme has no last day." in response.content.decode()


def test_ended_pair_offers_to_look_again_to_whoever_rests_alone(pair, sign_in, home):
    mentee, mentor = sign_in(pair.mentee), sign_in(pair.mentor)
    mentee.post(address("pair-end", pair, "finished"))
    words = "Yes, look again for me"

    offered = words in mentee.get(home).content.decode(), words in mentor.get(home).content.decode()
    mentee.post(address("pair-look-again", pair))
    afterwards = words in mentee.get(home).content.decode()

    assert (offered, afterwards) == ((True, False), False)
    assert Membership.objects.get(person=pair.mentee).looks_again


def test_ended_pair_of_a_closed_round_offers_nothing(pair, sign_in, home):
    client = sign_in(pair.mentee)
    client.post(address("pair-end", pair, "finished"))
    close_round(pair.cohort, by=pair.coordinator.user)

    assert "look again" not in client.get(home).content.decode()


@pytest.mark.parametrize("page", [("pair-pause",), *[("pair-end", way) for way in WAYS]], ids="-".join)
def test_pages_that_ask_once_more_say_who_the_two_are(pair, sign_in, home, page):
    content = sign_in(pair.mentee).get(address(page[0], pair, *page[1:])).content.decode()

    assert f'<p class="kicker"><a href="{home}">You and Maria Mentor</a></p>' in content


def test_page_of_a_wish_has_one_button_that_stands_out(pair, sign_in):
    page, client, other = address("pair-go-on", pair), sign_in(pair.mentee), sign_in(pair.mentor)
    before = client.get(page).content.decode()
    wish_to_go_on(mentorship=pair.mentorship, until=in_days(240), by=pair.mentor.user)

    asked, own = client.get(page).content.decode(), other.get(page).content.decode()

    assert '<button class="btn btn-primary" name="yes" value="yes">Yes, go on</button>' in asked
    assert [text.count("btn-primary") for text in (before, asked, own)] == [1, 1, 1]
    assert "Ask to go on</button>" in asked


def test_whoever_has_another_mentor_is_promised_no_search(pair, sign_in):
    """A mentor reads what a mentor always reads: of other pairs of the mentee nothing is told."""
    place = pair.mentorship.memberships.get(role="mentee").enrolment
    make_mentorship(MentorFactory(cohort=place.cohort), place)
    words = "You still have another mentor in this cohort."

    pages = {
        role: sign_in(getattr(pair, role)).get(address("pair-end-choose", pair)).content.decode()
        for role in ("mentor", "mentee")
    }
    done = sign_in(pair.mentee).post(address("pair-end", pair, "someone-else"), follow=True).content.decode()

    assert (words in pages["mentee"], words in pages["mentor"], words in done) == (True, False, True)
    assert "The programme team looks again" not in pages["mentee"] + done


@pytest.mark.parametrize(("stage", "is_promised"), [(Cohort.Stage.RUNNING, True), (Cohort.Stage.CLOSING, False)])
def test_whoever_stops_where_no_new_pairs_come_is_promised_none(pair, sign_in, stage, is_promised):
    Cohort.objects.filter(pk=pair.cohort.pk).update(stage=stage)
    client = sign_in(pair.mentee)

    choices = client.get(address("pair-end-choose", pair)).content.decode()
    asked = client.get(address("pair-end", pair, "stop")).content.decode()

    assert ("until you want that again" in choices, "unless you ask for it" in asked) == (is_promised, is_promised)
    ended = "No new pairs are found here any more, so we suggest nobody else to you."
    assert (ended in choices, ended in asked) == (not is_promised, not is_promised)
