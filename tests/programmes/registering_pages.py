"""The pages on which somebody asks for a place: their addresses, their words and what page one is sent."""

from django.urls import reverse


def address(name, cohort, **query):
    return reverse(f"programmes:place-{name}", args=[cohort.pk], query=query)


def words_on(response):
    return response.content.decode()


def first_page(skills, role="mentee", **more):
    kinds = {"mentee": ["wants"], "mentor": ["offers"], "both": ["offers", "wants"]}[role]
    return {"role": role, **{f"{kind}_1": str(skills[0].pk) for kind in kinds}, **more}
