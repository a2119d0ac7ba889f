import pytest
from django.contrib.auth.models import AnonymousUser

from mentoring.accounts.models import User
from mentoring.jobs.policies import may_verify_record


@pytest.mark.parametrize(
    ("user", "may"),
    [
        (User(is_superuser=True), True),
        (User(is_staff=True), False),
        (User(), False),
        (AnonymousUser(), False),
    ],
)
def test_only_site_administrators_verify_the_record(user, may):
    assert may_verify_record(user) is may
