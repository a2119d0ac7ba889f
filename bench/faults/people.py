"""Who gets the mails, and who looks at the pages meanwhile; runs beside the house, on its database."""

import json
import os

from django.db import connection
from django.test import Client

from bench.company import make_company
from bench.site import HOST
from mentoring.accounts.models import User
from mentoring.lib import clock
from mentoring.outbox.models import OutgoingMessage
from participants.models import Department
from participants.services import invite_people_with_address

SIDE = 10  # mentors, and as many mentees, that a company of made-up people has at least


def prepare() -> None:
    """Invite as many people as the environment says, as the office does; tells their mails and somebody's cookie."""
    due = int(os.environ["BENCH_DUE"])
    few = min(SIDE, due // 2)
    make_company(mentees=few, mentors=few, seed=1, bystanders=due - 2 * few)
    invited = invite_people_with_address(departments=list(Department.objects.all()), limit=due)
    waiting = OutgoingMessage.objects.filter(kind="invitation", state=OutgoingMessage.State.DUE)
    waiting.update(due_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has been in use would be
    ids = list(waiting.values_list("message_id", flat=True))
    if not len(ids) == len(invited) == due:
        raise RuntimeError(f"{len(ids)} mails are due for {len(invited)} people, and {due} were asked for.")
    print(json.dumps({"ids": ids, "cookie": _cookie()}))


def _cookie() -> str:
    """Of somebody who is signed in and gets none of these mails."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(User.objects.create(name="Vera Visitor", email="vera@mail.example"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
