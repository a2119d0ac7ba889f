"""One cast, known by heart, and the doors through which tests enter. Everything else comes from tests/factories.py."""

import gc
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.test.client import ClientHandler

from matching.models import Mentorship
from mentoring.accounts.models import User
from mentoring.local.waiting import wait_until
from participants.models import Profile
from programmes.models import Cohort, Enrolment, Programme
from tests import factories, promises


def pytest_configure(config: pytest.Config) -> None:
    promises.watch(config, promises.read())


@dataclass(slots=True)
class Cast:
    """A programme with one running pair, and the people around it."""

    programme: Programme
    cohort: Cohort
    mentor: Profile
    mentee: Profile
    mentor_place: Enrolment
    mentee_place: Enrolment
    mentorship: Mentorship
    # Takes part in another programme of the same company.
    outsider: Profile
    coordinator: Profile
    # Coordinates the other programme.
    other_coordinator: Profile
    hr_analyst: Profile
    # Looks after settings and health; no profile, no private text.
    site_administrator: User

    @property
    def users(self) -> dict[str, User | None]:
        """Every role of the access table, the stranger at the door among them."""
        return {
            "anonymous": None,
            "mentor": self.mentor.user,
            "mentee": self.mentee.user,
            "outsider": self.outsider.user,
            "coordinator": self.coordinator.user,
            "other_coordinator": self.other_coordinator.user,
            "hr_analyst": self.hr_analyst.user,
            "site_administrator": self.site_administrator,
        }


@pytest.fixture
def cast(db) -> Cast:
    # All work in one place: said once, it is not looked for again with each person.
    company = factories.OrganisationFactory()
    place = {
        "organisation": company,
        "department": factories.DepartmentFactory(organisation=company),
        "site": factories.SiteFactory(organisation=company),
    }
    programme = factories.ProgrammeFactory(name="Open doors", organisation=company)
    cohort = factories.CohortFactory(programme=programme, name="Spring", stage=Cohort.Stage.RUNNING)
    first_steps = factories.ProgrammeFactory(name="First steps", organisation=company)
    other = factories.CohortFactory(programme=first_steps, name="Autumn")
    mentor_place = factories.MentorFactory(cohort=cohort, person=person("Maria Mentor", "maria", **place))
    mentee_place = factories.EnrolmentFactory(cohort=cohort, person=person("Minh Mentee", "minh", **place))
    outsider_place = factories.EnrolmentFactory(cohort=other, person=person("Olga Outsider", "olga", **place))
    return Cast(
        programme=programme,
        cohort=cohort,
        mentor=mentor_place.person,
        mentee=mentee_place.person,
        mentor_place=mentor_place,
        mentee_place=mentee_place,
        mentorship=factories.make_mentorship(mentor_place, mentee_place),
        outsider=outsider_place.person,
        coordinator=coordinator("Carla Coordinator", "carla", programme, **place),
        other_coordinator=coordinator("Omar Other", "omar", other.programme, **place),
        hr_analyst=hr_analyst("Hanna Analyst", "hanna", **place),
        site_administrator=User.objects.create_superuser(email="sam@mail.example", name="Sam Site"),
    )


def person(name: str, local_part: str, **fields: object) -> Profile:
    return factories.ProfileFactory(user__name=name, user__email=f"{local_part}@mail.example", **fields)


def coordinator(name: str, local_part: str, programme: Programme, **fields: object) -> Profile:
    profile = person(name, local_part, user__is_staff=True, **fields)
    factories.CoordinatorFactory(programme=programme, user=profile.user)
    profile.user.groups.add(Group.objects.get_or_create(name="Coordinators")[0])
    return profile


def hr_analyst(name: str, local_part: str, **fields: object) -> Profile:
    profile = person(name, local_part, **fields)
    factories.HrAnalystFactory(user=profile.user, organisation=profile.organisation)
    return profile


@pytest.fixture
def sign_in():
    """A test client in which somebody (a user or a profile; None for nobody) is signed in."""

    def client_of(who: User | Profile | None) -> Client:
        client = Client()
        if who is not None:
            client.force_login(getattr(who, "user", who))
        return client

    return client_of


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Whatever a test started has left the database before it is dropped, or its last question is shown."""
    yield
    with django_db_blocker.unblock():
        wait_until(lambda: not others_in_the_database(), seconds=20)
        assert others_in_the_database() == []


@pytest.fixture(scope="session")
def playwright(playwright):
    """While a browser runs, this thread has connections of its own, as in an event loop: they close before it ends."""
    yield playwright
    connections.close_all()


def others_in_the_database() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT pid, application_name, backend_start, state, query FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        """)
        return cursor.fetchall()


@pytest.fixture(scope="session", autouse=True)
def _record_emptied_between_tests():
    """Tests of many transactions end by emptying every table, which the record refuses: only there it lets them."""
    execute = DatabaseOperations.execute_sql_flush

    def execute_where_allowed(self, sql_list):
        return execute(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", execute_where_allowed)
        yield


@pytest.fixture(scope="session", autouse=True)
def _middleware_once():
    """A client builds the whole chain of middleware anew for its first request, as one process does for all of them.

    Here the chain is kept for as long as no setting is changed: middleware reads settings while it is built.
    """
    build, kept = ClientHandler.load_middleware, {}

    def load_once(handler, is_async=False):
        if is_async in kept:
            vars(handler).update(kept[is_async])
        else:
            build(handler, is_async)
            names = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")
            kept[is_async] = {name: vars(handler)[name] for name in names}

    def forget(**_changed):
        kept.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no search for garbage looks through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and other counts of one test are nobody else's."""
    cache.clear()
