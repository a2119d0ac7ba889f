"""Who looks at their card sees what others are shown of them, and nothing else."""

import pytest
from django.urls import reverse

from participants.card import card_of
from participants.models import Profile, ProfileSkill, Skill
from programmes.models import Enrolment
from tests.factories import CohortFactory, EnrolmentFactory, MentorFactory, ProfileFactory, ProfileSkillFactory


@pytest.fixture
def ada(db):
    return ProfileFactory(user__name="Ada Lark", manager=ProfileFactory(user__name="Mo Boss"))


def test_card_shows_both_roles_and_nothing_that_is_not_for_others(sign_in, ada):
    ProfileSkillFactory(profile=ada, skill=Skill.objects.get(name="Coaching"), level=3)
    ProfileSkillFactory(profile=ada, skill=Skill.objects.get(name="Negotiating"), kind=ProfileSkill.Kind.WANTS)
    Profile.objects.filter(pk=ada.pk).update(about_me="I love maps.", languages=["cy"], mentor_limit=17)

    page = sign_in(ada).get(reverse("participants:profile-card")).content.decode()

    as_mentor, as_mentee = page[page.index('id="as-mentor"') :].split('id="as-mentee"')
    assert ("Coaching" in as_mentor, "I teach it" in as_mentor, "Negotiating" in as_mentor) == (True, True, False)
    assert ("Negotiating" in as_mentee, "Coaching" in as_mentee) == (True, False)
    for part in (as_mentor, as_mentee):
        assert [
            word for word in ("Ada Lark", "Engineer, Engineering, Leeds", "I love maps.", "Welsh") if word not in part
        ] == []
        assert [word for word in ("00-7", "Mo Boss", "17") if word in part] == []


@pytest.mark.parametrize(("mine", "other"), [("mentor", "mentee"), ("mentee", "mentor")])
def test_card_shows_the_role_that_somebody_has_and_no_other(sign_in, ada, mine, other):
    (MentorFactory if mine == "mentor" else EnrolmentFactory)(cohort=CohortFactory(), person=ada)

    page = sign_in(ada).get(reverse("participants:profile-card")).content.decode()

    assert (f'id="as-{mine}"' in page, f'id="as-{other}"' in page) == (True, False)
    assert "You have no place at the moment" not in page


def test_card_of_somebody_without_a_place_shows_both_and_says_why(sign_in, ada):
    page = sign_in(ada).get(reverse("participants:profile-card")).content.decode()

    assert ('id="as-mentor"' in page, 'id="as-mentee"' in page) == (True, True)
    assert "You have no place at the moment, so nobody reads this." in page


def test_card_shows_ones_own_words_as_whoever_is_suggested_reads_them_and_says_who_that_is(sign_in, ada):
    spring, autumn = (CohortFactory(name=name) for name in ("Spring", "Autumn"))
    MentorFactory(cohort=spring, person=ada, aims="I like to <listen>.\nMostly.")
    EnrolmentFactory(cohort=spring, person=ada, aims="I want to speak up.")
    EnrolmentFactory(cohort=autumn, person=ada, status=Enrolment.Status.REGISTERED, aims="I want to lead.")

    page = sign_in(ada).get(reverse("participants:profile-card")).content.decode()

    as_mentor, as_mentee = page[page.index('id="as-mentor"') :].split('id="as-mentee"')
    read_by = "Read by whoever is suggested to you in {}, and by nobody else."
    assert "I like to &lt;listen&gt;.<br>Mostly." in as_mentor
    assert (as_mentor.count("Why they take part"), as_mentor.count(read_by.format(spring))) == (1, 1)
    assert as_mentee.index("I want to speak up.") < as_mentee.index(read_by.format(spring))
    assert as_mentee.index(read_by.format(spring)) < as_mentee.index("I want to lead.")
    assert as_mentee.index("I want to lead.") < as_mentee.index(read_by.format(autumn))
    assert (as_mentee.count("Why they take part"), "listen" in as_mentee, "speak up" in as_mentor) == (1, False, False)


@pytest.mark.parametrize(
    ("stage", "status"), [("closed", "approved"), ("archived", "approved"), ("running", "declined")]
)
def test_words_that_nobody_reads_any_more_are_not_on_the_card(sign_in, ada, stage, status):
    EnrolmentFactory(cohort=CohortFactory(stage=stage), person=ada, status=status, aims="I want to speak up.")

    page = sign_in(ada).get(reverse("participants:profile-card")).content.decode()

    assert ("speak up" in page, "Why they take part" in page) == (False, False)


def test_card_without_anything_said_is_still_a_card(db):
    bare = card_of(ProfileFactory(department=None, site=None, job_title=""), as_mentor=True)

    assert (bare.about, bare.about_me, bare.skills, bare.languages, bare.ways, bare.roles) == ("", "", [], [], [], [])
