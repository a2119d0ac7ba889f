import pytest
from django.core.management import CommandError
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from matching.models import Proposal, Seat
from tests.factories import CohortFactory, make_proposal
from tests.matching.falsehoods import pair, rows
from tests.matching.people import mentee_of, mentor_of, open_cohort

AFTER = ("matching", "0006_rename_parts")


@pytest.mark.django_db
def test_suggestions_made_before_keep_their_parts_under_the_new_names():
    """The board reads these names; one it does not know would be an error page."""
    cohort, _by = open_cohort()
    proposal = make_proposal(mentor_of(cohort), mentee_of(cohort))
    proposal.components = [
        {"name": "skills", "points": 5, "maximum": 700_000},
        {"name": "site", "points": 1, "maximum": 150_000},
        {"name": "grade", "points": 2, "maximum": 150_000},
    ]
    proposal.save()

    renamed = executed(AFTER)

    proposal.refresh_from_db()
    assert [part["name"] for part in proposal.components] == ["skills", "place", "seniority"]
    assert [part["points"] for part in proposal.components] == [5, 1, 2]
    assert renamed == 2


TRUE_FROM = [
    ("programmes", "0011_places_keep_their_person"),
    ("matching", "0013_known_words"),
    ("matching", "0014_pairs_stay_true"),
    ("matching", "0045_further_mentors"),
]
# What an earlier version could have let somebody write, and what the one who migrates reads then.
FALSE = {
    "UPDATE programmes_enrolment SET role = 'boss' WHERE id = %(bert_place)s": "A place has a role",
    "UPDATE programmes_enrolment SET status = 'perhaps'": "A place has a status",
    "UPDATE matching_proposal SET origin = 'horoscope'": "A suggestion comes from neither",
    "UPDATE matching_proposalside SET role = 'boss' WHERE role = 'mentor'": "A side of a suggestion is neither",
    "UPDATE matching_proposalside SET answer = 'maybe', answered_at = now()": "A side of a suggestion has an answer",
    "UPDATE matching_membership SET role = 'boss' WHERE role = 'mentor'": "A member of a mentorship is neither",
    "UPDATE matching_mentorship SET started_at = ended_at + interval '1 day' WHERE id = %(past)s": (
        "A mentorship ended before"
    ),
    "UPDATE matching_proposal SET cohort_id = %(elsewhere)s": "A side of a suggestion is of another cohort",
    "UPDATE matching_mentorship SET cohort_id = %(elsewhere)s, proposal_id = %(proposal)s WHERE id = %(other)s": (
        "A mentorship is of another cohort"
    ),
    "UPDATE matching_membership SET person_id = %(outsider)s WHERE mentorship_id = %(one)s": (
        "A member of a mentorship is another person"
    ),
    "UPDATE matching_membership SET seat_id = %(ada_seat)s WHERE mentorship_id = %(past)s": "on the seat of somebody",
    "UPDATE matching_membership SET ended_at = now() WHERE mentorship_id = %(one)s": "ended at another moment",
    "UPDATE matching_membership SET ended_at = NULL WHERE mentorship_id = %(mirror_past)s": "in two open mentorships",
}


@pytest.mark.long
@pytest.mark.django_db
def test_what_was_written_before_it_was_refused_is_named_to_whoever_migrates(cast):
    values = rows(cast)
    Proposal.objects.filter(origin=Proposal.Origin.REQUEST).delete()  # nobody could ask then
    Seat.objects.filter(enrolment__isnull=False, number__gt=1).delete()  # and a mentee had one mentor
    settle()
    migrate("unapply", reversed(TRUE_FROM))

    for falsehood, sentence in FALSE.items():
        with pytest.raises(CommandError) as refused:
            migrate_after(falsehood, values)
        assert str(refused.value).startswith("Please mend these rows first, then migrate again.\n")
        assert sentence in str(refused.value)


@pytest.mark.django_db
def test_what_services_wrote_is_no_hindrance(cast):
    """Also where a limit was lowered below what runs."""
    pair(CohortFactory())
    cast.mentor.mentor_limit = 0
    cast.mentor.save()
    settle()

    migrate("unapply", reversed(TRUE_FROM))
    migrate("apply", TRUE_FROM)


def settle():
    """A table is changed only when nothing waits to be looked at in its rows."""
    connection.check_constraints()


def migrate(way, names):
    loader = one_by_one()
    for name in names:
        with connection.schema_editor() as editor:
            getattr(loader.get_migration(*name), way)(loader.project_state(name, at_end=False), editor)


@transaction.atomic
def migrate_after(falsehood, values):
    with connection.cursor() as cursor:
        cursor.execute(falsehood, values)
    settle()
    migrate("apply", TRUE_FROM)


def one_by_one():
    """The steps as an older database took them, which a new one takes at once."""
    return MigrationLoader(connection, replace_migrations=False)


def executed(name):
    """Run what a migration runs, on the tables as they are now; says how many statements there were."""
    migration = one_by_one().get_migration(*name)
    with connection.cursor() as cursor:
        for operation in migration.operations:
            cursor.execute(operation.sql)
    return len(migration.operations)
