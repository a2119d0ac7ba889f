"""Whom people name: the list, who may have one, what is kept of it and for how long."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from matching import emails
from matching.models import Membership, Policy, Proposal, Ranking, policy_of
from matching.place_stands import how_places_stand
from matching.ranked import MOST_NAMED
from matching.reports import mails_at_matching
from matching.services import add_exclusion, change_policy, name_somebody
from matching.services.forgetting import KEPT_FOR
from matching.services.lapsing import tend_suggestions
from matching.services.rankings import places_named
from matching.tasks import forget_rankings
from matching.terms import USUAL
from mentoring.audit.models import AuditEvent
from mentoring.lib import clock
from mentoring.lib.errors import Refused
from mentoring.lib.next_step import Urgency
from mentoring.outbox.models import OutgoingMessage
from programmes.models import Cohort, Enrolment, Programme, StageChange
from tests.factories import UserFactory, at, end_pairs, make_mentorship, make_proposal
from tests.matching.naming import fresh, move, name, naming_cohort
from tests.matching.people import ALWAYS_ON, mentee_of, mentor_of, steps_of

pytestmark = pytest.mark.django_db
CLOSED = at("2026-05-01 12:00")


def list_of(place):
    """Whom somebody named, by name."""
    return [each.person.user.name for each in places_named(fresh(place))]


def somebody_with_three(cohort):
    mentors = [mentor_of(cohort, person__user__name=called) for called in ("Ada", "Bo", "Cy")]
    mentee = mentee_of(cohort)
    name(mentee, *mentors)
    return mentee, *mentors


# --- the list ---


def test_those_named_stand_in_the_order_in_which_they_were_named():
    mentee, _ada, bo, _cy = somebody_with_three(naming_cohort()[0])
    name(mentee, bo)

    assert list_of(mentee) == ["Ada", "Bo", "Cy"]


@pytest.mark.parametrize(
    ("who", "way", "after"),
    [
        (1, "up", ["Bo", "Ada", "Cy"]),
        (1, "down", ["Ada", "Cy", "Bo"]),
        (1, "out", ["Ada", "Cy"]),
        (0, "up", ["Ada", "Bo", "Cy"]),
        (2, "down", ["Ada", "Bo", "Cy"]),
        (2, "up", ["Ada", "Cy", "Bo"]),
        (0, "out", ["Bo", "Cy"]),
    ],
)
def test_each_press_moves_one(who, way, after):
    mentee, *mentors = somebody_with_three(naming_cohort()[0])

    move(mentee, mentors[who], way)

    assert list_of(mentee) == after


def test_list_holds_three():
    cohort, _by = naming_cohort()
    mentee, *_mentors = somebody_with_three(cohort)

    with pytest.raises(Refused, match="Your list is full"):
        name(mentee, mentor_of(cohort))

    assert len(list_of(mentee)) == MOST_NAMED


def test_list_without_anybody_leaves_no_row():
    cohort, _by = naming_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)
    name(mentee, mentor)
    move(mentee, mentor, "out")
    move(mentee, mentor, "out")

    assert not Ranking.objects.exists()


def test_mentors_name_mentees():
    cohort, _by = naming_cohort()
    mentor, mentee = mentor_of(cohort), mentee_of(cohort, person__user__name="Ben")
    name(mentor, mentee)

    assert list_of(mentor) == ["Ben"]


def test_whoever_gave_their_place_back_is_on_no_list():
    mentee, ada, *_others = somebody_with_three(naming_cohort()[0])
    Enrolment.objects.filter(pk=ada.pk).update(status=Enrolment.Status.WITHDRAWN)

    assert list_of(mentee) == ["Bo", "Cy"]


def test_somebody_named_stays_on_the_list_whoever_is_ruled_out_since():
    """That somebody went from a list would tell of a private wish."""
    mentee, ada, *_others = somebody_with_three(naming_cohort()[0])
    add_exclusion(owner=ada.person, excluded=mentee.person, by=ada.person.user)

    assert list_of(mentee) == ["Ada", "Bo", "Cy"]


def test_who_does_not_fit_is_not_named():
    cohort, _by = naming_cohort()
    mentee, barred, full, of_another = (
        mentee_of(cohort),
        mentor_of(cohort),
        mentor_of(cohort),
        mentor_of(naming_cohort()[0]),
    )
    add_exclusion(owner=barred.person, excluded=mentee.person, by=barred.person.user)
    make_mentorship(full, mentee_of(cohort))

    for other in (barred, full, of_another, mentee, mentee_of(cohort)):
        with pytest.raises(Refused, match="not free to be named"):
            name(mentee, other)

    assert not Ranking.objects.exists()


def test_nobody_changes_the_list_of_another():
    cohort, by = naming_cohort()
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)

    for other in (by, mentor.person.user):
        with pytest.raises(Refused, match="Only the person whose list it is"):
            name_somebody(place=fresh(mentee), other=mentor.pk, by=other)


# --- who may name somebody ---


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({"stage": "registration"}, False),
        ({"stage": "registration", **ALWAYS_ON}, True),
        ({"stage": "matching"}, True),
        ({"stage": "running"}, True),
        ({"stage": "closing"}, False),
        ({"stage": "closed"}, False),
    ],
)
def test_people_name_others_while_pairs_are_found(fields, may):
    cohort, _by = naming_cohort(**fields)
    places = [mentee_of(cohort), mentor_of(cohort)]

    assert [bool(steps_of(place.person)) for place in places] == [may, may]


def test_nobody_names_others_who_has_somebody_or_waits_or_rests_and_a_draft_shows_nowhere():
    cohort, _by = naming_cohort(stage="running")
    paired, waiting, resting, drafted, kept = (mentee_of(cohort) for _ in range(5))
    make_mentorship(mentor_of(cohort), paired)
    make_proposal(mentor_of(cohort), waiting)
    end_pairs(pk=make_mentorship(mentor_of(cohort), resting).pk)
    Membership.objects.filter(enrolment=resting).update(looks_again=False)
    make_proposal(mentor_of(cohort), drafted, status=Proposal.Status.DRAFT)
    make_proposal(mentor_of(cohort), kept, status=Proposal.Status.DRAFT, locked=True)
    free = mentor_of(cohort)

    for place in (paired, waiting, resting):
        with pytest.raises(Refused, match="Nobody can be named just now"):
            name(place, free)
    for place in (drafted, kept):
        name(place, free)


@pytest.mark.parametrize("pairing", [each for each in Policy.Pairing if each != Policy.Pairing.RANKED])
def test_nobody_names_others_where_pairs_come_about_otherwise(pairing):
    cohort, by = naming_cohort()
    change_policy(programme=cohort.programme, terms=USUAL["classic"], pairing=pairing, by=by)
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)

    with pytest.raises(Refused, match="Nobody can be named just now"):
        name(mentee, mentor)


def test_in_a_reverse_programme_nobody_senior_looks_through_the_juniors():
    cohort, _by = naming_cohort(programme__style="reverse")
    mentor, mentee = mentor_of(cohort), mentee_of(cohort)
    name(mentor, mentee)

    with pytest.raises(Refused, match="Nobody can be named just now"):
        name(mentee, mentor)


def test_a_programme_of_another_style_since_asks_nobody():
    cohort, _by = naming_cohort()
    mentee = mentee_of(cohort)
    Programme.objects.update(style="reverse")

    assert steps_of(mentee.person) == []
    assert policy_of(Programme.objects.get(pk=cohort.programme_id)).namers == ()


# --- home, and the page of the place ---


def test_home_says_that_one_may_name_somebody_and_then_what_was_done():
    cohort, _by = naming_cohort(programme__name="Open doors")
    mentee, mentor = mentee_of(cohort), mentor_of(cohort)

    [before] = steps_of(mentee.person)
    name(mentee, mentor)
    [after] = steps_of(mentee.person)

    assert before.title == "Name up to 3 people you would like to work with"
    assert after.title == "Whom you would like to work with"
    assert before.url == after.url == f"/people-you-would-like/{mentee.pk}/"
    assert (before.urgency, before.is_done, after.is_done) == (Urgency.PARTNER_TO_CHOOSE, False, True)
    assert before.text.endswith("You need not name anybody.")
    assert after.text.startswith("In Open doors you named whom you would like.")


def test_mentor_without_a_place_left_is_not_asked():
    cohort, _by = naming_cohort(stage="running")
    full, free = mentor_of(cohort), mentor_of(cohort, capacity=2)
    for mentor in (full, free):
        make_mentorship(mentor, mentee_of(cohort))

    assert [len(steps_of(mentor.person)) for mentor in (full, free)] == [0, 1]


def test_page_of_the_place_leads_to_the_list():
    cohort, _by = naming_cohort()
    mentee = mentee_of(cohort)

    stand = how_places_stand([mentee.pk])[mentee.pk]

    assert stand.sentence.startswith("Here you can name whom you would like")
    assert stand.url == f"/people-you-would-like/{mentee.pk}/"


def told():
    """The places whose people were told that they may name somebody."""
    tend_suggestions()
    return set(OutgoingMessage.objects.filter(kind="naming_open").values_list("subject_id", flat=True))


def test_whoever_may_name_others_is_told_once_and_whoever_comes_later_too():
    cohort, _by = naming_cohort()
    mentee, mentor, named_already = mentee_of(cohort), mentor_of(cohort), mentee_of(cohort)
    name(named_already, mentor)

    assert told() == told() == {mentee.pk, mentor.pk}
    later = mentee_of(cohort)
    assert told() == {mentee.pk, mentor.pk, later.pk}
    mail = OutgoingMessage.objects.get(subject_id=mentee.pk)
    assert mail.mail_subject == "You can name whom you would like to work with"
    assert f"/people-you-would-like/{mentee.pk}/" in mail.text
    assert "nobody is shown it" in mail.text


def test_nobody_is_told_who_has_somebody_or_waits():
    cohort, _by = naming_cohort(stage="running")
    make_mentorship(mentor_of(cohort, capacity=3), mentee_of(cohort))
    make_proposal(mentor_of(cohort), mentee_of(cohort))

    assert told() == set()


def test_mail_is_no_longer_wanted_once_a_suggestion_is_out():
    cohort, _by = naming_cohort()
    mentee = mentee_of(cohort)
    told()

    before = emails.is_wanted(emails.NAMING, mentee.pk)
    make_proposal(mentor_of(cohort), mentee)

    assert (before, emails.is_wanted(emails.NAMING, mentee.pk)) == (True, False)


@pytest.mark.parametrize(("style", "number"), [("classic", 3), ("reverse", 1)])
def test_page_before_matching_begins_counts_who_is_told(style, number):
    cohort, _by = naming_cohort(programme__style=style, stage="registration")
    for make in (mentor_of, mentee_of, mentee_of):
        make(cohort)
    cohort = Cohort.objects.select_related("programme").get(pk=cohort.pk)

    [(count, words)] = mails_at_matching(cohort, Cohort.Stage.MATCHING)

    assert count == number
    assert "can name whom they would like" in words


# --- what is kept ---


def sealed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT named FROM matching_ranking")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_how_many_were_named_does_not_show_in_what_is_kept():
    mentee, ada, *_others = somebody_with_three(naming_cohort()[0])
    [three] = sealed()
    for other in _others:
        move(mentee, other, "out")
    [one] = sealed()

    assert len(three) == len(one)
    assert Ranking.objects.get().people == [str(ada.person_id)]
    assert str(ada.person_id).encode() not in one


def test_record_names_the_person_and_no_round():
    mentee, *_mentors = somebody_with_three(naming_cohort()[0])

    events = AuditEvent.objects.filter(verb="ranking.change")

    assert {(event.subject_label, event.subject_id) for event in events} == {("participants.profile", mentee.person_id)}
    assert len(events) == 3


def test_list_is_visible_to_its_owner_alone():
    cohort, by = naming_cohort()
    mentee, ada, *_others = somebody_with_three(cohort)

    seen = [bool(Ranking.objects.visible_to(user)) for user in (mentee.person.user, ada.person.user, by)]

    assert seen == [True, False, False]


def tick(moment):
    with clock.standing_at(moment):
        forget_rankings()
    return Ranking.objects.count()


def test_list_goes_ninety_days_after_the_round_has_closed():
    cohort, _by = naming_cohort()
    mentee, *_mentors = somebody_with_three(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(stage="closed")
    StageChange.objects.create(cohort=cohort, to_stage="closed", made_at=CLOSED, made_by=UserFactory())

    assert tick(CLOSED + KEPT_FOR - timedelta(seconds=1)) == 1
    assert tick(CLOSED + KEPT_FOR) == 0
    assert AuditEvent.objects.filter(verb="ranking.forget").values_list("subject_id", flat=True)[0] == mentee.person_id


@pytest.mark.parametrize(
    ("status", "left"),
    [(Enrolment.Status.WITHDRAWN, 0), (Enrolment.Status.DECLINED, 0), (Enrolment.Status.APPROVED, 1)],
)
def test_list_goes_with_the_place(status, left):
    mentee, *_mentors = somebody_with_three(naming_cohort()[0])
    Enrolment.objects.filter(pk=mentee.pk).update(status=status)

    assert tick(clock.now()) == left


def test_nobody_is_named_by_an_id_of_nobody():
    cohort, _by = naming_cohort()
    mentee = fresh(mentee_of(cohort))

    with pytest.raises(Refused, match="not free to be named"):
        name_somebody(place=mentee, other=UUID(int=5), by=mentee.person.user)
