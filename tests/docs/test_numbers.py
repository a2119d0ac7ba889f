"""Every number of the page on security is the one of the code."""

from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from agreements.keeping import NOTES_KEPT, WORDS_KEPT
from feedback.figures import MENTORS_BEHIND
from feedback.models import REST_BETWEEN_SURVEYS
from feedback.reports.goals import PEOPLE_FOR_A_MEAN
from feedback.services.forgetting import ANSWERS_KEPT
from matching.services import forgetting as of_exclusions
from mentoring.accounts.services import changes, tries
from mentoring.lib.bands import EDGES
from mentoring.lib.disclosure import FLOOR, LARGEST_PART
from mentoring.lib.private import PRIVATE_FIELDS
from mentoring.outbox import retention
from participants.models import ProfileDraft
from participants.services import drafts
from programmes.models import PlaceDraft, split_group
from programmes.services import forgetting as of_places
from tests.docs.markdown import text_of

PAGE = " ".join(text_of(Path("docs/security-model.md")).split())
IN_WORDS = {1: "a", 3: "a third"}


def minutes(number: int) -> str:
    return f"{number // 1440} days" if number % 1440 == 0 else f"{number // 60} hours"


SENTENCES = [
    f"their author deletes them, or {NOTES_KEPT.days} days after the pair ended",
    f"| shared notes, actions, where sessions were, and the pair's key | {WORDS_KEPT.days} days after the pair ended",
    f"| words of goals | {WORDS_KEPT.days} days after the pair ended",
    f"or {of_places.KEPT_FOR.days} days after its round closed",
    f"| {of_exclusions.KEPT_FOR.days} days after one's last round closed",
    f"| who would like to be a pair again | {of_exclusions.KEPT_FOR.days} days after one's last round closed",
    f"| {of_exclusions.KEPT_FOR.days} days after the round closed, or the place was given back",
    f"| {PlaceDraft.KEPT_DAYS} days after it was last touched",
    f"| it is saved or dropped; {ProfileDraft.KEPT_DAYS} days after it was last touched |",
    f"| {ANSWERS_KEPT.days} days after it closed; figures stay",
    f"| it was sent; {retention.KEPT.days} days where it failed, there was a doubt, or",
    f"is applied or dropped, {IN_WORDS[drafts.KEPT_FOR.days]} day at most",
    f"the change holds {IN_WORDS[changes.NOTICE.days]} day later",
    f"good for {settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60} minutes, one use, "
    f"{settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS} attempts",
    f"After {tries.MOST_FAILURES} wrong codes or passwords within {tries.WINDOW.seconds // 60} minutes",
    f"{settings.ACCOUNT_RATE_LIMITS['login_failed'].partition('/')[0]} failures a minute from one internet address",
    f"People stay signed in for {minutes(settings.SESSION_MINUTES)} on a device; "
    f"staff for {minutes(settings.STAFF_SESSION_MINUTES)} at most, "
    f"and {settings.STAFF_SESSION_IDLE_MINUTES} minutes without doing anything",
    f"proved who they are within {minutes(settings.FRESH_PROOF_MINUTES)}",
    f"a proof of the last {settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes",
    f"the smallest group of the programme: {FLOOR}, or more",
    f"| {split_group(FLOOR)} people who answered, or",
    f"fewer than {MENTORS_BEHIND} mentors, or over {IN_WORDS[LARGEST_PART]} of the answers of one",
    f"not where over {IN_WORDS[LARGEST_PART]} of them are one person's; their mean from {PEOPLE_FOR_A_MEAN} people on",
    f"Nobody is asked within {REST_BETWEEN_SURVEYS.days} days of another survey",
    "of about 5 people in three steps (below 25 %, between, above 75 %), of about 10 in four, of about 15 in five, "
    "of 25 in tenths, of 45 and more in steps of 5 %",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_is_as_the_code_says(sentence):
    assert sentence in PAGE


def test_steps_are_as_the_code_says():
    """What the last of the sentences above tells, from the code."""
    steps = {least: len(edges) + 1 for least, edges in EDGES}
    widths = {least: {b - a for a, b in pairwise(edges)} for least, edges in EDGES}

    assert (dict(EDGES)[5], steps[5], steps[10], steps[15]) == ((25, 75), 3, 4, 5)
    assert (widths[25], widths[45]) == ({10}, {5})


def test_passwords_are_as_long_as_it_says():
    (least,) = [each["OPTIONS"]["min_length"] for each in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in each]

    assert f"a password of {least} characters or more" in PAGE


# What each private field is called in the row on dumps; a field that joins them has to be told of.
IN_THE_DUMP = {
    "agreements.Action": "notes, actions",
    "agreements.MentorshipKey": "under a key of their pair, made by chance, which itself lies sealed",
    "agreements.Note": "notes, actions",
    "agreements.SharedNote": "notes, actions",
    "feedback.Draft": "answers of open surveys and whose they are",
    "feedback.Goal": "goals' words",
    "feedback.GoalReview": "goals' words",
    "matching.Exclusion": "whom they avoid",
    "matching.FirstQuestion": "what the two of a suggestion ask each other first",
    "matching.Membership": "who would like to be a pair again",
    "matching.ProposalSide": "wish for later searches",
    "matching.Ranking": "whom they would like",
    "matching.RunEvidence": "proofs of searches",
    "programmes.Enrolment": "why people take part",
    "programmes.PlaceDraft": "a registration that is not finished",
    "participants.ProfileDraft": "what people changed in a profile and did not save",
    "outbox.OutgoingMessage": "what mails say",
    "participants.ImportDraft": "HR files",
}


def test_every_private_field_is_told_of():
    assert set(IN_THE_DUMP) == set(PRIVATE_FIELDS)
    assert {label for label, words in IN_THE_DUMP.items() if words not in PAGE} == set()
