"""What the demonstration leaves for whoever tries it, as README promises."""

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command

from agreements.models import Session
from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.desk.demo.company import DEPARTMENTS, HR_TITLE
from mentoring.desk.demo.days import at_work, last_at_work
from mentoring.desk.demo.words import goals_of
from mentoring.desk.home import own_matters, pairs_of
from mentoring.desk.light import Light
from mentoring.desk.management.commands import demo
from mentoring.desk.today import cohorts_with_pairs, pairs_of_cohort
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from participants.models import Profile
from programmes.models import Cohort


@pytest.fixture
def printed(db, tmp_path, monkeypatch) -> dict[str, str]:
    """The addresses that a new demonstration prints, by their roles."""
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)
    call_command("demo", "--people", "24")
    lines = (tmp_path / "logins.txt").read_text().splitlines()
    return {role: address for role, address, _password in (re.split(r"\s{2,}", line) for line in lines)}


def titles_of(person: Profile) -> list[str]:
    return [str(step.title) for step in own_matters(person).steps]


@pytest.mark.long
def test_people_say_which_roles_they_had_and_want_and_what_they_enjoy(printed):
    people = Profile.objects.select_related("department")
    with_roles, with_interests = people.exclude(roles_wanted=[]), people.exclude(interests=[])
    with_aims = people.exclude(aims_wanted=[])

    assert 3 <= len(with_roles) < len(people)
    assert 3 <= len(with_interests) < len(people)
    assert 3 <= len(with_aims) < len(people)
    assert any(people.filter(aims_known__overlap=each.aims_wanted).exists() for each in with_aims)
    assert not any(set(each.aims_wanted) & set(each.aims_known) for each in with_aims)
    confidant = people.get(job_title=HR_TITLE)
    assert (confidant.roles_wanted, confidant.roles_had) == ([], [])
    for person in people.exclude(pk=confidant.pk):
        titles = DEPARTMENTS[person.department.name]
        at = titles.index(person.job_title)
        assert person.roles_wanted in ([], [*titles[at + 1 : at + 2]])
        assert person.roles_had in ([], [*titles[max(0, at - 1) : at]])
    assert any(people.exclude(pk=each.pk).filter(interests__overlap=each.interests) for each in with_interests)


@pytest.mark.long
def test_printed_pair_has_its_agreement_to_make_and_others_show_what_follows(printed):
    mentor, mentee = (Profile.objects.get(user__email=printed[role]) for role in ("Mentor", "Mentee"))
    pairs = Mentorship.objects.all()
    (theirs,) = pairs.filter(memberships__person=mentor).filter(memberships__person=mentee)

    assert theirs.sessions.filter(status="held").exists()
    assert theirs.goals.exists()
    for person, other in ((mentor, mentee), (mentee, mentor)):
        assert f"Agree how you and {other.user.name} work together" in titles_of(person)
    *others, latest = pairs.exclude(pk=theirs.pk).order_by("started_at")
    agreed = [pair.agreement.is_agreed for pair in others]
    assert (theirs.agreement.is_agreed, agreed, latest.agreement.is_agreed) == (False, [True] * len(others), False)

    asked = [person for person in Profile.objects.all() if any("changed how you work" in t for t in titles_of(person))]
    assert len(asked) == 2
    (ended,) = pairs.ended()
    assert [len(pairs_of(place.person).ended) for place in ended.memberships.all()] == [1, 1]


@pytest.mark.long
def test_rounds_are_called_by_their_season_start_later_and_nobody_meets_on_days_off(printed):
    seasons = ["Winter", "Spring", "Summer", "Autumn"]
    rounds = list(Cohort.objects.all())

    names = [f"{seasons[each.starts_on.month % 12 // 3]} {each.starts_on.year}" for each in rounds]
    assert [each.name for each in rounds] == names
    assert len(rounds) == len({each.programme.purpose for each in rounds}) == 2
    assert all(10 <= (each.starts_on - each.registration_ends_on).days <= 20 for each in rounds)
    met = [session.starts_at for session in Session.objects.all()]

    assert len(met) > 10
    assert [at for at in met if at_work(at) != at] == []


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 12, 23), date(2026, 12, 23)),
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas, and a Sunday
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 4, 2), date(2026, 4, 2)),
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday and Easter Monday
        (date(2027, 3, 26), date(2027, 3, 30)),
        (date(2026, 5, 1), date(2026, 5, 5)),  # and the first Monday of May
        (date(2026, 5, 25), date(2026, 5, 26)),
        (date(2026, 8, 31), date(2026, 9, 1)),
        (date(2026, 8, 24), date(2026, 8, 24)),
        (datetime(2026, 11, 28, 10), datetime(2026, 11, 30, 10)),
    ],
)
def test_company_works_again_on_the_day_after_days_off(day, worked):
    assert at_work(day) == worked


@pytest.mark.parametrize(
    ("day", "worked"), [(date(2026, 4, 6), date(2026, 4, 2)), (date(2026, 4, 7), date(2026, 4, 7))]
)
def test_company_worked_last_on_the_day_before_days_off(day, worked):
    assert last_at_work(day) == worked


def test_pairs_fit_nobody_is_mentored_from_below_and_old_mails_read_as_sent(printed):
    for pair in Mentorship.objects.all():
        mentor, mentee = (pair.memberships.get(role=role).person for role in ("mentor", "mentee"))
        titles = DEPARTMENTS[mentor.department.name], DEPARTMENTS[mentee.department.name]
        assert titles[0].index(mentor.job_title) >= titles[1].index(mentee.job_title)
        offers, wants = (set(each.skills.values_list("skill", "kind")) for each in (mentor, mentee))
        shared = {skill for skill, kind in offers if kind == "offers"} & {s for s, kind in wants if kind == "wants"}
        assert shared
        dearest = mentee.skills.filter(kind="wants").order_by("rank").values_list("skill__shipped_as", flat=True)
        assert {goal.sentence for goal in pair.goals.all()} <= {goal[0] for slug in dearest for goal in goals_of(slug)}
    past = {each: last_at_work(clock.now()) - timedelta(days=2) for each in ("created_at__lt", "due_at__lt")}
    states = Counter(OutgoingMessage.objects.filter(**past).values_list("state", flat=True))
    # What was taken back is what the story itself had no more need of.
    assert set(states) <= {"sent", "cancelled"}
    assert states["sent"] > 10 * states["cancelled"]


@pytest.mark.long
def test_readme_names_the_log_ins_that_are_printed(db, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)
    call_command("demo")

    printed = {(line[:26].strip(), line[26:66].strip()) for line in (tmp_path / "logins.txt").read_text().splitlines()}
    readme = (settings.BASE_DIR / "README.md").read_text()
    assert set(re.findall(r"^\| ([^|]+?) \| `(\S+@demo\.example)` \|", readme, re.MULTILINE)) == printed


@pytest.mark.long
def test_coordinator_sees_pairs_under_each_light(printed):
    running, *_others = cohorts_with_pairs(User.objects.get(email=printed["Coordinator"]))

    assert {row.light for row in pairs_of_cohort(running)} == set(Light)
