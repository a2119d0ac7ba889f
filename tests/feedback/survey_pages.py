"""The addresses of one survey's pages, as a mail holds them."""

from django.urls import reverse

from mentoring.lib import links


def token_of(invitation, **changes):
    values = {"purpose": "survey", "subject_id": invitation.pk, "expires_at": invitation.run.closes_at}
    return links.token(**{**values, **changes})


def part(invitation, number):
    return reverse("feedback:survey-part", args=[token_of(invitation), number])
