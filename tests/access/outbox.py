from tests.access import Address, everyone
from tests.factories import make_message


def office(site_administrator: int) -> dict[str, int]:
    """The log of messages is for site administrators alone."""
    return everyone(302, coordinator=403, other_coordinator=403, site_administrator=site_administrator)


def failed_message(cast):
    return make_message(cast.mentee.user, state="failed").pk


def one(cast, message_id) -> list:
    return [message_id]


TABLE = {
    "admin:outbox_outgoingmessage_changelist": Address(GET=office(200), POST=office(200)),
    "admin:outbox_outgoingmessage_add": Address(GET=office(403), POST=office(403)),
    "admin:outbox_outgoingmessage_change": Address(prepare=failed_message, args=one, GET=office(200), POST=office(403)),
    "admin:outbox_outgoingmessage_delete": Address(prepare=failed_message, args=one, GET=office(403), POST=office(403)),
    "admin:outbox_outgoingmessage_history": Address(
        prepare=failed_message, args=one, GET=office(200), POST=office(200)
    ),
}
