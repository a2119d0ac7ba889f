"""What the demonstration leaves for whoever tries it, as README promises."""

import re

import pytest
from django.core.management import call_command

from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.desk.home import pairs_of, steps_for
from mentoring.desk.light import Light
from mentoring.desk.management.commands import demo
from mentoring.desk.today import cohorts_with_pairs, pairs_of_cohort
from participants.models import Profile


@pytest.fixture
def printed(db, tmp_path, monkeypatch) -> dict[str, str]:
    """The addresses that a new demonstration prints, by their roles."""
    monkeypatch.setattr(demo, "LOCAL_DIR", tmp_path)
    call_command("demo", "--people", "24")
    lines = (tmp_path / "logins.txt").read_text().splitlines()
    return {role: address for role, address, _password in (re.split(r"\s{2,}", line) for line in lines)}


def titles_of(person: Profile) -> list[str]:
    return [str(step.title) for step in steps_for(person)]


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


def test_coordinator_sees_pairs_under_each_light(printed):
    running, *_others = cohorts_with_pairs(User.objects.get(email=printed["Coordinator"]))

    assert {row.light for row in pairs_of_cohort(running)} == set(Light)
