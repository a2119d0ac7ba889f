"""Whether the keys of this installation open what was written."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from mentoring.accounts.second_step import SECRETS
from mentoring.health.findings import Findings, broken, listed, ok
from mentoring.health.sealed import SealedSecret, encrypted_fields
from mentoring.lib.crypto import EncryptedTextField, Undecipherable, unseal
from mentoring.lib.keys import parse_ring

ROWS = 3  # of each field


def keys() -> Findings:
    try:
        ring = parse_ring(settings.FIELD_KEYS)
    except ImproperlyConfigured as error:
        yield broken("keys", f"{error} Without the right keys private text stays closed.")
        return
    yield ok("keys", f"{len(ring)} named, and “{ring[0][0]}” encrypts.")


def sample() -> Findings:
    """Opens a few rows of each encrypted field, and of second steps, and forgets what they say."""
    fields, secrets = encrypted_fields(), [SealedSecret(entry) for entry in SECRETS]
    closed = [field.label for model, field in fields if not opens(model, field)]
    closed += [secret.name for secret in secrets if not secret_opens(secret)]
    if closed:
        yield broken(
            "private text",
            f"FIELD_KEYS does not open what was written ({listed(closed)}). Bring back the keys that were used; "
            "until then nothing is lost, and nothing can be read.",
        )
    else:
        yield ok("private text", f"A sample of each of {len(fields) + len(secrets)} fields opens.")


def opens(model: type[Model], field: EncryptedTextField) -> bool:
    rows = model._base_manager.filter(**{f"{field.name}__isnull": False}).only("pk", field.name).order_by("-pk")[:ROWS]
    try:
        for row in rows:
            getattr(row, field.attname)
    except Undecipherable:
        return False
    return True


def secret_opens(secret: SealedSecret) -> bool:
    try:
        for key, sealed in next(secret.batches(ROWS), []):
            unseal(sealed, label=secret.label, row_id=secret.row_id(key))
    except Undecipherable:
        return False
    return True
