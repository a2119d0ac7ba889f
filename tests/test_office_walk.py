"""The whole programme office, as each role: whatever is registered there shows nothing of a programme one does not run.

The walk knows no admin by name: every list, filter value, search, choice, action, page of a row and address of its own
is taken from the registry, so that an admin that joins tomorrow is walked as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentoring.lib import clock
from programmes.admin.places import CohortFilter, EnrolmentAdmin
from programmes.models import Cohort, Enrolment, StageChange
from tests import factories
from tests.conftest import coordinator, hr_analyst

pytestmark = pytest.mark.long
# Words that stand nowhere else: what of the strange programme they name, and how one would search for them.
PROGRAMME, ROUND, PERSON, REASON = "Zaffrewing", "Vermilionfold", "Quokkabloom", "Ocelotstep"
CANARIES = (PROGRAMME, ROUND, PERSON, REASON)
# Programmes, who runs them and who works here are a site administrator's to see; what happens in them is not.
NOT_FOR_ADMINISTRATORS = (ROUND, REASON)
OTHER_ROWS = 5


@dataclass
class Walk:
    """One person's way through the office; every request is undone."""

    client: Client
    ids: list[str]
    seen: dict[str, set[str]] = field(default_factory=dict)

    def ask(self, url: str, method: str = "get", **data: object):
        with transaction.atomic():
            response = getattr(self.client, method)(url, data, follow=True)
            body = response.content.decode() if not response.streaming else b"".join(response).decode()
            transaction.set_rollback(True)
        found = {word for word in CANARIES if word in body}
        if found:
            self.seen[f"{method} {url} {data or ''}".strip()] = found
        return response

    def everything(self) -> "Walk":
        for url in (reverse("admin:index"), *(f"{reverse('admin:index')}{app}/" for app in apps())):
            self.ask(url)
        for model, its_admin in admin.site._registry.items():
            if has_list(model, its_admin):
                self.lists(model)
                self.rows(model)
            self.choices(model)
            self.own_addresses(model, its_admin)
        return self

    def lists(self, model) -> None:
        url = address(model, "changelist")
        response = self.ask(url)
        for word in CANARIES:
            self.ask(url, q=word[:-3])  # what was searched for is said again, so never the whole word
        changelist = (response.context or {}).get("cl")
        if changelist is None:
            return
        for spec in changelist.filter_specs:
            for choice in spec.choices(changelist):
                self.ask(url + choice["query_string"])
            for name, key in product(spec.expected_parameters(), self.ids[:3]):
                self.ask(url, **{name: key})
        for action in actions_on(response):
            for more in ({}, {"confirmed": "yes"}, {"post": "yes"}):
                self.ask(url, "post", action=action, _selected_action=self.keys_of(model), **more)

    def rows(self, model) -> None:
        self.ask(address(model, "add"))
        for key in self.keys_of(model):
            for page, method in product(("change", "history", "delete"), ("get", "post")):
                self.ask(address(model, page, key), method)

    def keys_of(self, model) -> list[str]:
        """The rows of the strange programme, whoever may see them, and a few others."""
        rows = model._base_manager.values_list("pk", flat=True)
        return [str(key) for key in (*rows.filter(pk__in=self.ids), *rows.exclude(pk__in=self.ids)[:OTHER_ROWS])]

    def choices(self, model) -> None:
        app, name = model._meta.app_label, model._meta.model_name
        for related in model._meta.get_fields():
            if related.is_relation and not related.auto_created:
                for term in ("", *(word[:-3] for word in CANARIES)):
                    query = {"app_label": app, "model_name": name, "field_name": related.name, "term": term}
                    self.ask(reverse("admin:autocomplete"), **query)

    def own_addresses(self, model, its_admin) -> None:
        """Boards, buttons and exports: whatever an admin adds, about every row that is not one's own."""
        usual = {f"{model._meta.app_label}_{model._meta.model_name}_{page}" for page in PAGES}
        for pattern in its_admin.get_urls():
            if pattern.name and pattern.name not in usual:
                names = list(pattern.pattern.converters)
                for keys in product(self.ids[:7], repeat=len(names)):
                    url = reverse(f"admin:{pattern.name}", kwargs=dict(zip(names, keys, strict=True)))
                    for method in ("get", "post"):
                        self.ask(url, method, reason="Because.")


PAGES = ("changelist", "add", "change", "history", "delete")


def has_list(model, its_admin) -> bool:
    """Not where an admin is but the frame of a board."""
    usual = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
    return usual in {pattern.name for pattern in its_admin.get_urls()}


def apps() -> set[str]:
    return {model._meta.app_label for model in admin.site._registry}


def address(model, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def actions_on(response) -> list[str]:
    return re.findall(
        r'<option value="(\w+)"', response.content.decode().partition('name="action"')[2].partition("</select>")[0]
    )


@pytest.fixture
def strange(cast) -> dict[str, object]:
    """A programme with everything in it, beside the one of the cast; it is run by somebody else."""
    programme = factories.ProgrammeFactory(
        name=PROGRAMME, purpose=f"For {PROGRAMME}.", hr_contact_name=f"Hr {PROGRAMME}"
    )
    cohort = factories.CohortFactory(programme=programme, name=ROUND, stage=Cohort.Stage.RUNNING)
    closed = factories.CohortFactory(programme=programme, name=f"{ROUND} closed", stage=Cohort.Stage.CLOSED)
    factories.EligibilityRuleFactory(programme=programme, department=factories.DepartmentFactory(name="Sales"))
    mentor, mentee, asked = (
        make(cohort=cohort, person__user__name=f"{name} {PERSON}", **more)
        for make, name, more in (
            (factories.MentorFactory, "Mo", {}),
            (factories.EnrolmentFactory, "Mi", {}),
            (factories.EnrolmentFactory, "Asker", {"status": Enrolment.Status.REGISTERED}),
        )
    )
    owner = coordinator(f"Owner {PERSON}", "owner", programme)
    proposal = factories.make_proposal(mentor, mentee, status="draft")
    StageChange.objects.create(cohort=closed, to_stage="closed", reason=REASON, made_at=clock.now(), made_by=owner.user)
    people = [place.person for place in (mentor, mentee, asked)] + [owner]
    # The programme and what happens in it first, for those addresses that are asked for these alone.
    rows = [programme, cohort, closed, mentor, mentee, asked, proposal, *people, *(each.user for each in people)]
    return {"owner": owner, "ids": [str(row.pk) for row in rows]}


def walker(who, strange) -> Walk:
    client = Client(raise_request_exception=False)
    client.force_login(getattr(who, "user", who))
    return Walk(client, strange["ids"])


def roles(cast) -> Iterator[tuple[str, object, tuple[str, ...]]]:
    """Everybody but the one who runs it, and the words they must not find."""
    staff = factories.UserFactory(name="Stan Staff", is_staff=True)
    analyst = hr_analyst("Ann Analyst", "ann")
    analyst.user.is_staff = True
    analyst.user.save()
    yield "coordinator", cast.coordinator, CANARIES
    yield "hr_analyst", analyst, CANARIES
    yield "staff", staff, CANARIES
    yield "site_administrator", cast.site_administrator, NOT_FOR_ADMINISTRATORS


@pytest.mark.parametrize("role", ["coordinator", "hr_analyst", "staff", "site_administrator"])
def test_office_shows_nothing_of_a_programme_one_does_not_run(cast, strange, role):
    who, hidden = next((who, hidden) for name, who, hidden in roles(cast) if name == role)

    seen = walker(who, strange).everything().seen

    assert {where: words & set(hidden) for where, words in seen.items() if words & set(hidden)} == {}


def test_whoever_runs_a_programme_finds_all_of_it(cast, strange):
    """Otherwise the walk would find nothing because it looks nowhere."""
    seen = walker(strange["owner"], strange).everything().seen

    lists = {address(model, "changelist") for model, ours in admin.site._registry.items() if has_list(model, ours)}
    assert set().union(*seen.values()) == set(CANARIES)
    assert {url.removeprefix("get ") for url in seen} & lists == {
        f"/office/programmes/{name}/" for name in ("programme", "cohort", "enrolment", "coordinator")
    }


def unscoped_rows(self, request):
    return Enrolment.objects.select_related(*self.list_select_related)


def unscoped_filter(self, request, model_admin):
    return [(str(cohort.pk), str(cohort)) for cohort in Cohort.objects.all()]


@pytest.mark.parametrize(
    ("leaky", "name", "leak", "words"),
    [
        (EnrolmentAdmin, "get_queryset", unscoped_rows, {PERSON, PROGRAMME, ROUND}),
        (CohortFilter, "lookups", unscoped_filter, {PROGRAMME, ROUND}),
    ],
)
def test_walk_finds_an_admin_that_forgets_whose_rows_it_shows(cast, strange, monkeypatch, leaky, name, leak, words):
    monkeypatch.setattr(leaky, name, leak)
    walk = walker(cast.coordinator, strange)

    walk.lists(Enrolment)

    assert set().union(*walk.seen.values()) == words
