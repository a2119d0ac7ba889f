"""The page of a suggestion as its two people read it, and what they press there."""

import re

from django.urls import reverse


def user_of(proposal, role):
    return proposal.sides.get(role=role).enrolment.person.user


def page_for(sign_in, proposal, role, **extra):
    return sign_in(user_of(proposal, role)).get(proposal.get_absolute_url(), **extra).content.decode()


def visible_text(page):
    body = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def post(sign_in, proposal, role, verb):
    url = reverse(f"matching:proposal-{verb}", args=[proposal.pk])
    return sign_in(user_of(proposal, role)).post(url, follow=True)
