"""The board as a coordinator reads it, and what they press there."""

import re

from django.urls import reverse

from tests.factories import make_proposal
from tests.matching.people import mentee_of, mentor_of


def text_of(response):
    """What a page says of how things are; what could be chosen of it is no part of that."""
    page = re.sub(r"<option.*?</option>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index('<div id="content"') :]))


def board_text(client, cohort, query=""):
    return text_of(client.get(reverse("admin:matching_cohort_board", args=[cohort.pk]) + query))


def pair_named(cohort, number, status="draft", **fields):
    mentor = mentor_of(cohort, person__user__name=f"Mentor {number:03}", person__department__name="Design")
    mentee = mentee_of(cohort, person__user__name=f"Mentee {number:03}")
    return make_proposal(mentor, mentee, status=status, **fields)


def act(client, name, proposal, query="", **data):
    return client.post(reverse(f"admin:matching_proposal_{name}", args=[proposal.pk]) + query, data, follow=True)


def names_in(rows):
    return [pair.mentee.name for pair in rows.rows]
