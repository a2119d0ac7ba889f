"""Which reasons speak for a pair, as the two of them read it."""

import pytest

from matching.explain import Code
from matching.why import in_words, skill_names
from programmes.models import Programme, Role
from tests.factories import SkillFactory

SENIORITY = [{"code": code, "values": {}} for code in (Code.MORE_SENIOR, Code.SAME_LEVEL, Code.LESS_SENIOR)]


@pytest.mark.parametrize("reader", ["", *Role.values])
@pytest.mark.parametrize(
    ("style", "speaks"),
    [(Programme.Style.CLASSIC, [True, False, False]), (Programme.Style.REVERSE, [False, False, True])],
)
def test_seniority_speaks_for_a_pair_in_the_direction_of_its_style(style, speaks, reader):
    said = [reason for each in SENIORITY for reason in in_words([each], {}, style=style, reader=reader)]

    assert [reason.speaks_for for reason in said] == speaks


def test_what_speaks_for_a_pair_is_read_first():
    codes = (Code.OFFERS_NONE, Code.OTHER_DEPARTMENT, Code.OTHER_SITE, Code.MORE_SENIOR)
    said = in_words([{"code": code, "values": {}} for code in codes], {}, style=Programme.Style.CLASSIC)

    assert [str(reason) for reason in said] == [
        "They work in different departments, which brings a fresh view.",
        "The mentor works at a more senior level.",
        "The skills offered differ from the wish list.",
        "They work at different sites, so calls may suit them best.",
    ]


@pytest.mark.parametrize("style", Programme.WORKING_STYLES)
def test_what_people_share_speaks_for_a_pair_whatever_the_style(style):
    codes = [code for code in Code if code not in (Code.MORE_SENIOR, Code.LESS_SENIOR)]
    values = {"skill": "law", "role": "Head of IT", "interest": "chess", "aim": "lead"}
    read = [[{"code": code, "values": values}] for code in codes]
    said = [reason for each in read for reason in in_words(each, {"law": "Law"}, style=style)]

    assert {code for code, reason in zip(codes, said, strict=True) if reason.speaks_for} == {
        Code.OFFERS_ALL,
        Code.OFFERS_FIRST,
        Code.OFFERS_SOME,
        Code.LEVEL_REACHED,
        Code.OTHER_DEPARTMENT,
        Code.SAME_SITE,
        Code.CLOSE_HOURS,
        Code.COMMON_LANGUAGE,
        Code.MEET_REMOTE,
        Code.MEET_IN_PERSON,
        Code.MEET_FREELY,
        Code.DAY_ALIKE,
        Code.DAY_NEAR,
        Code.OFTEN_ALIKE,
        Code.OFTEN_NEAR,
        Code.ROLE_NOW,
        Code.ROLE_BEFORE,
        Code.AIM_MET,
        Code.AIMS_MET,
        Code.INTEREST_SHARED,
        Code.INTERESTS_SHARED,
    }


@pytest.mark.django_db
def test_names_are_looked_up_of_skills_and_never_of_roles():
    skill = SkillFactory(name="Rowing")
    reasons = [
        {"code": "offers_first", "values": {"skill": str(skill.pk)}},
        {"code": "role_now", "values": {"role": "Head of IT"}},
        {"code": "same_site", "values": {}},
    ]

    assert skill_names([reasons, []]) == {str(skill.pk): "Rowing"}


def test_style_that_cannot_run_yet_takes_no_side_in_seniority():
    assert not any(reason.speaks_for for reason in in_words(SENIORITY, {}, style=Programme.Style.PEER))
