import uuid

from django.db.migrations import Migration

from participants.models import Skill
from participants.receivers import bring_in_what_we_ship, invitation_wanted
from tests.factories import ProfileFactory


def test_nothing_is_brought_in_while_migrating_backwards(db):
    Skill.objects.all().delete()
    step = Migration("0002", "participants")

    bring_in_what_we_ship(plan=[(step, True)])
    assert not Skill.objects.exists()

    bring_in_what_we_ship(plan=[(step, False)])
    assert Skill.objects.exists()


def test_invitation_is_wanted_while_the_person_may_sign_in(db):
    assert invitation_wanted("invitation", ProfileFactory().pk) is True
    assert invitation_wanted("invitation", ProfileFactory(user__is_active=False).pk) is False
    assert invitation_wanted("invitation", uuid.uuid4()) is False


def test_other_mail_is_not_its_business(db):
    assert invitation_wanted("survey", uuid.uuid4()) is None
