"""A list of the office is narrowed by what its filters offer, and by nothing else that an address may hold."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db.models import Model
from django.urls import reverse

from matching.models import Exclusion, Ranking, written_down
from mentoring.admin_site import MentoringAdminSite
from mentoring.lib.filters import OfferedAlone
from programmes.models import Enrolment
from tests.access_more.private_words import another_pair

ROLES = ("site_administrator", "coordinator")
LOOKUPS = {"": "x", "__exact": "x", "__isnull": "False", "__startswith": "x", "__gte": "0", "__in": "x,y"}
# What passes although it is the name of a field: its list has a filter for it.
OFFERED = {
    "accounts.User": {
        *("is_active__exact", "is_staff__exact", "is_superuser__exact", "email__isempty"),
        *("is_active__isnull", "is_staff__isnull", "is_superuser__isnull"),
    },
    "participants.Department": {"organisation__id__exact", "organisation__isnull"},
    "participants.Site": {"organisation__id__exact", "organisation__isnull", "time_zone__isempty"},
    "participants.Grade": {"organisation__id__exact", "organisation__isnull", "level__isempty"},
    "participants.Skill": {"category", "category__isnull"},
    "participants.Profile": {
        *("user__email__isempty", "user__is_active__exact", "user__is_active__isnull"),
        *("department__id__exact", "department__isnull", "site__id__exact", "site__isnull"),
    },
    "programmes.Programme": {"style__exact", "style__isnull"},
    "programmes.Cohort": {"stage", "programme__id__exact", "programme__isnull"},
    "programmes.Enrolment": {"status__exact", "role__exact", "role__isnull", "cohort", "department"},
    "outbox.OutgoingMessage": {"kind"},
}


def fields_of(model: type[Model]) -> list[tuple[str, type[Model] | None]]:
    """The name of each field and of each relation back as addresses have it, and what it leads to."""
    fields = model._meta.get_fields(include_hidden=True)
    return [(field.name, field.related_model) for field in fields if not field.name.endswith("+")]


def keys_of(model: type[Model]) -> Iterator[tuple[str, str]]:
    for name, further in fields_of(model):
        for lookup, value in LOOKUPS.items():
            yield f"{name}{lookup}", value
        for second, _beyond in fields_of(further) if further else ():
            yield f"{name}__{second}__isnull", "False"


def is_answered(model_admin: admin.ModelAdmin, request) -> bool:
    try:
        model_admin.get_changelist_instance(request)
    except (SuspiciousOperation, IncorrectLookupParameters):
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_no_field_and_no_relation_narrows_a_list(role, cast, rf):
    let_through: dict[str, set[str]] = {}
    for model, model_admin in admin.site._registry.items():
        for key, value in keys_of(model):
            request = rf.get("/", {key: value})
            request.user = cast.users[role]
            if is_answered(model_admin, request):
                let_through.setdefault(model._meta.label, set()).add(key)

    allowed = {label: keys - OFFERED.get(label, set()) for label, keys in let_through.items()}
    assert {label: keys for label, keys in allowed.items() if keys} == {}


@pytest.mark.parametrize("role", ROLES)
def test_private_facts_are_asked_in_vain(role, cast, sign_in):
    """What each of these would tell is there to be told."""
    Ranking.objects.create(enrolment=cast.mentee_place, named=written_down([str(cast.mentor.pk)]))
    Exclusion.objects.create(owner=cast.mentee, excluded=str(cast.mentor.pk), digest="0" * 64)
    another_pair(cast.cohort)
    office = sign_in(cast.users[role])
    asked = {
        "accounts_user": ("password__startswith", "last_login__isnull"),
        "participants_profile": ("about_me__icontains", "exclusions__isnull", "mentor_limit"),
        "programmes_enrolment": ("ranking__isnull", "aims__isnull", "proposal_sides__isnull"),
        "programmes_cohort": ("place_drafts__gte",),
    }

    lists = {name: reverse(f"admin:{name}_changelist") for name in asked}
    open_lists = [name for name, url in lists.items() if office.get(url).status_code == 200]
    answers = {
        (name, key): office.get(lists[name], {key: "0"}).status_code for name in open_lists for key in asked[name]
    }

    assert open_lists
    assert answers == dict.fromkeys(answers, 400)


def test_action_on_all_rows_takes_no_other_filter(cast, sign_in):
    """The rows of an action "on all" are those of the address it is sent to."""
    data = {"action": "approve_places", "select_across": "1", "_selected_action": str(cast.mentee_place.pk)}

    answer = sign_in(cast.coordinator).post(
        f"{reverse('admin:programmes_enrolment_changelist')}?aims__isnull=0", {**data, "index": "0"}
    )

    assert answer.status_code == 400


def test_what_pages_link_to_still_narrows(cast, sign_in):
    url = reverse("admin:programmes_enrolment_changelist")
    approved = Enrolment.objects.filter(cohort=cast.cohort, status=Enrolment.Status.APPROVED)
    office = sign_in(cast.coordinator)

    found = {
        query: office.get(f"{url}?{query}").context["cl"].result_count
        for query in (
            f"cohort={cast.cohort.pk}&status__exact=approved",
            f"cohort={cast.cohort.pk}&status__exact=registered&role__exact=mentor",
            f"cohort={cast.cohort.pk}&status__exact=approved&role__exact=mentor&q=&o=1&p=1&all=&_facets=True",
        )
    }

    assert list(found.values()) == [approved.count(), 0, approved.filter(role="mentor").count()]


def test_every_list_goes_by_the_rule_whoever_registers_it():
    class Plain(admin.ModelAdmin):
        """As a package has it that knows nothing of this product."""

    site = MentoringAdminSite("another")
    site.register(Enrolment, Plain)
    site.register(Ranking)

    everyone = [*site._registry.values(), *admin.site._registry.values()]
    assert {each.get_changelist(None) for each in everyone} == {OfferedAlone}
