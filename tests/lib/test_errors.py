import pytest
from django.db import IntegrityError, connection, transaction

from mentoring.accounts.models import User
from mentoring.lib.errors import CONSTRAINT_SENTENCES, Refused, constraint_name, constraints_refused
from tests.factories import UserFactory


def database_constraints() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
        )
        return {name for (name,) in cursor.fetchall()}


def test_violation_of_a_known_constraint_becomes_its_sentence(db):
    UserFactory(email="ada@mail.example")

    with pytest.raises(Refused) as refusal, constraints_refused(), transaction.atomic():
        User.objects.create(name="Another", email="ADA@mail.example")

    assert refusal.value.message == "Another person already has this e-mail address. Please check the address."


def test_violation_of_an_unknown_constraint_stays_an_error(db):
    user = UserFactory()

    with pytest.raises(IntegrityError) as fault, constraints_refused(), transaction.atomic():
        User.objects.bulk_create([User(id=user.pk, name="Same id")])

    assert constraint_name(fault.value) == "accounts_user_pkey"


def test_every_sentence_belongs_to_a_constraint_of_the_database(db):
    assert set(CONSTRAINT_SENTENCES) - database_constraints() == set()
